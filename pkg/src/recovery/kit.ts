// Recovery kits: one more device of the account each. Its identifier and its password come out of a code that the person prints or
// writes down, so the service sees an ordinary device. docs/recovery.md has the details, which are fixed for good.

import { newRecoveryCode, openRecoveryCode, qrSvg } from "sentc-light-wasm-glue";
import { secretBytes } from "../boundary/wasm.js";
import { addDevice, everyDevice } from "../core/add-device.js";
import type { Owner, Session } from "../core/session.js";
import { nonEmpty, fieldsOf, invalid, signalOf } from "../public/arguments.js";
import { confirm } from "../public/proof.js";
import type { CallOptions, RecoveryKit, RecoveryKitOptions, StoredRecoveryKit } from "../public/types.js";
import { recoverySheet } from "./sheet.js";

/** `user.createRecoveryKit`. */
export async function createRecoveryKit(session: Session, given: RecoveryKitOptions, options: CallOptions | undefined): Promise<RecoveryKit> {
  const { name, app, mfa_recovery_keys = [] } = fieldsOf("the kit's options", given) as unknown as RecoveryKitOptions;
  if (!Array.isArray(mfa_recovery_keys)) throw invalid("mfa_recovery_keys must be a list of recovery keys");
  const words = { name: name === undefined ? "" : nonEmpty("name", name), app: app === undefined ? "" : nonEmpty("app", app), keys: mfa_recovery_keys.map((key: unknown) => nonEmpty("mfa_recovery_keys", key)) };
  const { owner } = session;
  const { user_id, identifier } = session.view;
  await confirm(session, given, options);
  const signal = signalOf(options);
  const code = owner.compute(newRecoveryCode);
  const qr_svg = owner.compute(() => qrSvg(code));
  const [kitIdentifier, password] = recoveryCredentials(owner, code);
  const device_id = await addDevice(session, kitIdentifier, password, await everyDevice(session, signal), signal);
  await owner.kits.add({ user_id, device_id, ...(words.name && { name: words.name }) });
  return {
    device_id,
    code,
    qr_svg,
    get sheet_html() {
      return recoverySheet({ ...words, code, qr_svg, account: identifier });
    },
  };
}

/** What a code stands for. RECOVERY_CODE where it is mistyped. */
export function recoveryCredentials(owner: Owner, code: unknown): [identifier: string, password: string] {
  const typed = nonEmpty("code", code);
  return owner.compute(() => openRecoveryCode(secretBytes(typed)));
}

/** What to do once it is clear whose device it is. */
export function keepKit({ kits }: Owner): (user_id: string, device_id: string) => Promise<void> {
  return async (user_id, device_id) => {
    if (!(await kits.list()).some((known) => known.device_id === device_id)) await kits.add({ user_id, device_id });
  };
}

/** `user.recoveryKits`. */
export async function recoveryKits(session: Session, options: CallOptions | undefined): Promise<StoredRecoveryKit[]> {
  const { owner, view } = session;
  const devices = await everyDevice(session, signalOf(options));
  const own = (kit: { user_id: string }) => kit.user_id === view.user_id;
  await owner.kits.remove((kit) => own(kit) && !devices.has(kit.device_id));
  const [kits, names] = await Promise.all([owner.kits.list(), owner.namesFor(session).list()]);
  return kits.filter(own).map(({ device_id, name }) => {
    const shown = names.find((known) => known.device_id === device_id)?.name ?? name;
    return { device_id, time: devices.get(device_id)!, ...(shown !== undefined && { name: shown }) };
  });
}
