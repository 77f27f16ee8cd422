// The SDK beside an own back end: accounts are made by the back end, sessions live in its cookies.

import { SideClient } from "../clients.js";
import { logged } from "../requests.js";
import { ask } from "./ask.js";

/** An address as the back end keeps it, and as the SDK is given it. */
export const normalized = (email) => email.trim().toLowerCase();

export class BackEndClient extends SideClient {
  #app_token;

  async options() {
    // The public token of the back end's app. The secret one stays there.
    this.#app_token = (await ask("GET", "/app")).json.public_token;
    return { app_token: this.#app_token, refresh: { endpoint: window.Sentc.REFRESH_ENDPOINT.cookie, endpoint_url: `${location.origin}/backend/refresh` } };
  }

  /** The browser makes the keys; the back end keeps the profile and forwards them with the secret token. */
  async register({ identifier, fields, prepare }) {
    const { text } = await ask("POST", "/register", { email: identifier, name: fields.get("name"), register: await prepare() }, { for_sdk: true });
    // The whole body: this also throws what the service refused.
    return this.client.doneRegister(text);
  }

  /**
   * Checks a password. Resolves to what proves it to the back end, where the login asks for a second factor. By a client of its own, so the
   * session of this page stays as it is.
   */
  async proofOf(email, password) {
    const client = window.Sentc.createClient({ app_token: this.#app_token, base_url: location.origin, name: "own-back-end-proof", log: logged });
    await client.init();
    try {
      const login = await client.login(email, password);
      if (login.kind === "mfa") return login.u.mfa_auth_key;
      await login.u.logOut();
      return undefined;
    } finally {
      await client.dispose();
    }
  }

  async signOut() {
    const { user } = this;
    await ask("DELETE", "/session");
    await user.logOut();
  }

  /** The refresh token goes into a cookie. Only the object that the login gave has it; this page lets go of that object here. */
  async handOver(user) {
    const { jwt, refresh_token } = user.data;
    try {
      await ask("POST", "/session", { refresh_token }, { jwt });
    } catch (error) {
      // Without the cookie the session would end at the first refresh.
      await user.logOut();
      throw error;
    }
    await this.take();
  }
}
