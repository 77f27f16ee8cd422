// The SDK beside an own back end: accounts are made by the back end, sessions live in its cookies.

import { logged } from "../requests.js";
import { ask } from "./ask.js";

export class BackEndClient {
  user;
  identifier = "";
  /** Why there is no user any more. */
  ended = "";
  onChange;
  #started;
  #app_token;

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
      // The public token of the back end's app. The secret one stays there.
      const { json } = await ask("GET", "/app");
      this.#app_token = json.public_token;
      const { createClient, REFRESH_ENDPOINT } = window.Sentc;
      const refresh = { endpoint: REFRESH_ENDPOINT.cookie, endpoint_url: `${location.origin}/backend/refresh` };
      this.client = createClient({ app_token: this.#app_token, base_url: location.origin, name: "own-back-end", refresh, log: logged });
      this.client.on("signedIn", ({ remote }) => remote && void this.#take().catch(() => undefined));
      this.client.on("signedOut", ({ reason }) => this.#signedOut(reason));
    }
    if (await this.client.init()) await this.#take();
  }

  /** The browser makes the keys; the back end keeps the profile and forwards them with the secret token. */
  async register(email, name, password) {
    const register = await this.client.prepareRegisterAsync(email, password);
    const { text } = await ask("POST", "/register", { email, name, register }, { for_sdk: true });
    // The whole body: this also throws what the service refused.
    return this.client.doneRegister(text);
  }

  /** Gives what a second factor needs when one is asked for. */
  async logIn(email, password) {
    const login = await this.client.login(email, password);
    if (login.kind === "mfa") return login.u;
    await this.#handOver(login.u);
    return undefined;
  }

  async logInWithCode(code, data) {
    await this.#handOver(await this.client.mfaLogin(code, data));
  }

  async logInWithRecoveryKey(key, data) {
    await this.#handOver(await this.client.mfaRecoveryLogin(key, data));
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

  async logOut() {
    const { user } = this;
    await ask("DELETE", "/session");
    await user.logOut();
  }

  /** The refresh token goes into a cookie. Only the object that the login gave has it; this page lets go of that object here. */
  async #handOver(user) {
    const { jwt, refresh_token } = user.data;
    try {
      await ask("POST", "/session", { refresh_token }, { jwt });
    } catch (error) {
      // Without the cookie the session would end at the first refresh.
      await user.logOut();
      this.ended = `The back end did not take the session: ${error.message}.`;
      this.onChange?.();
      throw error;
    }
    await this.#take();
  }

  async #take() {
    [this.user, this.identifier] = await this.client.getActualUser(false, true);
    this.ended = "";
    this.onChange?.();
  }

  #signedOut(reason) {
    [this.user, this.identifier] = [undefined, ""];
    this.ended = reason === "session_expired" ? "The back end or the service ended this session. Please log in again." : "";
    this.onChange?.();
  }
}
