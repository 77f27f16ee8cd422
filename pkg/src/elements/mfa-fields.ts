// The fields for a code of the second factor, or for a recovery key in its place. They are hidden while it is off.

import type { User } from "../public/user.js";
import { type Field, field, link } from "./form.js";
import type { Speaker } from "./words.js";

export interface MfaFields {
  fields: Field[];
  other: HTMLElement;
  /** After an error: the second factor may have been turned on elsewhere since. */
  look(): void;
  proof(values: Record<string, string>): { token: string | undefined; recovery: boolean };
}

export const MFA_FIELDS: Record<string, string> = { MFA_REQUIRED: "code", WRONG_TOTP: "code", NO_TOTP: "key" };

export function mfaFields(speaker: Speaker, user: User): MfaFields {
  const { say } = speaker;
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
  return {
    fields: [code, key],
    other,
    look: () => {
      if (user.enabledMfa() && other.hidden) code.element.hidden = other.hidden = false;
    },
    proof: (values) => ({ token: values["key"] || values["code"] || undefined, recovery: Boolean(values["key"]) }),
  };
}
