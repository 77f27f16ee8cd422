// From wherever the wasm is to a compiled module, with an error for each way this goes wrong in practice.

import { SentcError } from "../public/error.js";
import type { WasmPath, WasmSource } from "../public/options.js";
import { brandOf, namesOf } from "./brand.js";
import { refusedBy, watchPolicy } from "./policy.js";
import { defaultWasm, foundAt, wasmElsewhere } from "./wasm-url.js";

/** What the SDK needs besides WebAssembly and `fetch`. */
const NEEDED = ["TextEncoder", "TextDecoder", "URL", "AbortController", "crypto"] as const;

export async function loadModule(path: WasmPath | undefined): Promise<WebAssembly.Module> {
  if (typeof WebAssembly !== "object") throw new SentcError("NO_WEBASSEMBLY");
  const lacking = NEEDED.filter((name) => globalThis[name] === undefined);
  if (lacking.length > 0) {
    throw new SentcError("NO_WEBASSEMBLY", {
      message: `this runtime has no ${lacking.join(", no ")}`,
      hint: "In tests with Jest and jsdom, use the environment jest-fixed-jsdom, or mock sentc-light-wasm. Otherwise add a polyfill.",
    });
  }
  const module = await moduleFrom(path);
  // The glue would take any module in for good, and fail on every call.
  if (!WebAssembly.Module.exports(module).some(({ name }) => name.startsWith("sentccore_"))) throw notOurs(undefined, "the wasm");
  return module;
}

/** By default the request leaves before anything is waited for: a phone runs the rest of `init` while it is under way. */
async function moduleFrom(path: WasmPath | undefined): Promise<WebAssembly.Module> {
  const own = path === undefined ? undefined : await given(path);
  if (own !== undefined) return fromSource(own, false);
  const moved = wasmElsewhere();
  const { address, hint } = (moved && (await moved)) ?? {};
  return (address && (await wasmAt(address))) ?? fromSource(defaultWasm(), true, hint);
}

async function wasmAt(address: URL): Promise<WebAssembly.Module | undefined> {
  try {
    const wasm = await fetchModule(address, SENTC_WASM_SHA384);
    foundAt(address);
    return wasm;
  } catch {
    // Another copy of the package, perhaps. Beside the module there may be the right one.
    return undefined;
  }
}

/** `own`: by default, not because the app says so. `hint`: where the wasm can't be expected there. */
async function fromSource(source: WasmSource | undefined, own: boolean, hint?: string): Promise<WebAssembly.Module> {
  if (source === undefined) throw notFound("the address of the script is unknown: set wasm_path");
  if (isModule(source)) return source as WebAssembly.Module;
  if (isBuffer(source)) return compileBytes(source, "wasm_path", own);
  if (isResponse(source)) return compileResponse(source, shown(source.url));
  try {
    // An app that says where the wasm is may well serve a newer one there.
    return await fetchModule(source as string | URL | Request, own ? SENTC_WASM_SHA384 : undefined);
  } catch (error) {
    if (hint === undefined || !(error instanceof SentcError) || error.code !== "WASM_NOT_FOUND") throw error;
    throw new SentcError("WASM_NOT_FOUND", { message: `${error.message}: the development server moved the module without it`, hint, cause: error.cause });
  }
}

async function given(path: WasmPath | undefined): Promise<WasmSource | undefined> {
  try {
    return (await path) ?? undefined;
  } catch (cause) {
    throw notFound("the promise in wasm_path was rejected", cause);
  }
}

async function fetchModule(source: string | URL | Request, integrity: string | undefined): Promise<WebAssembly.Module> {
  const url = typeof source === "string" || !("url" in source) ? String(source) : source.url;
  // Node's fetch can't read files.
  const files = url.startsWith("file:") && fileSystem();
  if (files) return compileBytes(await readFile(files, url), shown(url));
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
    // Vite's dev server refuses files outside of the project's folder, those of a linked package for example, unless allowed.
    const vite = response.status === 403 && response.url.includes("/@fs/") ? ": add the package's folder to server.fs.allow in vite's configuration" : "";
    throw notFound(`HTTP ${response.status} from ${name}${vite}`);
  }
  const type = response.headers.get("content-type") ?? "";
  // Streaming insists on the type. Any other is forgiven below, once the bytes have been looked at.
  if (/^application\/wasm\s*$/i.test(type) && typeof WebAssembly.compileStreaming === "function") {
    // Checked here and not by fetch, which would hand out nothing before all of it has come.
    const copy = integrity === undefined ? undefined : response.clone();
    const checked = copy && bytesOf(copy, name, integrity);
    const [module] = await Promise.all([classified(WebAssembly.compileStreaming(response), name, () => checked?.then(isOurs)), checked]);
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
  if (integrity !== undefined && looksLikeWasm(new Uint8Array(bytes)) && (await isOurs(bytes)) === false) throw notOurs(undefined, name);
  return bytes;
}

/** By the hash. Undefined on pages of plain http, which have no WebCrypto: whoever can change the wasm there can change this script too. */
async function isOurs(bytes: BufferSource): Promise<boolean | undefined> {
  const digest = await globalThis.crypto?.subtle?.digest("SHA-384", bytes);
  return digest && btoa(String.fromCharCode(...new Uint8Array(digest))) === SENTC_WASM_SHA384;
}

/** `own`: built in. */
async function compileBytes(source: BufferSource, name: string, own = false): Promise<WebAssembly.Module> {
  const bytes = ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source);
  if (!looksLikeWasm(bytes)) {
    // What a server for single-page apps answers for a file it does not have.
    if (startsLikeHtml(bytes)) throw notFound(`got HTML from ${name}`);
    throw new SentcError("WASM_INVALID", { message: `${name} did not deliver WebAssembly (${bytes.byteLength} bytes)` });
  }
  return classified(WebAssembly.compile(source), name, async () => own || isOurs(source));
}

function looksLikeWasm(bytes: Uint8Array): boolean {
  // `\0asm`
  return [0x00, 0x61, 0x73, 0x6d].every((byte, at) => bytes[at] === byte);
}

function startsLikeHtml(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, 256)).trimStart().startsWith("<");
}

/** `ours`: whether the bytes are the right ones, for errors that don't say what is wrong. */
async function classified(compiling: Promise<WebAssembly.Module>, name: string, ours: () => Promise<boolean | undefined> | undefined): Promise<WebAssembly.Module> {
  try {
    return await compiling;
  } catch (cause) {
    if (isPolicy(cause)) throw new SentcError("WASM_BLOCKED_BY_CSP", { cause });
    if (namesOf(cause).name === "CompileError") {
      // A broken file shows with its place: "CompileError: … @+123". In a browser extension's script the page's policy
      // refuses without a word.
      if (!(await ours()?.catch(() => false))) throw notOurs(cause, name);
      if (namesOf(cause).message === "") throw new SentcError("WASM_BLOCKED_BY_CSP", { cause });
      throw new SentcError("NO_WEBASSEMBLY", { message: "this browser lacks what the wasm needs (SIMD)", cause });
    }
    throw notFound(`${name} could not be loaded`, cause);
  }
}

/** What instantiating a compiled module threw. */
export function instantiationError(cause: unknown): SentcError {
  if (isPolicy(cause)) return new SentcError("WASM_BLOCKED_BY_CSP", { cause });
  if (["RuntimeError", "RangeError"].includes(namesOf(cause).name)) return new SentcError("INTERNAL", { cause });
  return notOurs(cause, "the wasm");
}

function isPolicy(cause: unknown): boolean {
  const words = namesOf(cause).message || String(cause);
  // Chromium and Firefox throw a CompileError here, WebKit an EvalError; all of them name the policy or the keyword.
  return /Content.Security.Policy|\bCSP\b|unsafe-eval|wasm-eval/i.test(words);
}

function notOurs(cause: unknown, name: string): SentcError {
  return new SentcError("WASM_INVALID", { message: `${name} is not the wasm of this version, or was cut`, cause });
}

function notFound(message: string, cause?: unknown, hint?: string): SentcError {
  return new SentcError("WASM_NOT_FOUND", { message, cause, hint });
}

async function readFile(files: FileSystem, url: string): Promise<BufferSource> {
  try {
    return await files.readFile(new URL(url));
  } catch (cause) {
    const hint = "On a server, import sentc-light-wasm/inline, or have the bundler use the package's condition node: both have the wasm inside.";
    throw notFound(`${shown(url)} could not be read`, cause, hint);
  }
}

interface FileSystem {
  readFile(path: URL): Promise<BufferSource>;
}

/** Node's, from 20.16. Unlike an import, this is nothing that bundlers for browsers could trip over. */
function fileSystem(): FileSystem | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): FileSystem | undefined } };
  return process?.getBuiltinModule?.("node:fs/promises");
}

/** An address for a message: without what may be secret in it. */
function shown(url: string): string {
  if (/^(data|blob):/i.test(url)) return `a ${url.slice(0, url.indexOf(":"))} URL`;
  return url.replace(/[?#].*$/s, "").replace(/\/\/[^/@]*@/, "//") || "wasm_path";
}

// By what they say of themselves: they may come from another realm.
// (No type guard for modules: their type is empty, so that it would claim everything.)
function isModule(source: WasmSource): boolean {
  return brandOf(source) === "WebAssembly.Module";
}

function isBuffer(source: WasmSource): source is BufferSource {
  return ArrayBuffer.isView(source) || /^(Shared)?ArrayBuffer$/.test(brandOf(source));
}

function isResponse(source: unknown): source is Response {
  return typeof source === "object" && source !== null && "arrayBuffer" in source && "ok" in source;
}
