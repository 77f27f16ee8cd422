// The devices of an account: all of them, page by page, and the way to add or remove one.

import { scanner } from "../scan/scanner.js";
import { sentc, session } from "../session.js";
import { button, el, shortId, time } from "../ui/dom.js";
import { openDialog } from "../ui/dialog.js";
import { textArea } from "../ui/fields.js";
import { form } from "../ui/form.js";
import { notify } from "../ui/messages.js";
import { pagedList } from "../ui/paged-list.js";
import { withPassword } from "./with-password.js";

export function devicesCard(user) {
  const { element: list, reload } = pagedList({ label: "Devices", load, row });
  let kits = [];

  async function load(last) {
    if (!last) kits = (await user.recoveryKits()).map(({ device_id }) => device_id);
    return user.getDevices(last);
  }

  const add = button("Add a device…", () => addDevice(user, reload), "quiet small");

  function row(device) {
    const own = device.device_id === user.data.device_id;
    const remove = button("Remove…", () => removeDevice(user, device, own, reload), "quiet danger small", { "aria-label": `Remove device ${device.device_id.slice(0, 8)}` });
    return el(
      "li",
      {},
      el(
        "div",
        { class: "what" },
        el("span", {}, "Device ", shortId(device.device_id), " ", own && el("span", { class: "badge on" }, "This device"), kits.includes(device.device_id) && el("span", { class: "badge" }, "Recovery kit")),
        el("span", { class: "small muted" }, "Added ", time(device.time)),
      ),
      remove,
    );
  }

  const element = el(
    "section",
    { class: "card", "aria-labelledby": "devices" },
    el("div", { class: "card-head" }, el("h2", { id: "devices" }, "Devices"), add),
    el("p", { class: "muted small" }, "Each has an identifier and a password of its own, which the server keeps only as hashes."),
    list,
  );
  return { element, reload };
}

export async function removeDevice(user, device, own, reload) {
  const removed = await openDialog({
    title: own ? "Remove this device?" : "Remove the device?",
    content: (close) => [
      el("p", { class: "muted" }, own ? `You are signed out here, and can't log in with this ${session.passkey ? "passkey" : "identifier"} any more.` : el("span", {}, "It can't log in any more: ", shortId(device.device_id))),
      withPassword({
        label: "Remove device",
        passwordLabel: "Password of this device",
        submit: "Remove device",
        danger: true,
        async run({ password, token, recovery }) {
          await user.deleteDevice(password, device.device_id, token, recovery);
          close(true);
        },
      }).element,
    ],
  });
  if (!removed || own) return;
  await reload();
  notify("The device is removed.");
}

async function addDevice(user, reload) {
  const added = await openDialog({
    title: "Add a device",
    content: (close) => {
      const place = el("div", { class: "stack" });
      askText(place, user, close);
      return place;
    },
  });
  if (!added) return;
  await reload();
  notify("The device is added. It can log in now.");
}

function askText(place, user, close) {
  const output = textArea({ name: "output", label: "Text from the new device", rows: "3", autocomplete: "off" });
  const confirm = (text) => askConfirmation(place, user, close, text, sentc.parseDeviceOutput(text));
  const scan = scanner((text) => {
    try {
      confirm(text);
    } catch (error) {
      asked.error.show(error);
    }
  });
  const asked = form({
    label: "Text from the new device",
    fields: [output],
    submit: "Continue",
    busy: "Reading…",
    run({ output: text }) {
      confirm(text.trim());
      scan.stop();
    },
  });
  place.replaceChildren(
    el("p", { class: "muted" }, "On the new device, open this page and choose “New device”. It shows a QR code and a text: scan the one, or bring the other here."),
    scan.element,
    asked.element,
  );
}

/** Whoever confirms a foreign device gives the account away, so the question comes before anything is sent. */
function askConfirmation(place, user, close, text, { device_identifier, code }) {
  const confirmed = form({
    label: "Confirm the device",
    fields: [],
    submit: "They are the same: add it",
    busy: "Adding the device…",
    actions: [button("No, go back", () => askText(place, user, close), "quiet")],
    async run() {
      await user.registerDevice(text);
      close(true);
    },
  });
  const question = el("h3", { tabindex: "-1" }, "Does your new device show ", el("strong", { class: "device-code" }, code), "?");
  place.replaceChildren(
    question,
    el("p", {}, "It calls itself “", device_identifier, "”. A name proves nothing: whoever sent you this text chose it. The six characters have to be the same on both screens."),
    el("p", { class: "muted" }, "The device will have full access to your account. If the characters differ, or you can't see the other screen, go back."),
    confirmed.element,
  );
  question.focus();
}
