// Records at rest: AES-GCM-256 by WebCrypto, under a key that scripts can use but not read. This keeps secrets from other
// scripts that read the raw records, from storage inspectors and from copies of single records. It does not keep them from a
// copy of the browser's profile: Chromium writes the key's bytes into the same files (tests/browser/e2e/profile.test.mjs). A script
// of the page can ask the SDK for the JWT and the keys.

/** A text, sealed. Its place in the store is bound to it as associated data. */
export interface Sealed {
  /** 12 bytes. */
  iv: Uint8Array<ArrayBuffer>;
  /** Ciphertext and tag. */
  sealed: Uint8Array<ArrayBuffer>;
}

const AES = "AES-GCM";

/** WebCrypto, where there is one: not on pages of plain http other than localhost. */
export function subtle(): SubtleCrypto | undefined {
  return globalThis.crypto?.subtle;
}

export function makeKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: AES, length: 256 }, false, ["encrypt", "decrypt"]);
}

export async function seal(key: CryptoKey, place: string, text: string): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(text);
  try {
    return { iv, sealed: new Uint8Array(await crypto.subtle.encrypt(parameters(iv, place), key, plain)) };
  } finally {
    plain.fill(0);
  }
}

/**
 * Undefined when the record was sealed under another key, for another place, or was changed. WebCrypto's error is the
 * same for a passing fault of its own; so it must show that the key works before a record counts as bad.
 */
export async function unseal(key: CryptoKey, place: string, record: Sealed): Promise<string | undefined> {
  try {
    return await open(key, place, record);
  } catch {
    await open(key, place, await seal(key, place, ""));
    return undefined;
  }
}

async function open(key: CryptoKey, place: string, { iv, sealed }: Sealed): Promise<string> {
  const plain = new Uint8Array(await crypto.subtle.decrypt(parameters(iv, place), key, sealed));
  const text = new TextDecoder().decode(plain);
  plain.fill(0);
  return text;
}

export function isSealed(record: unknown): record is Sealed {
  const { iv, sealed } = (record ?? {}) as Partial<Sealed>;
  return ArrayBuffer.isView(iv) && ArrayBuffer.isView(sealed);
}

function parameters(iv: Uint8Array<ArrayBuffer>, place: string): AesGcmParams {
  return { name: AES, iv, additionalData: new TextEncoder().encode(place) };
}
