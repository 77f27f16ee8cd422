// What the bytes of a WebAssembly module are, by its sections and the names of its functions
// (https://webassembly.github.io/spec/core/binary/modules.html, and its appendix on custom sections).

const SECTIONS = { 1: "types", 2: "imports", 3: "functions", 4: "tables", 5: "memories", 6: "globals", 7: "exports", 8: "start", 9: "elements", 10: "code", 11: "data", 12: "data count", 13: "tags" };
const HEADER = 8;

/** `{ sections: { NAME: bytes }, functions: [{ name, bytes }] }`; functions without a name have `undefined`. */
export function readWasm(bytes) {
  const reader = new Reader(bytes, HEADER);
  const [sections, bodies, names] = [{}, [], new Map()];
  let imported = 0;
  while (reader.at < bytes.length) {
    const start = reader.at;
    const id = reader.byte();
    const content = reader.part(reader.number());
    const name = id === 0 ? `custom: ${content.text()}` : SECTIONS[id];
    sections[name] = (sections[name] ?? 0) + reader.at - start;
    if (name === "imports") imported = importedFunctions(content);
    if (name === "code") for (let left = content.number(); left > 0; left--) bodies.push(content.sized());
    if (name === "custom: name") readNames(content, names);
  }
  return { sections, functions: bodies.map((size, index) => ({ name: names.get(imported + index), bytes: size })) };
}

function importedFunctions(content) {
  let functions = 0;
  for (let left = content.number(); left > 0; left--) {
    content.text();
    content.text();
    const kind = content.byte();
    if (kind !== 0) throw new Error(`an import of kind ${kind}`);
    content.number();
    functions++;
  }
  return functions;
}

function readNames(content, names) {
  const FUNCTIONS = 1;
  while (content.at < content.end) {
    const id = content.byte();
    const part = content.part(content.number());
    if (id !== FUNCTIONS) continue;
    for (let left = part.number(); left > 0; left--) names.set(part.number(), part.text());
  }
}

class Reader {
  constructor(bytes, at, end = bytes.length) {
    Object.assign(this, { bytes, at, end });
  }

  byte() {
    return this.bytes[this.at++];
  }

  /** LEB128. */
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  text() {
    const length = this.number();
    const start = this.at;
    this.at += length;
    return new TextDecoder().decode(this.bytes.subarray(start, this.at));
  }

  part(length) {
    const start = this.at;
    this.at += length;
    return new Reader(this.bytes, start, this.at);
  }

  /** Goes over something that begins with its length; gives the bytes of both. */
  sized() {
    const start = this.at;
    this.part(this.number());
    return this.at - start;
  }
}
