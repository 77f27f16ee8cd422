// The field for a new password: as long as the element asks for, and as the app's own check wants it.

import type { SentcElement } from "./element.js";
import { type Field, field } from "./form.js";
import type { Speaker } from "./words.js";

export type PasswordCheck = (password: string, identifier: string) => string | undefined | Promise<string | undefined>;

/** Where nothing is said: NIST SP 800-63B, 3.1.1.2, for passwords that are not the only factor. */
const SHORTEST = 8;

export function newPassword(speaker: Speaker, element: SentcElement, label: "newPassword" | "password", identifier: () => string, check: PasswordCheck | undefined): Field {
  const count = Number(element.getAttribute("min-password") ?? SHORTEST);
  return field(speaker, {
    name: "password",
    label: speaker.say(label),
    type: "password",
    autocomplete: "new-password",
    check: (value) => ([...value].length < count ? speaker.say("passwordShort", { count }) : check?.(value, identifier())),
  });
}
