// What the tests of sentc-light-wasm/server share: an app with a key, and a service with scripted answers.

import { generateKeyPairSync, sign } from "node:crypto";

const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
export const seconds = () => Math.floor(Date.now() / 1000);

/** A key pair of an app, and JWTs by it. */
export function app() {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
  const jwt = (claims = {}) => {
    const all = { aud: "user", sub: "device", iat: seconds(), exp: seconds() + 300, fresh: true, ...claims };
    const message = `${part({ typ: "JWT", alg: "ES384", kid: "k" })}.${part(all)}`;
    return `${message}.${sign("sha384", Buffer.from(message), { key: privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
  };
  return { public_key: publicKey.export({ type: "spki", format: "pem" }), jwt };
}

/** A `fetch` that notes requests. `answer(request)`: a result, `refused(code)`, a Response, or an error to throw; also a promise of one. */
export function scripted(answer) {
  const requests = [];
  const send = async (url, init) => {
    const request = { url, method: init.method, path: new URL(url).pathname.replace("/api/v1", ""), headers: init.headers, body: init.body, init };
    requests.push(request);
    const value = await answer(request);
    if (value instanceof Error) throw value;
    return value instanceof Response ? value : Response.json({ status: true, result: value });
  };
  return { fetch: send, requests };
}

export const refused = (err_code, status = 400) => Response.json({ status: false, err_msg: "no", err_code }, { status });

export const prepared = (device_identifier = "ada@example.org") => JSON.stringify({ master_key: {}, derived: {}, device_identifier });
