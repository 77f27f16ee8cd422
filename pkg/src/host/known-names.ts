// The names that people gave to their devices. The service has no place for them, so each browser has its own.

import { type KnownDevice, type KnownDevices, knownDevices } from "./known-devices.js";
import type { Records } from "./records.js";

export interface KnownName extends KnownDevice {
  name: string;
}

export type KnownNames = KnownDevices<KnownName>;

/** `place`: gives the record's key. */
export function knownNames(records: Pick<Records, "read" | "write">, place: () => string): KnownNames {
  return knownDevices(records, place, isKnownName);
}

/** Those of sessions that nothing is to stay of: gone with the page. */
export function passingNames(): KnownNames {
  let kept: string | undefined;
  const records = { read: async () => kept, write: async (_: string[], [text]: (string | undefined)[]) => ((kept = text), true) };
  return knownNames(records, () => "names");
}

function isKnownName(each: unknown): each is KnownName {
  const { user_id, device_id, name } = (each ?? {}) as Partial<KnownName>;
  return [user_id, device_id, name].every((text) => typeof text === "string");
}
