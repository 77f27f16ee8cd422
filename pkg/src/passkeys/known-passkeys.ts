// Which passkeys were made or used in this browser. The service knows nothing of them, and a browser tells nobody which it
// has: so that no authenticator gets a second one for an account, and that one whose device is deleted can be withdrawn.

import { type KnownDevice, type KnownDevices, knownDevices } from "../host/known-devices.js";
import type { Records } from "../host/records.js";

export interface KnownPasskey extends KnownDevice {
  /** base64url without padding, as the browser has it. */
  credential_id: string;
  rp_id: string;
  /** The passkey's user handle, base64url without padding. Those that earlier versions noted have none. */
  handle?: string;
  /** Which kind of authenticator made it, of those that were made here. */
  aaguid?: string;
}

export type KnownPasskeys = KnownDevices<KnownPasskey>;

/** `place`: gives the record's key. */
export function knownPasskeys(records: Records, place: () => string): KnownPasskeys {
  return knownDevices(records, place, isKnownPasskey, (one, other) => one.credential_id === other.credential_id);
}

function isKnownPasskey(each: unknown): each is KnownPasskey {
  const { user_id, device_id, credential_id, rp_id, handle = "", aaguid = "" } = (each ?? {}) as Partial<KnownPasskey>;
  // base64url: browsers take nothing else back.
  return [user_id, device_id, rp_id, aaguid].every((id) => typeof id === "string") && /^[\w-]+$/.test(String(credential_id)) && /^[\w-]*$/.test(String(handle));
}
