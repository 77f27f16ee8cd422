// The bindings on a server, by the frameworks' own renderers: what they render is the same for everybody, also when the
// client has been started there, and nothing is started by rendering.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { StrictMode, createElement as h } from "react";
import { renderToString } from "react-dom/server";
import { createSSRApp, h as vue } from "vue";
import { renderToString as renderVue } from "vue/server-renderer";
import { createClient } from "../../../pkg/dist/index.node.mjs";
import * as ofReact from "../../../pkg/dist/react.js";
import { sentcStore } from "../../../pkg/dist/svelte.js";
import * as ofVue from "../../../pkg/dist/vue.js";

const options = { app_token: "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi", base_url: "http://127.0.0.1:9" };
const require = createRequire(import.meta.url);

async function renderings({ SentcProvider, useUser }, { SentcPlugin, useUser: useVueUser }, store, client) {
  const Session = () => h("p", null, useUser().status);
  const react = renderToString(h(StrictMode, null, h(SentcProvider, { client, options }, h(Session))));
  const VueSession = { setup: () => ((state) => () => vue("p", state.value.status))(useVueUser()) };
  const rendered = await renderVue(createSSRApp(VueSession).use(SentcPlugin, { client, options }));
  const svelte = [];
  store(client, options).subscribe(({ status }) => svelte.push(status))();
  return [react, rendered, svelte.join()];
}

test("a server renders that nobody is known yet", async () => {
  const client = createClient(options);
  const all = [
    [ofReact, ofVue, sentcStore],
    [require("../../../pkg/dist/react.cjs"), require("../../../pkg/dist/vue.cjs"), require("../../../pkg/dist/svelte.cjs").sentcStore],
  ];
  for (const bindings of all) assert.deepEqual(await renderings(...bindings, client), ["<p>loading</p>", "<p>loading</p>", "loading"]);
  assert.throws(() => client.generateRegisterData(), { code: "NOT_INITIALIZED" });
  await client.init();
  assert.equal(client.status, "signedOut");
  for (const bindings of all) assert.deepEqual(await renderings(...bindings, client), ["<p>loading</p>", "<p>loading</p>", "loading"]);
  await client.dispose();
});

test("outside of a provider, the one that is missing is named", () => {
  assert.throws(() => renderToString(h(() => h("p", null, ofReact.useUser().status))), /SentcProvider/);
});
