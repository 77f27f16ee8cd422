// Stands in for the wasm's glue where the façade's own machinery is tested. A test says what the wasm does: in `wasm.core`,
// by the names of the calls, and whatever it throws at once is a trap.

import { computed, coreClass } from "../seam/core.mjs";

export const wasm = { core: {}, instances: 0, compute: () => undefined };

export const SentcCore = coreClass(
  ({ core, name, session, args, secrets }) => {
    wasm.secrets = secrets;
    return wasm.core[name](args, { session, host: core.host, secrets: secrets.map((bytes) => new TextDecoder().decode(bytes)) });
  },
  ({ host }) => (wasm.host = host),
);
export const {
  generateRegisterData,
  prepareCheckIdentifier,
  doneCheckIdentifier,
  prepareRegister,
  doneRegister,
  doneRegisterDeviceStart,
  parseDeviceOutput,
  deviceText,
  otpUrl,
  qrSvg,
  otpQrSvg,
  checkOtp,
  otpProblem,
  prepareGroupCreate,
  prepareRank,
  passkeyPassword,
  newRecoveryCode,
  openRecoveryCode,
} = computed((...call) => wasm.compute(...call));
export const __wbg_reset_state = () => void wasm.instances++;
export const warmUp = () => undefined;
export const deriveKeys = () => undefined;
export default async () => undefined;
