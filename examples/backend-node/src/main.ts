// An app's own back end beside a sentc API: docs/own-back-end.md explains it. server/src/backend is the same in Rust, with the same tests.
import { serve } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { generateCookie, getCookie } from "hono/cookie";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import { type ServiceAnswer, authenticate, createAdmin, identifierIn, sessionHandler, verifyJwt } from "sentc-light-wasm/server";
import { type RecoveryPurpose, recovery, watch } from "sentc-light-wasm/server/sql";
import { z } from "zod";
import { config } from "./config.ts";
import { PURPOSES, mailbox, mailed, tell } from "./mail.ts";
import { db, stores } from "./store.ts";

const REFUSALS = {
  unusable: [422, "the body is not JSON with exactly the fields of this call"],
  too_big: [413, "the body is over 64 KiB"],
  signed_out: [401, "this needs a valid JWT, or a session of this back end"],
  address_taken: [409, "there is an account with this address"],
  code: [403, "the code is wrong, used or too old"], // also for an unknown address: anything else would tell who has an account
  no_account: [409, "the service no longer knows this address"],
  password: [403, "this is not the password of the account"],
  too_soon: [403, "the password was reset by mail in the last week: a person has to look at this"],
  no_profile: [404, "this user has not registered here"],
  no_mailbox: [404, "this back end sends its mails by SMTP"],
  no_access: [403, "this user is not in the group"],
  // Not 401 or 403: by those the SDK ends sessions, and a wrong APP_ORIGIN would sign everybody out.
  foreign: [400, `only requests to and from ${config.APP_ORIGIN} are answered: the variable APP_ORIGIN says so`],
  service: [502, "the service could not be reached, or did not answer: try again"],
  unfinished: [502, "the service did not answer, so the account may exist: log in, or register again"],
  busy: [503, "too many mails are waiting: try again later"],
  internal: [500, "the back end failed; its log says why"],
} as const;
const refuse = (error: keyof typeof REFUSALS, message: string = REFUSALS[error][1], status = REFUSALS[error][0]) => new HTTPException(status, { res: Response.json({ error, message }, { status }) });
const CODES: Record<string, keyof typeof REFUSALS> = { WRONG_CODE: "code", WRONG_PASSWORD: "password", RESET_LATELY: "too_soon", USER_NOT_FOUND: "no_account", UNREADABLE_JSON: "unusable" };
const app = new Hono().basePath("/backend");
// Answers hold tokens, or words about an account: they must not be cached.
app.use(secureHeaders(), (c, next) => next().then(() => c.res.headers.set("Cache-Control", "no-store")));
// Other sites are kept out (CSRF) by the cookies' SameSite, by the lack of CORS, and by this check, which covers calls that need no cookie.
app.use(async (c, next) => {
  const [origin, site] = [c.req.header("origin") ?? config.APP_ORIGIN, c.req.header("sec-fetch-site") ?? "none"];
  if (c.req.header("host")?.toLowerCase() !== new URL(config.APP_ORIGIN).host || origin !== config.APP_ORIGIN || !["same-origin", "none"].includes(site)) throw refuse("foreign");
  await next();
});
app.onError((error: Error & { code?: string }) => {
  if (error instanceof HTTPException) return error.getResponse();
  const refusal = CODES[error.code ?? ""] ?? (error.name === "AdminError" ? "service" : "internal");
  if (refusal === "internal") console.error(error);
  return refuse(refusal, error.code === "UNREADABLE_JSON" ? "register: the service can't use these keys" : undefined).getResponse();
});
/** A route. `shape`: exactly these fields; a misspelled one would otherwise be ignored in silence. Without a result: 204. */
function post<T>(path: string, shape: z.ZodType<T>, work: (body: T, c: Context) => Promise<Response | void> | Response | void) {
  app.post(path, bodyLimit({ maxSize: 64 * 1024, onError: () => refuse("too_big").getResponse() }), async (c) => {
    const { data, error } = shape.safeParse(await c.req.json().catch(() => undefined));
    const [issue] = error?.issues ?? [];
    if (issue) throw refuse("unusable", `${issue.path.join(".") || REFUSALS.unusable[1]}: ${issue.message}`);
    return (await work(data as T, c)) ?? c.body(null, 204);
  });
}

const [SESSION, public_key, { accounts, seen, tokens }] = ["sentc_light_back_end", config.JWT_PUBLIC_KEY, stores];
const COOKIE = { path: "/backend", httpOnly: true, sameSite: "Strict", secure: config.APP_ORIGIN.startsWith("https:"), maxAge: 12 * 60 * 60 } as const;
const admin = createAdmin({ base_url: config.SERVICE_URL, secret_token: config.SECRET_TOKEN, timeout_ms: 10_000 });
const [news, recover] = [watch({ admin, stores, tell }), recovery({ admin, mailed, stores })];
const sessions = sessionHandler({ admin, public_key, origin: config.APP_ORIGIN, cookie: { name: "sentc_light_session", path: COOKIE.path }, onSession: news.session });
// The rule of <input type=email>: ASCII, no quoted parts, line ends or white space, so nothing else gets into the head of a mail.
const email = z.string().max(254).regex(z.regexes.html5Email, "not a mail address").transform((text) => text.toLowerCase());
const name = z.string().trim().refine((text) => text !== "" && [...text].length <= 80 && !/\p{Cc}/u.test(text), "1 to 80 characters, no control characters");
const [code, register, holding, fields] = [z.string(), z.string(), z.enum(["cookie", "bearer"]), z.strictObject];
/** The keys must be for this address: otherwise a code for one's own address resets anybody's password. */
const forEmail = <T extends { email: string; register: string }>(shape: z.ZodType<T>) => shape.refine((body) => identifierIn(body.register) === body.email, { path: ["register"], error: "not prepared for this email" });
const bearer = (c: Context) => /^Bearer (.+)$/.exec(c.req.header("authorization") ?? "")?.[1];
const newCookie = async (user_id: string) => generateCookie(SESSION, (await tokens.make(user_id)).token, COOKIE);
const asItCame = (c: Context, { text, http_status }: ServiceAnswer) => c.body(text, http_status as 200, { "Content-Type": "application/json; charset=utf-8" });

// In production, confirm the address by mail first, and limit the calls of each client.
post("/register", forEmail(fields({ email, name, register, session: holding.nullish() })), async (body, c) => {
  const made = await accounts.register(admin, body.email, body.register, body.name);
  if (made.state === "refused") return asItCame(c, made.answer);
  if (made.state !== "registered") throw refuse(made.state === "taken" ? "address_taken" : "unfinished");
  await seen.remember(made.user_id, [made.device_id]);
  // The whole body is for the SDK's doneRegister; a bearer session stands beside the result.
  if (body.session === "bearer") return c.json({ ...JSON.parse(made.answer.text), session: await tokens.make(made.user_id) });
  if (body.session === "cookie") c.header("Set-Cookie", await newCookie(made.user_id));
  return asItCame(c, made.answer);
});
// Right after a login. "bearer" is for programs that keep their secrets themselves: they get a session token, and no cookie.
post("/session", fields({ refresh_token: z.string(), session: holding.default("cookie") }), async ({ refresh_token, session }, c) => {
  const jwt = bearer(c) ?? "";
  const { user_id, fresh, exp } = await verifyJwt(jwt, public_key, { leeway: Infinity }).catch(() => { throw refuse("signed_out"); });
  const response = await sessions(new Request(c.req.url, { method: "POST", headers: c.req.raw.headers, body: JSON.stringify({ refresh_token }) }));
  if (response.status !== 204) return session === "cookie" ? response : refuse(response.status === 502 ? "service" : "signed_out").getResponse();
  if (fresh && Date.now() < exp * 1000) await news.login({ jwt, user_id });
  if (session === "bearer") return c.json(await tokens.make(user_id));
  response.headers.append("Set-Cookie", await newCookie(user_id));
  return response;
});
app.get("/refresh", (c) => sessions(c.req.raw));
// Whoever has a copy of the refresh token can still use it: the service can only end all sessions of a user at once.
app.delete("/session", async (c) => {
  for (const token of [getCookie(c, SESSION), bearer(c)]) if (token) await tokens.end(token);
  const response = await sessions(c.req.raw);
  response.headers.append("Set-Cookie", generateCookie(SESSION, "", { ...COOKIE, maxAge: 0 }));
  return response;
});
app.get("/profile", async (c) => {
  // A JWT has two dots, a session none.
  const who = bearer(c)?.includes(".") ? await authenticate(c.req.raw, { public_key }) : { user_id: await tokens.userOf(bearer(c) ?? getCookie(c, SESSION) ?? "") };
  if (who instanceof Response || !who.user_id) throw refuse("signed_out");
  const person = await accounts.byUser(who.user_id);
  return person ? c.json({ user_id: who.user_id, email: person.identifier, name: person.data, created: person.created }) : refuse("no_profile").getResponse();
});
// The service says who is a member. `authenticate(…, { group })` would keep its answer for a minute; nothing is kept here.
app.get("/group/:id", async (c) => {
  if ((await authenticate(c.req.raw, { public_key })) instanceof Response) throw refuse("signed_out");
  const id = /^[0-9a-f-]+$/i.exec(c.req.param("id"))?.[0]; // of another form: nobody's
  const access = id && await admin.groups.access(bearer(c)!, id).catch((error) => { throw /^JWT_|USER_/.test(error.code) ? refuse("signed_out") : error; });
  return access ? c.json(access) : refuse("no_access").getResponse();
});
// The answer is the same, and as fast, for unknown addresses. In production, put a limit for each client in front of it.
const send = (to: string, purpose: RecoveryPurpose) => { if (!mailed.send(to, purpose)) throw refuse("busy"); };
post("/password/send", fields({ email }), (body) => send(body.email, "reset_password"));
post("/recovery/send", fields({ email, purpose: z.enum(Object.keys(PURPOSES) as [RecoveryPurpose]) }), (body) => send(body.email, body.purpose));
post("/password/reset", forEmail(fields({ email, code, register })), (body) => recover.resetPassword(body.email, body.code, body.register));
post("/recovery/disable_mfa", fields({ email, code, auth_key: z.string() }), (body) => recover.disableMfa(body.email, body.code, body.auth_key));
post("/recovery/stolen_device", fields({ email, code, auth_key: z.string().nullish() }), async (body, c) => c.json({ mfa: await recover.shutOutDevices(body.email, body.code, body.auth_key) }));
post("/recovery/end_sessions", fields({ email, code }), (body) => recover.endSessions(body.email, body.code));
// This can't be undone. In production, wait some days, mail what is coming, and let a login stop it.
const isSame = (body: { email: string; confirm: string }) => body.email === body.confirm;
post("/recovery/delete_account", fields({ email, code, confirm: email }).refine(isSame, { path: ["confirm"], error: "not the same as email" }), (body) => recover.deleteAccount(body.email, body.code));
app.get("/app", (c) => c.json({ public_token: config.PUBLIC_TOKEN }));
app.get("/mailbox", (c) => (mailbox() ? c.json(mailbox()) : refuse("no_mailbox").getResponse()));
const server = serve({ fetch: app.fetch, port: config.PORT, hostname: "127.0.0.1" }, ({ port }) => console.log(`listening on http://127.0.0.1:${port}`));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close(() => db.close()));
