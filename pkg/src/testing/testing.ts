// The service for tests. It runs in this process, in memory; it needs no installation and opens no port.

import { code, generation, newService, run, ServiceTrapped } from "./engine.js";
import type { Service } from "sentc-light-service-glue";
import { exchangeOf, type Exchange, responseOf } from "./exchange.js";
import { type Fault, Faults, pause, reasonOf } from "./faults.js";
import type { Fetch } from "../public/platform.js";

export type { Fault };

/** Which tokens an endpoint accepts. `public`: both; `secret`: only the secret one; `block`: none. */
export type TokenAccess = "public" | "secret" | "block";
/** Which endpoints the app's tokens may call: a preset, or single endpoints, such as `{ "POST /register_light": "secret" }`. */
export type AppOptions = "default" | "lax" | Record<string, TokenAccess>;

export interface TestServiceOptions {
  /** The address that clients use for the service. No port is opened there. Default: https://sentc.test */
  base_url?: string | undefined;
  /** Seconds until a JWT expires. Default: 300, the same as in the real service */
  jwt_seconds?: number | undefined;
  /** The service's time, in Unix milliseconds. With it, the clock stands still until `clock.advance` moves it. Default: the real time */
  now?: number | undefined;
  /** Which endpoints the app's tokens may call. Default: `lax`, all endpoints with the public token */
  options?: AppOptions | undefined;
}

/** The clock of the service. Clients have their own clock; they get a new JWT when the service refuses one as expired. */
export interface TestClock {
  /** Unix milliseconds. */
  readonly now: number;
  /** Moves the clock forward. A JWT is expired when it is older than `jwt_seconds` plus a minute of leeway. */
  advance(ms: number): void;
}

export interface NewUser {
  /** Default: a unique one */
  identifier?: string | undefined;
  /** Default: a random one */
  password?: string | undefined;
  /** Whether multi-factor authentication is on from the start. Default: false */
  mfa?: boolean | undefined;
}

export interface TestUser {
  identifier: string;
  password: string;
  user_id: string;
  /** With `mfa`: six recovery keys; each works once. */
  recovery_keys: string[];
  /** With `mfa`: returns the code that an authenticator shows at the service's time. */
  totp(): string;
}

/** A request that the service received. */
export interface SeenRequest {
  method: string;
  /** The path, without the address of the service: "/api/v1/exists". */
  path: string;
  /** The body, parsed if it is JSON; undefined if there was none. It can contain secrets of test users. */
  body: unknown;
  /** The HTTP status of the answer; 0 if the connection was lost (`failNext` with `network`). */
  status: number;
}

/** A sentc service in this process, for tests. */
export interface TestService {
  /** Answers requests to `base_url`. Pass it as the client's option `fetch`. */
  fetch: Fetch;
  base_url: string;
  /** The public token. */
  app_token: string;
  /** The secret token, for tests of your back end. */
  secret_token: string;
  /** The app's public key for JWTs as PEM, for `verifyJwt` and JWT libraries. */
  jwt_public_key: string;
  /** For `createClient({ ...service.client_options })`: app_token, base_url and fetch. */
  client_options: { app_token: string; base_url: string; fetch: Fetch };
  clock: TestClock;
  users: { create(user?: NewUser): Promise<TestUser> };
  /** Makes the next request fail; with `fault.path`, the next one whose path contains it. With `fault.times`, that many. */
  failNext(fault: Fault): void;
  /** All requests since the start or the last `reset`, in the order of arrival. */
  requests: readonly SeenRequest[];
  /** Deletes all users, groups, faults and recorded requests. Tokens, keys and the clock do not change. */
  reset(): void;
  /** Returns all data of the service, including secrets, for `restore`. */
  snapshot(): Uint8Array;
  /** Replaces all data with a snapshot of this or another service, including its tokens and keys. */
  restore(snapshot: Uint8Array): void;
  /** Changes what the app's tokens may call. */
  setOptions(options: AppOptions): void;
  /** Frees the memory. Later requests fail. */
  close(): void;
}

interface AppDescription {
  public_token: string;
  secret_token: string;
  jwt_public_key: string;
}

let users = 0;

/** Starts a service. Services share no data, so tests can run at the same time. */
export async function testService(options: TestServiceOptions = {}): Promise<TestService> {
  return new InMemory(options);
}

/** `http` of Mock Service Worker. */
export interface MswHttp<Handler> {
  all(path: string, resolver: (info: { request: Request }) => Promise<Response>): Handler;
}

/** Handlers for Mock Service Worker (2 and up) that answer from this service: `setupServer(...mswHandlers(http, service))`. */
export function mswHandlers<Handler>(http: MswHttp<Handler>, service: TestService): Handler[] {
  // Mock Service Worker turns this response into a failed connection, but a rejection into the status 500.
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

  /** Creates a service, and tries once more after a trap: an earlier call may have caused it, and no data is lost here. */
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
      // It trapped, so the whole instance is replaced.
    }
  }

  private call<T>(ask: (service: Service) => T): T {
    const service = this.live();
    try {
      return run(() => ask(service));
    } catch (error) {
      // The error tells the caller; the next call starts a new service.
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
