// Where secrets may not be: in log entries, errors, events, messages to other tabs and, in the cookie modes, in storage.
// The same is shown in a browser, with its own storage and channels, by tests/browser/e2e/refresh.test.mjs.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { inspect } from "node:util";
import { runInNewContext } from "node:vm";
import { FAULTS, HOUR, PASSWORD, STRATEGIES, SharedStorage, Wire, clientOf, clock, errorOf, freshName, keepInCookie, settled, signedIn, totp } from "./support.mjs";

after(() => clock.reset());

/** As an app's logger would show it, and as an error tracker would take it along. The cause is the app's own. */
function shown(value) {
  const { cause, ...rest } = value instanceof Error ? Object.fromEntries(Object.getOwnPropertyNames(value).map((name) => [name, value[name]])) : { value };
  return [String(value), JSON.stringify(value), inspect(rest, { depth: 9, showHidden: true })].join("\n");
}

test("no secret in logs, errors and events, whatever the wire does", { timeout: 100_000 }, async (t) => {
  for (const strategy of STRATEGIES) {
    const secrets = new Set([PASSWORD]);
    const wire = new Wire();
    const remember = ({ headers, body }, text) => {
      for (const token of `${headers.Authorization ?? ""} ${body ?? ""} ${text}`.match(/[\w+/=-]{32,}/g) ?? []) secrets.add(token);
    };
    // Every secret that goes over the wire, either way.
    wire.fault = async (request, next) => {
      const response = await next();
      const text = await response.text();
      remember(request, text);
      return new Response(text || null, { status: response.status });
    };
    const spy = wire.fault;
    const { client, events, log } = clientOf(t, strategy, { wire });
    const identifier = freshName();
    const said = [];
    const attempt = async (run) => {
      try {
        return await run();
      } catch (error) {
        said.push(shown(error));
        return undefined;
      }
    };
    await client.init();
    await client.register(identifier, PASSWORD);
    let user = await client.login(identifier, PASSWORD, true);
    if (strategy !== "api") await keepInCookie(wire, user);
    const { device, jwt, refresh_token } = user.data;
    for (const secret of [device.private_key, device.sign_key, jwt, refresh_token]) secrets.add(secret);

    const { secret, recover } = await user.registerRawOtp(PASSWORD);
    for (const key of [secret, ...recover]) secrets.add(key);
    const { u } = await client.login(identifier, PASSWORD);
    secrets.add(u.mfa_master_key).add(u.mfa_auth_key);
    user = await client.mfaLogin(totp(secret), u);
    secrets.add(user.data.refresh_token).add(user.data.jwt);
    if (strategy !== "api") await keepInCookie(wire, user);

    const attempts = [
      () => user.getJwt(),
      () => user.getDevices(),
      () => client.login(identifier, PASSWORD),
      () => client.login(identifier, "wrong horse battery staple"),
      () => client.mfaLogin("000000", u),
      () => client.mfaRecoveryLogin(recover[0], u),
      () => client.refreshJwt(user.data.jwt, refresh_token),
      () => user.changePassword(PASSWORD, "another horse", "000000"),
      () => user.registerDevice('{"status":true,"result":{"token":"canary"}}'),
    ];
    const quote = ({ headers, body }) => `${headers.Authorization} ${body}`;
    const faults = {
      ...FAULTS,
      none: spy,
      // Somebody between who quotes what was sent: in a page, in a refusal's words, in a thrown error, in JSON.
      "a page that quotes": (request) => new Response(`<h1>${quote(request)}</h1>`, { status: 502 }),
      "a refusal that quotes": (request) => new Response(JSON.stringify({ status: false, err_code: 4711, err_msg: `bad: ${quote(request)}` }), { status: 400 }),
      "a fetch that quotes": (request) => Promise.reject(new Error(`could not send ${quote(request)}`)),
      "JSON that quotes": (request) => new Response(JSON.stringify({ status: true, result: { it: quote(request) } })),
      "text that quotes": (request) => new Response(`${quote(request)}`, { status: 200 }),
    };
    for (const [name, fault] of Object.entries(faults)) {
      if (name === "time-out") continue;
      wire.fault = (request, next) => (remember(request, ""), fault(request, next));
      clock.jump(HOUR);
      await Promise.all(attempts.map(attempt));
    }
    // A refresh that is over for good says so in events.
    wire.fault = (request) => (/refresh$/.test(request.path) ? new Response(JSON.stringify({ status: false, err_code: 114, err_msg: quote(request) }), { status: 401 }) : spy(request, () => wire.send(request.url, request.init)));
    clock.jump(HOUR);
    await attempt(() => user.getJwt());
    await settled();
    said.push(...events.map(shown), ...log.map(shown));
    // A user object holds secrets. Printing it must show none.
    for (const object of [client, user]) said.push(`${object} ${JSON.stringify(object)} ${inspect(object, { depth: 9 })}`);
    assert.ok(events.some(({ name }) => name === "sessionExpired") && log.length > 50 && secrets.size > 30);

    const found = [...secrets].filter((secret) => secret && said.some((text) => text.includes(secret)));
    const allowed = new Set([user.data.user_id, user.data.device_id]);
    assert.deepEqual(found.filter((secret) => !allowed.has(secret)), [], strategy);
    t.diagnostic(`${strategy}: ${secrets.size} secrets, looked for in ${said.length} texts`);
  }
});

// Jest's jsdom and frames have an `Uint8Array` of their own: what is recognized by its class alone would not be copied.
test("secrets cross as bytes, of whatever realm, which are wiped when the wasm has copied them", { timeout: 30_000 }, async (t) => {
  const { client } = clientOf(t, "api");
  await client.init();
  const identifier = freshName();
  const Foreign = runInNewContext("Uint8Array");
  const secrets = new Set([PASSWORD, "new horse", "wrong horse"]);
  const given = [];
  const { encode } = TextEncoder.prototype;
  t.mock.method(TextEncoder.prototype, "encode", function (text) {
    const bytes = encode.call(this, text);
    if (!secrets.has(text)) return bytes;
    const foreign = Foreign.from(bytes);
    given.push([text, foreign]);
    return foreign;
  });
  client.prepareRegister(identifier, PASSWORD);
  await client.register(identifier, PASSWORD);
  const user = await client.login(identifier, PASSWORD, true);
  await user.changePassword(PASSWORD, "new horse");
  assert.equal((await errorOf(client.login(identifier, "wrong horse"))).code, "WRONG_PASSWORD");
  const { secret, recover } = await user.registerRawOtp("new horse");
  for (const key of [totp(secret), recover[0], user.data.refresh_token]) secrets.add(key);
  const { u } = await client.login(identifier, "new horse");
  await client.mfaRecoveryLogin(recover[0], u);
  await client.refreshJwt(user.data.jwt, user.data.refresh_token);
  await user.disableOtp("new horse", totp(secret));
  assert.ok(given.length >= 11, `${given.length} secrets`);
  assert.deepEqual(given.filter(([, bytes]) => bytes.some((byte) => byte !== 0)).map(([text]) => text), []);
});

test("in the cookie modes the refresh token is on the object that login returned, and nowhere else", { timeout: 30_000 }, async (t) => {
  for (const strategy of ["cookie", "cookie_fn"]) {
    const storage = new SharedStorage();
    const { client, user, events, log, wire } = await signedIn(t, strategy, { storage: storage.options });
    const token = user.data.refresh_token;
    assert.match(token, /^[\w-]{67}$/);
    assert.equal((await client.getActualUser()).data.refresh_token, "");
    assert.equal((await client.getUser((await client.getActualUser(false, true))[1])).data.refresh_token, "");
    clock.jump(HOUR);
    await user.getJwt();
    assert.equal(user.data.refresh_token, token, "as long as the object lives");
    const later = clientOf(t, strategy, { wire, storage: storage.options });
    assert.equal((await later.client.init()).data.refresh_token, "");
    // A re-login's tokens are dropped.
    await user.changePassword(PASSWORD, PASSWORD);
    assert.equal(user.data.refresh_token, token);
    await settled();
    const places = [[...storage.records], events, log, client, later.client, later.events, JSON.stringify(user), inspect(later.client, { depth: 9, showHidden: true })];
    for (const place of places) assert.ok(!inspect(place, { depth: 9, showHidden: true, maxStringLength: null, maxArrayLength: null }).includes(token));
    // The SDK has sent it nowhere: that was the app.
    assert.ok(wire.requests.every(({ body, headers }) => !`${body} ${Object.values(headers)}`.includes(token)));
    const again = await client.login((await client.getActualUser(false, true))[1], PASSWORD, true);
    assert.notEqual(again.data.refresh_token, token);
    assert.equal(user.data.refresh_token, token);
  }
});

test("no request holds the password, in no encoding", { timeout: 60_000 }, async (t) => {
  const wire = new Wire();
  const { client } = clientOf(t, "api", { wire });
  const [identifier, next] = [freshName(), "näxt, better horse battery staple"];
  await client.init();
  await client.register(identifier, PASSWORD);
  const user = await client.login(identifier, PASSWORD, true);
  await client.login(identifier, "a wrong horse battery staple").catch(() => undefined);
  const { secret } = await user.registerRawOtp(PASSWORD);
  const { u } = await client.login(identifier, PASSWORD);
  const verified = await client.mfaLogin(totp(secret), u);
  await verified.changePassword(PASSWORD, next, totp(secret)).catch(() => undefined);
  await verified.disableOtp(next, totp(secret)).catch(() => undefined);
  await verified.deleteDevice(PASSWORD, "another", totp(secret)).catch(() => undefined);
  await verified.deleteUser(PASSWORD, totp(secret)).catch(() => undefined);
  const sent = wire.requests.map(({ url, headers, body }) => `${url}\n${JSON.stringify(headers)}\n${body ?? ""}`);
  assert.ok(sent.length > 10);
  for (const password of [PASSWORD, next, "a wrong horse battery staple"]) {
    for (const encoding of ["utf8", "base64", "base64url", "hex"]) {
      // Without the end, which another byte behind it would change in base64.
      const form = Buffer.from(password).toString(encoding).slice(0, 16);
      assert.deepEqual(sent.filter((text) => text.includes(form) || text.includes(encodeURIComponent(form))), [], encoding);
    }
  }
});

test("without random numbers no key is made, and nothing is sent", { timeout: 60_000 }, async (t) => {
  const wire = new Wire();
  const { client } = clientOf(t, "api", { wire });
  await client.init();
  const { getRandomValues } = crypto;
  t.after(() => (crypto.getRandomValues = getRandomValues));
  crypto.getRandomValues = () => {
    throw new Error("no entropy");
  };
  wire.clear();
  const code = await client.register(freshName(), PASSWORD).then(() => "registered", (error) => error.code);
  assert.equal(code, "NO_RANDOM");
  assert.deepEqual(wire.requests.map(({ path }) => path), []);
});
