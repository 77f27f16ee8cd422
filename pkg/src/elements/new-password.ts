// The field for a new password: as long as the element asks for, and not one that everybody tries first.

import type { SentcElement } from "./element.js";
import { type Field, field } from "./form.js";
import type { Speaker } from "./words.js";

export type PasswordCheck = (password: string, identifier: string) => string | undefined | Promise<string | undefined>;

/** Where nothing is said: NIST SP 800-63B, 3.1.1.2, for passwords that are not the only factor. */
const SHORTEST = 8;
/** What `passwordProblem` finds besides the length. */
const PROBLEMS = { identifier: "passwordLike", personal: "passwordLike", common: "passwordCommon", pattern: "passwordPattern" } as const;

/** The list of common passwords is loaded when somebody is about to choose one. */
const loadList = () => import("../password/index.js").catch(() => undefined);

/** `check`: the app's own, which takes the place of the list. */
export function newPassword(speaker: Speaker, element: SentcElement, label: "newPassword" | "password", identifier: () => string, check: () => PasswordCheck | undefined): Field {
  const { say } = speaker;
  const count = Math.max(1, Math.floor(Number(element.getAttribute("min-password") ?? SHORTEST)) || SHORTEST);
  const listed = () => element.getAttribute("common-passwords") !== "allowed";
  const problem = async (password: string) => {
    if ([...password].length < count) return say("passwordShort", { count });
    const own = check();
    if (own) return own(password, identifier());
    // Without a connection the list may not come: a longer password is not worth an account that nobody can make.
    const found = listed() ? (await loadList())?.passwordProblem(password, { identifier: identifier(), least: count }) : undefined;
    return found && (found.code === "short" ? say("passwordShort", { count }) : say(PROBLEMS[found.code]));
  };
  const made = field(speaker, { name: "password", label: say(label), type: "password", autocomplete: "new-password", check: problem });
  made.input.addEventListener("focus", () => listed() && !check() && void loadList(), { once: true });
  return made;
}
