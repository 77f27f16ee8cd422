// A throw-away account and clients that are made to fail. Everything by the SDK's public interface.

import { logged } from "../requests.js";
import { APP_TOKEN, BASE_URL } from "../service.js";
import { clock } from "../stay/clock.js";

const HOUR = 3_600_000;
const STAYS = "is still there";

export class Playground {
  #offline = false;
  #clients = [];
  #account;

  /** Forgets the clients, not the account: it is gone with the page. */
  end() {
    for (const { user } of this.#clients) void user?.logOut().catch(() => undefined);
    this.#clients = [];
  }

  async wrongPassword() {
    const { client, identifier } = await this.#signedIn("api");
    return this.#outcome(client, () => client.login(identifier, "not the password"));
  }

  async offline() {
    const { client, user } = await this.#signedIn("api");
    this.#offline = true;
    clock.jump(HOUR);
    try {
      return await this.#outcome(client, () => user.getJwt());
    } finally {
      this.#offline = false;
      clock.reset();
    }
  }

  async expired() {
    const { client, user } = await this.#signedIn("api");
    clock.jump(HOUR);
    try {
      return await this.#outcome(client, () => user.getJwt());
    } finally {
      clock.reset();
    }
  }

  /** In cookie mode, and nobody handed the refresh token over. */
  async refusedCookie() {
    const { client, user } = await this.#signedIn("cookie");
    clock.jump(HOUR);
    try {
      return await this.#outcome(client, () => user.getJwt());
    } finally {
      clock.reset();
    }
  }

  /** Shows the error, and whether the user is still signed in. */
  async #outcome(client, work) {
    const thrown = await work().then(
      () => undefined,
      (error) => error,
    );
    const user = await client.getActualUser().catch(() => undefined);
    return { thrown, session: user ? STAYS : "has ended: the person has to log in again" };
  }

  async #signedIn(strategy) {
    const { createClient, REFRESH_ENDPOINT } = window.Sentc;
    const refresh = { endpoint: REFRESH_ENDPOINT[strategy], endpoint_url: `${location.origin}/backend/refresh` };
    const client = createClient({
      app_token: APP_TOKEN,
      base_url: BASE_URL,
      name: `playground-${strategy}`,
      retries: 0,
      refresh,
      log: logged,
      fetch: (url, init) => (this.#offline ? Promise.reject(new TypeError("offline, as you wished")) : fetch(url, init)),
    });
    await client.init();
    this.#account ??= await newAccount(client);
    const [identifier, password] = this.#account;
    const user = await client.login(identifier, password, true);
    this.#clients.push({ client, user });
    return { client, user, identifier };
  }
}

async function newAccount(client) {
  const account = client.generateRegisterData();
  await client.register(...account);
  return account;
}
