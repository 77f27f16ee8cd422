import { COMMON, IDENTIFIER, PERSONAL, coverOf } from "./cover.js";

/** Why a password should not be used. */
export interface PasswordProblem {
  /**
   * - `short`: fewer than `least` characters
   * - `identifier`: little more than the identifier
   * - `personal`: little more than one of `others`
   * - `common`: little more than common passwords
   * - `pattern`: little more than neighboring keys, a year or a repetition
   */
  code: "short" | "identifier" | "personal" | "common" | "pattern";
  /** The same in English, for the person who types. */
  message: string;
}

/** What a password is checked against. */
export interface PasswordRules {
  /** The one that the password is for. */
  identifier?: string | undefined;
  /** Other words that an attacker tries first: the person's name, the name of your site. */
  others?: readonly string[] | undefined;
  /**
   * The fewest characters, as Unicode code points. Default: 12. NIST SP 800-63B-4 (section 3.1.1.2) asks for 15 where the
   * password is the only factor, and for 8 where there is a second one.
   */
  least?: number | undefined;
}

/** So many characters that nobody can predict are enough, where `least` allows that few. */
const ENOUGH = 8;

const MESSAGES: Record<PasswordProblem["code"], (least: number) => string> = {
  short: (least) => `Use at least ${least} characters.`,
  identifier: () => "This password is too close to what you sign in with. Use something that others do not know.",
  personal: () => "This password uses words that others can guess, such as your name or the name of this site. Add other words.",
  common: () => "Many people use this password or its words. Add other words.",
  pattern: () => "This password follows a pattern, such as keys in a row or a repetition. Add other words.",
};

/**
 * Checks a password with a list of the 2,200 most common ones and a few rules: no request, and no estimate of how long an
 * attacker needs. It finds bad passwords; it does not prove that a password is good. `undefined`: nothing was found.
 *
 * Throws a TypeError for arguments of a wrong type.
 *
 * ```ts
 * passwordProblem("Password123!", { identifier: "ada" })?.code; // "common"
 * ```
 */
export function passwordProblem(password: string, rules: PasswordRules = {}): PasswordProblem | undefined {
  const { identifier = "", others = [], least = 12 } = rules;
  if (typeof password !== "string") throw new TypeError("password must be a string");
  if (typeof identifier !== "string") throw new TypeError("identifier must be a string");
  if (!Array.isArray(others) || !others.every((word) => typeof word === "string")) throw new TypeError("others must be a list of strings");
  if (!Number.isInteger(least) || least < 1) throw new TypeError("least must be a whole number above 0");
  const problem = (code: PasswordProblem["code"]) => ({ code, message: MESSAGES[code](least) });

  if ([...password].length < least) return problem("short");
  const words = new Map<string, number>();
  for (const other of others) for (const word of wordsOf(other)) words.set(word, PERSONAL);
  for (const word of wordsOf(identifier)) words.set(word, IDENTIFIER);
  const { counts, kinds } = coverOf(password, words);
  if (counts >= Math.min(ENOUGH, least)) return undefined;
  if (kinds & IDENTIFIER) return problem("identifier");
  if (kinds & PERSONAL) return problem("personal");
  return problem(kinds & COMMON ? "common" : "pattern");
}

/** A text and the words in it: `ada`, `example` and `com` of an address. */
function wordsOf(text: string): string[] {
  const folded = text.toLowerCase();
  // ASCII alone: what a letter is elsewhere differs between engines.
  return [folded, ...folded.split(/[\0-/:-`{-\x7f]+/)].filter((word) => [...word].length >= 3);
}
