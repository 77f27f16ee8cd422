// On the new device: choose a name and a password for it, and show what the signed-in device has to be given.

import { go } from "../router.js";
import { sentc } from "../session.js";
import { button, el, newId, qrCode } from "../ui/dom.js";
import { openDialog } from "../ui/dialog.js";
import { passwordField } from "../ui/fields.js";
import { copyButton, form } from "../ui/form.js";
import { newIdentifierField } from "./identifier-field.js";

export const newDevice = { path: "new-device", title: "New device", audience: "visitor", show };

function show(place) {
  const identifier = newIdentifierField({ label: "Identifier of this device", hint: "Different from that of your other devices." });
  const password = passwordField({ label: "Password for this device", isNew: true });
  const made = form({
    label: "Register this device",
    fields: [identifier, password],
    submit: "Show the code",
    async run(values) {
      const output = await sentc.registerDeviceStart(values.identifier, values.password);
      // Not awaited: the form is done, and empties its password while the code is shown.
      void handOver(values.identifier, output);
    },
  });
  place.append(
    el("header", { class: "page-head" }, el("h1", { tabindex: "-1" }, "Add this device"), el("p", {}, "To an account you are signed in to elsewhere. Keys are made here; the other device confirms them.")),
    el("div", { class: "cards two" }, el("section", { class: "card", "aria-label": "Register this device" }, made.element)),
  );
}

async function handOver(identifier, output) {
  const done = await openDialog({
    title: `Confirm “${identifier}” on your other device`,
    kind: "full",
    content: (close) => {
      const id = newId("output");
      const { code } = sentc.parseDeviceOutput(output);
      const short = sentc.deviceQr(output);
      const text = el("textarea", { id, rows: "3", readonly: true, spellcheck: "false" });
      text.value = short.text;
      const words = el(
        "div",
        { class: "stack" },
        el("p", {}, "On a device that is signed in: Account, “Add a device”. Scan the QR code there, or bring the text over in any other way."),
        el("p", {}, "Your other device now shows six characters. Confirm only if they match: ", el("strong", { class: "device-code" }, code)),
        el("div", { class: "field" }, el("label", { for: id }, "The text in the QR code"), text),
        el("div", { class: "actions" }, copyButton(() => short.text, "Copy the text")),
        el("p", { class: "muted small" }, "It holds no secret of yours, only this device's identifier and a token for the confirmation."),
        el("div", { class: "actions" }, button("It is confirmed: log in", () => close(true), "")),
      );
      return el("div", { class: "handover" }, qrCode(short.svg, "QR code with the text beside it"), words);
    },
  });
  if (done) go("start");
}
