// Asks for what a change of the account needs: the password of this device and, while a second factor is on, a code or a
// recovery key. A passkey's device has no password that somebody knows: there the passkey is asked.

import type { User } from "../public/user.js";
import type { Child } from "./dom.js";
import { type Field, type Form, field, form, link } from "./form.js";
import { isRandom } from "./random.js";
import type { Speaker } from "./words.js";

/** The last arguments of the methods that want a password. */
export interface Proof {
  password: string;
  token: string | undefined;
  recovery: boolean;
}

export interface ConfirmOptions {
  speaker: Speaker;
  user: User;
  submit: string;
  danger?: boolean;
  /** Before the password. */
  fields?: Field[];
  extra?: Child[];
  fieldOf?: (code: string) => string | undefined;
  /** Called to leave. */
  cancel?: () => void;
  run(proof: Proof, values: Record<string, string>): unknown;
}

export function confirmForm(options: ConfirmOptions): Form {
  const { speaker, user, fields = [], cancel, run } = options;
  const { say } = speaker;
  const passkey = isRandom(user.identifier);
  const password = field(speaker, { name: "current", label: say("currentPassword"), type: "password", autocomplete: "current-password" });
  const code = field(speaker, { name: "code", label: say("code"), type: "code", autocomplete: "one-time-code", optional: true, check: (value) => !code.element.hidden && value === "" && say("required") });
  const key = field(speaker, { name: "key", label: say("recoveryKey"), optional: true, check: (value) => !key.element.hidden && value === "" && say("required") });
  key.element.hidden = true;
  const other = link(say("useKey"), () => {
    const recovery = key.element.hidden;
    key.element.hidden = !recovery;
    code.element.hidden = recovery;
    code.input.value = key.input.value = "";
    other.textContent = say(recovery ? "useCode" : "useKey");
    (recovery ? key : code).input.focus();
  });
  code.element.hidden = other.hidden = !user.enabledMfa();
  return form({
    submit: passkey ? `${options.submit} (${say("confirmPasskey")})` : options.submit,
    danger: options.danger ?? false,
    fields: [...fields, ...(passkey ? [] : [password]), code, key],
    extra: [other, ...(options.extra ?? [])],
    actions: [cancel && link(say("cancel"), cancel)],
    fieldOf: (wrong) => options.fieldOf?.(wrong) ?? OWN_FIELDS[wrong],
    run: async (values) => {
      const secret = passkey ? await user.passkeyPassword() : values["current"]!;
      const recovery = Boolean(values["key"]);
      try {
        await run({ password: secret, token: values["key"] || values["code"] || undefined, recovery }, values);
      } finally {
        // The second factor may have been turned on elsewhere since: the service has just said so.
        if (user.enabledMfa() && other.hidden) code.element.hidden = other.hidden = false;
      }
    },
  });
}

const OWN_FIELDS: Record<string, string> = { MFA_REQUIRED: "code", WRONG_PASSWORD: "current", WRONG_TOTP: "code", NO_TOTP: "key" };
