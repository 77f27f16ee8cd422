import { CodeError, nothingDone } from "../index.js";
import type { Accounts } from "./accounts.js";
import type { Seen } from "./seen.js";
import type { Tokens } from "./tokens.js";

/** What `recovery` mails codes for: the purposes of `codes`. A code for one opens no other. */
export type RecoveryPurpose = "reset_password" | "disable_mfa" | "stolen_device" | "end_sessions" | "delete_account";

/**
 * The changes that a mailed code allows. A wrong code rejects with a `CodeError`. Where the service refuses or does not answer, the call
 * rejects with an `AdminError`; where the password is wrong, with a {@link RecoveryError}. After these two the code can be used again.
 */
export interface Recovery {
  /**
   * Sets a new password and ends all sessions. MFA stays on. For a week, nothing turns the second factor off by mail: the mailbox alone must
   * not be worth both factors.
   *
   * @param register the text of `prepareRegister` with the new password. A text for another identifier is refused.
   */
  resetPassword(identifier: string, code: string, register: string): Promise<void>;
  /**
   * Turns MFA off, for whoever has the mailbox and the password.
   *
   * @param auth_key `mfa_auth_key` of what `login` resolves to on the page
   */
  disableMfa(identifier: string, code: string, auth_key: string): Promise<void>;
  /**
   * For a stolen device: ends all sessions and deletes all other devices. MFA is turned off too if `auth_key` proves the password and it was
   * not reset lately, since a thief can replace the TOTP secret. Resolves to what became of MFA; `none`: it was off.
   *
   * @param auth_key `mfa_auth_key` of what `login` resolves to; a page has it only if the login asks for a second factor
   */
  shutOutDevices(identifier: string, code: string, auth_key?: string | null): Promise<"off" | "kept" | "none">;
  /** Ends all sessions. JWTs stay valid until they expire, at most five minutes. */
  endSessions(identifier: string, code: string): Promise<void>;
  /** Deletes the account. An account that is gone already is no error. */
  deleteAccount(identifier: string, code: string): Promise<void>;
}

export interface RecoveryOptions {
  /** `createAdmin(…)` */
  admin: RecoveryAdmin;
  /** `codes(…)` over the `codes` of the same stores */
  mailed: {
    redeem<T>(address: string, purpose: string, code: string, deed: () => Promise<T>, check?: () => Promise<void>): Promise<T>;
    voidAll(address: string): Promise<void>;
  };
  /** `sqlStores(…)` */
  stores: { accounts: Accounts; tokens: Tokens; seen: Seen };
}

/** What is needed of `createAdmin(…)`. */
export interface RecoveryAdmin {
  resetPassword(identifier: string, register: string, unknown: (error: Error) => never): Promise<unknown>;
  disableOtp(identifier: string, unknown: (error: Error) => never): Promise<unknown>;
  endSessions(identifier: string, unknown: (error: Error) => never): Promise<unknown>;
  deleteUserById(user_id: string, unknown: (error: Error) => never): Promise<unknown>;
  checkPassword(identifier: string, auth_key: string): Promise<false | { mfa: boolean }>;
  shutOutDevices(identifier: string, options: { keep_mfa: boolean }, unknown: (error: Error) => never): Promise<unknown>;
}

/** The code is right, and something else is not. The try counts. */
export class RecoveryError extends Error {
  override readonly name = "RecoveryError";
  /** `RESET_LATELY`: the password was reset by mail within the last week, so a person has to look at this. */
  readonly code: "WRONG_PASSWORD" | "RESET_LATELY";

  constructor(code: "WRONG_PASSWORD" | "RESET_LATELY") {
    super(code === "WRONG_PASSWORD" ? "this is not the password of the account" : "the password was reset by mail in the last week");
    this.code = code;
  }
}

const rethrow = (error: Error): never => {
  throw error;
};

/**
 * Forgotten password, lost second factor, stolen device, and deletion, by a mailed code. The order of the steps is what keeps them safe when
 * a connection is cut or a call is made twice.
 */
export function recovery({ admin, mailed, stores: { accounts, tokens, seen } }: RecoveryOptions): Recovery {
  const redeem = async (identifier: string, purpose: RecoveryPurpose, code: string, deed: (user_id: string) => Promise<unknown>, check?: () => Promise<void>): Promise<void> => {
    let user_id: string | null | undefined;
    const known = () => user_id ?? rethrow(new CodeError());
    await mailed.redeem(identifier, purpose, code, async () => deed(known()), async () => {
      // After the code was reserved: it is for the account that has the identifier now.
      user_id = (await accounts.byIdentifier(identifier))?.user_id;
      known();
      await check?.();
    });
  };
  const passwordOf = async (identifier: string, auth_key: string) => {
    const right = await admin.checkPassword(identifier, auth_key);
    if (!right) throw new RecoveryError("WRONG_PASSWORD");
    // Asked after the proof: a reset that runs beside this has written it down before the new password was valid.
    return { ...right, reset_lately: await accounts.resetLately(identifier) };
  };
  const endSessions = async (identifier: string, user_id: string) => {
    await tokens.endAll(user_id);
    await admin.endSessions(identifier, rethrow);
  };
  return {
    resetPassword: (identifier, code, register) =>
      redeem(identifier, "reset_password", code, async (user_id) => {
        // Before the service is asked: whoever cuts the connection then must not turn off the second factor with the mailbox alone.
        await accounts.passwordReset(identifier);
        await admin.resetPassword(identifier, register, rethrow).catch(nothingDone);
        // Whoever knew the old password may be signed in. This also tells when the identifier was changed without this back end: the
        // reset says “Success” then, and does nothing.
        await endSessions(identifier, user_id).catch((error: { code?: string }) => (error.code === "USER_NOT_FOUND" ? nothingDone(error) : rethrow(error as Error)));
        await mailed.voidAll(identifier);
      }),
    disableMfa: (identifier, code, auth_key) =>
      redeem(identifier, "disable_mfa", code, () => admin.disableOtp(identifier, rethrow).catch(nothingDone), async () => {
        if ((await passwordOf(identifier, auth_key)).reset_lately) throw new RecoveryError("RESET_LATELY");
      }),
    async shutOutDevices(identifier, code, auth_key) {
      let proof = { mfa: true, reset_lately: true };
      const check = async () => {
        if (auth_key != null) proof = await passwordOf(identifier, auth_key);
      };
      const deed = async (user_id: string) => {
        await tokens.endAll(user_id);
        await admin.shutOutDevices(identifier, { keep_mfa: proof.reset_lately }, rethrow).catch(nothingDone);
      };
      await redeem(identifier, "stolen_device", code, deed, check);
      return !proof.mfa ? "none" : proof.reset_lately ? "kept" : "off";
    },
    // This can only lock out, and the password lets in again.
    endSessions: (identifier, code) => redeem(identifier, "end_sessions", code, (user_id) => endSessions(identifier, user_id).catch(nothingDone)),
    deleteAccount: (identifier, code) =>
      redeem(identifier, "delete_account", code, async (user_id) => {
        // USER_NOT_FOUND: it is gone, maybe by an earlier try whose answer was lost.
        await admin.deleteUserById(user_id, rethrow).catch((error: { code?: string }) => (error.code === "USER_NOT_FOUND" ? undefined : nothingDone(error)));
        await tokens.endAll(user_id);
        await seen.forget(user_id);
        // Before the identifier is free: somebody else may register it while such a code is valid.
        await mailed.voidAll(identifier);
        await accounts.delete(identifier, user_id);
      }),
  };
}
