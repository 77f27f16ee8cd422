// One client by one refresh strategy: its own sessions, its own fetch, its own log.

import { ask } from "../back-end/ask.js";
import { SideClient } from "../clients.js";
import { clock } from "./clock.js";

const ENDPOINT = `${location.origin}/backend/refresh`;
const KEPT = 30;

export const STRATEGIES = {
  api: { title: "api: the SDK keeps it", words: "The SDK stores the refresh token, encrypted, and asks the service itself. Nothing else is needed." },
  cookie: { title: "cookie: your back end keeps it", words: "After the login your back end puts the refresh token into a cookie that no script can read. The SDK asks your back end for JWTs." },
  cookie_fn: { title: "cookie_fn: your own function", words: "As with the cookie, but a function of yours makes the request. The SDK calls it in one tab at a time." },
};

/** A client that can be offline, by one of the strategies. */
export class StrategyClient extends SideClient {
  offline = false;

  constructor(name, strategy) {
    super(name);
    this.strategy = strategy;
  }

  async options() {
    return {
      retries: 0,
      fetch: (url, init) => this.fetch(url, init),
      refresh: { endpoint: window.Sentc.REFRESH_ENDPOINT[this.strategy], endpoint_url: ENDPOINT },
    };
  }

  fetch(url, init) {
    return this.offline ? Promise.reject(new TypeError("offline, as you wished")) : fetch(url, init);
  }
}

/** Stays signed in, with the help of the back end where the strategy needs it. It has a log of its own. */
export class StayingClient extends StrategyClient {
  log = [];
  onLog;
  /** How many refreshes this tab made. */
  refreshes = 0;
  /** How far this page's clock was set ahead when the JWT at hand came, by that JWT. */
  #seen = {};

  async options() {
    const options = await super.options();
    return { ...options, log: (entry) => this.#logged(entry), refresh: { ...options.refresh, endpoint_fn: (old_jwt) => this.#ask(old_jwt) } };
  }

  async signIn(identifier, password) {
    const { jwt, refresh_token } = (await this.client.login(identifier, password, true)).data;
    if (this.strategy !== "api") await ask("POST", "/session", { refresh_token }, { jwt });
    await this.take();
  }

  async signOut() {
    await this.user.logOut();
    if (this.strategy !== "api") await ask("DELETE", "/session");
  }

  /** The service's time, also when this page's clock was set. */
  serviceTime() {
    const { jwt } = this.user.data;
    if (this.#seen.jwt !== jwt) this.#seen = { jwt, ahead: Date.now() - clock.real() };
    return Date.now() - this.#seen.ahead;
  }

  /** The app's own `endpoint_fn`. Its requests are its own, so it logs them itself. */
  async #ask(old_jwt) {
    const started = performance.now();
    let http_status;
    try {
      const response = await this.fetch(ENDPOINT, { headers: { Authorization: `Bearer ${old_jwt}` }, cache: "no-store", redirect: "error" });
      http_status = response.status;
      if (!response.ok) throw Object.assign(new Error(`HTTP ${response.status}`), { status: response.status });
      return await response.text();
    } finally {
      this.#logged({ method: "GET", path: "/backend/refresh, by your function", attempt: 1, http_status, duration_ms: performance.now() - started });
    }
  }

  #logged(entry) {
    if (/refresh/.test(entry.path) && entry.http_status === 200) this.refreshes++;
    this.log.push(entry);
    if (this.log.length > KEPT) this.log.shift();
    this.onLog?.();
  }
}
