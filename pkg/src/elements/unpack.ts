// Packs hold texts without their keys, which all languages share: one text a line, in the order of the keys. Forms of a plural
// are in one line, "one|…|other|…". Keys in capitals are those of `error.user_message`.

export function unpack(keys: readonly string[], texts: string): Record<string, unknown> {
  const words: Record<string, unknown> = {};
  const messages: Record<string, unknown> = {};
  texts.split("\n").forEach((line, at) => {
    const key = keys[at]!;
    const forms = line.split("|");
    const plural = () => Object.fromEntries(forms.flatMap((name, place) => (place % 2 === 0 ? [[name, forms[place + 1]]] : [])));
    (/^[A-Z]/.test(key) ? messages : words)[key] = forms.length > 1 ? plural() : line;
  });
  return Object.keys(messages).length > 0 ? { ...words, messages } : words;
}
