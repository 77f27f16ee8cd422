// The protocol's cryptography once more, without a line of the SDK: Node's own crypto, hash-wasm for Argon2id, and a
// program for Kyber-768 (90s), which neither has. For accounts as other clients make them.
import crypto from "node:crypto";
import { execFileSync } from "node:child_process";
import { argon2id } from "hash-wasm";

const kyberProgram = `${process.env.CARGO_TARGET_DIR ?? "target"}/debug/examples/kyber`;

export const KDF = { standard: { memorySize: 19456, iterations: 2 }, upTo013: { memorySize: 4096, iterations: 3 } };

const b64 = (bytes) => Buffer.from(bytes).toString("base64");
const unb64 = (text) => Buffer.from(text, "base64");
const sha256 = (...parts) => crypto.createHash("sha256").update(Buffer.concat(parts.map((part) => Buffer.from(part)))).digest();
const pem = (raw) => `-----BEGIN PUBLIC KEY-----\n${b64(raw).match(/.{1,64}/g).join("\n")}\n-----END PUBLIC KEY-----\n`;

function seal(key, data) {
  const nonce = crypto.randomBytes(12), cipher = crypto.createCipheriv("aes-256-gcm", key, nonce);
  return Buffer.concat([nonce, cipher.update(data), cipher.final(), cipher.getAuthTag()]);
}

function open(key, data) {
  const cipher = crypto.createDecipheriv("aes-256-gcm", key, data.subarray(0, 12));
  cipher.setAuthTag(data.subarray(-16));
  return Buffer.concat([cipher.update(data.subarray(12, -16)), cipher.final()]);
}

async function derive(password, salt, profile) {
  const out = Buffer.from(await argon2id({ password, salt, parallelism: 1, hashLength: 64, outputType: "binary", ...profile }));
  return { wrapping: out.subarray(0, 32), auth: out.subarray(32) };
}

function rawPair(kind) {
  const pair = crypto.generateKeyPairSync(kind);
  const end = (key, type) => key.export({ format: "der", type }).subarray(-32);
  return { pub: end(pair.publicKey, "spki"), priv: end(pair.privateKey, "pkcs8") };
}

function kyberPair() {
  const [pub, priv] = execFileSync(kyberProgram, ["gen"]).toString().trim().split(" ").map((hex) => Buffer.from(hex, "hex"));
  return { pub, priv };
}

/** Key pairs for encryption: the public key as the wire has it, the private bytes. */
export const encryptPairs = {
  "ECIES-ed25519": () => {
    const x = rawPair("x25519");
    return { public_key: pem(x.pub), priv: x.priv };
  },
  KYBER_768: () => {
    const k = kyberPair();
    return { public_key: pem(k.pub), priv: k.priv };
  },
  "ECIES-ed25519_KYBER_768": () => {
    const x = rawPair("x25519"), k = kyberPair();
    return { public_key: JSON.stringify({ x: pem(x.pub), k: pem(k.pub) }), priv: Buffer.concat([x.priv, k.priv]) };
  },
};

/** Signing pairs, of kinds the SDK carries without knowing them. Dilithium-3 keys have 1952 and 4000 bytes. */
export const signPairs = {
  ED25519: () => {
    const e = rawPair("ed25519");
    return { verify_key: pem(e.pub), priv: e.priv };
  },
  DILITHIUM_3: () => ({ verify_key: pem(crypto.randomBytes(1952)), priv: crypto.randomBytes(4000) }),
  ED25519_DILITHIUM_3: () => {
    const e = rawPair("ed25519");
    return { verify_key: JSON.stringify({ x: pem(e.pub), k: pem(crypto.randomBytes(1952)) }), priv: Buffer.concat([e.priv, crypto.randomBytes(4000)]) };
  },
};

/** A register body as another client would send it, and the private keys in it. */
export async function registerBody(identifier, password, { profile = KDF.standard, encrypt = "ECIES-ed25519", sign = "ED25519" } = {}) {
  const clientRandomValue = crypto.randomBytes(16), masterKey = crypto.randomBytes(32);
  const { wrapping, auth } = await derive(password, sha256("sentc".padEnd(200, "P"), clientRandomValue), profile);
  const encryptPair = encryptPairs[encrypt](), signPair = signPairs[sign]();
  const body = {
    master_key: { master_key_alg: "AES-GCM-256", encrypted_master_key: b64(seal(wrapping, masterKey)), encrypted_master_key_alg: "AES-GCM-256" },
    derived: {
      derived_alg: "ARGON-2-SHA256", client_random_value: b64(clientRandomValue), hashed_authentication_key: b64(sha256(auth).subarray(0, 16)),
      public_key: encryptPair.public_key, encrypted_private_key: b64(seal(masterKey, encryptPair.priv)), keypair_encrypt_alg: encrypt,
      verify_key: signPair.verify_key, encrypted_sign_key: b64(seal(masterKey, signPair.priv)), keypair_sign_alg: sign,
    },
    device_identifier: identifier,
  };
  return { body, priv: encryptPair.priv, sign: signPair.priv };
}

function openEcies(priv, data) {
  const der = (prefix, raw) => Buffer.concat([Buffer.from(prefix, "hex"), raw]);
  const privateKey = crypto.createPrivateKey({ key: der("302e020100300506032b656e04220420", priv), format: "der", type: "pkcs8" });
  const publicKey = crypto.createPublicKey({ key: der("302a300506032b656e032100", data.subarray(0, 32)), format: "der", type: "spki" });
  const shared = crypto.diffieHellman({ privateKey, publicKey });
  return open(Buffer.from(crypto.hkdfSync("sha256", shared, Buffer.alloc(0), "ecies-ed25519", 32)), data.subarray(32));
}

function openKyber(priv, data) {
  const input = `${data.subarray(0, 1088).toString("hex")} ${priv.toString("hex")}`;
  return open(Buffer.from(execFileSync(kyberProgram, ["dec"], { input }).toString().trim(), "hex"), data.subarray(1088));
}

/** A whole login as another client does it. `post` sends to the API and gives the result. Opens hybrid accounts. */
export async function login(post, identifier, password, profile = KDF.standard) {
  const { salt_string } = await post("/prepare_login", { user_identifier: identifier });
  const { wrapping, auth } = await derive(password, unb64(salt_string), profile);
  const { Direct } = await post("/done_login", { auth_key: b64(auth), device_identifier: identifier });
  const keys = Direct.device_keys, masterKey = open(wrapping, unb64(keys.encrypted_master_key));
  const priv = open(masterKey, unb64(keys.encrypted_private_key));
  const challenge = openEcies(priv.subarray(0, 32), openKyber(priv.subarray(32), unb64(Direct.challenge))).toString();
  const verified = await post("/verify_login_light", { auth_key: b64(auth), device_identifier: identifier, challenge });
  return { keys, priv, sign: open(masterKey, unb64(keys.encrypted_sign_key)), ...verified };
}

/** What a client holds while it logs in: the derived keys, the master key, the private keys. Of an account without MFA. */
export async function secretsOf(post, identifier, password, profile = KDF.standard) {
  const { salt_string } = await post("/prepare_login", { user_identifier: identifier });
  const { wrapping, auth } = await derive(password, unb64(salt_string), profile);
  const { Direct } = await post("/done_login", { auth_key: b64(auth), device_identifier: identifier }).catch(() => ({}));
  if (!Direct) return { wrapping, auth };
  const masterKey = open(wrapping, unb64(Direct.device_keys.encrypted_master_key));
  const [priv, sign] = ["private", "sign"].map((kind) => open(masterKey, unb64(Direct.device_keys[`encrypted_${kind}_key`])));
  return { wrapping, auth, masterKey, priv, sign };
}
