// The words of the elements: English until a page asks for another language, whose packs are loaded then. There are three sets of
// words; an element has those that it speaks with.

import type { SentcClient } from "../public/client.js";
import type { UserMessages } from "../public/messages.js";
import base from "sentc-words/base";
import type { Plural, Words } from "./locales/en.js";

export type WordSet = typeof base;

/** What apps set, by language. It comes before the packs. */
const own = new Map<string, Partial<Words>>();

/** Sets or changes words of a language: of one of the packs, or of a language that has none. */
export function setWords(locale: string, words: Partial<Words>): void {
  const language = nameOf(locale);
  own.set(language, { ...own.get(language), ...words });
}

const nameOf = (locale: string): string => locale.toLowerCase().split("-")[0] ?? "";

/** Loads the packs of a locale. Where that fails, the words are English. */
export async function wordsFor(locale: string, more: readonly WordSet[]): Promise<Speaker> {
  const sets = [base, ...more];
  const language = nameOf(locale);
  const english = [...sets.map(({ en }) => en), own.get("en")];
  if (language in base.packs || own.has(language)) {
    try {
      const packs = await Promise.all(sets.map(({ packs }) => packs[language]?.()));
      return new Speaker(joined([...english, ...packs.map((pack) => pack?.default), own.get(language)]), language, locale);
    } catch {
      // Without a connection, for example.
    }
  }
  return new Speaker(joined(english), "en", language === "en" ? locale : "en");
}

/** The last one that has a word says it. */
function joined(parts: readonly (Partial<Words> | undefined)[]): Words {
  const messages = Object.assign({}, ...parts.map((part) => part?.messages)) as object;
  return Object.assign({}, ...parts, Object.keys(messages).length > 0 && { messages }) as Words;
}

type Sentence = keyof UserMessages;
/** The sentences of the language that was taught last, and those that were in their place. */
let [taught, before]: [Partial<UserMessages>, Partial<UserMessages>] = [{}, {}];

const pick = (messages: Partial<UserMessages>, keys: string[]): Partial<UserMessages> =>
  Object.fromEntries(keys.map((key) => [key, messages[key as Sentence]]));

/** Says the words of one language. */
export class Speaker {
  private readonly plurals: Intl.PluralRules;

  constructor(
    readonly words: Words,
    readonly language: string,
    private readonly locale: string,
  ) {
    this.plurals = new Intl.PluralRules(locale);
  }

  readonly say = (key: Exclude<keyof Words, "messages">, values: Record<string, string | number> = {}): string => {
    const words = this.words[key];
    const text = typeof words === "string" ? words : words[this.plurals.select(Number(values["count"]))] ?? (words as Plural).other;
    return text.replace(/\{(\w+)\}/g, (all, name: string) => (name in values ? String(values[name]) : all));
  };

  date(milliseconds: number): string {
    return new Intl.DateTimeFormat(this.locale, { dateStyle: "medium" }).format(milliseconds);
  }

  /** `error.user_message` speaks the language too. Sentences of the language before go back, unless the app has set others since. */
  teach(client: SentcClient): void {
    const unchanged = Object.keys(taught).filter((key) => client.messages[key as Sentence] === taught[key as Sentence]);
    client.messages = pick(before, unchanged);
    taught = this.words.messages ?? {};
    before = pick(client.messages, Object.keys(taught));
    client.messages = taught;
  }
}
