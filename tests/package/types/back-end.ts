// sentc-light-wasm/server in a strict project. Compiled, never run.

import { type AdminError, type Authenticated, type Registered, authenticate, codes, createAdmin, memoryCodes, sessionHandler, toHono, toNext, toNode } from "sentc-light-wasm/server";
import { type Registration, TABLES, recovery, sqlStores, watch } from "sentc-light-wasm/server/sql";
import { exactly } from "./exactly.js";

const admin = createAdmin({ secret_token: "secret" });
const rethrow = (error: AdminError): never => {
  throw error;
};

export async function deeds(): Promise<void> {
  // @ts-expect-error — what happens without an answer has to be said
  await admin.register("text");
  // @ts-expect-error — for each call that changes something
  await admin.endSessions("ada");
  // @ts-expect-error
  await admin.groups.create("user");
  exactly<Registered>()(await admin.register("text", rethrow));
  exactly<Registered | "unknown">()(await admin.register("text", () => "unknown" as const));
  exactly<string | undefined>()(await admin.groups.create("user", () => undefined));
  // @ts-expect-error — the identifier that it is for comes first
  await admin.resetPassword("text", rethrow);
}

export async function route(request: Request): Promise<Response> {
  const who = await authenticate(request, { public_key: "pem" });
  // @ts-expect-error — it may be a response
  who.user_id;
  if (who instanceof Response) return who;
  exactly<Authenticated>()(who);
  // @ts-expect-error — no group was asked for
  who.rank;
  const member = await authenticate(request, { public_keys: ["pem"], group: { id: "group", admin } });
  if (member instanceof Response) return member;
  exactly<number>()(member.rank);
  // @ts-expect-error — one or several keys
  await authenticate(request, { fresh: true });
  return Response.json(member);
}

export const handler = sessionHandler({ admin, public_key: "pem", origin: "https://app.example", store: new Map(), onSession: ({ user_id }) => void user_id });
// @ts-expect-error — whose pages may use it has to be said
sessionHandler({ admin, public_key: "pem" });
export const { GET, POST, DELETE } = toNext(handler);
export const hono = toHono(handler);
export const node = toNode(handler);

export const mailed = codes({
  store: memoryCodes(),
  known: () => true,
  mail: ({ kind }) => {
    exactly<"code" | "done" | "maybe">()(kind);
  },
});

const stores = sqlStores((sql, values) => (exactly<(string | number | null)[]>()(values), [sql]));
exactly<string>()(TABLES);
export const inSql = codes({ store: stores.codes, known: async (address) => (await stores.accounts.byIdentifier(address)) !== undefined, mail: () => undefined });
export const recover = recovery({ admin, mailed: inSql, stores });
export const news = watch({ admin, stores, tell: (_, what, remember) => (exactly<"device" | "secret">()(what), remember()) });
sessionHandler({ admin, public_key: "pem", origin: "https://app.example", onSession: news.session });

export async function registering(): Promise<string> {
  const made = await stores.accounts.register(admin, "ada", "text", "Ada");
  exactly<Registration>()(made);
  // @ts-expect-error — only a registration that was made has a user
  made.user_id;
  exactly<"off" | "kept" | "none">()(await recover.shutOutDevices("ada", "code"));
  return made.state === "registered" ? made.user_id : made.state;
}
