// The types of the environment, as the app's `lib` or @types/node declares them. If neither does, only the members that the SDK uses:
// so the published types also compile in projects without the DOM's types.

type Known<Name extends string, Else> = typeof globalThis extends Record<Name, { prototype: infer T }> ? T : Else;

export type Signal = Known<
  "AbortSignal",
  {
    readonly aborted: boolean;
    readonly reason: unknown;
    addEventListener(type: "abort", listener: () => void): void;
    removeEventListener(type: "abort", listener: () => void): void;
  }
>;
export type HttpRequest = Known<"Request", { readonly url: string; readonly method: string; clone(): unknown }>;
export type HttpResponse = Known<
  "Response",
  { readonly ok: boolean; readonly status: number; readonly url: string; arrayBuffer(): Promise<ArrayBuffer>; json(): Promise<unknown>; text(): Promise<string> }
>;
export type Address = Known<"URL", { readonly href: string; readonly origin: string; toString(): string }>;

export type Fetch = typeof globalThis extends { fetch: infer T } ? T : (input: string, init?: { method?: string; headers?: unknown; body?: unknown; signal?: Signal | null }) => Promise<HttpResponse>;
export type FetchInput = Fetch extends (input: infer T, init?: never) => unknown ? T : never;
export type FetchInit = Fetch extends (input: never, init?: infer T) => unknown ? NonNullable<T> : never;

export type Bytes = typeof globalThis extends { WebAssembly: { compile: (bytes: infer T) => unknown } } ? T : ArrayBuffer | ArrayBufferView;
export type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer T } } } ? T : object;
