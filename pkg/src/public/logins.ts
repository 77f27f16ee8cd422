// The logins of a client: with a password, a passkey or a recovery kit, and with the code that completes one.

import type { SignedIn } from "sentc-light-wasm-glue";
import { secretBytes } from "../boundary/wasm.js";
import type { ClientCore } from "../core/client-core.js";
import type { Life } from "../core/life.js";
import { passkeyCredentials } from "../passkeys/passkeys.js";
import { keepKit, recoveryCredentials } from "../recovery/kit.js";
import { mfaLogin, rememberOf, signalOf } from "./arguments.js";
import { SentcError, cameFrom } from "./error.js";
import { PASSKEY_LOGIN, RECOVERY_KIT_LOGIN } from "./messages.js";
import type { LoginUser } from "./signed-in.js";
import type { LoginOptions, PasskeyLoginOptions } from "./types.js";
import { type User, userOfLogin } from "./user.js";

export class Logins {
  /** Notes in this browser that a device is a passkey or a recovery kit, once its login has succeeded: by identifier. */
  private readonly notes = new Map<string, (user_id: string, device_id: string) => Promise<void>>();

  constructor(private readonly life: Life) {}

  async withPassword(identifier: string, password: string, options: LoginOptions | undefined): Promise<LoginUser> {
    const core = this.life.ready();
    core.records.place(identifier, rememberOf(options));
    const answer = await core.call(0, (wasm, _, signal) => wasm.login(identifier, secretBytes(password), signal), { needs: "keys", signal: signalOf(options) });
    return answer.kind === "mfa" ? answer : { kind: "user", u: this.signedIn(core, answer.u) };
  }

  /** Completes a login that asked for a code, with a TOTP code or a recovery key. */
  async complete(name: "mfaLogin" | "mfaRecoveryLogin", code: string, data: unknown, options: LoginOptions | undefined): Promise<User> {
    const login = mfaLogin(data);
    const core = this.life.ready();
    const remember = rememberOf(options);
    if (remember || !core.records.isWanted(login.deviceIdentifier)) core.records.place(login.deviceIdentifier, remember);
    const extras = { needs: "records", recovery: name === "mfaRecoveryLogin", signal: signalOf(options) } as const;
    return this.signedIn(core, await core.call(0, (wasm, _, signal) => wasm[name](secretBytes(code), login, signal), extras));
  }

  async withPasskey(given: PasskeyLoginOptions | undefined, options: LoginOptions | undefined): Promise<LoginUser> {
    const core = this.life.ready();
    const { identifier, password, unknown, keep, accepted } = await passkeyCredentials(core, given, signalOf(options));
    this.notes.set(identifier, keep);
    try {
      const login = await this.withPassword(identifier, password, options);
      accepted();
      return login;
    } catch (error) {
      this.notes.delete(identifier);
      if (!(error instanceof SentcError)) throw error;
      throw error.code === "USER_NOT_FOUND" ? await unknown(error) : cameFrom(error, { name: PASSKEY_LOGIN });
    }
  }

  async withRecoveryKit(code: string, options: LoginOptions | undefined): Promise<LoginUser> {
    const core = this.life.ready();
    const [identifier, password] = recoveryCredentials(core, code);
    this.notes.set(identifier, keepKit(core));
    try {
      return await this.withPassword(identifier, password, options);
    } catch (error) {
      this.notes.delete(identifier);
      throw error instanceof SentcError ? cameFrom(error, { name: RECOVERY_KIT_LOGIN }) : error;
    }
  }

  private signedIn(core: ClientCore, answer: SignedIn): User {
    const session = core.session(answer.session);
    this.life.signedIn(core, session);
    const { identifier, user_id, device_id } = session.view;
    // Data of another login must not stay.
    if (core.records.placeOf(identifier) === "browser") void this.notes.get(identifier)?.(user_id, device_id);
    this.notes.delete(identifier);
    return userOfLogin(session, answer.refresh_token);
  }
}
