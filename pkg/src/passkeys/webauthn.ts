// The browser's part in passkeys (WebAuthn Level 3): asking for one, and what its faults mean.

import { brandOf, namesOf } from "../boundary/brand.js";
import { PRF_INPUT } from "../generated/constants.js";
import { SentcError } from "../public/error.js";
import type { Signal } from "../public/platform.js";
import type { PasskeyHint, PasskeyLoginOptions } from "../public/types.js";

/** A passkey that the person has chosen. */
export interface Chosen {
  /** base64url without padding. */
  credential_id: string;
  /** Of logins only. */
  handle: Uint8Array | undefined;
  /** 32 bytes, secret; undefined where there is no PRF. */
  prf: Uint8Array | undefined;
  /** Whether there is a PRF at all. */
  enabled: boolean;
  /** Of new ones, where the authenticator says what it is. */
  aaguid: string | undefined;
}

export async function passkeySupport(): Promise<"yes" | "no" | "unknown"> {
  const refused = refusedByPage();
  if (refused) {
    console.warn(`sentc: ${refused.message}`);
    return "no";
  }
  return support();
}

async function support(): Promise<"yes" | "no" | "unknown"> {
  // Domains only: an IP address can't have passkeys.
  if (!globalThis.isSecureContext || !("credentials" in navigator && "PublicKeyCredential" in globalThis) || /^[\d.]+$|^\[/.test(location.hostname)) return "no";
  try {
    const can = await PublicKeyCredential.getClientCapabilities();
    const prf = can["extension:prf"];
    // Where browsers name the extensions that they know, one that is missing is unknown to them.
    if (prf === false || (prf === undefined && Object.keys(can).some((name) => name.startsWith("extension:")))) return "no";
    return prf && can["passkeyPlatformAuthenticator"] ? "yes" : "unknown";
  } catch {
    return "unknown";
  }
}

async function capability(name: string): Promise<boolean> {
  const can = await Promise.resolve(PublicKeyCredential.getClientCapabilities?.()).catch(() => undefined);
  return can?.[name] === true;
}

/** PASSKEY_UNSUPPORTED where passkeys can't work. */
export async function mustSupport(features?: readonly Feature[]): Promise<void> {
  const refused = refusedByPage(features);
  if (refused) throw refused;
  if ((await support()) === "no") throw new SentcError("PASSKEY_UNSUPPORTED");
}

/** What the page's Permissions-Policy, or the frame that it is in, does not allow. Only Chromium tells. */
function refusedByPage(features: readonly Feature[] = [GET, CREATE]): SentcError | undefined {
  const { featurePolicy } = (globalThis.document ?? {}) as { featurePolicy?: { features(): string[]; allowsFeature(name: string): boolean } };
  // One that the browser does not know counts as not allowed there.
  const refused = features.find((name) => featurePolicy?.features().includes(name) && !featurePolicy.allowsFeature(name));
  return refused && notAllowed(refused);
}

function notAllowed(feature: Feature, cause?: unknown): SentcError {
  return new SentcError("PASSKEY_UNSUPPORTED", {
    message: `the page may not use passkeys: its Permissions-Policy, or the frame it is in, lacks ${feature}`,
    hint: `Send Permissions-Policy: ${feature}=(self), and in a frame of another origin set allow="${feature}".`,
    cause,
  });
}

const GET = "publickey-credentials-get";
const CREATE = "publickey-credentials-create";
type Feature = typeof GET | typeof CREATE;

/** Where passkeys are kept for: `rp_id`, or this page's domain. */
export function rpIdOf(rp_id: string | undefined): string {
  return rp_id ?? location.hostname;
}

export interface NewPasskey {
  handle: Uint8Array<ArrayBuffer>;
  name: string;
  display_name: string;
  rp_id: string | undefined;
  rp_name: string | undefined;
  /** Those of the account that must not be on the same authenticator. */
  exclude: readonly string[];
  hints: readonly PasskeyHint[];
}

export function createPasskey({ handle, name, display_name, rp_id, rp_name, exclude, hints }: NewPasskey, signal: Signal | undefined): Promise<Chosen> {
  return asked(CREATE, rp_id, signal, (signal) =>
    navigator.credentials.create({
      signal,
      publicKey: {
        // `id: undefined` is left out.
        rp: { id: rp_id!, name: rp_name ?? rpIdOf(rp_id) },
        user: { id: handle, name, displayName: display_name },
        challenge: randomBytes(32),
        // ES256, EdDSA, RS256: all that authenticators have. Nobody checks the signature; the PRF is what counts.
        pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })),
        authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
        excludeCredentials: exclude.map(descriptor),
        ...hinted(hints),
        extensions: prfExtension(),
      },
    }),
  );
}

export interface PasskeyRequest {
  rp_id: string | undefined;
  mediation?: PasskeyLoginOptions["mediation"];
  /** The ones that will do; none: any. */
  allow?: readonly string[];
  hints?: readonly PasskeyHint[];
}

export function getPasskey({ rp_id, mediation, allow = [], hints = [] }: PasskeyRequest, signal: Signal | undefined): Promise<Chosen> {
  return asked(GET, rp_id, signal, async (signal) => {
    if (mediation === "conditional" && !(await PublicKeyCredential.isConditionalMediationAvailable?.())) throw new SentcError("PASSKEY_UNSUPPORTED");
    if (mediation === "immediate" && !(await capability("immediateGet"))) throw new SentcError("PASSKEY_UNSUPPORTED", { message: "this browser has no immediate mode for passkeys" });
    return navigator.credentials.get({
      signal,
      // What was called a mediation at first. Browsers without it would show their dialog.
      ...(mediation === "immediate" ? { uiMode: mediation } : { mediation: mediation! }),
      publicKey: {
        rpId: rp_id!,
        challenge: randomBytes(32),
        allowCredentials: allow.map(descriptor),
        ...hinted(hints),
        userVerification: "required",
        extensions: prfExtension(),
      },
    });
  });
}

type SignalName = "signalUnknownCredential" | "signalAllAcceptedCredentials" | "signalCurrentUserDetails";

/**
 * Tells the browser something about passkeys (WebAuthn Level 3, section 5.1.10). Returns whether it has a method for it. Nobody waits for
 * the method: in Safari 26 its promise may never settle.
 */
export function signal(name: SignalName, about: { rpId: string } & Record<string, unknown>): boolean {
  const { PublicKeyCredential: browser } = globalThis as { PublicKeyCredential?: Partial<Record<SignalName, (about: object) => unknown>> };
  if (typeof browser?.[name] !== "function") return false;
  // A method that throws rejects here, too.
  Promise.resolve()
    .then(() => browser[name]?.(about))
    .catch(() => undefined);
  return true;
}

/** A passkey is of no use any more. Where that fails, the browser offers it once more. */
export function signalUnknown(rp_id: string, credential_id: string): void {
  signal("signalUnknownCredential", { rpId: rp_id, credentialId: credential_id });
}

/** A passkey has signed somebody in: browsers that hid it show it again. It is the only one of its user handle. */
export function signalAccepted(rp_id: string, handle: string, credential_id: string): void {
  signal("signalAllAcceptedCredentials", { rpId: rp_id, userId: handle, allAcceptedCredentialIds: [credential_id] });
}

export function randomBytes(count: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** base64url without padding (RFC 4648). */
export function toBase64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (sign) => ({ "+": "-", "/": "_" })[sign] ?? "");
}

let pending: AbortController | undefined;

/**
 * Asks the person. One question at a time for the whole page: browsers refuse another one while the first is open, even
 * where nobody sees it (conditional mediation). So a new one takes the place of the one before.
 */
async function asked(feature: Feature, rp_id: string | undefined, signal: Signal | undefined, ask: (signal: AbortSignal) => Promise<Credential | null>): Promise<Chosen> {
  pending?.abort();
  const own = (pending = new AbortController());
  const abort = () => own.abort();
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  try {
    if (own.signal.aborted) throw own.signal;
    // Ends also where the browser, or an extension in its place, never answers.
    const aborted = new Promise<never>((_, reject) => (own.signal.onabort = reject));
    const answered = async () => {
      await mustSupport([feature]);
      if (own.signal.aborted) throw own.signal;
      return ask(own.signal);
    };
    const credential = await Promise.race([answered(), aborted]);
    if (!credential) throw new SentcError("PASSKEY_CANCELLED");
    return chosen(credential as PublicKeyCredential);
  } catch (fault) {
    if (own.signal.aborted) throw new SentcError("ABORTED", { cause: signal?.reason });
    throw fault instanceof SentcError ? fault : errorOf(fault, feature, rp_id);
  } finally {
    signal?.removeEventListener("abort", abort);
    if (pending === own) pending = undefined;
  }
}

function errorOf(fault: unknown, feature: Feature, rp_id: string | undefined): SentcError {
  const cause = fault;
  const { name, message } = namesOf(fault);
  switch (name) {
    case "InvalidStateError":
      return new SentcError("PASSKEY_EXISTS", { cause });
    case "NotSupportedError":
    case "ConstraintError":
      return new SentcError("PASSKEY_UNSUPPORTED", { cause });
    case "SecurityError":
      if (rp_id === undefined) return new SentcError("PASSKEY_UNSUPPORTED", { cause });
      return new SentcError("INVALID_ARGUMENT", { message: "rp_id must be this page's domain, or one above it", cause });
    case "NotAllowedError":
      // Of a page that may not ask, only the message tells.
      if (/permissions? policy|publickey-credentials|ancestors/i.test(message)) return notAllowed(feature, cause);
      // Browsers tell a refusal, a time-out and the lack of a passkey by one name, so that sites can't find out.
      return new SentcError("PASSKEY_CANCELLED", { cause });
    case "AbortError":
    case "TimeoutError":
      return new SentcError("PASSKEY_CANCELLED", { cause });
    default:
      // A fault of the browser, the authenticator or a password manager in its place: nothing that a person did.
      return new SentcError("PASSKEY_UNSUPPORTED", { message: `asking for a passkey failed: ${name || "unknown reason"}`, cause });
  }
}

function chosen(credential: PublicKeyCredential): Chosen {
  const { userHandle } = credential.response as Partial<AuthenticatorAssertionResponse>;
  // The object of a password manager may lack the method. It has no PRF then.
  const { prf } = credential.getClientExtensionResults?.() ?? {};
  const output = prf?.results?.first;
  const bytes = output && bytesOf(output);
  const fits = bytes?.length === 32;
  return {
    credential_id: credential.id,
    handle: userHandle ? bytesOf(userHandle) : undefined,
    prf: fits ? bytes : undefined,
    enabled: fits || prf?.enabled === true,
    aaguid: aaguidIn(credential.response),
  };
}

/** In authenticator data (section 6.1): 37 bytes, the last but four of them flags, then the AAGUID. Zeros: it does not say. */
function aaguidIn(response: Partial<AuthenticatorAttestationResponse>): string | undefined {
  let bytes = new Uint8Array();
  try {
    const data: unknown = response.getAuthenticatorData?.();
    // An extension in the browser's place may give anything, and throw.
    if (brandOf(data) === "ArrayBuffer") bytes = new Uint8Array(data as ArrayBuffer);
  } catch {
    // Nothing depends on it.
  }
  const hex = [...bytes.subarray(37, 53)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const has = ((bytes[32] ?? 0) & 0x40) !== 0 && hex.length === 32 && /[^0]/.test(hex);
  return has ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-") : undefined;
}

/** No copy, so that wiping it wipes the browser's own. */
function bytesOf(source: BufferSource): Uint8Array {
  return ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source);
}

function descriptor(credential_id: string): PublicKeyCredentialDescriptor {
  const binary = atob(credential_id.replace(/-/g, "+").replace(/_/g, "/"));
  return { type: "public-key", id: Uint8Array.from(binary, (sign) => sign.charCodeAt(0)) };
}

/** WebAuthn Level 3, section 5.8.7, which TypeScript does not know yet. */
function hinted(hints: readonly PasskeyHint[]): object {
  return { hints: [...hints] };
}

function prfExtension(): AuthenticationExtensionsClientInputs {
  return { prf: { eval: { first: new TextEncoder().encode(PRF_INPUT) } } };
}
