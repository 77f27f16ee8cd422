// One client by one refresh strategy: its own sessions, its own fetch, its own log.

import { APP_TOKEN, BASE_URL } from "../service.js";
import { clock } from "./clock.js";

const { createClient, REFRESH_ENDPOINT } = window.Sentc ?? {};
const ENDPOINT = `${location.origin}/backend/refresh`;
const KEPT = 30;

export const STRATEGIES = {
  api: { title: "api: the SDK keeps it", words: "The SDK stores the refresh token, encrypted, and asks the service itself. Nothing else is needed." },
  cookie: { title: "cookie: your back end keeps it", words: "After the login your back end puts the refresh token into a cookie that no script can read. The SDK asks your back end for JWTs." },
  cookie_fn: { title: "cookie_fn: your own function", words: "As with the cookie, but a function of yours makes the request. The SDK calls it in one tab at a time." },
};

export class StayingClient {
  user;
  identifier = "";
  /** Why there is no user any more. */
  ended = "";
  offline = false;
  log = [];
  onLog;
  onChange;
  /** How many refreshes this tab made. */
  refreshes = 0;
  /** How far this page's clock was set ahead when the JWT at hand came, by that JWT. */
  #seen = {};

  constructor(strategy) {
    this.strategy = strategy;
    this.client = createClient({
      app_token: APP_TOKEN,
      base_url: BASE_URL,
      name: `stay-${strategy}`,
      retries: 0,
      fetch: (url, init) => (this.offline ? Promise.reject(new TypeError("offline, as you wished")) : fetch(url, init)),
      log: (entry) => this.#logged(entry),
      refresh: { endpoint: REFRESH_ENDPOINT[strategy], endpoint_url: ENDPOINT, endpoint_fn: (old_jwt) => this.#ask(old_jwt) },
    });
    this.client.on("refreshed", () => {
      this.refreshes++;
      this.onChange?.();
    });
    this.client.on("signedOut", ({ reason, remote }) => {
      this.user = undefined;
      this.ended = reason === "session_expired" ? "The server ended this session." : remote ? "Signed out in another tab." : "";
      this.onChange?.();
    });
    this.client.on("signedIn", ({ remote }) => remote && this.start().then(() => this.onChange?.(), () => undefined));
  }

  /** The stored user, if there is one. */
  async start() {
    const user = this.user ?? (await this.client.init());
    if (user) await this.#remember(user);
  }

  async logIn(identifier, password) {
    const login = await this.client.login(identifier, password);
    if (login.kind === "mfa") throw Object.assign(new Error("This account asks for a code. Turn MFA off to try this page."), { name: "Error" });
    const { jwt, refresh_token } = login.u.data;
    if (this.strategy !== "api") {
      const headers = { Authorization: `Bearer ${jwt}`, "Content-Type": "application/json" };
      const response = await fetch("/backend/session", { method: "POST", headers, body: JSON.stringify({ refresh_token }) });
      if (!response.ok) throw new Error(`the back end refused the session (HTTP ${response.status})`);
    }
    await this.#remember(login.u);
    this.onChange?.();
  }

  async logOut() {
    await this.user.logOut();
    if (this.strategy !== "api") await fetch("/backend/session", { method: "DELETE" });
  }

  /** The service's time, also when this page's clock was set. */
  serviceTime() {
    const { jwt } = this.user.data;
    if (this.#seen.jwt !== jwt) this.#seen = { jwt, ahead: Date.now() - clock.real() };
    return Date.now() - this.#seen.ahead;
  }

  async #remember(user) {
    const [, identifier] = await this.client.getActualUser(false, true);
    Object.assign(this, { user, identifier, ended: "" });
    this.serviceTime();
  }

  /** The app's own `endpoint_fn`. Its requests are its own, so it logs them itself. */
  async #ask(old_jwt) {
    const started = performance.now();
    let http_status;
    try {
      if (this.offline) throw new TypeError("offline, as you wished");
      const response = await fetch(ENDPOINT, { headers: { Authorization: `Bearer ${old_jwt}` }, cache: "no-store", redirect: "error" });
      http_status = response.status;
      if (!response.ok) throw Object.assign(new Error(`HTTP ${response.status}`), { status: response.status });
      return await response.text();
    } finally {
      this.#logged({ method: "GET", path: "/backend/refresh, by your function", attempt: 1, http_status, duration_ms: performance.now() - started });
    }
  }

  #logged(entry) {
    this.log.push(entry);
    if (this.log.length > KEPT) this.log.shift();
    this.onLog?.();
  }
}
