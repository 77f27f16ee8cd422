// The words of the elements: English until a page asks for another language, whose pack is loaded then.

import type { SentcClient } from "../public/client.js";
import en, { type Plural, type Words } from "./locales/en.js";

/** Each pack is a file of its own, loaded once it is needed. */
const PACKS: Record<string, () => Promise<{ default: Words }>> = {
  ar: () => import("./locales/ar.js"),
  de: () => import("./locales/de.js"),
  es: () => import("./locales/es.js"),
  fr: () => import("./locales/fr.js"),
  it: () => import("./locales/it.js"),
  ja: () => import("./locales/ja.js"),
  nl: () => import("./locales/nl.js"),
  pl: () => import("./locales/pl.js"),
  pt: () => import("./locales/pt.js"),
  tr: () => import("./locales/tr.js"),
  zh: () => import("./locales/zh.js"),
};

const loaded = new Map<string, Words>([["en", en]]);

/** Sets or changes words of a language: of one of the packs, or of a language that has none. */
export function setWords(locale: string, words: Partial<Words>): void {
  const [language = ""] = locale.toLowerCase().split("-");
  loaded.set(language, { ...(loaded.get(language) ?? en), ...words });
}

/** What has words for the locale: its language, or English. */
function languageOf(locale: string): string {
  const [language = ""] = locale.toLowerCase().split("-");
  return loaded.has(language) || language in PACKS ? language : "en";
}

/** Loads the pack of a locale. Where that fails, the words are English. */
export async function wordsFor(locale: string): Promise<Speaker> {
  const language = languageOf(locale);
  if (!loaded.has(language)) {
    try {
      const { default: words } = await PACKS[language]!();
      if (!loaded.has(language)) loaded.set(language, words);
    } catch {
      return new Speaker(en, "en", "en");
    }
  }
  return new Speaker(loaded.get(language) ?? en, language, language === "en" && !/^en/i.test(locale) ? "en" : locale);
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
    const words = this.words[key] ?? en[key];
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
