// A page of an app with the elements, over the service of `sentc-light-wasm/testing` in this tab. The site's page for themes shows it in a
// frame (theme/ElementsPlay.vue) and calls what `window.ready` resolves to.

import Sentc from "./index.js";
import "./elements.js";
import { testService } from "./testing.js";

const shown = document.getElementById("shown");
let wanted = "sentc-sign-in";
let locale = "en";

window.started(start());

async function start() {
  const service = await testService();
  await Sentc.init({ ...service.client_options, fetch: service.fetch, encrypt_storage: "off", storage: { getStorage: async () => inMemory() } });
  Sentc.subscribe(draw);
  draw();
  return { show, look, signInExample };
}

/** All but the first element are empty while nobody is signed in. */
function draw() {
  const tag = Sentc.getSnapshot().status === "signedOut" ? "sentc-sign-in" : wanted;
  if (shown.firstElementChild?.localName === tag) return;
  const element = document.createElement(tag);
  element.locale = locale;
  shown.replaceChildren(element);
}

function show(tag) {
  wanted = tag;
  draw();
}

function look({ css, scheme, dir, lang }) {
  document.getElementById("theme").textContent = css;
  Object.assign(document.documentElement, { dir, lang });
  document.documentElement.style.colorScheme = scheme;
  locale = lang;
  for (const element of document.querySelectorAll("sentc-user-button, main > *")) element.locale = lang;
}

async function signInExample() {
  const [identifier, password] = Sentc.generateRegisterData();
  await Sentc.register(identifier, password);
  await Sentc.login(identifier, password, true);
}

/** Nothing is left in this browser. */
function inMemory() {
  const records = new Map();
  return {
    getItem: async (key) => records.get(key),
    set: async (key, item) => void records.set(key, item),
    delete: async (key) => void records.delete(key),
    cleanStorage: async () => records.clear(),
    init: async () => ({ status: true }),
  };
}
