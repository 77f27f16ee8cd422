// The test service for Playwright: answers the requests of pages, signs them in, and provides an authenticator and a clock. It does not
// import Playwright: the test passes Playwright's objects. The interfaces at the end list the members that are used.

import { fileURLToPath } from "node:url";
import { type NewUser, testService, type TestService, type TestServiceOptions, type TestUser } from "./testing.js";

export interface SentcFixtureOptions extends TestServiceOptions {
  /** The address of your app, for `signIn`. Default: `baseURL` of Playwright's configuration */
  url?: string | undefined;
  /** The options that your app passes to `createClient` or `init`, without `app_token` and `base_url`. Plain data only, for example `name`. */
  client?: Record<string, unknown> | undefined;
}

/** The fixtures for `base.extend<SentcFixtures>(sentcFixtures())`. */
export interface SentcFixtures {
  /** A service for each test. It answers the requests of the test's pages to its address, even if the test does not use this fixture. */
  service: TestService;
  /** Signs the test's browser context in, without your app's forms, and resolves to the user. Open your app after it. */
  signIn: (user?: NewUser | TestUser) => Promise<TestUser>;
  /** Passkeys in the test's page. Chromium only. */
  authenticator: Authenticator;
  /** Moves the clocks of the service and of the test's page forward together, by milliseconds. */
  clock: { advance(ms: number): Promise<void> };
}

export interface Authenticator {
  /** Resolves to the passkeys of the authenticator, with ids in base64. */
  passkeys(): Promise<{ credentialId: string; userHandle?: string; userName?: string }[]>;
  /** Sets whether the authenticator recognizes the user, for example by a fingerprint. Default: true */
  verifies(verified: boolean): Promise<void>;
  /** Sets whether the user reacts to requests. Default: true */
  answers(answers: boolean): Promise<void>;
  remove(): Promise<void>;
}

/** Creates fixtures for Playwright Test: `export const test = base.extend<SentcFixtures>(sentcFixtures())`. */
export function sentcFixtures({ url, client, ...options }: SentcFixtureOptions = {}): SentcFixtureFunctions {
  return {
    service: [
      async ({ context }, use) => {
        const service = await testService(options);
        await routeTo(context, service);
        await use(service);
        service.close();
      },
      { auto: true },
    ],
    signIn: async ({ context, service, baseURL }, use) => {
      await use(async (user = {}) => {
        const person = "totp" in user ? user : await service.users.create(user);
        await signIn(context, service, person, { url: url ?? baseURL, client });
        return person;
      });
    },
    authenticator: async ({ page }, use) => {
      await use(await addAuthenticator(page));
    },
    clock: async ({ page, service }, use) => {
      await page.clock.install({ time: service.clock.now });
      await use({
        async advance(ms) {
          service.clock.advance(ms);
          await page.clock.fastForward(ms);
        },
      });
    },
  };
}

/** Lets the service answer all requests to its address from one page, or from all pages of a context. */
export async function routeTo(target: RouteTarget, service: TestService): Promise<void> {
  await target.route(`${service.base_url}/**`, async (route) => {
    const request = route.request();
    const init = { method: request.method(), headers: request.headers(), body: request.postDataBuffer() as BodyInit | null };
    const response = await service.fetch(request.url(), init).catch(() => undefined);
    const answered = response ? route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() }) : route.abort();
    // The page may be gone meanwhile.
    await answered.catch(() => undefined);
  });
}

/**
 * Signs a context in: logs in on an extra page at your app's origin and closes that page. Does not run your app's code. You can't save
 * this login in a file for later tests, because the browser encrypts it with a key that can't be exported. Takes some tenths of a second.
 */
export async function signIn(context: ContextLike, service: TestService, user: TestUser, options: Pick<SentcFixtureOptions, "url" | "client">): Promise<void> {
  if (!options.url) throw new TypeError("signIn needs your app's address: set baseURL in Playwright's configuration, or sentcFixtures({ url })");
  const folder = new URL("/sentc-light-sign-in/", options.url).href;
  const page = await context.newPage();
  await page.route(`${folder}**`, async (route) => {
    const name = new URL(route.request().url()).pathname.split("/").at(-1);
    if (!name) return route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Signing in</title>" });
    const contentType = name.endsWith(".wasm") ? "application/wasm" : "text/javascript";
    await route.fulfill({ contentType, path: fileURLToPath(new URL(`./${name}`, import.meta.url)) });
  });
  try {
    await page.goto(folder);
    const { identifier, password, recovery_keys } = user;
    const given = { ...options.client, app_token: service.app_token, base_url: service.base_url, worker: "off" };
    // As text: a test runner that instruments functions would leave names in it that the page does not have.
    await page.evaluate(`(async () => {
      const { createClient } = await import("./index.js");
      const client = createClient(${JSON.stringify(given)});
      await client.init();
      const login = await client.login(${JSON.stringify(identifier)}, ${JSON.stringify(password)});
      if (login.kind === "mfa") await client.mfaLogin(${JSON.stringify(recovery_keys.length > 0 ? user.totp() : "")}, login.u);
      await client.dispose();
    })()`);
  } finally {
    await page.close();
  }
}

/** Adds a virtual authenticator with PRF to this page. Its user agrees to every request. Chromium only. */
export async function addAuthenticator(page: PageLike): Promise<Authenticator> {
  const cdp = await page.context().newCDPSession(page as never).catch((cause: unknown) => {
    throw new Error("a virtual authenticator needs Chromium", { cause });
  });
  await cdp.send("WebAuthn.enable");
  const shape = { protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal", hasResidentKey: true, hasUserVerification: true, hasPrf: true };
  const { authenticatorId } = (await cdp.send("WebAuthn.addVirtualAuthenticator", { options: { ...shape, isUserVerified: true, automaticPresenceSimulation: true } })) as { authenticatorId: string };
  return {
    passkeys: async () => ((await cdp.send("WebAuthn.getCredentials", { authenticatorId })) as { credentials: Awaited<ReturnType<Authenticator["passkeys"]>> }).credentials,
    verifies: async (isUserVerified) => void (await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified })),
    answers: async (enabled) => void (await cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled })),
    remove: async () => void (await cdp.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId })),
  };
}

type Fixture<Args, Value> = (args: Args, use: (value: Value) => Promise<void>) => Promise<void>;

/** The fixtures as Playwright calls them. */
export interface SentcFixtureFunctions {
  service: [Fixture<{ context: ContextLike }, TestService>, { auto: true }];
  signIn: Fixture<{ context: ContextLike; service: TestService; baseURL: string | undefined }, SentcFixtures["signIn"]>;
  authenticator: Fixture<{ page: PageLike }, Authenticator>;
  clock: Fixture<{ page: PageLike; service: TestService }, SentcFixtures["clock"]>;
}

/** A page or a context of Playwright. */
export interface RouteTarget {
  route(url: string, handler: (route: RouteLike) => Promise<void>): Promise<unknown>;
}

/** Playwright's `Route`. */
export interface RouteLike {
  request(): { url(): string; method(): string; headers(): Record<string, string>; postDataBuffer(): unknown };
  fulfill(answer: { status?: number; headers?: Record<string, string>; contentType?: string; body?: string; path?: string }): Promise<void>;
  abort(): Promise<void>;
}

/** Playwright's `BrowserContext`. */
export interface ContextLike extends RouteTarget {
  newPage(): Promise<PageLike>;
  newCDPSession(page: never): Promise<SessionLike>;
}

/** Playwright's `CDPSession`. */
export interface SessionLike {
  send(method: string, parameters?: object): Promise<unknown>;
}

/** Playwright's `Page`. */
export interface PageLike extends RouteTarget {
  context(): ContextLike;
  goto(url: string): Promise<unknown>;
  evaluate(script: string): Promise<unknown>;
  close(): Promise<void>;
  clock: { install(options: { time: number }): Promise<void>; fastForward(ms: number): Promise<void> };
}
