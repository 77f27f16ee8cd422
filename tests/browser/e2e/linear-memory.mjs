// Looks for secrets in the linear memory of the wasm. The same in a page, in a worker and in Node.

/**
 * Runs before the SDK is loaded, and by itself (its text goes into pages and workers): keeps hold of the memory of every
 * instance. From `memoryWatch.start` to `stop` it copies the memory where `memoryWatch.copy` is called and at every log
 * entry, or (`all`) at every call to JavaScript: what a flow holds in its middle is there, and nowhere afterwards.
 */
export function watchLinearMemory(all) {
  const memories = [];
  let copies;
  const copyAll = () => memories.map(({ buffer }) => new Uint8Array(buffer).slice());
  const copy = () => void copies?.push(...copyAll());
  const wrap = (imports) => {
    for (const module of Object.values(imports ?? {})) {
      for (const [name, original] of Object.entries(module)) {
        if (typeof original !== "function") continue;
        module[name] = (...args) => {
          copy();
          return original(...args);
        };
      }
    }
    return imports;
  };
  const keep = (result) => {
    const { exports } = result.instance ?? result;
    // Not that of other libraries: the tests' own Argon2, Node's HTTP parser.
    if (Object.keys(exports).some((name) => name.startsWith("sentccore_"))) memories.push(exports.memory);
    return result;
  };
  const { instantiate, Instance } = WebAssembly;
  WebAssembly.instantiate = async (source, imports) => keep(await instantiate(source, all ? wrap(imports) : imports));
  WebAssembly.Instance = new Proxy(Instance, { construct: (target, [module, imports]) => keep(new target(module, all ? wrap(imports) : imports)) });
  // Log entries come as JSON, in the middle of what they are about.
  const { parse } = JSON;
  JSON.parse = (text, ...rest) => {
    if (copies && String(text).includes('"duration_ms"')) copy();
    return parse(text, ...rest);
  };

  /**
   * The names of the needles of which a piece is in one of these memories, with the offsets. `needles`: [name, pieces in
   * base64][]. One pass for all of them: what begins like none, which two bytes tell, is nothing.
   */
  const search = (all, needles) => {
    const [mayBegin, byStart, found] = [new Uint8Array(1 << 16), new Map(), {}];
    const start = (bytes, at) => (bytes[at] << 8) | bytes[at + 1];
    for (const [name, pieces] of needles) {
      for (const piece of pieces) {
        const bytes = Uint8Array.from(atob(piece), (character) => character.charCodeAt(0));
        mayBegin[start(bytes, 0)] = 1;
        byStart.set(start(bytes, 0), [...(byStart.get(start(bytes, 0)) ?? []), [name, bytes]]);
      }
    }
    for (const memory of all) {
      for (let at = 0; at + 1 < memory.length; at++) {
        if (mayBegin[(memory[at] << 8) | memory[at + 1]] === 0) continue;
        for (const [name, bytes] of byStart.get(start(memory, at))) {
          if (bytes.every((byte, index) => byte === memory[at + index])) (found[name] ??= []).push(at);
        }
      }
    }
    return found;
  };
  globalThis.memoryWatch = {
    memories,
    copy,
    start: () => void (copies = []),
    /** What was in the memory in the middle of what ran since `start`. */
    stop(needles) {
      const seen = Object.keys(search(copies, needles));
      copies = undefined;
      return seen;
    },
    find: (needles) => search(copyAll(), needles),
  };
}

/** Bytes that lie anywhere in a row say enough: a copy may be half overwritten. */
const PIECE = 12;

/**
 * Pieces of secrets to search for: texts as UTF-8; byte arrays raw, in base64 and in hexadecimal. Of long ones (a Kyber key
 * holds its public key) `secretPart` gives what is to be found.
 */
export function needlesOf(secrets) {
  return Object.entries(secrets).flatMap(([name, secret]) =>
    typeof secret === "string"
      ? [[name, piecesOf(Buffer.from(secret))]]
      : [
          [`${name}, raw`, piecesOf(secret)],
          [`${name}, base64`, piecesOf(Buffer.from(Buffer.from(secret).toString("base64")))],
          [`${name}, hex`, piecesOf(Buffer.from(Buffer.from(secret).toString("hex")))],
        ],
  );
}

function piecesOf(bytes) {
  const pieces = [];
  for (let at = 0; at + PIECE <= bytes.length; at += PIECE) pieces.push(Buffer.from(bytes.subarray(at, at + PIECE)).toString("base64"));
  if (pieces.length === 0) pieces.push(Buffer.from(bytes).toString("base64"));
  return pieces;
}

/** A JWT without its header, which is the same in all. */
export const tokenPart = (jwt) => jwt.slice(jwt.indexOf(".") + 1);
