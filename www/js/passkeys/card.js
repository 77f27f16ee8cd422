// The passkeys of an account that this browser knows, and the way to add or remove one.

import { removeDevice } from "../account/devices.js";
import { sentc, session } from "../session.js";
import { button, el, shortId, time } from "../ui/dom.js";
import { requestButton } from "../ui/form.js";
import { notify } from "../ui/messages.js";
import { pagedList } from "../ui/paged-list.js";
import { note, passkeyBook } from "./book.js";
import { whyNot } from "./sign-in.js";

/** `devicesChanged()` is called when a device has come or gone. */
export function passkeysCard(user, devicesChanged) {
  const { element: list, reload } = pagedList({ label: "Passkeys", load, row, empty: "None that this browser knows." });
  const add = requestButton("Add a passkey…", "Waiting for your passkey…", async () => {
    const { device_id } = await user.addPasskey({ name: session.identifier, rp_name: "sentc light demo" });
    await note(sentc, device_id, session.identifier);
    notify("The passkey is added. You can sign in with it now.");
    await changed();
  }, "quiet small");
  const unsupported = el("div", { class: "place" });

  /** All at once: the service can't tell which devices are passkeys. */
  async function load(last) {
    if (last) return [];
    const book = await passkeyBook(sentc);
    const found = [];
    for await (const device of user.devices()) if (device.device_id in book) found.push(device);
    return found;
  }

  async function changed() {
    await Promise.all([reload(), devicesChanged()]);
  }

  function row(device) {
    const own = device.device_id === user.data.device_id;
    const remove = button("Remove…", () => removeDevice(user, device, own, changed), "quiet danger small", { "aria-label": `Remove the passkey of device ${device.device_id.slice(0, 8)}` });
    const words = el("div", { class: "what" }, el("span", {}, "Added ", time(device.time), " ", own && el("span", { class: "badge on" }, "Signed in with it")), shortId(device.device_id));
    return el("li", {}, words, remove);
  }

  void sentc.passkeySupport().then((support) => {
    if (support !== "no") return;
    add.element.hidden = true;
    const why = whyNot();
    unsupported.append(...(why.length > 0 ? why : [el("p", { class: "small muted" }, "This browser has no passkeys that can replace a password.")]));
  });
  return el(
    "section",
    { class: "card", "aria-labelledby": "passkeys" },
    el("div", { class: "card-head" }, el("h2", { id: "passkeys" }, "Passkeys"), add.element),
    el("p", { class: "muted small" }, "Sign in with a fingerprint, your face or a PIN. The server still sees no password: each passkey is a device of its own, and makes its password itself."),
    unsupported,
    add.error,
    list,
  );
}
