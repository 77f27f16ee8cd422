// Multi-factor authentication: turn on, see the recovery keys, replace the secret, turn off.

import { button, el } from "../ui/dom.js";
import { openDialog } from "../ui/dialog.js";
import { notify } from "../ui/messages.js";
import { setUpMfa } from "./mfa-setup.js";
import { keyList, keyTools } from "./recovery-keys.js";
import { withPassword } from "./with-password.js";

/** `who`: `{ user, identifier }`, of this demo's own session or of another client's. */
export function mfaCard(who) {
  const { user } = who;
  const body = el("div", { class: "stack" });
  const badge = el("span", { class: "badge" });
  const heading = el("h2", { id: "mfa", tabindex: "-1" }, "Two factors (MFA)");
  const draw = () => {
    const on = user.enabledMfa();
    badge.textContent = on ? "On" : "Off";
    badge.classList.toggle("on", on);
    body.replaceChildren(el("p", { class: "muted small" }, on ? ON : OFF), el("div", { class: "actions" }, ...(on ? whenOn() : whenOff())));
  };
  const dialog = (open) => async () => {
    const before = user.enabledMfa();
    await open(who);
    if (user.enabledMfa() === before) return;
    draw();
    // The button that had it is gone.
    heading.focus();
  };
  const whenOff = () => [button("Turn on MFA…", dialog((its) => setUpMfa(its, "register")), "")];
  const whenOn = () => [
    button("Recovery keys…", dialog(showKeys)),
    button("New secret…", dialog((its) => setUpMfa(its, "reset"))),
    button("Turn off…", dialog(turnOff), "quiet danger"),
  ];
  draw();
  return el("section", { class: "card", "aria-labelledby": "mfa" }, el("div", { class: "card-head" }, heading, badge), body);
}

const OFF = "With a second factor, your password alone opens nothing: a code from an authenticator app is asked for as well.";
const ON = "Logging in, and every change here, asks for a code from your authenticator or for a recovery key.";

function showKeys(who) {
  const { user, identifier } = who;
  return openDialog({
    title: "Recovery keys",
    content: () => {
      const place = el("div", { class: "stack" });
      const asked = withPassword({
        who,
        label: "Show recovery keys",
        submit: "Show the keys",
        async run({ password, token, recovery }) {
          const keys = await user.getOtpRecoverKeys(password, token, recovery);
          const heading = el("p", { tabindex: "-1" }, remaining(keys.length));
          place.replaceChildren(heading, keyList(keys), keyTools(keys, identifier));
          heading.focus();
        },
      });
      place.append(el("p", { class: "muted" }, "The keys that are still unused."), asked.element);
      return place;
    },
  });
}

function remaining(count) {
  if (count === 0) return "No recovery key is left. A new secret comes with six new ones.";
  return count === 1 ? "One recovery key is left." : `${count} recovery keys are left.`;
}

function turnOff(who) {
  const { user } = who;
  return openDialog({
    title: "Turn off MFA?",
    content: (close) => [
      el("p", { class: "muted" }, "On all your devices. The secret in your authenticator and all recovery keys are void then."),
      withPassword({
        who,
        label: "Turn off MFA",
        submit: "Turn off",
        danger: true,
        async run({ password, token, recovery }) {
          await user.disableOtp(password, token, recovery);
          close(true);
          notify("MFA is off.");
        },
      }).element,
    ],
  });
}
