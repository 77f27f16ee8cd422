// An app's own back end beside a sentc API. The story is in docs/own-back-end.md; the dev server's own example (server/src/backend) is the
// same in Rust, and one suite of tests (tests/backend) runs against both.
import { serve } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import { z } from "zod";
import { refuse } from "./answer.ts";
import { PURPOSES, type Purpose, giveBack, mailbox, redeem, sendCode, tell } from "./codes.ts";
import { config } from "./config.ts";
import { type Reply, call, done, who } from "./service.ts";
import { SESSION_SECONDS, all, db, makeSession, type Person, personBy, run, sessionUser, sha256 } from "./store.ts";

const [REFRESH, SESSION, WEEK] = ["sentc_light_session", "sentc_light_back_end", 7 * 24 * 3_600_000];
// No script can read them, no other site's page sends them. In production: names with __Host-, Secure, and so https.
const COOKIE = { path: "/backend", httpOnly: true, sameSite: "Strict", secure: config.APP_ORIGIN.startsWith("https:") } as const;
/** What the service says that means: this session is over. */
const OVER = [114, 100, 31, 32, 35];

const app = new Hono().basePath("/backend");
// Answers hold tokens, or words about an account: no cache keeps them.
app.use(secureHeaders(), (c, next) => next().then(() => c.res.headers.set("Cache-Control", "no-store")));
// Other sites are kept out (CSRF) by the cookies' SameSite, by there being no CORS, and by this, which covers calls that need neither.
app.use(async (c, next) => {
  const [origin, site] = [c.req.header("origin") ?? config.APP_ORIGIN, c.req.header("sec-fetch-site") ?? "none"];
  const isOwn = c.req.header("host")?.toLowerCase() === new URL(config.APP_ORIGIN).host && origin === config.APP_ORIGIN;
  if (!isOwn || !["same-origin", "none"].includes(site)) throw refuse("foreign");
  await next();
});
app.onError((error) => (error instanceof HTTPException ? error : (console.error(error), refuse("internal"))).getResponse());

function post<T>(path: string, type: z.ZodType<T>, work: (c: Context, body: T) => Promise<Response> | Response) {
  const limit = bodyLimit({ maxSize: 64 * 1024, onError: () => refuse("too_big").getResponse() });
  app.post(path, limit, async (c) => work(c, await c.req.json().then(type.parse).catch(() => { throw refuse("unusable"); })));
}

// The rule of <input type=email>: ASCII, no quoted parts, line ends or white space. So nothing else gets into a mail's head.
const address = z.string().max(254).regex(z.regexes.html5Email).transform((text) => text.toLowerCase());
const name = z.string().trim().refine((text) => text !== "" && [...text].length <= 80 && !/\p{Cc}/u.test(text));
const holding = z.enum(["cookie", "bearer"]);

/** Exactly these fields: a misspelt one would otherwise be ignored in silence. */
const fields = z.strictObject;
/** The identifier that the keys are for has to be the address: else a code for one's own address would set anybody's password. */
const isForAddress = ({ email, register }: { email: string; register: string }) => JSON.parse(register).device_identifier === email;

const bearer = (c: Context) => /^Bearer (.+)$/.exec(c.req.header("authorization") ?? "")?.[1];
const keep = (c: Context, name: string, value: string, maxAge: number) => setCookie(c, name, value, { ...COOKIE, maxAge });
const asItCame = (c: Context, { text, http }: Reply) => c.body(text, http as 200, { "Content-Type": "application/json; charset=utf-8" });
/** The service's refusal. The SDK ends a session by 401 and 403, so only what means that is answered so. */
const refusedAs = (c: Context, code: number, { text, http }: Reply) =>
  asItCame(c, { text, http: OVER.includes(code) ? 401 : http >= 400 && ![401, 403].includes(http) ? http : 502 });

// The address is kept first, the account made second. Refused: the address is free again. No answer: the account may be there, so the row
// stays without a user, and the first login completes it. (Deleting the account "to be safe" may hit another's: the refusal may be what got
// lost.) In production the address is confirmed by mail first, and calls are limited for each client.
const Registration = fields({ email: address, name, register: z.string(), session: holding.nullish() }).refine(isForAddress);
post("/register", Registration, async (c, { email, name: shown, register, session }) => {
  if (personBy("email", email)?.user_id) throw refuse("address_taken");
  const isNew = run("INSERT OR IGNORE INTO people (email, name, created) VALUES (?, ?, ?)", email, shown, Date.now()) === 1;
  const outcome = await call("POST", "/register_light", register);
  if (outcome.kind === "refused") {
    if (isNew) run("DELETE FROM people WHERE email = ? AND user_id IS NULL", email);
    return asItCame(c, outcome.reply);
  }
  const user = outcome.kind === "done" ? z.object({ user_id: z.string() }).safeParse(outcome.result).data : undefined;
  if (outcome.kind === "unknown" || !user) throw refuse("unfinished");
  run("UPDATE people SET name = ?, user_id = ? WHERE email = ?", shown, user.user_id, email);
  // The whole body is for the SDK's doneRegister; a bearer session stands beside the result.
  const made = session && makeSession(user.user_id);
  if (made && session === "bearer") return c.json({ ...JSON.parse(outcome.reply.text), session: made });
  if (made) keep(c, SESSION, made.token, SESSION_SECONDS);
  return asItCame(c, outcome.reply);
});

post("/session", fields({ refresh_token: z.string(), session: holding.default("cookie") }), async (c, { refresh_token, session }) => {
  const jwt = bearer(c) ?? "";
  const claims = await who(jwt, Infinity);
  if (!claims) throw refuse("signed_out");
  // A token that does not work is none to keep, and whoever brings another's JWT has no token for it.
  const outcome = await call("PUT", "/refresh", { refresh_token }, jwt);
  if (outcome.kind === "refused") return refusedAs(c, outcome.code, outcome.reply);
  const refreshed = done(outcome, z.object({ jwt: z.string(), device_id: z.string() }));
  await finishRegistration(refreshed.jwt, claims.aud);
  const made = makeSession(claims.aud);
  if (session === "bearer") return c.json(made);
  keep(c, REFRESH, `${refreshed.device_id}:${refresh_token}`, 30 * 24 * 3600);
  keep(c, SESSION, made.token, SESSION_SECONDS);
  return c.body(null, 204);
});

/** Whose address is theirs is not taken from them: the service lists the hashes of the identifiers of their devices. */
async function finishRegistration(jwt: string, user_id: string) {
  const unfinished = all<Person>("SELECT * FROM people WHERE user_id IS NULL");
  if (personBy("user_id", user_id) || unfinished.length === 0) return;
  const devices = done(await call("GET", "/user/device/0/none", undefined, jwt), z.array(z.object({ device_identifier: z.string() })));
  const theirs = unfinished.find(({ email }) => devices.some(({ device_identifier }) => device_identifier === sha256(email).toString("base64")));
  if (theirs) run("UPDATE people SET user_id = ? WHERE email = ? AND user_id IS NULL", user_id, theirs.email);
}
// The contract of the SDK's strategy "cookie": the cookies and the old JWT come in, a JWT as text goes out, a 401 ends the session.
app.get("/refresh", async (c) => {
  const jwt = bearer(c) ?? "";
  const [device, refresh_token] = (getCookie(c, REFRESH) ?? "").split(":");
  // Another device's cookie stays: somebody else has logged in in this browser since.
  if (!refresh_token || (await who(jwt, Infinity))?.sub !== device) throw refuse("signed_out");
  const outcome = await call("PUT", "/refresh", { refresh_token }, jwt);
  if (outcome.kind !== "refused") return c.text(done(outcome, z.object({ jwt: z.string() })).jwt);
  if (OVER.includes(outcome.code)) deleteCookie(c, REFRESH, COOKIE);
  return refusedAs(c, outcome.code, outcome.reply);
});
// The refresh token stays good for whoever has a copy: the service can end only all of a user's at once.
app.delete("/session", (c) => {
  for (const token of [getCookie(c, SESSION), bearer(c)]) if (token) run("DELETE FROM sessions WHERE hash = ?", sha256(token));
  for (const cookie of [REFRESH, SESSION]) deleteCookie(c, cookie, COOKIE);
  return c.body(null, 204);
});

app.get("/profile", async (c) => {
  const token = bearer(c);
  // A JWT has two dots, a session none.
  const user_id = token?.includes(".") ? (await who(token))?.aud : sessionUser(token ?? getCookie(c, SESSION) ?? "");
  if (!user_id) throw refuse("signed_out");
  const person = personBy("user_id", user_id);
  if (!person) throw refuse("no_profile");
  return c.json({ user_id, email: person.email, name: person.name, created: person.created });
});
// Who is a member says the service, by the JWT of the caller; nothing about groups is kept here, so nothing can be out of date.
app.get("/group/:id", async (c) => {
  const [jwt, id] = [bearer(c) ?? "", c.req.param("id")];
  if (!(await who(jwt))) throw refuse("signed_out");
  if (!/^[0-9a-f-]+$/i.test(id)) throw refuse("no_access");
  const outcome = await call("GET", `/group/${id}/light`, undefined, jwt);
  if (outcome.kind === "refused") throw refuse([1, 310].includes(outcome.code) ? "no_access" : [30, ...OVER].includes(outcome.code) ? "signed_out" : "service");
  return c.json(done(outcome, z.object({ group_id: z.string(), rank: z.number() })));
});

// Answered alike, and at once, whether the address is known or not. In production: with a limit for each client in front of it.
const send = (c: Context, email: string, purpose: Purpose) => (sendCode(email, purpose), c.body(null, 204));
post("/password/send", fields({ email: address }), (c, { email }) => send(c, email, "reset_password"));
post("/recovery/send", fields({ email: address, purpose: z.enum(Object.keys(PURPOSES) as [Purpose]) }), (c, { email, purpose }) => send(c, email, purpose));

/** Uses a code for `work`, gives it back when that fails, and tells the owner of the mailbox when it does not. */
async function redeemed(c: Context, email: string, purpose: Purpose, code: string, work: (person: Person) => Promise<void>) {
  const [id, person] = [redeem(email, purpose, code), personBy("email", email)];
  if (!id || !person) throw refuse("code");
  await work(person).catch((error) => { giveBack(id); throw error; });
  tell(email, purpose);
  return c.body(null, 204);
}
async function endSessions({ email, user_id }: Person) {
  done(await call("DELETE", "/user/forced/sessions", { user_identifier: email }));
  run("DELETE FROM sessions WHERE user_id = ?", user_id);
}

const Reset = fields({ email: address, code: z.string(), register: z.string() }).refine(isForAddress);
post("/password/reset", Reset, (c, { email, code, register }) =>
  redeemed(c, email, "reset_password", code, async (person) => {
    const outcome = await call("PUT", "/user/reset_pw_light", register);
    if (outcome.kind === "refused" && outcome.code === 11) throw refuse("unusable");
    done(outcome);
    // Whoever knew the old password may be signed in. And for an identifier that was changed behind this back end's back the reset says
    // "Success" and does nothing; this says that there is no such account.
    await endSessions(person);
    run("UPDATE people SET password_reset = ? WHERE email = ?", Date.now(), email);
    run("UPDATE codes SET used = 1 WHERE email = ?", email);
  }),
);
// The mailbox alone, which can also reset the password, must not be worth both factors: so the password is asked for (auth_key is
// mfa_auth_key of what the SDK's login gives), and a reset by mail within the last week stands against it.
post("/recovery/disable_mfa", fields({ email: address, code: z.string(), auth_key: z.string() }), (c, { email, code, auth_key }) =>
  redeemed(c, email, "disable_mfa", code, async ({ password_reset }) => {
    if (password_reset !== null && Date.now() < password_reset + WEEK) throw refuse("too_soon");
    const proof = await call("POST", "/done_login", { device_identifier: email, auth_key });
    if (proof.kind === "refused" && [111, 112].includes(proof.code)) throw refuse("password");
    done(proof);
    done(await call("PUT", "/user/forced/disable_otp", { user_identifier: email }));
  }),
);
// It can only lock out, and the password lets in again. JWTs that are out live on for their few minutes.
post("/recovery/end_sessions", fields({ email: address, code: z.string() }), (c, { email, code }) => redeemed(c, email, "end_sessions", code, endSessions));
// There is no way back. In production: wait some days, mail what is coming, let a login stop it.
const Deletion = fields({ email: address, code: z.string(), confirm: address }).refine(({ email, confirm }) => email === confirm);
post("/recovery/delete_account", Deletion, (c, { email, code }) =>
  redeemed(c, email, "delete_account", code, async ({ user_id }) => {
    const outcome = await call("DELETE", `/user/forced/delete/${user_id}`);
    // Gone already, maybe at a first try whose answer was lost: as good.
    if (!(outcome.kind === "refused" && outcome.code === 100)) done(outcome);
    run("DELETE FROM sessions WHERE user_id = ?", user_id);
    run("DELETE FROM people WHERE email = ?", email);
  }),
);

app.get("/app", (c) => c.json({ public_token: config.PUBLIC_TOKEN }));
app.get("/mailbox", (c) => (mailbox() ? c.json(mailbox()) : refuse("no_mailbox").getResponse()));

const server = serve({ fetch: app.fetch, port: config.PORT, hostname: "127.0.0.1" }, ({ port }) => console.log(`listening on http://127.0.0.1:${port}`));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close(() => db.close()));
