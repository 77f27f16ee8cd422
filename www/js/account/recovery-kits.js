// Recovery kits: a sheet of paper that opens the account. Made and shown once, removed again.

import { removeDevice } from "./devices.js";
import { session } from "../session.js";
import { button, byId, el, qrCode, time } from "../ui/dom.js";
import { openDialog } from "../ui/dialog.js";
import { checkbox, textField } from "../ui/fields.js";
import { copyButton, form } from "../ui/form.js";
import { notify } from "../ui/messages.js";
import { pagedList } from "../ui/paged-list.js";
import { withPassword } from "./with-password.js";

/** `devicesChanged()` is called when a device has come or gone. */
export function recoveryCard(user, devicesChanged) {
  const { element: list, reload } = pagedList({ label: "Recovery kits", load: async (last) => (last ? [] : user.recoveryKits()), row, empty: "None that this browser knows." });
  const changed = () => Promise.all([reload(), devicesChanged()]);
  const add = button("Make a kit…", async () => {
    if (!(await makeKit(user))) return;
    notify("The recovery kit is ready. Keep it in a safe place.");
    await changed();
  }, "quiet small");

  function row(kit) {
    const own = kit.device_id === user.data.device_id;
    const remove = button("Remove…", () => removeDevice(user, kit, own, changed), "quiet danger small", { "aria-label": `Remove the recovery kit ${kit.name ?? kit.device_id}` });
    const words = el("div", { class: "what" }, el("span", {}, kit.name ?? "Recovery kit", " ", own && el("span", { class: "badge on" }, "Signed in with it")), el("span", { class: "small muted" }, "Made ", time(kit.time)));
    return el("li", {}, words, remove);
  }

  return el(
    "section",
    { class: "card", "aria-labelledby": "recovery" },
    el("div", { class: "card-head" }, el("h2", { id: "recovery" }, "Recovery kits"), add),
    el("p", { class: "muted small" }, "A sheet of paper with a code, for the day when you have forgotten your password or lost your device. Nobody can mail you a new password here."),
    list,
  );
}

function makeKit(user) {
  return openDialog({
    title: "Make a recovery kit",
    content: (close) => {
      const place = el("div", { class: "stack" });
      const name = textField({ name: "name", label: "Where you will keep it", optional: true, autocomplete: "off", hint: "Such as “in the desk”. For this list and the sheet." });
      const asked = withPassword({
        label: "Make a recovery kit",
        fields: [name],
        passwordLabel: "Password of this device",
        submit: "Make the kit",
        async run({ password, token, recovery, name: where }) {
          const kit = await user.createRecoveryKit({ password, mfa_token: token, mfa_recovery: recovery, name: where || undefined, app: "the sentc light demo" });
          showKit(place, kit, close);
        },
      });
      place.append(el("p", { class: "muted" }, "It is one more device of your account. Its code is shown once, and stored nowhere."), asked.element);
      return place;
    },
  });
}

function showKit(place, kit, close) {
  const kept = checkbox({ name: "kept", label: "I have printed it or written it down.", check: (yes) => (yes ? undefined : "The code is not shown again.") });
  const done = form({ label: "Keep the kit", fields: [kept], submit: "Done", busy: "…", run: async () => close(true) });
  const heading = el("p", { tabindex: "-1" }, "Whoever has these eight groups can sign in as you.");
  place.replaceChildren(
    heading,
    qrCode(kit.qr_svg, "QR code of the recovery kit"),
    el("ol", { class: "kit-code", "aria-label": "Recovery code" }, kit.code.split("-").map((group) => el("li", {}, group))),
    el("div", { class: "actions" }, button("Print the sheet", () => print(kit.sheet_html), ""), copyButton(() => kit.code, "Copy the code")),
    el("p", { class: "small muted" }, `For ${session.identifier} at ${location.host}.`),
    done.element,
  );
  heading.focus();
}

/** The sheet is a page of its own: only its content goes on paper. Its texts are escaped, and nothing in it can run. */
function print(html) {
  const sheet = byId("print");
  sheet.replaceChildren(...document.importNode(new DOMParser().parseFromString(html, "text/html").body, true).childNodes);
  addEventListener("afterprint", () => sheet.replaceChildren(), { once: true });
  window.print();
}
