// Adds a device to the account that is signed in, whose identifier and password nobody types: a passkey, a recovery kit.

import type { RegisterDeviceAnswer } from "sentc-light-wasm-glue";
import { secretBytes } from "../boundary/wasm.js";
import { after } from "../public/arguments.js";
import { everyItem } from "../public/paging.js";
import type { Session } from "./session.js";

type Devices = ReadonlyMap<string, number>;

/** Gives the new device's id. `before`: the devices, as `everyDevice` gave them. */
export async function addDevice(session: Session, identifier: string, password: string, before: Devices, signal: AbortSignal | undefined): Promise<string> {
  const { owner } = session;
  const output = await owner.call(0, (core) => core.registerDeviceStart(identifier, secretBytes(password), signal), { signal, needs: "keys" });
  // The service's envelope, as `prepareRegisterDevice` is answered. `parseDeviceOutput` does without the id: the short text has none.
  const { device_id } = (JSON.parse(output) as { result: RegisterDeviceAnswer }).result;
  try {
    await session.call((core, number) => core.registerDevice(number, output));
  } catch (error) {
    // An answer that got lost is no refusal.
    if (!(await everyDevice(session).catch(() => before)).has(device_id)) throw error;
  }
  return device_id;
}

/** When each of the account's devices was added (Unix milliseconds), by their ids. */
export async function everyDevice(session: Session, signal?: AbortSignal): Promise<Devices> {
  const devices = new Map<string, number>();
  const page = (last: unknown) => session.row("Devices", after(last, "time", "device_id"), { signal });
  for await (const { device_id, time } of everyItem(page)) devices.set(device_id, time);
  return devices;
}
