// An app's own back end beside a sentc API. docs/own-back-end.md explains it; server/src/backend is the same in Rust, and one suite of
// tests (tests/backend) runs against both.
import { serve } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import { AdminError, CodeError, authenticate, createAdmin, identifierIn, nothingDone, sessionHandler, verifyJwt } from "sentc-light-wasm/server";
import { z } from "zod";
import { config } from "./config.ts";
import { PURPOSES, type Purpose, mailbox, mailed, tellOf } from "./mail.ts";
import { SESSION_SECONDS, db, makeSession, type Person, personBy, query, sessionUser, sha256 } from "./store.ts";

const REFUSALS = {
  unusable: [422, "the body is not JSON with exactly the fields of this call, or a value can't be used"],
  too_big: [413, "the body is over 64 KiB"],
  signed_out: [401, "this needs a valid JWT, or a session of this back end"],
  address_taken: [409, "there is an account with this address"],
  // One answer for a wrong, used, expired and guessed code and for an unknown address: anything else would tell who has an account.
  code: [403, "the code is wrong, used or too old"],
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
const refuse = (error: keyof typeof REFUSALS, [status, message]: readonly [number, string] = REFUSALS[error]) =>
  new HTTPException(status as 400, { res: Response.json({ error, message }, { status }) });

const [SESSION, WEEK, PEM] = ["sentc_light_back_end", 7 * 24 * 3_600_000, config.JWT_PUBLIC_KEY];
const COOKIE = { path: "/backend", httpOnly: true, sameSite: "Strict", secure: config.APP_ORIGIN.startsWith("https:") } as const;
const admin = createAdmin({ base_url: config.SERVICE_URL, secret_token: config.SECRET_TOKEN, timeout_ms: 10_000 });
/** What to do when the service did not answer a change: here the error handler says 502, and the person tries again. */
const rethrow = (error: AdminError): never => { throw error; };
const cookie = { name: "sentc_light_session", path: COOKIE.path };
const sessions = sessionHandler({ admin, public_key: PEM, origin: config.APP_ORIGIN, cookie, onSession: ({ jwt, user_id }) => look(jwt, user_id) });

const app = new Hono().basePath("/backend");
// Answers hold tokens, or words about an account: they must not be cached.
app.use(secureHeaders(), (c, next) => next().then(() => c.res.headers.set("Cache-Control", "no-store")));
// Other sites are kept out (CSRF) by the cookies' SameSite, by the lack of CORS, and by this check, which covers calls that need no cookie.
app.use(async (c, next) => {
  const [origin, site] = [c.req.header("origin") ?? config.APP_ORIGIN, c.req.header("sec-fetch-site") ?? "none"];
  const isOwn = c.req.header("host")?.toLowerCase() === new URL(config.APP_ORIGIN).host && origin === config.APP_ORIGIN;
  if (!isOwn || !["same-origin", "none"].includes(site)) throw refuse("foreign");
  await next();
});
app.onError((error) => {
  if (error instanceof HTTPException) return error.getResponse();
  if (error instanceof CodeError) return refuse("code").getResponse();
  if (error instanceof AdminError) return refuse(error.code === "USER_NOT_FOUND" ? "no_account" : error.code === "UNREADABLE_JSON" ? "unusable" : "service").getResponse();
  console.error(error);
  return refuse("internal").getResponse();
});

function post<T>(path: string, type: z.ZodType<T>, work: (c: Context, body: T) => Promise<Response> | Response) {
  const limit = bodyLimit({ maxSize: 64 * 1024, onError: () => refuse("too_big").getResponse() });
  app.post(path, limit, async (c) => {
    const { data, error } = type.safeParse(await c.req.json().catch(() => undefined));
    const [{ path: field, message } = { path: [], message: "" }] = error?.issues ?? [];
    if (error) throw refuse("unusable", [422, field.length > 0 ? `${field.join(".")}: ${message}` : `${REFUSALS.unusable[1]}: ${message}`]);
    return work(c, data as T);
  });
}

// The rule of <input type=email>: ASCII, no quoted parts, line ends or white space, so nothing else gets into the head of a mail.
const address = z.string().max(254).regex(z.regexes.html5Email, "not a mail address").transform((text) => text.toLowerCase());
const name = z.string().trim().refine((text) => text !== "" && [...text].length <= 80 && !/\p{Cc}/u.test(text), "1 to 80 characters, no control characters");
const holding = z.enum(["cookie", "bearer"]);
/** Exactly these fields: a misspelled one would otherwise be ignored in silence. */
const fields = z.strictObject;
/** The keys must be for this address: otherwise a code for one's own address resets anybody's password. */
const isForAddress = ({ email, register }: { email: string; register: string }) => identifierIn(register) === email;
const NOT_FOR_ADDRESS = { path: ["register"], error: "not prepared for this email" };
const bearer = (c: Context) => /^Bearer (.+)$/.exec(c.req.header("authorization") ?? "")?.[1];
const withCookies = (c: Context, from: Response) => { for (const value of from.headers.getSetCookie()) c.header("Set-Cookie", value, { append: true }); return c.body(null, 204); };
const asItCame = (c: Context, { text, http_status }: { text: string; http_status: number }) => c.body(text, http_status as 200, { "Content-Type": "application/json; charset=utf-8" });

// The address is kept first, the account made second; `pending` counts the requests that may have made it. The service refuses: one less,
// and without any the address is free again. No answer: the row stays, and the first login completes it. In production, confirm the
// address by mail first, and limit the calls of each client.
const Registration = fields({ email: address, name, register: z.string(), session: holding.nullish() }).refine(isForAddress, NOT_FOR_ADDRESS);
post("/register", Registration, async (c, { email, name: shown, register, session }) => {
  if (personBy("email", email)?.user_id) throw refuse("address_taken");
  query("INSERT INTO people (email, name, created, pending) VALUES (?, ?, ?, 1) ON CONFLICT (email) DO UPDATE SET pending = pending + 1", email, shown, Date.now());
  const made = await admin.register(register, () => { throw refuse("unfinished"); }).catch((error) => {
    if (!(error instanceof AdminError && error.answer)) throw error;
    query("UPDATE people SET pending = pending - 1 WHERE email = ? AND user_id IS NULL", email);
    query("DELETE FROM people WHERE email = ? AND user_id IS NULL AND pending <= 0", email);
    return { answer: error.answer, user_id: undefined };
  });
  if (!made.user_id) return asItCame(c, made.answer);
  query("INSERT INTO people (email, name, user_id, created, pending) VALUES (?, ?, ?, ?, 0) ON CONFLICT (email) DO UPDATE SET name = excluded.name, user_id = excluded.user_id", email, shown, made.user_id, Date.now());
  remember([made.device_id], made.user_id);
  const own = session && makeSession(made.user_id);
  // The whole body is for the SDK's doneRegister; a bearer session stands beside the result.
  if (own && session === "bearer") return c.json({ ...JSON.parse(made.answer.text), session: own });
  if (own) setCookie(c, SESSION, own.token, { ...COOKIE, maxAge: SESSION_SECONDS });
  return asItCame(c, made.answer);
});

// Right after a login. "bearer" is for programs that keep their secrets themselves: they get a session token, and no cookie.
post("/session", fields({ refresh_token: z.string(), session: holding.default("cookie") }), async (c, { refresh_token, session }) => {
  const jwt = bearer(c) ?? "";
  const { user_id, fresh, exp } = await verifyJwt(jwt, PEM, { leeway: Infinity }).catch(() => { throw refuse("signed_out"); });
  if (session === "bearer") {
    const refreshed = await admin.refresh(jwt, refresh_token).catch((error) => { throw error.code === "REFRESH_TOKEN" ? refuse("signed_out") : error; });
    await look(refreshed.jwt, user_id);
    return c.json(makeSession(user_id));
  }
  const response = await sessions(new Request(c.req.url, { method: "POST", headers: c.req.raw.headers, body: JSON.stringify({ refresh_token }) }));
  if (response.status !== 204) return response;
  if (fresh && Date.now() < exp * 1000) await newIn("secret", user_id, async () => (await admin.recoveryKeys(jwt)).map((key) => sha256(key).toString("base64")));
  setCookie(c, SESSION, makeSession(user_id).token, { ...COOKIE, maxAge: SESSION_SECONDS });
  return withCookies(c, response);
});

/** At each login and refresh: completes a registration whose answer was lost, and tells the owner of new devices. */
async function look(jwt: string, user_id: string) {
  const unfinished = personBy("user_id", user_id) ? [] : query<Person>("SELECT * FROM people WHERE user_id IS NULL");
  // Only with an identifier of their own: the service lists its hash. So nobody completes another's registration.
  const hashes = unfinished.length > 0 ? (await admin.devices(jwt)).map(({ device_identifier }) => device_identifier) : [];
  const theirs = unfinished.find(({ email }) => hashes.includes(sha256(email).toString("base64")));
  if (theirs) query("UPDATE people SET user_id = ? WHERE email = ? AND user_id IS NULL", user_id, theirs.email);
  await newIn("device", user_id, async () => (await admin.devices(jwt)).map(({ device_id }) => device_id));
}
const remember = (things: string[], user_id: string) => { for (const what of things) query("INSERT OR IGNORE INTO seen (what, user_id) VALUES (?, ?)", what, user_id); };
/** A stolen JWT is enough to add a device and to replace the TOTP secret, so the owner gets a mail about both. If this fails, nobody is kept out. */
async function newIn(kind: "device" | "secret", user_id: string, list: () => Promise<string[]>) {
  const [owner, known] = [personBy("user_id", user_id), query<{ what: string }>("SELECT what FROM seen WHERE user_id = ?", user_id).map(({ what }) => what)];
  const things = (await list().catch(() => [])).filter((what) => !known.includes(what));
  // Nothing was known before: an account from before this back end looked.
  if (known.length === 0 || !owner) remember(things, user_id);
  else if (things.length > 0) tellOf(owner.email, kind, () => remember(things, user_id));
}
app.get("/refresh", (c) => sessions(c.req.raw));
// Whoever has a copy of the refresh token can still use it: the service can only end all sessions of a user at once.
app.delete("/session", async (c) => {
  for (const token of [getCookie(c, SESSION), bearer(c)]) if (token) query("DELETE FROM sessions WHERE hash = ?", sha256(token));
  deleteCookie(c, SESSION, COOKIE);
  return withCookies(c, await sessions(c.req.raw));
});

app.get("/profile", async (c) => {
  const token = bearer(c);
  // A JWT has two dots, a session none.
  const who = token?.includes(".") ? await authenticate(c.req.raw, { public_key: PEM }) : { user_id: sessionUser(token ?? getCookie(c, SESSION) ?? "") };
  if (who instanceof Response || !who.user_id) throw refuse("signed_out");
  const person = personBy("user_id", who.user_id);
  if (!person) throw refuse("no_profile");
  return c.json({ user_id: who.user_id, email: person.email, name: person.name, created: person.created });
});
// The service says who is a member. `authenticate(…, { group })` would keep its answer for a minute; nothing is kept here.
app.get("/group/:id", async (c) => {
  const [who, id] = [await authenticate(c.req.raw, { public_key: PEM }), c.req.param("id")];
  if (who instanceof Response) throw refuse("signed_out");
  const access = /^[0-9a-f-]+$/i.test(id) ? await admin.groups.access(bearer(c)!, id).catch((error) => { throw /^JWT_|USER_/.test(error.code) ? refuse("signed_out") : error; }) : undefined;
  if (!access) throw refuse("no_access");
  return c.json(access);
});

// The answer is the same, and as fast, for unknown addresses. In production, put a limit for each client in front of it.
const send = (c: Context, email: string, purpose: Purpose) => { if (!mailed.send(email, purpose)) throw refuse("busy"); return c.body(null, 204); };
post("/password/send", fields({ email: address }), (c, { email }) => send(c, email, "reset_password"));
post("/recovery/send", fields({ email: address, purpose: z.enum(Object.keys(PURPOSES) as [Purpose]) }), (c, { email, purpose }) => send(c, email, purpose));

async function redeemed(c: Context, email: string, purpose: Purpose, code: string, deed: (user_id: string) => Promise<void>, check?: () => Promise<void>) {
  const user_id = personBy("email", email)?.user_id;
  await mailed.redeem(email, purpose, code, () => (user_id ? deed(user_id) : Promise.reject(refuse("code"))), check);
  return c.body(null, 204);
}
async function endSessions(email: string, user_id: string) {
  query("DELETE FROM sessions WHERE user_id = ?", user_id);
  await admin.endSessions(email, rethrow);
}

post("/password/reset", fields({ email: address, code: z.string(), register: z.string() }).refine(isForAddress, NOT_FOR_ADDRESS), (c, { email, code, register }) =>
  redeemed(c, email, "reset_password", code, async (user_id) => {
    // Recorded before the service is asked: whoever cuts the connection then must not turn off the second factor with the mailbox alone.
    query("UPDATE people SET password_reset = ? WHERE email = ?", Date.now(), email);
    await admin.resetPassword(email, register, rethrow).catch(nothingDone);
    // Whoever knew the old password may be signed in. This also tells when the identifier was changed without this back end: the reset
    // says “Success” then, and does nothing.
    await endSessions(email, user_id);
    await mailed.voidAll(email);
  }),
);
/** The mailbox already gives a new password, so it must not be worth both factors: the password is asked for too (`mfa_auth_key` of what `login` resolves to). */
async function passwordOf(email: string, auth_key: string) {
  const right = await admin.checkPassword(email, auth_key);
  if (!right) throw refuse("password");
  // Asked after the proof: a reset that runs beside this has written it down before the new password was valid.
  return { ...right, reset_lately: Date.now() < (personBy("email", email)?.password_reset ?? -WEEK) + WEEK };
}
const Proven = fields({ email: address, code: z.string(), auth_key: z.string() });
post("/recovery/disable_mfa", Proven, (c, { email, code, auth_key }) =>
  redeemed(c, email, "disable_mfa", code, () => admin.disableOtp(email, rethrow).catch(nothingDone), async () => {
    if ((await passwordOf(email, auth_key)).reset_lately) throw refuse("too_soon");
  }));
// With a stolen JWT a thief can add a device and replace the TOTP secret, and both outlive a new password. The mailbox alone removes the
// devices, which a new password by mail could do too. It leaves MFA on: the page knows `auth_key` only where a login asks for the second factor.
post("/recovery/stolen_device", fields({ email: address, code: z.string(), auth_key: z.string().nullish() }), async (c, { email, code, auth_key }) => {
  let proof = { mfa: true, reset_lately: true };
  await redeemed(c, email, "stolen_device", code, async (user_id) => {
    query("DELETE FROM sessions WHERE user_id = ?", user_id);
    await admin.shutOutDevices(email, { keep_mfa: proof.reset_lately }, rethrow).catch(nothingDone);
  }, async () => { if (auth_key != null) proof = await passwordOf(email, auth_key); });
  return c.json({ mfa: !proof.mfa ? "none" : proof.reset_lately ? "kept" : "off" });
});
// This can only lock out, and the password lets in again. JWTs stay valid for their few minutes.
post("/recovery/end_sessions", fields({ email: address, code: z.string() }), (c, { email, code }) =>
  redeemed(c, email, "end_sessions", code, (user_id) => endSessions(email, user_id).catch(nothingDone)));
// This can't be undone. In production, wait some days, mail what is coming, and let a login stop it.
const Deletion = fields({ email: address, code: z.string(), confirm: address }).refine(({ email, confirm }) => email === confirm, { path: ["confirm"], error: "not the same as email" });
post("/recovery/delete_account", Deletion, (c, { email, code }) =>
  redeemed(c, email, "delete_account", code, async (user_id) => {
    // USER_NOT_FOUND: it is gone, maybe by an earlier try whose answer was lost.
    await admin.deleteUserById(user_id, rethrow).catch((error) => (error.code === "USER_NOT_FOUND" ? undefined : nothingDone(error)));
    query("DELETE FROM sessions WHERE user_id = ?", user_id);
    query("DELETE FROM seen WHERE user_id = ?", user_id);
    query("DELETE FROM people WHERE email = ? AND user_id = ?", email, user_id);
  }),
);

app.get("/app", (c) => c.json({ public_token: config.PUBLIC_TOKEN }));
app.get("/mailbox", (c) => (mailbox() ? c.json(mailbox()) : refuse("no_mailbox").getResponse()));

const server = serve({ fetch: app.fetch, port: config.PORT, hostname: "127.0.0.1" }, ({ port }) => console.log(`listening on http://127.0.0.1:${port}`));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close(() => db.close()));
