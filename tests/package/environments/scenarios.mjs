// What must work wherever the SDK runs: a page, a Web Worker, a Service Worker, Node. Plain JavaScript without imports.

const PASSWORD = "correct horse battery staple";

/** Runs all scenarios; gives `[name, what went wrong or ""]` for each. `options`: base_url and app_token. */
export async function runScenarios(sdk, options) {
  const results = [];
  for (const [name, scenario] of Object.entries(scenarios)) {
    const wrong = await scenario(sdk, options).then(() => "", (error) => `${error?.stack ?? error}`);
    results.push([name, wrong]);
  }
  return results;
}

const scenarios = {
  async "register, log in, use, log out"(sdk, options) {
    const { client } = await start(sdk, options);
    const { identifier, user } = await somebody(client);
    equal(await client.checkUserIdentifierAvailable(identifier), false);
    equal((await user.getDevices()).length, 1);
    equal(await user.getJwt(), user.data.jwt);
    equal(await all(user.devices()), await user.getDevices());
    await user.changePassword(PASSWORD, "another one");
    await user.logOut();
    equal(await code(user.getJwt()), "SIGNED_OUT");
    equal(await code(client.getActualUser()), "NO_USER");
    equal(await code(client.login(identifier, PASSWORD)), "WRONG_PASSWORD");
    const again = await client.login(identifier, "another one", true);
    await again.deleteUser("another one");
    await client.dispose();
  },

  async "a session is found again by the same client"(sdk, options) {
    const { client } = await start(sdk, options);
    const { identifier, user } = await somebody(client);
    const found = await client.init();
    equal(found.data.user_id, user.data.user_id);
    equal((await client.getActualUser(true, true))[1], identifier);
    equal((await client.getUser(identifier)).data.device_id, user.data.device_id);
    equal(await client.getUser("nobody"), false);
    await user.logOut();
    await client.dispose();
  },

  async "a JWT is refreshed, with an event"(sdk, options) {
    const { client, heard } = await start(sdk, options);
    const refreshed = new Promise((resolve) => client.on("refreshed", resolve));
    const { user } = await somebody(client);
    const jwt = await client.refreshJwt(user.data.jwt, user.data.refresh_token);
    equal(jwt.split(".").length, 3);
    await client.init();
    await refreshed;
    equal(heard.map(([name]) => name).filter((name) => name !== "storageUnavailable"), ["signedIn", "refreshed"]);
    await user.logOut();
    await client.dispose();
  },

  async "multi-factor authentication"(sdk, options) {
    const { client } = await start(sdk, options);
    const { identifier, user } = await somebody(client);
    const [url, keys] = await user.registerOtp("issuer", "audience", PASSWORD);
    equal([url.startsWith("otpauth://totp/"), keys.length > 0], [true, true]);
    equal(client.otpQrSvg(url).includes("<svg"), true);
    const { kind, u } = await client.login(identifier, PASSWORD);
    equal(kind, "mfa");
    const back = await client.mfaRecoveryLogin(keys[0], u);
    equal(back.enabledMfa(), true);
    await back.logOut();
    await client.dispose();
  },

  async "groups"(sdk, options) {
    const { client } = await start(sdk, options);
    const { user } = await somebody(client);
    const group = await user.getGroup(await user.createGroup());
    await group.createChildGroup();
    equal((await all(group.children())).length, 1);
    equal((await all(user.groups())).length, 1);
    await group.deleteGroup();
    await user.logOut();
    await client.dispose();
  },

  async "clients by name, many calls at once"(sdk, options) {
    const [{ client: one }, { client: two }] = [await start(sdk, options), await start(sdk, options)];
    const [ada, bob] = await Promise.all([somebody(one), somebody(two)]);
    const ids = await Promise.all(Array.from({ length: 20 }, async (_, at) => (await (at % 2 ? two : one).getActualUser(true)).data.user_id));
    equal(ids, ids.map((_, at) => (at % 2 ? bob : ada).user.data.user_id));
    await ada.user.logOut();
    equal((await two.getActualUser()).data.user_id, bob.user.data.user_id);
    await bob.user.logOut();
    await Promise.all([one.dispose(), two.dispose()]);
  },

  async "errors in words, without the network as well"(sdk, options) {
    const { client } = await start(sdk, { ...options, retries: 0, fetch: async () => { throw new TypeError("offline"); } });
    const error = await client.login("ada", PASSWORD).then(() => undefined, (reason) => reason);
    equal([error instanceof sdk.SentcError, error.code, error.retryable, JSON.parse(String(error)).status], [true, "NETWORK", true, "client_1000"]);
    equal(await code(client.login("", PASSWORD)), "INVALID_ARGUMENT");
    await client.dispose();
    equal(await code(client.init()), "DISPOSED");
  },
};

let count = 0;

async function start(sdk, options) {
  const client = sdk.createClient({ ...options, name: `scenario-${++count}` });
  const heard = [];
  for (const name of ["signedIn", "signedOut", "refreshed", "sessionExpired", "storageUnavailable"]) {
    client.on(name, (payload) => heard.push([name, payload]));
  }
  await client.init();
  return { client, heard };
}

async function somebody(client) {
  const [random] = client.generateRegisterData();
  const identifier = `ada-${random}`;
  await client.register(identifier, PASSWORD);
  return { identifier, user: await client.login(identifier, PASSWORD, true) };
}

async function all(iterator) {
  const items = [];
  for await (const item of iterator) items.push(item);
  return items;
}

const code = (promise) => promise.then(() => "fulfilled", (error) => error.code);

function equal(actual, expected) {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`expected ${b}, got ${a}`);
}
