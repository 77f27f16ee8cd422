// Clients beside the one of this demo, each with a session of its own, and what all clients of this page heard.

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

/** `name` keeps its session apart from all others. */
export class SideClient {
  user;
  identifier = "";
  /** Why there is no user any more. */
  ended = "";
  onChange;
  #started;

  constructor(name, label = name) {
    this.name = name;
    this.label = label;
  }

  /** Further options of the client. */
  async options() {
    return {};
  }

  /** Made when it is first looked at, and kept while the page is open. */
  start() {
    return (this.#started ??= this.#start().catch((error) => {
      this.#started = undefined;
      throw error;
    }));
  }

  async #start() {
    if (!this.client) {
      const options = await this.options();
      this.client = window.Sentc.createClient({ app_token: APP_TOKEN, base_url: BASE_URL, name: this.name, log: logged, ...options });
      listenTo(this.client, this.label);
      this.client.on("signedIn", ({ remote }) => remote && void this.client.init().then(() => this.take(), () => undefined));
      this.client.on("signedOut", ({ reason, remote }) => {
        [this.user, this.identifier] = [undefined, ""];
        this.ended = reason === "session_expired" ? "This session was ended elsewhere. Please sign in again." : remote ? "You were signed out in another tab." : "";
        this.onChange?.();
      });
    }
    if (await this.client.init()) await this.take();
  }

  async signIn(identifier, password) {
    await this.client.login(identifier, password, true);
    await this.take();
  }

  /** Makes a random account, for those who want to look and not to type. */
  async makeAccount() {
    const account = this.client.generateRegisterData();
    await this.client.register(...account);
    await this.signIn(...account);
  }

  /** Call once a session is there. */
  async take() {
    [this.user, this.identifier] = await this.client.getActualUser(false, true);
    this.ended = "";
    this.onChange?.();
  }
}
