// Passkeys: one more device of the account each. Its identifier is the passkey's user handle, its password comes from the
// passkey's PRF, so the service sees an ordinary device. docs/passkeys.md has the details, which are fixed for good.

import { passkeyPassword as passwordOf } from "sentc-light-wasm-glue";
import { addDevice, everyDevice } from "../core/add-device.js";
import { invalid, nonEmpty, optionalId, fieldsOf, text } from "../public/arguments.js";
import { SentcError, toSentcError } from "../public/error.js";
import type { KnownPasskey } from "./known-passkeys.js";
import type { Signal } from "../public/platform.js";
import type { Owner, Session } from "../core/session.js";
import type { Passkey, PasskeyHint, PasskeyLoginOptions, PasskeyOptions } from "../public/types.js";
import { type Chosen, createPasskey, getPasskey, mustSupport, passkeySupport, randomBytes, rpIdOf, signal, signalAccepted, signalUnknown, toBase64url } from "./webauthn.js";

/** `user.addPasskey`. */
export async function addPasskey(session: Session, given: PasskeyOptions, signal: Signal | undefined): Promise<Passkey> {
  const options = fieldsOf("the passkey's options", given) as unknown as PasskeyOptions;
  const names = {
    rp_id: optionalId("rp_id", options.rp_id),
    name: nonEmpty("name", options.name),
    display_name: text("display_name", options.display_name ?? options.name),
    rp_name: optionalId("rp_name", options.rp_name),
    hints: hintsOf(options.hints),
  };
  await mustSupport();
  const { owner } = session;
  const { user_id } = session.view;
  // Before the person is asked: whoever is signed out or offline gets no passkey that leads nowhere.
  const devices = await everyDevice(session, signal);
  await forget(owner, (known) => known.user_id === user_id && !devices.has(known.device_id));
  const here = (await owner.passkeys.list()).filter((known) => known.user_id === user_id && known.rp_id === rpIdOf(names.rp_id));

  const handle = randomBytes(16);
  const identifier = toBase64url(handle);
  const made = await createPasskey({ ...names, handle, exclude: here.map(({ credential_id }) => credential_id) }, signal);
  const { credential_id } = made;
  try {
    // Some authenticators say only that they have a PRF when they make the passkey.
    const password = passwordFrom(owner, made.prf || !made.enabled ? made : await getPasskey({ rp_id: names.rp_id, allow: [credential_id] }, signal));
    const device_id = await addDevice(session, identifier, password, devices, signal);
    const { aaguid } = made;
    await owner.passkeys.add({ user_id, device_id, credential_id, rp_id: rpIdOf(names.rp_id), handle: identifier, ...(aaguid !== undefined && { aaguid }) });
    return { device_id, credential_id };
  } catch (thrown) {
    signalUnknown(rpIdOf(names.rp_id), credential_id);
    const { code, status, message, retryable, hint, http_status, cause } = toSentcError(thrown);
    throw new SentcError(code, {
      status,
      message: `the passkey was made, but could not be added to the account: ${message}`,
      retryable,
      hint: `${hint} The passkey is of no use: where the browser or the password manager still offers it, delete it there.`,
      http_status,
      cause,
    });
  }
}

/** What a passkey logs in with. */
export interface PasskeyCredentials {
  identifier: string;
  password: string;
  /** What to call when the service knows no such device. Gives the error. */
  unknown(cause: unknown): Promise<SentcError>;
  /** Once it is clear whose device it is. */
  keep(user_id: string, device_id: string): Promise<void>;
  /** Once the login is through. */
  accepted(): void;
}

/** Asks for any of the passkeys. */
export async function passkeyCredentials(owner: Owner, given: PasskeyLoginOptions | undefined, signal: Signal | undefined): Promise<PasskeyCredentials> {
  const { rp_id, mediation, hints } = fieldsOf("the passkey's options", given ?? {}) as PasskeyLoginOptions;
  if (mediation !== undefined && !["optional", "required", "conditional", "immediate"].includes(mediation)) {
    throw invalid('mediation must be "optional", "required", "conditional" or "immediate"');
  }
  const found = await getPasskey({ rp_id: optionalId("rp_id", rp_id), mediation, hints: hintsOf(hints) }, signal);
  const { credential_id } = found;
  const where = rpIdOf(rp_id);
  const password = passwordFrom(owner, found);
  const identifier = identifierOf(found);
  return {
    identifier,
    password,
    async unknown(cause) {
      await owner.passkeys.remove((known) => known.credential_id === credential_id);
      signalUnknown(where, credential_id);
      return new SentcError("PASSKEY_UNKNOWN", { cause });
    },
    async keep(user_id, device_id) {
      const before = (await owner.passkeys.list()).find((known) => known.credential_id === credential_id);
      await owner.passkeys.add({ ...before, user_id, device_id, credential_id, rp_id: where, handle: identifier });
    },
    accepted: () => signalAccepted(where, identifier, credential_id),
  };
}

/** `user.renamePasskeys`. */
export async function renamePasskeys({ owner, view }: Session, given: Pick<PasskeyOptions, "name" | "display_name">): Promise<number> {
  const options = fieldsOf("the passkeys' name", given) as Partial<PasskeyOptions>;
  const name = nonEmpty("name", options.name);
  const displayName = text("display_name", options.display_name ?? name);
  const own = (await owner.passkeys.list()).filter(({ user_id, handle }) => user_id === view.user_id && handle);
  return own.filter(({ rp_id, handle }) => signal("signalCurrentUserDetails", { rpId: rp_id, userId: handle!, name, displayName })).length;
}

/** `Sentc.passkeyOffer`. */
export async function passkeyOffer(owner: Owner, user_id: string): Promise<boolean> {
  return (await passkeySupport()) === "yes" && !(await owner.passkeys.list()).some((known) => known.user_id === user_id);
}

function hintsOf(hints: unknown = []): readonly PasskeyHint[] {
  const known = ["client-device", "hybrid", "security-key"];
  if (!Array.isArray(hints) || !hints.every((hint) => known.includes(hint as string))) throw invalid(`hints must be a list of ${known.join(", ")}`);
  return hints as PasskeyHint[];
}

/** `user.passkeyPassword`. */
export async function passkeyPassword(session: Session, given: { rp_id?: string | undefined } | undefined, signal: Signal | undefined): Promise<string> {
  const { rp_id } = fieldsOf("the passkey's options", given ?? {});
  const { owner, view } = session;
  const allow = (await owner.passkeys.list()).filter(({ device_id }) => device_id === view.device_id).map(({ credential_id }) => credential_id);
  const found = await getPasskey({ rp_id: optionalId("rp_id", rp_id), allow }, signal);
  const password = passwordFrom(owner, found);
  if (identifierOf(found) !== session.view.identifier) throw foreign("this passkey is not the one that this device signed in with");
  return password;
}

/** Identifier and password of a passkey or a recovery kit are never changed: it would not fit its device any more. */
export async function refuseMade({ owner, view }: Session, what: string): Promise<void> {
  for (const [kind, known] of [["passkey", owner.passkeys], ["recovery kit", owner.kits]] as const) {
    const all: { device_id: string }[] = await known.list();
    if (all.some(({ device_id }) => device_id === view.device_id)) throw invalid(`this device is a ${kind}: its ${what} can't be changed`);
  }
}

/** Withdraws passkeys whose devices are gone. */
export async function forget(owner: Owner, which: (known: KnownPasskey) => boolean): Promise<void> {
  for (const { rp_id, credential_id } of await owner.passkeys.remove(which)) signalUnknown(rp_id, credential_id);
}

function identifierOf({ handle }: Chosen): string {
  if (handle?.length !== 16) throw foreign("this passkey was not made by this app");
  return toBase64url(handle);
}

/** Not told to the browser: the passkey is good, if for something else. */
function foreign(message: string): SentcError {
  return new SentcError("PASSKEY_UNKNOWN", { message, hint: "Use another passkey or the password." });
}

/** The call wipes the PRF's output. */
function passwordFrom(owner: Owner, { prf }: Chosen): string {
  if (!prf) throw new SentcError("PASSKEY_UNSUPPORTED", { message: "this passkey has no PRF, so it can't replace a password" });
  return owner.compute(() => passwordOf(prf));
}
