// From wherever the wasm is to a compiled module, with an error for each way this goes wrong in practice.

import { SentcError } from "../public/error.js";
import type { WasmPath, WasmSource } from "../public/options.js";
import { refusedBy, watchPolicy } from "./policy.js";
import { defaultWasm } from "../entries/wasm-url.js";

export async function loadModule(path: WasmPath | undefined): Promise<WebAssembly.Module> {
  if (typeof WebAssembly !== "object") throw new SentcError("NO_WEBASSEMBLY");
  const module = await moduleFrom(path);
  // The glue would take any module in for good, and fail on every call.
  if (!WebAssembly.Module.exports(module).some(({ name }) => name.startsWith("sentccore_"))) throw notOurs(undefined, "the wasm");
  return module;
}

async function moduleFrom(path: WasmPath | undefined): Promise<WebAssembly.Module> {
  const own = await given(path);
  const source = own ?? defaultWasm();
  if (source === undefined) throw notFound("the address of the script is unknown: set wasm_path");
  if (isModule(source)) return source as WebAssembly.Module;
  if (isBuffer(source)) return compileBytes(source, "wasm_path");
  if (isResponse(source)) return compileResponse(source, shown(source.url));
  // An app that says where the wasm is may well serve a newer one there.
  return fetchModule(source as string | URL | Request, own === undefined ? SENTC_WASM_SHA384 : undefined);
}

async function given(path: WasmPath | undefined): Promise<WasmSource | undefined> {
  try {
    return (await path) ?? undefined;
  } catch (cause) {
    throw notFound("the promise in wasm_path was rejected", cause);
  }
}

async function fetchModule(source: string | URL | Request, integrity: string | undefined): Promise<WebAssembly.Module> {
  const url = typeof source === "string" || source instanceof URL ? String(source) : source.url;
  // Node's fetch can't read files.
  if (url.startsWith("file:") && isNode()) return compileBytes(await readFile(url), shown(url));
  const policy = watchPolicy("connect-src");
  let response;
  try {
    response = await fetch(source);
  } catch (cause) {
    const refused = await policy.refused();
    throw refused ? refusedBy("WASM_BLOCKED_BY_CSP", refused, cause) : notFound(`${shown(url)} could not be fetched`, cause);
  } finally {
    policy.end();
  }
  return compileResponse(response, shown(response.url || url), integrity);
}

/** With `integrity`, the SHA-384 of all bytes, base64, only a response of these. */
async function compileResponse(response: Response, name: string, integrity?: string): Promise<WebAssembly.Module> {
  if (!response.ok) {
    // Vite's dev server gives files outside of the project's folder only where it is told to, as for a linked package.
    const vite = response.status === 403 && response.url.includes("/@fs/") ? ": add the package's folder to server.fs.allow in vite's configuration" : "";
    throw notFound(`HTTP ${response.status} from ${name}${vite}`);
  }
  const type = response.headers.get("content-type") ?? "";
  // Streaming insists on the type. Any other is forgiven below, once the bytes have been looked at.
  if (/^application\/wasm\s*$/i.test(type) && typeof WebAssembly.compileStreaming === "function") {
    // Checked here and not by fetch, which would hand out nothing before all of it has come.
    const copy = integrity === undefined ? undefined : response.clone();
    const [module] = await Promise.all([classified(WebAssembly.compileStreaming(response), name), copy && bytesOf(copy, name, integrity)]);
    return module;
  }
  return compileBytes(await bytesOf(response, name, integrity), name);
}

async function bytesOf(response: Response, name: string, integrity: string | undefined): Promise<ArrayBuffer> {
  let bytes;
  try {
    bytes = await response.arrayBuffer();
  } catch (cause) {
    throw notFound(`${name} broke off`, cause);
  }
  // Pages of plain http have no WebCrypto; whoever can change the wasm there can change this script as well.
  const digest = integrity !== undefined && looksLikeWasm(new Uint8Array(bytes)) && (await globalThis.crypto?.subtle?.digest("SHA-384", bytes));
  if (digest && btoa(String.fromCharCode(...new Uint8Array(digest))) !== integrity) throw notOurs(undefined, name);
  return bytes;
}

async function compileBytes(source: BufferSource, name: string): Promise<WebAssembly.Module> {
  const bytes = ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source);
  if (!looksLikeWasm(bytes)) {
    // What a server for single-page apps answers for a file it does not have.
    if (startsLikeHtml(bytes)) throw notFound(`got HTML from ${name}`);
    throw new SentcError("WASM_INVALID", { message: `what came from ${name} is no WebAssembly (${bytes.byteLength} bytes)` });
  }
  return classified(WebAssembly.compile(source), name);
}

function looksLikeWasm(bytes: Uint8Array): boolean {
  // `\0asm`
  return [0x00, 0x61, 0x73, 0x6d].every((byte, at) => bytes[at] === byte);
}

function startsLikeHtml(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, 256)).trimStart().startsWith("<");
}

async function classified(compiling: Promise<WebAssembly.Module>, name: string): Promise<WebAssembly.Module> {
  try {
    return await compiling;
  } catch (cause) {
    if (isPolicy(cause)) throw new SentcError("WASM_BLOCKED_BY_CSP", { cause });
    if (cause instanceof WebAssembly.CompileError) throw notOurs(cause, name);
    throw notFound(`${name} could not be loaded`, cause);
  }
}

/** What instantiating a compiled module threw. */
export function instantiationError(cause: unknown): SentcError {
  if (isPolicy(cause)) return new SentcError("WASM_BLOCKED_BY_CSP", { cause });
  if (cause instanceof WebAssembly.RuntimeError || cause instanceof RangeError) return new SentcError("INTERNAL", { cause });
  return notOurs(cause, "the wasm");
}

function isPolicy(cause: unknown): boolean {
  const words = cause instanceof Error ? cause.message : String(cause);
  // Chromium and Firefox throw a CompileError here, WebKit an EvalError; all of them name the policy or the keyword.
  return /Content.Security.Policy|\bCSP\b|unsafe-eval|wasm-eval/i.test(words);
}

function notOurs(cause: unknown, name: string): SentcError {
  return new SentcError("WASM_INVALID", { message: `${name} is not the wasm of this version, or was cut`, cause });
}

function notFound(message: string, cause?: unknown): SentcError {
  return new SentcError("WASM_NOT_FOUND", { message, cause });
}

async function readFile(url: string): Promise<BufferSource> {
  try {
    return await fileSystem().readFile(new URL(url));
  } catch (cause) {
    throw notFound(`${shown(url)} could not be read`, cause);
  }
}

interface FileSystem {
  readFile(path: URL): Promise<BufferSource>;
}

function fileSystem(): FileSystem {
  // Node before 20.16 has only this.
  if (SENTC_REQUIRE) return SENTC_REQUIRE("node:fs/promises");
  // Unlike an import, this is nothing that bundlers for browsers could trip over.
  const { process } = globalThis as unknown as { process: { getBuiltinModule(name: string): FileSystem } };
  return process.getBuiltinModule("node:fs/promises");
}

function isNode(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return typeof process?.versions?.node === "string";
}

/** An address for a message: without what may be secret in it. */
function shown(url: string): string {
  if (/^(data|blob):/i.test(url)) return `a ${url.slice(0, url.indexOf(":"))} URL`;
  return url.replace(/[?#].*$/s, "").replace(/\/\/[^/@]*@/, "//") || "wasm_path";
}

// By what they say of themselves: they may come from another realm.
// (No type guard for modules: their type is empty, so that it would claim everything.)
function isModule(source: WasmSource): boolean {
  return Object.prototype.toString.call(source) === "[object WebAssembly.Module]";
}

function isBuffer(source: WasmSource): source is BufferSource {
  return ArrayBuffer.isView(source) || /^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(source));
}

function isResponse(source: unknown): source is Response {
  return typeof source === "object" && source !== null && "arrayBuffer" in source && "ok" in source;
}
