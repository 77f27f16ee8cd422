// DEFLATE (RFC 1951), decompression only. Where the wasm is inside a script, it is deflated: the base64 of plain wasm compresses badly.
// The platform's own DecompressionStream is missing in older browsers, in jsdom and in Node's older worker contexts.

/** Lengths 257 to 285: base and extra bits. */
const LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
/** Distances 0 to 29. */
const DISTANCE_BASE = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
const DISTANCE_EXTRA = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
/** The order in which a block gives the code lengths of its code lengths. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const MAX_BITS = 15;

/** Codes of up to so many bits are looked up at once. */
const FAST_BITS = 9;

/** A Huffman code: how many codes there are of each length, and the symbols in the order of their codes. */
interface Code {
  counts: Uint16Array;
  symbols: Uint16Array;
  /** By the next bits of the input: the symbol, and above its 9 bits the length of its code. 0: longer than that. */
  fast: Uint16Array;
}

/** Throws for what is not whole DEFLATE data. `size`: the length of the result. */
export function inflate(data: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const input = new Bits(data);
  const out = new Uint8Array(size);
  let at = 0;
  for (let last = false; !last; ) {
    last = input.take(1) === 1;
    const kind = input.take(2);
    if (kind === 0) {
      const stored = input.stored();
      out.set(stored, at);
      at += stored.length;
    } else {
      const [lengths, distances] = kind === 1 ? fixedCodes() : kind === 2 ? dynamicCodes(input) : broken();
      at = block(input, lengths, distances, out, at);
    }
  }
  return at === size ? out : broken();
}

function broken(): never {
  throw new Error("sentc-light-wasm: the wasm inside this script is damaged");
}

class Bits {
  private at = 0;
  private held = 0;
  private count = 0;

  constructor(private readonly data: Uint8Array) {}

  take(bits: number): number {
    while (this.count < bits) {
      this.held |= (this.data[this.at++] ?? broken()) << this.count;
      this.count += 8;
    }
    const value = this.held & ((1 << bits) - 1);
    this.held >>>= bits;
    this.count -= bits;
    return value;
  }

  symbol({ counts, symbols, fast }: Code): number {
    while (this.count < FAST_BITS && this.at < this.data.length) {
      this.held |= this.data[this.at++]! << this.count;
      this.count += 8;
    }
    const entry = fast[this.held & ((1 << FAST_BITS) - 1)]!;
    if (entry && entry >> 9 <= this.count) {
      this.held >>>= entry >> 9;
      this.count -= entry >> 9;
      return entry & 511;
    }
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= MAX_BITS; length++) {
      code |= this.take(1);
      const count = counts[length] ?? 0;
      if (code - count < first) return symbols[index + code - first] ?? broken();
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    return broken();
  }

  /** A block that is not compressed. */
  stored(): Uint8Array {
    // Whole bytes that were held already belong to it.
    this.at -= this.count >> 3;
    this.held = this.count = 0;
    const [a = broken(), b = broken()] = this.data.subarray(this.at, this.at + 2);
    const start = this.at + 4;
    this.at = start + a + (b << 8);
    return this.at <= this.data.length ? this.data.subarray(start, this.at) : broken();
  }
}

function codeOf(lengths: ArrayLike<number>): Code {
  const counts = new Uint16Array(MAX_BITS + 1);
  for (let symbol = 0; symbol < lengths.length; symbol++) counts[lengths[symbol]!]!++;
  const offsets = new Uint16Array(MAX_BITS + 2);
  for (let length = 1; length <= MAX_BITS; length++) offsets[length + 1] = offsets[length]! + counts[length]!;
  const symbols = new Uint16Array(lengths.length);
  for (let symbol = 0; symbol < lengths.length; symbol++) if (lengths[symbol]) symbols[offsets[lengths[symbol]!]!++] = symbol;
  counts[0] = 0;
  return { counts, symbols, fast: fastTable(counts, symbols) };
}

function fastTable(counts: Uint16Array, symbols: Uint16Array): Uint16Array {
  const fast = new Uint16Array(1 << FAST_BITS);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= FAST_BITS; length++) {
    for (let count = counts[length]!; count > 0; count--, code++, index++) {
      let reversed = 0;
      for (let bit = 0; bit < length; bit++) reversed |= ((code >> bit) & 1) << (length - 1 - bit);
      for (let at = reversed; at < fast.length; at += 1 << length) fast[at] = (length << 9) | symbols[index]!;
    }
    code <<= 1;
  }
  return fast;
}

function fixedCodes(): [Code, Code] {
  const lengths = Uint8Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8));
  return [codeOf(lengths), codeOf(new Uint8Array(30).fill(5))];
}

function dynamicCodes(input: Bits): [Code, Code] {
  const literals = input.take(5) + 257;
  const distances = input.take(5) + 1;
  const given = input.take(4) + 4;
  const first = new Uint8Array(19);
  for (const place of ORDER.slice(0, given)) first[place] = input.take(3);
  const code = codeOf(first);
  const lengths: number[] = [];
  while (lengths.length < literals + distances) {
    const symbol = input.symbol(code);
    if (symbol < 16) lengths.push(symbol);
    else {
      const value = symbol === 16 ? (lengths.at(-1) ?? broken()) : 0;
      const times = symbol === 16 ? 3 + input.take(2) : symbol === 17 ? 3 + input.take(3) : 11 + input.take(7);
      for (let count = 0; count < times; count++) lengths.push(value);
    }
  }
  return [codeOf(lengths.slice(0, literals)), codeOf(lengths.slice(literals))];
}

function block(input: Bits, lengths: Code, distances: Code, out: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const symbol = input.symbol(lengths);
    if (symbol < 256) out[at++] = symbol;
    else if (symbol === 256) return at;
    else {
      const length = LENGTH_BASE[symbol - 257]! + input.take(LENGTH_EXTRA[symbol - 257]!);
      const place = input.symbol(distances);
      const distance = DISTANCE_BASE[place]! + input.take(DISTANCE_EXTRA[place]!);
      if (distance > at || at + length > out.length) broken();
      for (const end = at + length; at < end; at++) out[at] = out[at - distance]!;
    }
  }
}
