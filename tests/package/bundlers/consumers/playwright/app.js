// The app that account.spec.js tests, at https://app.test. A real one has a server of its own.
import { readFileSync } from "node:fs";

const PAGE = `<!doctype html>
<title>App</title>
<h1>…</h1>
<form>
  <label>Identifier <input name="identifier"></label>
  <label>Password <input name="password" type="password"></label>
  <button>Sign in</button>
</form>
<form id="second" hidden><label>Code <input name="code"></label><button>Continue</button></form>
<button id="devices">Devices</button> <button id="passkey">Add a passkey</button>
<p role="status"></p>
<script type="module">
  import Sentc from "/sdk/index.js";
  const heading = document.querySelector("h1"), status = document.querySelector("[role=status]"), [first, second] = document.forms;
  let user;
  const show = () => (heading.textContent = user ? "Hello, " + user.identifier : "Please sign in");
  const said = (work) => async (event) => {
    event?.preventDefault();
    try { status.textContent = (await work(Object.fromEntries(new FormData(event.target.form ?? (event.target.matches("form") ? event.target : undefined))))) ?? ""; } catch (error) { status.textContent = error.code + ": " + error.user_message; }
  };
  let waiting;
  first.onsubmit = said(async ({ identifier, password }) => {
    const login = await Sentc.login(identifier, password);
    if (login.kind === "mfa") [waiting, second.hidden] = [login.u, false];
    else show((user = login.u));
  });
  second.onsubmit = said(async ({ code }) => void show((user = await Sentc.mfaLogin(code, waiting))));
  document.getElementById("devices").onclick = said(async () => (await user.getDevices()).length + " device");
  document.getElementById("passkey").onclick = said(async () => (await user.addPasskey({ name: user.identifier }), "passkey added"));
  user = await Sentc.init({ app_token: "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi", base_url: "https://sentc.test", retries: 0 });
  show();
</script>`;

/** For `context.route`. */
export function app(route) {
  const { pathname } = new URL(route.request().url());
  if (!pathname.startsWith("/sdk/")) return route.fulfill({ contentType: "text/html", body: PAGE });
  const body = readFileSync(new URL(`node_modules/sentc-light-wasm/dist/${pathname.slice(5)}`, import.meta.url));
  return route.fulfill({ contentType: pathname.endsWith(".wasm") ? "application/wasm" : "text/javascript", body });
}
