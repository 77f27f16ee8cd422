// Which devices are recovery kits that were made or used in this browser. Of the code, nothing is kept.

import { type KnownDevice, type KnownDevices, knownDevices } from "../host/known-devices.js";
import type { Records } from "../host/records.js";

export interface KnownKit extends KnownDevice {
  name?: string;
}

export type KnownKits = KnownDevices<KnownKit>;

/** `place`: gives the record's key. */
export function knownKits(records: Records, place: () => string): KnownKits {
  return knownDevices(records, place, isKnownKit);
}

function isKnownKit(each: unknown): each is KnownKit {
  const { user_id, device_id, name } = (each ?? {}) as Partial<KnownKit>;
  return typeof user_id === "string" && typeof device_id === "string" && (name === undefined || typeof name === "string");
}
