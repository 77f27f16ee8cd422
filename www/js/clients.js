// The clients of the page "Two accounts", and what all clients of this page heard.

import { logged } from "./requests.js";
import { APP_TOKEN, BASE_URL } from "./service.js";
import { sentc } from "./session.js";

const EVENTS = ["signedIn", "signedOut", "refreshed", "sessionExpired", "storageUnavailable"];
const KEPT = 50;

/** Newest first: `{ time, client, name, payload }`. */
export const heard = [];
const listeners = new Set();

/** Calls back at every event; returns a function that stops. */
export function onHeard(callback) {
  listeners.add(callback);
  return () => listeners.delete(callback);
}

function listenTo(client, label) {
  for (const name of EVENTS) {
    client.on(name, (payload) => {
      heard.unshift({ time: new Date(), client: label, name, payload });
      heard.length = Math.min(heard.length, KEPT);
      for (const listener of listeners) listener();
    });
  }
}

/** Call once, before anybody signs in. */
export function listenToDefault() {
  listenTo(sentc, "this demo");
}

/** One of the two accounts. `name` keeps its session apart from all others. */
export class NamedClient {
  user;
  identifier = "";
  onChange;
  #started;

  constructor(name, label) {
    this.name = name;
    this.label = label;
  }

  /** Made when it is first looked at, and kept while the page is open. */
  start() {
    this.#started ??= this.#start().catch((error) => {
      this.#started = undefined;
      throw error;
    });
    return this.#started;
  }

  async #start() {
    if (!this.client) {
      this.client = window.Sentc.createClient({ app_token: APP_TOKEN, base_url: BASE_URL, name: this.name, log: logged });
      listenTo(this.client, this.label);
      this.client.on("signedIn", ({ remote }) => remote && void this.#take().catch(() => undefined));
      this.client.on("signedOut", () => void this.#take().catch(() => undefined));
    }
    await this.client.init();
    await this.#take();
  }

  async logIn(identifier, password) {
    await this.client.login(identifier, password, true);
    await this.#take();
  }

  /** Whoever is signed in now. */
  async #take() {
    try {
      [this.user, this.identifier] = await this.client.getActualUser(false, true);
    } catch (error) {
      if (error.code !== "NO_USER") throw error;
      [this.user, this.identifier] = [undefined, ""];
    }
    this.onChange?.();
  }
}
