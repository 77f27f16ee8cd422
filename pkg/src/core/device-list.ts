// What this browser knows of the devices of an account, beside what the service lists.

import type { UserDeviceList } from "../generated/types.js";
import type { KnownDevice } from "../host/known-devices.js";
import { forget } from "../passkeys/passkeys.js";
import { SentcError } from "../public/error.js";
import type { AccountDevice } from "../public/types.js";
import type { Session } from "./session.js";

/** `user.getDevices`. */
export async function describeDevices(session: Session, devices: UserDeviceList[]): Promise<AccountDevice[]> {
  const { owner, view } = session;
  const [passkeys, kits, names] = await Promise.all([owner.passkeys.list(), owner.kits.list(), owner.namesFor(session).list()]);
  return devices.map((device) => {
    const is = (known: KnownDevice) => known.device_id === device.device_id;
    const [passkey, kit] = [passkeys.find(is), kits.find(is)];
    const name = names.find(is)?.name ?? kit?.name;
    const aaguid = passkey?.aaguid;
    return {
      ...device,
      current: device.device_id === view.device_id,
      kind: passkey ? "passkey" : kit ? "recovery_kit" : "device",
      ...(name !== undefined && { name }),
      ...(aaguid !== undefined && { aaguid }),
    };
  });
}

/** `user.nameDevice`. */
export async function nameDevice(session: Session, device_id: string, name: string): Promise<void> {
  if (session.ended) throw new SentcError("SIGNED_OUT");
  const names = session.owner.namesFor(session);
  await (name ? names.add({ user_id: session.view.user_id, device_id, name }) : names.remove((known) => known.device_id === device_id));
}

/** Forgets devices that were deleted. */
export async function forgetDevices(session: Session, which: (known: KnownDevice) => boolean): Promise<void> {
  const { owner } = session;
  await forget(owner, which);
  await owner.kits.remove(which);
  await owner.namesFor(session).remove(which);
}
