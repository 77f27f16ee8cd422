import { fromBase64url } from "./base64url.js";

export type { JwtErrorCode, VerifiedJwt };

/** The contents of a valid JWT. */
interface VerifiedJwt {
  /** The user of the JWT: the claim `aud`. */
  user_id: string;
  /** The user's device: the claim `sub`. In other JWTs this claim often is the user; here it is not. */
  device_id: string;
  /** True if the JWT comes from a login, so the user gave the password at most five minutes ago. False if it comes from a refresh. */
  fresh: boolean;
  /** When the JWT expires, in Unix seconds. */
  exp: number;
}

type JwtErrorCode = "JWT_MALFORMED" | "JWT_FORGED" | "JWT_EXPIRED" | "JWT_CLAIMS" | "INVALID_ARGUMENT";

/** A JWT that is not valid. It has the fields of a SentcError. Answer with 401, except for INVALID_ARGUMENT, which is about your key or options. */
export class JwtError extends Error {
  override readonly name = "JwtError";
  readonly code: JwtErrorCode;
  readonly status: string;
  readonly retryable = false;
  readonly hint: string;

  constructor(code: JwtErrorCode, message: string = ERRORS[code].message) {
    super(message);
    this.code = code;
    this.status = ERRORS[code].status;
    this.hint = ERRORS[code].hint;
  }

  override toString(): string {
    return JSON.stringify({ status: this.status, error_message: this.message });
  }

  toJSON(): { name: string; status: string; code: JwtErrorCode; message: string; retryable: boolean; hint: string } {
    const { name, status, code, message, retryable, hint } = this;
    return { name, status, code, message, retryable, hint };
  }
}

const ERRORS = {
  JWT_MALFORMED: { status: "client_1100", message: "the JWT is malformed", hint: "Pass only what follows Bearer in the header." },
  JWT_FORGED: { status: "client_1100", message: "the JWT is not signed by the app's key", hint: "Answer 401. If all are refused, pem is the key of another app." },
  JWT_EXPIRED: { status: "server_30", message: "the JWT has expired", hint: "Answer 401." },
  JWT_CLAIMS: { status: "client_1101", message: "the JWT lacks claims", hint: "Check that pem is the key of a sentc app." },
  INVALID_ARGUMENT: { status: "client_2000", message: "", hint: "Pass the app's public key, and options of the documented types." },
} as const;

/** Seconds for which a JWT is accepted after it expired, because clocks differ. The service has the same leeway. */
const LEEWAY = 60;

export interface VerifyOptions {
  /**
   * Seconds for which a JWT is accepted after it expired. Default: 60. Use `Infinity` only for a request that also has a refresh token
   * which the service checks.
   */
  leeway?: number;
}
/** In characters. A JWT of this API has about 400. */
const MAX_LENGTH = 8192;

/**
 * Checks a JWT with the app's public key and resolves to its user and device. For your back end: it needs WebCrypto (Node 20, Deno, Bun,
 * edge runtimes), but no wasm, and sends no request.
 *
 * Accepts only ES384 (ECDSA on P-384 with SHA-384, RFC 7518), whatever the JWT's header says. A JWT is expired 60 seconds after `exp`.
 * It does not notice accounts that were deleted or sessions that ended after the JWT was signed, up to six minutes ago. If that matters,
 * ask the service: `admin.ownerOf`, or GET /api/v1/user/jwt.
 *
 * @param jwt what follows `Bearer ` in the Authorization header
 * @param pem the app's public key: PEM (`-----BEGIN PUBLIC KEY-----` and so on). The forms of environment variables work too: in one
 * line, with `\n` as two characters, in quotes, or as base64 of the PEM text. It is imported once.
 * @param options.leeway seconds for which a JWT is accepted after it expired. Default: 60
 * @throws {JwtError}
 */
export async function verifyJwt(jwt: string, pem: string, options: VerifyOptions = {}): Promise<VerifiedJwt> {
  const leeway = options?.leeway ?? LEEWAY;
  // `exp + "60"` would be a text: a time in the far future. With NaN, no JWT would ever be expired.
  if (typeof leeway !== "number" || !(leeway >= 0)) throw invalidOption("leeway must be a number of seconds, 0 or more");
  const key = await publicKey(pem);
  const parts = typeof jwt === "string" && jwt.length <= MAX_LENGTH ? jwt.split(".") : [];
  const [header, payload, signature] = parts;
  if (parts.length !== 3 || !header || !payload || signature === undefined) throw new JwtError("JWT_MALFORMED");
  const head = object(bytes(header));
  // "crit" lists extensions; a JWT with an unknown one must be refused (RFC 7515, 4.1.11). This code knows none.
  if (head["alg"] !== "ES384" || head["crit"] !== undefined) throw new JwtError("JWT_FORGED");
  const signed = bytes(signature);
  // r and s of 48 bytes each (RFC 7518, 3.4). Any other form is refused, DER too.
  const isGenuine = signed.length === 96 && (await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-384" }, key, signed, new TextEncoder().encode(`${header}.${payload}`)));
  if (!isGenuine) throw new JwtError("JWT_FORGED");
  return claims(object(bytes(payload)), leeway);
}

function claims({ aud, sub, exp, fresh }: Record<string, unknown>, leeway: number): VerifiedJwt {
  const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
  if (!isText(aud) || !isText(sub) || typeof exp !== "number" || !Number.isSafeInteger(exp) || typeof fresh !== "boolean") throw new JwtError("JWT_CLAIMS");
  if (Date.now() / 1000 >= exp + leeway) throw new JwtError("JWT_EXPIRED");
  return { user_id: aud, device_id: sub, fresh, exp };
}

/** A part of a JWT: base64url without padding (RFC 7515, 2). */
function bytes(part: string): Uint8Array<ArrayBuffer> {
  if (!/^[\w-]*$/.test(part)) throw new JwtError("JWT_MALFORMED");
  try {
    return fromBase64url(part);
  } catch {
    throw new JwtError("JWT_MALFORMED");
  }
}

function object(part: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(part));
  } catch {
    throw new JwtError("JWT_MALFORMED");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new JwtError("JWT_MALFORMED");
  return value as Record<string, unknown>;
}

/** The imported keys. An app has one, or two while it changes to another. */
const keys = new Map<string, Promise<CryptoKey>>();

function publicKey(pem: string): Promise<CryptoKey> {
  let key = keys.get(pem);
  if (!key) {
    if (keys.size >= 8) keys.clear();
    keys.set(pem, (key = imported(pem)));
  }
  return key;
}

async function imported(pem: string): Promise<CryptoKey> {
  const body = base64Of(pem);
  if (globalThis.crypto?.subtle === undefined) throw invalidOption("WebCrypto is missing here (crypto.subtle)");
  let spki: Uint8Array<ArrayBuffer>;
  try {
    spki = fromBase64url(body);
  } catch {
    throw invalidOption("pem is cut: it is not base64 between its first and last line");
  }
  try {
    return await crypto.subtle.importKey("spki", spki, { name: "ECDSA", namedCurve: "P-384" }, false, ["verify"]);
  } catch {
    throw invalidOption("pem is not a P-384 key, which ES384 needs, or it is cut");
  }
}

/** Returns the base64 between the first and the last line of a PEM text, in any of the stored forms. Errors contain none of it. */
function base64Of(pem: unknown): string {
  if (pem === undefined || pem === null || pem === "") {
    throw invalidOption(`pem is ${pem === "" ? "empty" : String(pem)}: check the environment variable`);
  }
  if (typeof pem !== "string") throw invalidOption(`pem must be a string, not ${typeof pem}`);
  let text = unescaped(pem);
  if (!text.includes("-----")) text = unescaped(decoded(text));
  const [, label, body, end] = /^-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]+)-----END ([A-Z0-9 ]+)-----$/.exec(text) ?? [];
  if (label === undefined || body === undefined || label !== end) {
    throw invalidOption("pem is not one whole PEM text from -----BEGIN to -----");
  }
  if (label.endsWith("PRIVATE KEY")) throw invalidOption("pem is a private key: keep it secret, and pass the public key");
  if (label !== "PUBLIC KEY") throw invalidOption(`pem is a ${label}, not a PUBLIC KEY`);
  return body.replace(/\s/g, "");
}

/** Without quotes and white space around it, and with line breaks that are written as `\n` or `\r\n`. */
function unescaped(text: string): string {
  return text.replaceAll("\\r", "").replaceAll("\\n", "\n").trim().replace(/^(["'])([^]*)\1$/, "$2").trim();
}

/** Base64 of a PEM text, as some platforms want their variables. Anything else stays as it is. */
function decoded(text: string): string {
  try {
    return atob(text.replace(/\s/g, ""));
  } catch {
    return text;
  }
}

export function invalidOption(message: string): JwtError {
  return new JwtError("INVALID_ARGUMENT", message);
}
