// The service for tests: all of it in this process, in memory, with nothing to install and no port.

import { code, generation, newService, run, ServiceTrapped } from "./engine.js";
import type { Service } from "sentc-light-service-glue";
import { exchangeOf, type Exchange, responseOf } from "./exchange.js";
import { type Fault, Faults, pause, reasonOf } from "./faults.js";
import type { Fetch } from "../public/platform.js";

export type { Fault };

/** What an endpoint can be called with: either token, the secret one alone, none. */
export type TokenAccess = "public" | "secret" | "block";
/** Options of the app: a preset, or single endpoints by their names, `{ "POST /register_light": "secret" }`. */
export type AppOptions = "default" | "lax" | Record<string, TokenAccess>;

export interface TestServiceOptions {
  /** Where the service seems to be. Nothing is opened there. Default: https://sentc.test */
  base_url?: string | undefined;
  /** Seconds until a JWT expires. Default: 300, as in the real service. */
  jwt_seconds?: number | undefined;
  /** The service's time of day, in Unix milliseconds: its clock stands still there until it is moved. Default: it runs like the real one. */
  now?: number | undefined;
  /** What the app's tokens may call. Default: `lax`, everything with the public token. */
  options?: AppOptions | undefined;
}

/** The time of day that the service believes. Clients have their own clock, and ask the service when a JWT is refused as expired. */
export interface TestClock {
  /** Unix milliseconds. */
  readonly now: number;
  /** Moves the clock on. Every JWT older than `jwt_seconds` and a minute of leeway is expired then. */
  advance(ms: number): void;
}

export interface NewUser {
  /** Default: one that no other user has. */
  identifier?: string | undefined;
  /** Default: a random one. */
  password?: string | undefined;
  /** Whether multi-factor authentication is on from the start. Default: false */
  mfa?: boolean | undefined;
}

export interface TestUser {
  identifier: string;
  password: string;
  user_id: string;
  /** With `mfa`: six keys, each good once. */
  recovery_keys: string[];
  /** With `mfa`: the code that an authenticator shows at the time of the service's clock. */
  totp(): string;
}

/** A request that the service was sent, in the order of arrival. */
export interface SeenRequest {
  method: string;
  /** Below the address: "/api/v1/exists". */
  path: string;
  /** Read as JSON; undefined where there was none. It can hold secrets of test users. */
  body: unknown;
  /** 0 where the fault was a lost connection. */
  status: number;
}

/** A service in this process. */
export interface TestService {
  /** Takes requests to `base_url`: for the client's option `fetch`. */
  fetch: Fetch;
  base_url: string;
  /** The public token. */
  app_token: string;
  /** For what stands in for an own back end. */
  secret_token: string;
  /** PEM, as `verifyJwt` and JWT libraries take it. */
  jwt_public_key: string;
  /** For `createClient({ ...service.client_options })`: app_token, base_url and fetch. */
  client_options: { app_token: string; base_url: string; fetch: Fetch };
  clock: TestClock;
  users: { create(user?: NewUser): Promise<TestUser> };
  /** Makes the next request (that fits) fail, and no other. */
  failNext(fault: Fault): void;
  /** Every request so far, since `reset`. */
  requests: readonly SeenRequest[];
  /** Forgets all users and groups, all faults and requests. Tokens, keys and the clock stay. */
  reset(): void;
  /** Everything the service knows, secrets too: for `restore`. */
  snapshot(): Uint8Array;
  /** Goes back to a snapshot of this or another service, whose tokens and keys it has from then on. */
  restore(snapshot: Uint8Array): void;
  /** Changes what the app's tokens may call. */
  setOptions(options: AppOptions): void;
  /** Frees the memory. Requests fail from then on. */
  close(): void;
}

interface AppDescription {
  public_token: string;
  secret_token: string;
  jwt_public_key: string;
}

let users = 0;

/** Starts a service. Each is apart from every other, so tests can run side by side. */
export async function testService(options: TestServiceOptions = {}): Promise<TestService> {
  return new InMemory(options);
}

/** `http` of Mock Service Worker. */
export interface MswHttp<Handler> {
  all(path: string, resolver: (info: { request: Request }) => Promise<Response>): Handler;
}

/** Handlers for Mock Service Worker (2 and up) that answer from this service: `setupServer(...mswHandlers(http, service))`. */
export function mswHandlers<Handler>(http: MswHttp<Handler>, service: TestService): Handler[] {
  // For Mock Service Worker such a response is a connection that failed; a rejection would be a status of 500.
  return [http.all(`${service.base_url}/*`, ({ request }) => service.fetch(request).catch(() => Response.error()))];
}

class InMemory implements TestService {
  readonly base_url: string;
  app_token = "";
  secret_token = "";
  jwt_public_key = "";
  readonly clock: TestClock;
  readonly requests: SeenRequest[] = [];
  readonly users = { create: (user?: NewUser) => this.createUser(user ?? {}) };
  readonly fetch: Fetch;
  private service: Service | undefined;
  private made = 0;
  private closed = false;
  private readonly config: string;
  private readonly faults = new Faults();
  private readonly initial: Uint8Array;
  private readonly fixed: boolean;
  private ahead = 0;

  constructor({ base_url = "https://sentc.test", jwt_seconds, now, options = "lax" }: TestServiceOptions) {
    this.base_url = base_url.replace(/\/+$/, "");
    this.fixed = now !== undefined;
    if (now !== undefined) this.ahead = now;
    this.clock = inClock(() => this.now(), (ms) => (this.ahead += ms));
    this.config = JSON.stringify({ jwt_seconds });
    this.open();
    this.setOptions(options);
    this.initial = this.snapshot();
    this.fetch = ((input: unknown, init?: RequestInit) => this.take(input, init)) as Fetch;
    this.failNext = this.failNext.bind(this);
  }

  get client_options() {
    return { app_token: this.app_token, base_url: this.base_url, fetch: this.fetch };
  }

  failNext(fault: Fault): void {
    this.faults.add(fault);
  }

  reset(): void {
    this.open(this.initial);
    this.faults.clear();
    this.requests.length = 0;
  }

  snapshot(): Uint8Array {
    return this.call((service) => service.snapshot());
  }

  restore(snapshot: Uint8Array): void {
    this.open(snapshot);
  }

  setOptions(options: AppOptions): void {
    this.call((service) => service.setOptions("1", JSON.stringify(options)));
  }

  close(): void {
    this.closed = true;
    this.free();
  }

  private now(): number {
    return this.fixed ? this.ahead : Date.now() + this.ahead;
  }

  private open(snapshot?: Uint8Array): void {
    const service = this.begin(snapshot);
    this.free();
    this.service = service;
    this.made = generation();
    const [app] = JSON.parse(run(() => service.apps())) as AppDescription[];
    if (app) [this.app_token, this.secret_token, this.jwt_public_key] = [app.public_token, app.secret_token, app.jwt_public_key];
  }

  /** Nothing is lost when this traps: a trap that the last call left behind is no reason to fail. */
  private begin(snapshot?: Uint8Array): Service {
    try {
      return newService(this.config, this.now(), snapshot);
    } catch (error) {
      if (!(error instanceof ServiceTrapped)) throw error;
      return newService(this.config, this.now(), snapshot);
    }
  }

  private free(): void {
    const { service } = this;
    this.service = undefined;
    // A service of an earlier instance was freed with that instance.
    if (!service || this.made !== generation()) return;
    try {
      run(() => service.free());
    } catch {
      // It trapped, and the instance goes as a whole.
    }
  }

  private call<T>(ask: (service: Service) => T): T {
    const service = this.live();
    try {
      return run(() => ask(service));
    } catch (error) {
      // The caller learns of it by this error, and the next call starts again.
      if (error instanceof ServiceTrapped) this.service = undefined;
      throw error;
    }
  }

  private live(): Service {
    if (this.closed) throw new TypeError("this test service is closed");
    // Another service trapped in the instance that held this one too.
    const lost = this.service !== undefined && this.made !== generation();
    if (!this.service || lost) this.open(this.initial);
    if (lost) throw new ServiceTrapped("another test service of this program failed inside; the data of this one is gone too");
    return this.service as Service;
  }

  private async take(input: unknown, init: RequestInit | undefined): Promise<Response> {
    const exchange = await exchangeOf(this.base_url, input, init);
    const seen: SeenRequest = { method: exchange.method, path: exchange.path, body: jsonOf(exchange.body), status: 0 };
    this.requests.push(seen);
    const fault = this.faults.take(exchange.path);
    if (fault?.delay_ms !== undefined) await pause(fault.delay_ms, exchange.signal);
    if (exchange.signal?.aborted) throw reasonOf(exchange.signal);
    if (fault?.network === "before") throw new TypeError("Failed to fetch");
    const response = this.faulty(fault) ?? this.answer(exchange);
    if (fault?.network === "after") throw new TypeError("Failed to fetch");
    seen.status = response.status;
    return response;
  }

  private faulty({ status, err_code }: Fault = {}): Response | undefined {
    if (err_code !== undefined) {
      return responseOf(status ?? 400, [["content-type", "application/json"]], JSON.stringify({ status: false, err_code, err_msg: "failNext" }));
    }
    return status === undefined ? undefined : responseOf(status, [["content-type", "text/html"]], "<h1>failNext</h1>");
  }

  private answer({ method, path, headers, body }: Exchange): Response {
    try {
      const text = this.call((service) => service.answer(this.now(), method, path, JSON.stringify(headers), body));
      const answer = JSON.parse(text) as { status: number; headers: [string, string][]; body: string };
      return responseOf(answer.status, answer.headers, answer.body);
    } catch (error) {
      if (!(error instanceof ServiceTrapped)) throw new TypeError("Failed to fetch", { cause: error });
      console.error(error);
      return responseOf(500, [["content-type", "text/plain"]], error.message);
    }
  }

  private async createUser({ identifier, password, mfa = false }: NewUser): Promise<TestUser> {
    const name = identifier ?? `user-${++users}@example.com`;
    const secret = password ?? `password of ${name} ${Math.random()}`;
    const made = JSON.parse(this.call((service) => service.createUser(this.now(), name, secret, mfa))) as { user_id: string; secret: string | null; recover: string[] };
    return {
      identifier: name,
      password: secret,
      user_id: made.user_id,
      recovery_keys: made.recover,
      totp: () => {
        if (made.secret === null) throw new TypeError("this user has no multi-factor authentication: create it with { mfa: true }");
        return code(made.secret, this.now());
      },
    };
  }
}

function inClock(read: () => number, move: (ms: number) => void): TestClock {
  return {
    get now() {
      return read();
    },
    advance(ms) {
      if (!Number.isFinite(ms)) throw new TypeError("clock.advance takes milliseconds");
      move(ms);
    },
  };
}

function jsonOf(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
