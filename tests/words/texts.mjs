// What people read in a file: paragraphs of Markdown, comments and texts of code. Each with the line it begins in.

/** @returns {{ line: number, text: string, isProse: boolean }[]} */
export function textsOf(file, content) {
  return file.endsWith(".md") ? paragraphs(content) : [...comments(file, content), ...strings(content)];
}

function paragraphs(content) {
  const found = [];
  let open;
  let isCode = false;
  content.split("\n").forEach((text, at) => {
    const isFence = /^\s*```/.test(text);
    if (isFence) isCode = !isCode;
    const isEnd = isCode || isFence || text.trim() === "" || /^\s*([-*] |\d+\. |#|\||<)/.test(text);
    if (isEnd) open = undefined;
    if (isCode || isFence || text.trim() === "") return;
    const words = text.trim().replace(/^([-*]|\d+\.|#+)\s+/, "");
    if (open) open.text += ` ${words}`;
    else found.push((open = { line: at + 1, text: words, isProse: !/^[|<]/.test(words) }));
    if (/^(#|\|)/.test(text)) open = undefined;
  });
  return found;
}

/** Lines of comments that follow each other are one text; prose where it documents something, not a usage or a table of files. */
function comments(file, content) {
  const mark = file.endsWith(".sh") ? /^\s*#(?!!)\s?(.*)$/ : /^\s*(?:\/\/[/!]?|\/\*\*?|\*(?!\/))\s?(.*?)\s*(?:\*\/)?$/;
  const found = [];
  let open;
  let isCode = false;
  content.split("\n").forEach((line, at) => {
    const [, words] = mark.exec(line) ?? [];
    // An example in a comment is code.
    const isFence = /^\s*```/.test(words ?? "");
    if (isFence) isCode = !isCode;
    if (words === undefined) isCode = false;
    if (isCode || isFence) return void (open = undefined);
    if (words === undefined || words.trim() === "" || /^\s*([-*] |\d+\. |```|\||#|@)/.test(words)) open = undefined;
    if (words === undefined || words.trim() === "") return;
    if (open) open.text += ` ${words.trim()}`;
    else found.push((open = { line: at + 1, text: words.trim(), isProse: /^\s*(\/\/[/!]|\/\*\*|\*)/.test(line) && !/^(```|\|)/.test(words) }));
    if (/^(```|\||#)/.test(words)) open = undefined;
  });
  return found;
}

/** Literals that read like words: with a space in them. */
function strings(content) {
  const found = [];
  content.split("\n").forEach((line, at) => {
    if (/^\s*(\/\/|\*|#)/.test(line)) return;
    for (const [literal] of line.matchAll(/"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/g)) {
      if (/[a-z] [a-z]/i.test(literal)) found.push({ line: at + 1, text: literal.slice(1, -1), isProse: false });
    }
  });
  return found;
}
