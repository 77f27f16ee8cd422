// The wasm of the service: one instance for all services of a program, made at first use, and a new one after a trap.

import base64 from "sentc-light-service-base64";
import { __wbg_reset_state as newInstance, initSync, Service, totp } from "sentc-light-service-glue";
import { inflate } from "../boundary/inflate.js";

/** The size of the wasm before it was deflated. */
declare const SENTC_SERVICE_BYTES: number;

let started = false;
let instances = 0;
let trapped = false;

/** The instance has trapped: every object made in it is unusable. */
export class ServiceTrapped extends Error {
  override readonly name = "ServiceTrapped";
}

/** Returns the number of the instance that the next call will use. After a trap, that is a new one. */
export function generation(): number {
  start();
  return instances;
}

export function newService(config: string, now: number, snapshot?: Uint8Array): Service {
  return run(() => new Service(config, now, snapshot));
}

export function code(secret: string, now: number): string {
  return run(() => totp(secret, now));
}

/** Calls into the wasm. Throws an Error if Rust refuses, and ServiceTrapped after a trap. */
export function run<T>(call: () => T): T {
  start();
  try {
    return call();
  } catch (error) {
    if (typeof error === "string") throw new Error(error);
    trapped = true;
    throw new ServiceTrapped("the test service failed inside and was restarted; its data is gone", { cause: error });
  }
}

function start(): void {
  if (started && !trapped) return;
  if (!started) {
    const bytes = inflate(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)), SENTC_SERVICE_BYTES);
    initSync({ module: new WebAssembly.Module(bytes) });
  } else {
    newInstance();
  }
  [started, trapped] = [true, false];
  instances++;
}
