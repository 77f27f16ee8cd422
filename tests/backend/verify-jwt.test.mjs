// verifyJwt: what the dev server signs counts, and nothing else.

import assert from "node:assert/strict";
import { createHmac, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { createClient } from "../../pkg/dist/index.js";
import { JwtError, verifyJwt } from "../../pkg/dist/server.js";
import { PASSWORD, freshEmail } from "./support.mjs";

const base_url = process.env.SENTC_TEST_URL;
const part = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

/** A key pair as an app has one. `sign` signs claims, or any header and payload. */
function app(namedCurve = "P-384") {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve });
  const signed = (claims, header = { typ: "JWT", alg: "ES384", kid: "k" }, { hash = "sha384", dsaEncoding = "ieee-p1363" } = {}) => {
    const message = `${part(header)}.${part(claims)}`;
    return `${message}.${sign(hash, Buffer.from(message), { key: privateKey, dsaEncoding }).toString("base64url")}`;
  };
  return { pem: publicKey.export({ type: "spki", format: "pem" }), sign: signed };
}

const now = () => Math.floor(Date.now() / 1000);
const claims = (others = {}) => ({ aud: "user", sub: "device", iat: now(), exp: now() + 300, fresh: true, ...others });

async function refused(jwt, pem, code, what) {
  const error = await verifyJwt(jwt, pem).then(
    () => assert.fail(`it was accepted: ${what}`),
    (error) => error,
  );
  assert.ok(error instanceof JwtError, `${what}: ${error?.stack}`);
  assert.equal(error.code, code, `${what}: ${error.message}`);
  assert.ok(error.hint.length > 0 && error.retryable === false);
  assert.deepEqual(JSON.parse(String(error)), { status: error.status, error_message: error.message });
  assert.equal(JSON.parse(JSON.stringify(error)).code, code);
}

test("JWTs of the dev server, from a login and from a refresh", async () => {
  const [first, second] = await (await fetch(`${base_url}/dev/apps`)).json();
  const client = createClient({ app_token: first.public_token, base_url });
  await client.init();
  const email = freshEmail();
  const registered = await client.register(email, PASSWORD);
  const user = await client.login(email, PASSWORD, true);
  const { jwt, user_id, device_id, refresh_token } = user.data;
  assert.equal(registered, user_id);
  const { exp } = JSON.parse(Buffer.from(jwt.split(".")[1], "base64url"));
  assert.deepEqual(await verifyJwt(jwt, first.jwt_public_key), { user_id, device_id, fresh: true, exp });
  assert.equal((await verifyJwt(await client.refreshJwt(jwt, refresh_token), first.jwt_public_key)).fresh, false);
  assert.equal((await verifyJwt(jwt, first.jwt_public_key.replaceAll("\n", "\r\n"))).user_id, user_id);
  await refused(jwt, second.jwt_public_key, "JWT_FORGED", "the key of another app");

  // Another's signature under one's own claims, and the other way round.
  const other = freshEmail();
  await client.register(other, PASSWORD);
  const others = await client.login(other, PASSWORD, true);
  const [header, payload, signature] = jwt.split(".");
  const [, otherPayload, otherSignature] = others.data.jwt.split(".");
  await refused([header, payload, otherSignature].join("."), first.jwt_public_key, "JWT_FORGED", "another signature");
  await refused([header, otherPayload, signature].join("."), first.jwt_public_key, "JWT_FORGED", "other claims");
  await client.dispose();
});

test("no other algorithm, whatever the header says", async () => {
  const { pem, sign: signed } = app();
  const good = signed(claims());
  assert.equal((await verifyJwt(good, pem)).user_id, "user");
  const [, payload, signature] = good.split(".");
  for (const alg of ["none", "None", "", "HS256", "HS384", "ES256", "ES512", "RS256", "es384", null, undefined, 7, ["ES384"]]) {
    await refused(signed(claims(), { typ: "JWT", alg, kid: "k" }), pem, "JWT_FORGED", `alg ${alg}, well signed`);
    await refused(`${part({ alg })}.${payload}.`, pem, "JWT_FORGED", `alg ${alg}, unsigned`);
    await refused(`${part({ alg })}.${payload}.${signature}`, pem, "JWT_FORGED", `alg ${alg}`);
  }
  // The public key taken for a shared secret, in each of its forms.
  for (const [alg, hash] of [["HS256", "sha256"], ["HS384", "sha384"], ["ES384", "sha384"]]) {
    for (const secret of [pem, pem.trim(), createPublicKey(pem).export({ type: "spki", format: "der" })]) {
      const message = `${part({ alg })}.${payload}`;
      await refused(`${message}.${createHmac(hash, secret).update(message).digest("base64url")}`, pem, "JWT_FORGED", `${alg} by HMAC`);
    }
  }
  await refused(signed(claims(), { alg: "ES384", crit: ["b64"], b64: false }), pem, "JWT_FORGED", "an extension that must be understood");
  await refused(signed(claims(), undefined, { dsaEncoding: "der" }), pem, "JWT_FORGED", "the signature in DER");
  await refused(signed(claims(), undefined, { hash: "sha256" }), pem, "JWT_FORGED", "another hash");
  await refused(app().sign(claims()), pem, "JWT_FORGED", "another key");
  await refused([...good.split(".").slice(0, 2), part(Buffer.alloc(96).toString("latin1"))].join("."), pem, "JWT_FORGED", "r and s of zero");
});

test("cut, padded and garbled ones", async () => {
  const { pem, sign: signed } = app();
  const good = signed(claims());
  // Every length but the whole is refused, at whatever place it was cut.
  for (let length = 0; length < good.length; length++) {
    await assert.rejects(verifyJwt(good.slice(0, length), pem), (error) => error instanceof JwtError && ["JWT_MALFORMED", "JWT_FORGED"].includes(error.code), `${length}`);
  }
  const [header, payload, signature] = good.split(".");
  for (const jwt of [`${good}.`, `.${good}`, `${good}=`, ` ${good}`, `Bearer ${good}`, `${good}\n`, "..", "", good.replaceAll(".", ""), `${header}.${payload}.${signature}.${signature}`, "x".repeat(1 << 20)]) {
    await refused(jwt, pem, "JWT_MALFORMED", JSON.stringify(jwt.slice(0, 30)));
  }
  for (const jwt of [undefined, null, 7, {}, [good], Buffer.from(good)]) await refused(jwt, pem, "JWT_MALFORMED", String(jwt));
  for (const json of ["null", "[]", '"ES384"', "{", "", "\ufeff{}"]) await refused(`${part(json)}.${payload}.${signature}`, pem, "JWT_MALFORMED", json);
  // Well signed, but without claims.
  for (const json of ["null", "[]", "7", "{"]) await refused(signed(json), pem, "JWT_MALFORMED", json);
});

test("claims of wrong types, and expiry with a minute's leeway", async () => {
  const { pem, sign: signed } = app();
  const wrong = { aud: [undefined, "", 7, ["user"]], sub: [undefined, "", null], exp: [undefined, "9999999999", null, 1.5, 1e300, -0.1], fresh: [undefined, "true", 1, null] };
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) await refused(signed(claims({ [name]: value })), pem, "JWT_CLAIMS", `${name}: ${JSON.stringify(value)}`);
  }
  for (const exp of [0, -1, now() - 61, now() - 3600]) await refused(signed(claims({ exp })), pem, "JWT_EXPIRED", exp);
  assert.equal((await verifyJwt(signed(claims({ exp: now() - 20 })), pem)).device_id, "device");
  await refused(signed(claims({ exp: 0 })).replace(/.$/, (last) => (last === "A" ? "B" : "A")), pem, "JWT_FORGED", "forged and expired: forged");
});

test("the key as environment variables hold it", async () => {
  const { pem, sign: signed } = app();
  const jwt = signed(claims());
  const escaped = pem.trim().replaceAll("\n", "\\n");
  const forms = {
    "literal \\n": escaped,
    "literal \\n at the end too": pem.replaceAll("\n", "\\n"),
    "literal \\r\\n": pem.replaceAll("\n", "\\r\\n"),
    "in quotes": `"${escaped}"`,
    "in single quotes": ` '${pem}' `,
    "one line": pem.replaceAll("\n", ""),
    "one line with spaces": pem.replaceAll("\n", " "),
    "indented": pem.replaceAll("\n", "\n    "),
    "base64 of it": Buffer.from(pem).toString("base64"),
    "base64 of it, in lines": Buffer.from(pem).toString("base64").replace(/.{76}/g, "$&\n"),
    "base64 of it with literal \\n": Buffer.from(escaped).toString("base64"),
  };
  for (const [form, key] of Object.entries(forms)) {
    const verified = await verifyJwt(jwt, key).catch((error) => assert.fail(`${form}: ${error.message}`));
    assert.equal(verified.user_id, "user", form);
  }
});

test("the error says which mistake was made with the key, and nothing of the key", async () => {
  const { pem, sign: signed } = app();
  const jwt = signed(claims());
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
  const body = pem.split("\n")[1];
  const mistakes = [
    [undefined, /is undefined.*environment variable/],
    [null, /is null/],
    ["", /is empty/],
    [Buffer.from(pem), /must be a string, not object/],
    [publicKey, /must be a string/],
    [privateKey.export({ type: "pkcs8", format: "pem" }), /is a private key/],
    [privateKey.export({ type: "sec1", format: "pem" }), /is a private key/],
    [pem.replaceAll("PUBLIC KEY", "CERTIFICATE"), /is a CERTIFICATE/],
    [generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "pkcs1", format: "pem" }), /is a RSA PUBLIC KEY/],
    [pem.slice(0, 100), /not one whole PEM text/],
    [`${pem}${pem}`, /not one whole PEM text/],
    ["key", /not one whole PEM text/],
    [pem.replace(body, body.slice(0, -1)), /is cut/],
    [pem.replace(body, body.slice(4)), /is cut/],
    [app("P-256").pem, /not a P-384 key/],
  ];
  for (const [key, words] of mistakes) {
    const error = await verifyJwt(jwt, key).catch((error) => error);
    assert.equal(error.code, "INVALID_ARGUMENT");
    assert.match(error.message, words);
    assert.ok(!/[A-Za-z0-9+/]{24}/.test(error.message), error.message);
  }
});

test("what is no key for ES384", async () => {
  const { pem, sign: signed } = app();
  const jwt = signed(claims());
  const other = (type, options) => generateKeyPairSync(type, options).publicKey.export({ type: "spki", format: "pem" });
  const privateKey = generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey.export({ type: "pkcs8", format: "pem" });
  for (const key of [undefined, null, "", "key", pem.slice(0, 100), pem.replace("PUBLIC", "PRIVATE"), app("P-256").pem, other("ed25519"), other("rsa", { modulusLength: 2048 }), privateKey, `${pem}${pem}`]) {
    await refused(jwt, key, "INVALID_ARGUMENT", String(key).slice(0, 40));
  }
  assert.ok(await verifyJwt(jwt, pem));
});

test("the same by require, and by the names of the package", async () => {
  const { exports } = createRequire(import.meta.url)("../../pkg/package.json");
  assert.deepEqual(exports["./server"], { require: { types: "./dist/server.d.cts", default: "./dist/server.cjs" }, default: { types: "./dist/server.d.ts", default: "./dist/server.js" } });
  const { pem, sign: signed } = app();
  const required = createRequire(import.meta.url)("../../pkg/dist/server.cjs");
  assert.equal((await required.verifyJwt(signed(claims()), pem)).user_id, "user");
});

test("what the guide and the comments call a part of the kit is one", async () => {
  const root = new URL("../../", import.meta.url);
  const files = [...readdirSync(new URL("docs", root)).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`), "README.md", "pkg/README.md", "pkg/dist/index.d.ts"];
  const names = { server: Object.keys(await import("../../pkg/dist/server.js")), "server/sql": Object.keys(await import("../../pkg/dist/server-sql.js")) };
  let seen = 0;
  for (const file of files) {
    const text = readFileSync(new URL(file, root), "utf8");
    for (const [, name, of] of text.matchAll(/`(\w+)` of `?sentc-light-wasm\/(server(?:\/sql)?)\b/g)) {
      seen++;
      assert.ok(names[of].includes(name), `${file}: ${name} of ${of}`);
    }
    for (const [, list, of] of text.matchAll(/^import \{ ([\w, ]+) \} from "sentc-light-wasm\/(server(?:\/sql)?)"/gm)) {
      for (const name of list.split(", ")) {
        seen++;
        assert.ok(names[of].includes(name), `${file}: ${name} of ${of}`);
      }
    }
    // No export of its own: `authenticate` has an option.
    assert.doesNotMatch(text, /requireFresh/, file);
  }
  assert.ok(seen > 5);
});

test("a leeway that is no number of seconds is refused: it would make JWTs last for ever", async () => {
  const { pem, sign: signed } = app();
  const old = signed(claims({ exp: now() - 3600 }));
  for (const leeway of ["60", "", NaN, -1, {}, [60], true, 60n, Symbol("60")]) await assert.rejects(verifyJwt(old, pem, { leeway }), { name: "JwtError", code: "INVALID_ARGUMENT" });
  for (const options of [undefined, null, {}, { leeway: undefined }, { leeway: null }, { leeway: 3599 }]) await assert.rejects(verifyJwt(old, pem, options), { code: "JWT_EXPIRED" });
  for (const leeway of [3700, Infinity]) assert.equal((await verifyJwt(old, pem, { leeway })).user_id, "user");
});
