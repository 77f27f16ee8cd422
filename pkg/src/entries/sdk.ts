// What every entry of the package exports: `import Sentc, { User, … } from "sentc-light-wasm"`. Importing it loads and
// touches nothing. The entries (index, inline, workerd, edge, script-tag) differ only in where they find the wasm.

import { SentcClient } from "../public/client.js";
import type { SentcOptions } from "../public/options.js";

/** The default client. */
const Sentc: SentcClient = new SentcClient();
export default Sentc;

/** Another client beside the default one: for another app, or (with `name`) another account of the same app. */
export function createClient(options: SentcOptions): SentcClient {
  return new SentcClient(options);
}

export type { SentcClient } from "../public/client.js";
export { SentcError, type SentcErrorJson } from "../public/error.js";
export type { SentcErrorCode } from "../generated/errors.js";
export type {
  GroupChildrenListItem,
  GroupData,
  GroupInviteListItem,
  GroupJoinReqListItem,
  GroupList,
  GroupUserListItem,
  LogEntry,
  OtpProblem,
  OtpRegister,
  SignOutReason,
  UserDeviceList,
  UserMfaLogin,
} from "../generated/types.js";
export { Group } from "../public/group.js";
export type { UserMessages } from "../public/messages.js";
export {
  REFRESH_ENDPOINT,
  type KdfPolicy,
  type KdfProfile,
  type NormalizeOptions,
  type RefreshOptions,
  type Remember,
  type SentcOptions,
  type StorageInterface,
  type StorageOptions,
  type WasmPath,
  type WasmSource,
} from "../public/options.js";
export type { LoginUser, SentcSnapshot, SignedInUser } from "../public/signed-in.js";
export type {
  AccountDevice,
  CallOptions,
  ConfirmOptions,
  DeviceKeys,
  LoginOptions,
  OtpOptions,
  OtpSetUp,
  Passkey,
  PasskeyHint,
  PasskeyLoginOptions,
  PasskeyOptions,
  RecoveryKit,
  RecoveryKitOptions,
  SentcEvents,
  StoredRecoveryKit,
  UserData,
} from "../public/types.js";
export { User } from "../public/user.js";
