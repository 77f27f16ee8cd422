// examples/standalone: what wasm-pack builds with the feature `standalone` (scripts/test/web.sh), in Chromium, against a dev
// server; and its types, as somebody sees them who has nothing but that folder.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { PASSWORD, URL_OF_DEMO, freshName, newContext, useBrowser } from "../../browser/e2e/support.mjs";

useBrowser();

const root = fileURLToPath(new URL("../../..", import.meta.url));
const built = join(root, "target/standalone");
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

test("a page over the wasm alone: registers, logs in, and is signed in after a reload", { timeout: 120_000 }, async (t) => {
  const context = await newContext();
  t.after(() => context.close());
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  await page.route(`${URL_OF_DEMO}/standalone/**`, (route) => {
    const path = new URL(route.request().url()).pathname.slice("/standalone/".length);
    const file = path.startsWith("pkg/") ? join(built, path.slice("pkg/".length)) : join(root, "examples/standalone", path || "index.html");
    return route.fulfill({ contentType: TYPES[extname(file)], body: readFileSync(file) });
  });
  await page.goto(`${URL_OF_DEMO}/standalone/?base_url=${encodeURIComponent(URL_OF_DEMO)}`);
  const name = freshName();
  await page.getByLabel("Identifier").fill(name);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Register" }).click();
  await page.getByText(/^Signed in: [0-9a-f-]{36}$/).waitFor();
  const shown = await page.getByRole("status").innerText();
  await page.reload();
  await page.getByText(shown).waitFor();

  await page.getByLabel("Identifier").fill(name);
  await page.getByLabel("Password").fill("wrong");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByText(/server_112/).waitFor();
  assert.deepEqual(faults, []);
});

test("the types that wasm-bindgen writes are those of the calls", () => {
  const folder = mkdtempSync(join(tmpdir(), "sentc-light-standalone-"));
  try {
    writeFileSync(
      join(folder, "app.ts"),
      `import init, { type LoginUser, SentcCore, type Started, checkOtp } from "./pkg/sentc_light_wasm.js";
      await init();
      const client = SentcCore.standalone({ app_token: "t" }, false);
      const started: Started | undefined = await client.init();
      const password = new TextEncoder().encode("password");
      const user_id: string = await client.register("ada", password);
      const login: LoginUser = await client.login("ada", password, AbortSignal.timeout(1000));
      const { session } = login.kind === "user" ? login.u : await client.mfaLogin(password, login.u);
      const [device] = await client.row(session, "Devices", {});
      const id: string | undefined = device?.device_id;
      const right: boolean = checkOtp("otpauth://", "123456", 0);
      const { recover } = await client.registerOtp(session, password);
      // @ts-expect-error a secret is bytes
      await client.login("ada", "password");
      // @ts-expect-error no such row
      await client.row(session, "Nothing", {});
      // @ts-expect-error the row has another argument
      await client.row(session, "KickUser", { group: "g" });
      console.log(started?.invites[0]?.group_id, user_id, id, right, recover.join());
      `,
    );
    for (const file of ["sentc_light_wasm.d.ts", "sentc_light_wasm.js"]) {
      writeFileSync(join(folder, file), readFileSync(join(built, file)));
    }
    writeFileSync(join(folder, "app.ts"), readFileSync(join(folder, "app.ts"), "utf8").replace("./pkg/", "./"));
    const options = ["--strict", "--noEmit", "--noUncheckedIndexedAccess", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler", "--lib", "es2022,esnext.disposable,dom"];
    execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), ...options, join(folder, "app.ts")], { encoding: "utf8" });
  } catch (error) {
    assert.fail(error.stdout || error.message);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
