// What goes wrong when the wasm is loaded, and how it is explained. In Chromium, by the script-tag build.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { newContext, useBrowser, withPage } from "../../browser/e2e/support.mjs";
import { API, root, serve } from "./support.mjs";

useBrowser();

const dist = join(root, "pkg/dist");
const wasm = readFileSync(join(dist, "sentc-light.wasm"));
const PAGE = '<!doctype html><link rel="icon" href="data:,"><script src="/sentc-light.min.js"></script>';

/** The page's answer to `init` when `answer` stands in for the server. Policies and hashes that fail show in the console. */
async function init(t, { headers = {}, options = {}, before, ...answers }) {
  const url = await serve(t, dist, ({ path, request }, response) => {
    if (path === "/") return response.writeHead(200, { "Content-Type": "text/html", ...headers }).end(PAGE), true;
    return path.endsWith(".wasm") && "wasm" in answers ? (answers.wasm(response, request), true) : false;
  });
  let result;
  const alarms = [];
  await withPage(async (page) => {
    page.removeAllListeners("console");
    page.on("console", (message) => message.type() === "error" && alarms.push(message.text()));
    if (before) await page.addInitScript(before);
    await page.goto(url);
    result = await page.evaluate(
      ([{ api, token }, more]) =>
        window.Sentc.default.init({ app_token: token, base_url: api, ...more }).then(
          () => ({ code: "fine", id: window.Sentc.default.generateRegisterData()[0] }),
          (error) => ({ ...error.toJSON(), instance: error instanceof window.Sentc.SentcError }),
        ),
      [API, options],
    );
  });
  return { ...result, url, alarms };
}

const html = (status = 200) => (response) => response.writeHead(status, { "Content-Type": "text/html" }).end("<!doctype html><p>The app</p>");

test("HTML instead of wasm is called that", async (t) => {
  const { code, message, hint, url, instance, alarms } = await init(t, { wasm: html() });
  assert.deepEqual(alarms, [], "nothing is said to be wrong with a hash");
  assert.deepEqual([code, message, instance], ["WASM_NOT_FOUND", `got HTML from ${url}sentc-light.wasm`, true]);
  assert.match(hint, /wasm_path/);
  const own = await init(t, { wasm: html(), options: { wasm_path: "/other/place.wasm?secret" } });
  assert.deepEqual([own.code, own.message], ["WASM_NOT_FOUND", `got HTML from ${own.url}other/place.wasm`]);
});

test("the message about an HTTP error has its status", async (t) => {
  const { code, message, url } = await init(t, { wasm: html(404) });
  assert.deepEqual([code, message], ["WASM_NOT_FOUND", `HTTP 404 from ${url}sentc-light.wasm`]);
});

test("vite's dev server, which gives no files outside of the project's folder, is recognized", async (t) => {
  const { code, message, url } = await init(t, { wasm: html(403), options: { wasm_path: "/@fs/linked/dist/sentc-light.wasm" } });
  assert.deepEqual([code, message], ["WASM_NOT_FOUND", `HTTP 403 from ${url}@fs/linked/dist/sentc-light.wasm: add the package's folder to server.fs.allow in vite's configuration`]);
});

test("nothing comes at all", async (t) => {
  const { code, message, retryable } = await init(t, { wasm: (response) => response.destroy() });
  assert.deepEqual([code, retryable], ["WASM_NOT_FOUND", true]);
  assert.match(message, /could not be fetched$/);
});

test("a wrong type is forgiven", async (t) => {
  for (const type of ["text/plain", "application/octet-stream", "application/wasm; charset=utf-8", undefined]) {
    const { code } = await init(t, { wasm: (response) => response.writeHead(200, type && { "Content-Type": type }).end(wasm) });
    assert.equal(code, "fine", String(type));
  }
});

test("without streaming", async (t) => {
  const { code } = await init(t, { before: () => (delete WebAssembly.compileStreaming, delete WebAssembly.instantiateStreaming) });
  assert.equal(code, "fine");
});

test("a policy without 'wasm-unsafe-eval' is named", async (t) => {
  const policy = (script) => ({ "Content-Security-Policy": `default-src 'self'; connect-src *; script-src ${script}` });
  const { code, hint } = await init(t, { headers: policy("'self'") });
  assert.equal(code, "WASM_BLOCKED_BY_CSP");
  assert.match(hint, /'wasm-unsafe-eval'/);
  assert.equal((await init(t, { headers: policy("'self' 'wasm-unsafe-eval'") })).code, "fine");
  assert.equal((await init(t, { headers: policy("'self'"), wasm: (response) => response.writeHead(200).end(wasm) })).code, "WASM_BLOCKED_BY_CSP");
});

test("a policy that lets nothing be fetched is named", async (t) => {
  const { code, message, hint, retryable, url } = await init(t, { headers: { "Content-Security-Policy": "connect-src 'none'" } });
  const { origin } = new URL(url);
  assert.deepEqual([code, message, hint, retryable], ["WASM_BLOCKED_BY_CSP", `the page's Content-Security-Policy (connect-src) blocks ${origin}`, `Add ${origin} to connect-src.`, false]);
});

test("a browser extension's script under the page's policy: the right bytes don't compile, without a word", async (t) => {
  const refusing = (words) => `WebAssembly.compileStreaming = WebAssembly.compile = async () => { throw new WebAssembly.CompileError(${JSON.stringify(words)}); };`;
  assert.equal((await init(t, { before: refusing("") })).code, "WASM_BLOCKED_BY_CSP");
  const { code, message } = await init(t, { before: refusing("invalid opcode 0xfd @+1234") });
  assert.equal(code, "NO_WEBASSEMBLY");
  assert.match(message, /SIMD/);
  const other = (response) => response.writeHead(200, { "Content-Type": "application/wasm" }).end(wasm.subarray(0, wasm.length / 2));
  assert.equal((await init(t, { before: refusing(""), wasm: other })).code, "WASM_INVALID");
});

/** The ES module in one file, as bundlers make it. */
async function oneFile() {
  const { outputFiles } = await build({ entryPoints: [join(dist, "index.js")], bundle: true, write: false, format: "esm", logLevel: "error" });
  return outputFiles[0].text;
}

test("a module whose address is no base for others (blob:, data:) works with wasm_path, and says so without", async (t) => {
  const code = await oneFile();
  const url = await serve(t, dist, ({ path }, response) => path === "/" && (response.writeHead(200, { "Content-Type": "text/html" }).end('<!doctype html><link rel="icon" href="data:,">'), true));
  await withPage(async (page) => {
    await page.goto(url);
    const results = await page.evaluate(
      async ([code, { api, token }, wasm_path]) => {
        const results = [];
        for (const address of [URL.createObjectURL(new Blob([code], { type: "text/javascript" })), `data:text/javascript;base64,${btoa(unescape(encodeURIComponent(code)))}`]) {
          const { createClient } = await import(address);
          const client = (options) => createClient({ app_token: token, base_url: api, ...options });
          const { code: without, message } = await client().init().catch((error) => error);
          const signs = client({ wasm_path });
          await signs.init();
          const [identifier, password] = signs.generateRegisterData();
          await signs.register(identifier, password);
          const { data } = await signs.login(identifier, password, true);
          results.push([without, message, typeof data.user_id]);
          await signs.getActualUser().then((user) => user.logOut());
        }
        return results;
      },
      [code, API, `${url}sentc-light.wasm`],
    );
    const expected = ["WASM_NOT_FOUND", "the address of the script is unknown: set wasm_path", "string"];
    assert.deepEqual(results, [expected, expected]);
  });
});

test("a script tag with such an address", async (t) => {
  const url = await serve(t, dist, ({ path }, response) => path === "/" && (response.writeHead(200, { "Content-Type": "text/html" }).end('<!doctype html><link rel="icon" href="data:,">'), true));
  await withPage(async (page) => {
    await page.goto(url);
    const codes = await page.evaluate(
      async ([{ api, token }, wasm_path]) => {
        const script = document.createElement("script");
        script.src = URL.createObjectURL(await (await fetch("/sentc-light.min.js")).blob());
        await new Promise((loaded) => ((script.onload = loaded), document.head.append(script)));
        const code = (options) => window.Sentc.createClient({ app_token: token, base_url: api, ...options }).init().then(() => "fine", (error) => error.code);
        return [await code(), await code({ wasm_path })];
      },
      [API, `${url}sentc-light.wasm`],
    );
    assert.deepEqual(codes, ["WASM_NOT_FOUND", "fine"]);
  });
});

// An Electron window has Node's process.versions: nothing may be concluded from that.
test("a window that has Node's process sees changes in other windows, and derives in a worker", async (t) => {
  const url = await serve(t, dist, ({ path }, response) => path === "/" && (response.writeHead(200, { "Content-Type": "text/html" }).end(PAGE), true));
  await withPage(async (one) => {
    const two = await one.context().newPage();
    let workers = 0;
    for (const page of [one, two]) {
      page.on("worker", () => workers++);
      await page.addInitScript(() => (globalThis.process = { versions: { node: "22.0.0", electron: "45.0.0" }, type: "renderer" }));
      await page.goto(url);
    }
    const start = ({ api, token }) => Sentc.default.init({ app_token: token, base_url: api }).then((user) => user?.data.user_id);
    await one.evaluate(start, API);
    await one.evaluate(async () => {
      const [identifier, password] = Sentc.default.generateRegisterData();
      await Sentc.default.register(identifier, password);
      window.user = await Sentc.default.login(identifier, password, true);
    });
    assert.equal(workers, 1);
    assert.equal(await two.evaluate(start, API), await one.evaluate(() => user.data.user_id));
    await one.evaluate(() => user.logOut());
    await two.waitForFunction(() => Sentc.default.status === "signedOut");
  });
});

test("a page whose policy allows no passkeys says so, by name", async (t) => {
  for (const [policy, feature] of [["publickey-credentials-get=()", "publickey-credentials-get"], ["publickey-credentials-create=()", "publickey-credentials-create"]]) {
    const url = await serve(t, dist, ({ path }, response) => path === "/" && (response.writeHead(200, { "Content-Type": "text/html", "Permissions-Policy": policy }).end(PAGE), true));
    await withPage(async (page) => {
      page.removeAllListeners("console");
      const warned = [];
      page.on("console", (message) => warned.push(message.text()));
      await page.goto(url.replace("127.0.0.1", "localhost"));
      const [support, code, message] = await page.evaluate(async ({ api, token }) => {
        const sentc = window.Sentc.default;
        await sentc.init({ app_token: token, base_url: api });
        const support = await sentc.passkeySupport();
        const [identifier, password] = sentc.generateRegisterData();
        await sentc.register(identifier, password);
        const user = await sentc.login(identifier, password, true);
        const error = await user.addPasskey({ name: "Ada" }).catch((error) => error);
        return [support, error.code, error.message];
      }, API);
      assert.deepEqual([support, code], ["no", "PASSKEY_UNSUPPORTED"]);
      assert.ok(message.includes(feature), message);
      assert.ok(warned.some((words) => words.includes(feature)), warned.join());
    });
  }
});

test("faults that no person caused are not told as cancelled", async (t) => {
  const url = await serve(t, dist, ({ path }, response) => path === "/" && (response.writeHead(200, { "Content-Type": "text/html" }).end(PAGE), true));
  await withPage(async (page) => {
    await page.goto(url.replace("127.0.0.1", "localhost"));
    const told = await page.evaluate(async ({ api, token }) => {
      const sentc = window.Sentc.default;
      await sentc.init({ app_token: token, base_url: api });
      const told = {};
      const fault = (name, message) => async () => Promise.reject(new DOMException(message, name));
      for (const [what, get] of Object.entries({
        person: fault("NotAllowedError", "The operation either timed out or was not allowed."),
        frame: fault("NotAllowedError", "The origin of the document is not the same as its ancestors."),
        policy: fault("NotAllowedError", "The 'publickey-credentials-get' feature is not enabled in this document."),
        authenticator: fault("NotReadableError", "talking to the authenticator failed"),
        manager: async () => Promise.reject(new TypeError("Cannot read properties of undefined")),
        // A password manager's object, which is no PublicKeyCredential.
        object: async () => ({ id: "AAAA", response: { userHandle: new Uint8Array(16).buffer } }),
      })) {
        Object.defineProperty(navigator.credentials, "get", { value: get, configurable: true });
        told[what] = await sentc.loginWithPasskey().then(() => "fine", ({ code }) => code);
      }
      return told;
    }, API);
    const [cancelled, unsupported] = ["PASSKEY_CANCELLED", "PASSKEY_UNSUPPORTED"];
    assert.deepEqual(told, { person: cancelled, frame: unsupported, policy: unsupported, authenticator: unsupported, manager: unsupported, object: unsupported });
  });
});

test("the message names a worker that lacks the page's embedder policy", async (t) => {
  const headers = { "Content-Type": "text/html", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "credentialless" };
  const html = '<!doctype html><link rel="icon" href="data:,"><script type="module">import Sentc from "/index.js"; window.Sentc = { default: Sentc };</script>';
  const url = await serve(t, dist, ({ path }, response) => path === "/" && (response.writeHead(200, headers).end(html), true));
  await withPage(async (page) => {
    page.removeAllListeners("console");
    const warned = page.waitForEvent("console", (message) => message.type() === "warning" && message.text().includes("sentc-light.worker.js"));
    await page.goto(url);
    await page.evaluate(async ({ api, token }) => {
      await Sentc.default.init({ app_token: token, base_url: api });
      Sentc.default.warmUp();
    }, API);
    assert.match((await warned).text(), /Cross-Origin-Embedder-Policy/);
  });
});

test("requests that were answered end as finished, so that no test suite takes them for failures", async (t) => {
  const url = await serve(t, dist, ({ path }, response) => path === "/" && (response.writeHead(200, { "Content-Type": "text/html" }).end(PAGE), true));
  await withPage(async (page) => {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Network.enable");
    const [open, failed] = [new Map(), []];
    devtools.on("Network.requestWillBeSent", ({ requestId, request }) => open.set(requestId, `${request.method} ${request.url}`));
    devtools.on("Network.loadingFinished", ({ requestId }) => open.delete(requestId));
    devtools.on("Network.loadingFailed", ({ requestId, errorText, canceled }) => (failed.push(`${open.get(requestId)}: ${errorText} ${canceled}`), open.delete(requestId)));
    await page.goto(url);
    await page.evaluate(async ({ api, token }) => {
      const { default: sentc } = window.Sentc;
      await sentc.init({ app_token: token, base_url: api });
      const [identifier, password] = sentc.generateRegisterData();
      await sentc.checkUserIdentifierAvailable(identifier);
      await sentc.register(identifier, password);
      await sentc.login(identifier, "wrong").catch(() => undefined);
      const user = await sentc.login(identifier, password, true);
      for await (const device of user.devices()) void device;
      const group = await user.getGroup(await user.createGroup());
      for await (const child of group.children()) void child;
      await sentc.init({ app_token: token, base_url: api });
      await user.fetch(`${api}/api/v1/nothing`).then((response) => response.text());
      await user.logOut();
    }, API);
    // One more after all others: the warnings about those have come by then.
    await page.evaluate(() => fetch("/").then((response) => response.text()));
    assert.deepEqual(failed, []);
    assert.deepEqual([...open.values()].filter((request) => request.includes("/api/v1/")), []);
  });
});

// As docs/testing.md says.
test("a login is kept between tests by Playwright's storageState, where records are stored as they are", async (t) => {
  const url = await serve(t, dist, ({ path }, response) => path === "/" && (response.writeHead(200, { "Content-Type": "text/html" }).end(PAGE), true));
  for (const [encrypt_storage, kept] of [["off", true], ["auto", false]]) {
    const start = ([{ api, token }, encrypt_storage]) => window.Sentc.default.init({ app_token: token, base_url: api, encrypt_storage }).then((user) => user?.data.user_id);
    const context = await newContext();
    const page = await context.newPage();
    await page.goto(url);
    await page.evaluate(start, [API, encrypt_storage]);
    const id = await page.evaluate(async () => {
      const [identifier, password] = window.Sentc.default.generateRegisterData();
      await window.Sentc.default.register(identifier, password);
      return (await window.Sentc.default.login(identifier, password, true)).data.user_id;
    });
    const storageState = await context.storageState({ indexedDB: true });
    await context.close();
    const next = await newContext({ storageState });
    const other = await next.newPage();
    await other.goto(url);
    assert.equal(await other.evaluate(start, [API, encrypt_storage]), kept ? id : undefined);
    await next.close();
  }
});

test("no WebAssembly", async (t) => {
  assert.equal((await init(t, { before: () => delete globalThis.WebAssembly })).code, "NO_WEBASSEMBLY");
});

test("another version's wasm, half of one, and none: not ours", async (t) => {
  const other = Buffer.from("0061736d01000000", "hex");
  for (const bytes of [other, wasm.subarray(0, wasm.length / 2), Buffer.from("hello"), Buffer.alloc(0)]) {
    const { code } = await init(t, { wasm: (response) => response.writeHead(200, { "Content-Type": "application/wasm" }).end(bytes) });
    assert.equal(code, "WASM_INVALID", `${bytes.length} bytes`);
  }
});

test("the default address is fetched with the hash of the file, an own one is not", async (t) => {
  // A section of its own, which changes nothing but the hash.
  const changed = Buffer.concat([wasm, Buffer.from([0, 2, 1, 0x78])]);
  const served = (response) => response.writeHead(200, { "Content-Type": "application/wasm" }).end(changed);
  const { code, message } = await init(t, { wasm: served });
  assert.equal(code, "WASM_INVALID");
  assert.match(message, /not the wasm of this version/);
  assert.equal((await init(t, { wasm: served, options: { wasm_path: "sentc-light.wasm" } })).code, "fine");
});

test("init can be repeated: after a failure, twice at once, and before it every call says so", async (t) => {
  let working = false;
  const url = await serve(t, dist, ({ path }, response) => {
    if (path === "/") return response.writeHead(200, { "Content-Type": "text/html" }).end(PAGE), true;
    return path.endsWith(".wasm") && !working ? (html(503)(response), true) : false;
  });
  await withPage(async (page) => {
    page.removeAllListeners("console");
    await page.goto(url);
    const run = () =>
      page.evaluate(async ({ api, token }) => {
        const { default: sentc, createClient } = window.Sentc;
        const codeOf = async (call) => { try { await call(); return "fine"; } catch (error) { return error.code; } };
        const options = { app_token: token, base_url: api };
        const before = [await codeOf(() => sentc.generateRegisterData()), await codeOf(() => sentc.login("id", "password"))];
        const both = await Promise.all([codeOf(() => sentc.init(options)), codeOf(() => sentc.init(options)), codeOf(() => createClient(options).init())]);
        return [...before, ...both];
      }, API);
    assert.deepEqual(await run(), ["NOT_INITIALIZED", "NOT_INITIALIZED", "WASM_NOT_FOUND", "WASM_NOT_FOUND", "WASM_NOT_FOUND"]);
    working = true;
    assert.deepEqual((await run()).slice(2), ["fine", "fine", "fine"]);
  });
});
