// Asks for what a change of the account needs: the password of this device and, while a second factor is on, a code or a
// recovery key. A passkey's device has no password that somebody knows: there the passkey is asked.

import type { User } from "../public/user.js";
import type { Child } from "./dom.js";
import { type Field, type Form, field, form, link } from "./form.js";
import { MFA_FIELDS, mfaFields } from "./mfa-fields.js";
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
  const mfa = mfaFields(speaker, user);
  return form({
    submit: passkey ? `${options.submit} (${say("confirmPasskey")})` : options.submit,
    danger: options.danger ?? false,
    fields: [...fields, ...(passkey ? [] : [password]), ...mfa.fields],
    extra: [mfa.other, ...(options.extra ?? [])],
    actions: [cancel && link(say("cancel"), cancel)],
    fieldOf: (wrong) => options.fieldOf?.(wrong) ?? (wrong === "WRONG_PASSWORD" ? "current" : MFA_FIELDS[wrong]),
    run: async (values) => {
      const secret = passkey ? await user.passkeyPassword() : values["current"]!;
      try {
        await run({ password: secret, ...mfa.proof(values) }, values);
      } finally {
        mfa.look();
      }
    },
  });
}
