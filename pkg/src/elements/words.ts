// The words of the elements: English until a page asks for another language, whose packs are loaded then. There are three sets of
// words; an element has those that it speaks with.

import type { SentcClient } from "../public/client.js";
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

  /** `error.user_message` speaks the language too. */
  teach(client: SentcClient): void {
    if (this.words.messages) client.messages = this.words.messages;
  }
}
