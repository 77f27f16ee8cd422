// How much a password has to guess, as a number of characters.
//
// A password is cut into pieces so that the sum is smallest. A piece counts as:
//
// | piece | counts as |
// |---|---|
// | a word of the person: identifier, name of the site | 1 |
// | a repetition of what stands somewhere before it | 1 |
// | neighbors in the alphabet, in digits or on a keyboard; a year | 2 |
// | a common password | 3 |
// | any other character | 1 |

import common from "sentc-light-common-passwords";

/** More than this many characters are not looked at: so many are enough, unless they are one pattern. */
const LOOKED_AT = 128;
/** In the order in which `passwordProblem` reports them. */
export const IDENTIFIER = 1;
export const PERSONAL = 2;
export const COMMON = 4;
export const PATTERN = 8;

const ROWS = [
  "abcdefghijklmnopqrstuvwxyz",
  "0123456789",
  "1234567890",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "qwertzuiop",
  "yxcvbnm",
  "azertyuiop",
  "qsdfghjklm",
  "wxcvbn",
  "!@#$%^&*()",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
  "qazwsxedcrfvtgbyhnujm",
];
/** What people write for letters. */
const LETTERS = new Map([..."0o3e4a5s7t@a$s!i1l"].flatMap((digit, at, all) => (at % 2 ? [] : [[digit, all[at + 1]!]])));
const [SHORTEST, LONGEST] = [4, 16];

let commonWords: Set<string> | undefined;

/** What the password counts as, and what kinds of pieces make it so little. `words`: those of the person, by kind. */
export function coverOf(password: string, words: ReadonlyMap<string, number>): { counts: number; kinds: number } {
  commonWords ??= new Set(common.split(/\s+/));
  const plain = [...password.toLowerCase()].slice(0, LOOKED_AT);
  const asLetters = plain.map((one) => LETTERS.get(one) ?? one);
  const forms = [plain, asLetters, asLetters.map((one, at) => (plain[at] === "1" ? "i" : one))];
  /** The best cut of the first so many characters. */
  const best = Array.from({ length: plain.length + 1 }, () => ({ counts: Infinity, kinds: 0 }));
  best[0] = { counts: 0, kinds: 0 };

  for (let at = 0; at < plain.length; at++) {
    const before = best[at]!;
    const piece = (length: number, counts: number, kind: number) => {
      if (before.counts + counts < best[at + length]!.counts) best[at + length] = { counts: before.counts + counts, kinds: before.kinds | kind };
    };
    const found = (is: (text: string) => number | undefined, counts: number, [least, most]: readonly number[]) => {
      for (let length = least!; length <= most! && at + length <= plain.length; length++) {
        for (const form of forms) {
          const kind = is(form.slice(at, at + length).join(""));
          if (kind) piece(length, counts, kind);
        }
      }
    };
    piece(1, 1, 0);
    found((text) => words.get(text), 1, [3, LOOKED_AT]);
    for (let length = 3; length <= runAt(plain, at); length++) piece(length, 2, PATTERN);
    if (/^(19|20)\d\d$/.test(plain.slice(at, at + 4).join(""))) piece(4, 2, PATTERN);
    found((text) => (commonWords!.has(text) ? COMMON : undefined), 3, [SHORTEST, LONGEST]);
    for (let back = 1; back <= at; back++) {
      let length = 0;
      while (at + length < plain.length && plain[at + length] === plain[at + length - back]) length++;
      for (let some = back === 1 ? 2 : 3; some <= length; some++) piece(some, 1, PATTERN);
    }
  }
  return best[plain.length]!;
}

/** How many neighbors begin here. */
function runAt(text: readonly string[], start: number): number {
  let longest = 0;
  for (const row of ROWS) {
    for (const step of [1, -1]) {
      let at = row.indexOf(text[start]!);
      let length = 0;
      while (at >= 0 && start + length < text.length && row[at] === text[start + length]) {
        at += step;
        length++;
      }
      longest = Math.max(longest, length);
    }
  }
  return longest;
}
