// Back ends with sentc-light-wasm/server, each installed from the packed package: the one that the guide prints, and by each adapter.
// Next and SvelteKit are with the other examples.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { freshName } from "../../browser/e2e/support.mjs";
import { blocksOf } from "../../docs/blocks.mjs";
import { PASSWORD, client, hasSessions, send, settings } from "./back-ends.mjs";
import { project, root, start, tool } from "./support.mjs";

const slow = { timeout: 300_000 };
const blocks = blocksOf("docs/own-back-end.md");

test("the page shows files that other tests run", () => {
  const shown = blocks.filter(({ how }) => how === "from");
  assert.ok(shown.length > 0);
  for (const { file, code } of shown) assert.ok(readFileSync(join(root, file), "utf8").includes(code), file);
});

test("the back end of the guide's page, as it is printed", slow, async (t) => {
  const folder = await project("express");
  const [block] = blocks.filter(({ how }) => how === "express");
  writeFileSync(join(folder, "back-end.mjs"), block.code);
  const said = [];
  const url = `${await start(t, folder, "node", () => ["back-end.mjs"], "api/password/nothing", { env: await settings(), said, is: ({ status }) => status === 404 })}`;
  await hasSessions(`${url}api/session`);

  const page = await client();
  const email = freshName();
  const post = (path, json) => send("POST", `${url}api/${path}`, { json });
  assert.equal((await post("register", { email: "eve", name: "Eve", register: page.prepareRegister(email, PASSWORD) })).status, 422);
  const registered = await post("register", { email, name: "Ada", register: page.prepareRegister(email, PASSWORD) });
  const user_id = page.doneRegister(registered.text);
  const again = await post("register", { email, name: "Eve", register: page.prepareRegister(email, PASSWORD) });
  assert.throws(() => page.doneRegister(again.text), { code: "IDENTIFIER_TAKEN" });

  const { data } = await page.login(email, PASSWORD, true);
  const me = (jwt) => send("GET", `${url}api/me`, { headers: jwt ? { authorization: `Bearer ${jwt}` } : {} });
  assert.deepEqual(JSON.parse((await me(data.jwt)).text), { user_id, name: "Ada" });
  for (const jwt of [undefined, "a.b.c", `${data.jwt.slice(0, -8)}AAAAAAAA`]) assert.equal((await me(jwt)).status, 401);

  const register = page.prepareRegister(email, "another password");
  assert.equal((await post("password/send", { email })).status, 204);
  while (!said.join("").includes("your code is ")) await new Promise((resolve) => setTimeout(resolve, 20));
  const [, code] = /your code is (\S+)/.exec(said.join(""));
  assert.equal((await post("password/reset", { email, code: "00000-00000", register })).status, 403);
  assert.equal((await post("password/reset", { email, code, register: page.prepareRegister("eve", PASSWORD) })).status, 502);
  assert.equal((await post("password/reset", { email, code, register })).status, 204);
  assert.equal((await page.login(email, "another password", true)).data.user_id, user_id);
  assert.equal((await post("password/reset", { email, code, register })).status, 403, "used");
  await page.dispose();
});

for (const name of ["hono", "h3"]) {
  test(name, slow, async (t) => {
    const folder = await project(name);
    const url = await start(t, folder, "node", () => ["main.mjs"], "", { env: await settings() });
    await hasSessions(`${url}api/session`);
  });
}

test("workerd", slow, async (t) => {
  const folder = await project("workerd");
  await tool(folder, "esbuild", "worker.js", "--bundle", "--format=esm", "--conditions=workerd", "--external:*.wasm", "--outdir=dist");
  mkdirSync(join(folder, "dist"), { recursive: true });
  cpSync(join(folder, "node_modules/sentc-light-wasm/dist/sentc-light.wasm"), join(folder, "dist/sentc-light.wasm"));
  const url = await start(t, folder, "workerd", (port) => ["serve", "config.capnp", `--socket-addr=http=127.0.0.1:${port}`]);
  await hasSessions(`${url}api/session?${new URLSearchParams(await settings())}`);
});
