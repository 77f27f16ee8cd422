// What scripts/build-service.sh makes of service/src/web.rs, and scripts/build-js.mjs of that.

/** The wasm, deflated (RFC 1951), as base64. */
declare module "sentc-light-service-base64" {
  const base64: string;
  export default base64;
}

declare module "sentc-light-service-glue" {
  export function initSync(options: { module: WebAssembly.Module }): unknown;
  /** Leaves the instance at hand and makes a new one of the same module. */
  export function __wbg_reset_state(): void;

  export class Service {
    /** `config`: JSON; `now`: Unix milliseconds. Throws a string. */
    constructor(config: string, now: number, snapshot?: Uint8Array);
    free(): void;
    answer(now: number, method: string, path: string, headers: string, body: Uint8Array): string;
    wait(now: number, method: string, path: string, headers: string, body: Uint8Array): number;
    apps(): string;
    setOptions(app: string, change: string): void;
    createUser(now: number, identifier: string, password: string, mfa: boolean): string;
    changes(): number;
    snapshot(): Uint8Array;
  }
  export function totp(secret: string, now: number): string;
}

declare module "node:url" {
  export function fileURLToPath(url: URL): string;
}
