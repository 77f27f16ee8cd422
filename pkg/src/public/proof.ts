// Calls that need the password of this device and, while multi-factor authentication is on, a TOTP code or a recovery key.

import type { Rows } from "sentc-light-wasm-glue";
import { flag, passwordOf, fieldsOf, recoveryKey, signalOf, totpCode } from "./arguments.js";
import { type Proof, type Session, secretsOf } from "../core/session.js";
import type { CallOptions, ConfirmOptions } from "./types.js";

/** As the app gave them. */
type Given = readonly [password: unknown, mfa_token: unknown, mfa_recovery: unknown];

/** Checks a password and what goes with it. `name`: of the password. */
export function proofOf(session: Session, [password, mfa_token, mfa_recovery]: Given, name = "password"): Proof {
  const checked = passwordOf(name, password, session.owner.options);
  const recovery = flag("mfa_recovery", mfa_recovery);
  const check = recovery ? recoveryKey : totpCode;
  return { password: checked, code: mfa_token === undefined || mfa_token === null ? undefined : check("mfa_token", mfa_token), recovery };
}

/** A row of the service's table that needs a proof. */
export function provenRow<N extends "RegisterOtp" | "ResetOtp" | "DisableOtp" | "OtpRecoveryKeys" | "DeleteUser" | "DeleteDevice">(
  session: Session,
  name: N,
  given: Given,
  options: CallOptions | undefined,
  args?: { device: string },
): Promise<Rows[N]["answer"]> {
  const proof = proofOf(session, given);
  return session.row(name, { ...args } as Rows[N]["args"], { signal: signalOf(options), needs: "keys" }, proof);
}

/** `user.confirm`. */
export async function confirm(session: Session, given: ConfirmOptions, options: CallOptions | undefined): Promise<string> {
  const { password, mfa_token, mfa_recovery } = fieldsOf("the confirmation", given);
  const proof = proofOf(session, [password, mfa_token, mfa_recovery]);
  const extras = { signal: signalOf(options), needs: "keys", recovery: proof.recovery } as const;
  return session.call((core, number, signal) => core.confirm(number, ...secretsOf(proof), signal), extras);
}
