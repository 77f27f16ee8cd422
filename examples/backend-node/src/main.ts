// An app's own back end beside a sentc API. The story is in docs/own-back-end.md; the dev server's own example (server/src/backend) is the
// same in Rust, and one suite of tests (tests/backend) runs against both.
import { serve } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { refuse } from "./answer.ts";
import { PURPOSES, type Purpose, giveBack, mailbox, redeem, sendCode, tell } from "./codes.ts";
import { config } from "./config.ts";
import { call, done, forced, type Reply, signed, valid } from "./service.ts";
import { SESSION_SECONDS, all, db, makeSession, type Person, personBy, run, sessionUser, sha256 } from "./store.ts";

const app = new Hono().basePath("/backend");
const [REFRESH, SESSION, MAX_BODY, AFTER_RESET] = ["sentc_light_session", "sentc_light_back_end", 64 * 1024, 7 * 24 * 3_600_000];
// No script can read them, no other site's page sends them. In production: names with __Host-, Secure, and so https.
const COOKIE = { path: "/backend", httpOnly: true, sameSite: "Strict", secure: config.APP_ORIGIN.startsWith("https:") } as const;
/** What the service says that means: this session is over. */
const OVER = [114, 100, 31, 32, 35];

// Other sites are kept out (CSRF) by the cookies' SameSite, by there being no CORS, and by this, which covers calls that need neither.
app.use(async (c, next) => {
  const { host } = new URL(config.APP_ORIGIN);
  const [origin, site] = [c.req.header("origin") ?? config.APP_ORIGIN, c.req.header("sec-fetch-site") ?? "none"];
  if (c.req.header("host")?.toLowerCase() !== host || origin !== config.APP_ORIGIN || !["same-origin", "none"].includes(site)) throw refuse("foreign");
  await next();
});
app.notFound(() => refuse("not_found").getResponse());
app.onError((error) => {
  if (!(error instanceof HTTPException)) console.error(error);
  return (error instanceof HTTPException ? error : refuse("internal")).getResponse();
});

/** The body, with exactly these fields: a misspelt one would otherwise be ignored in silence. */
async function body<T extends z.ZodRawShape>(c: Context, shape: T) {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Read to its end, or the browser would see a broken connection instead of the answer; but not without end.
  for await (const chunk of (c.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length <= MAX_BODY) chunks.push(chunk);
    else if (length > 64 * MAX_BODY) break;
  }
  if (length > MAX_BODY) throw refuse("too_big");
  try {
    return z.strictObject(shape).parse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks))));
  } catch {
    throw refuse("unusable");
  }
}

// The rule of <input type=email>: ASCII, no quoted parts, line ends or white space. So nothing else gets into a mail's head.
const address = z.string().max(254).regex(z.regexes.html5Email).transform((text) => text.toLowerCase());
const name = z.string().trim().refine((text) => text !== "" && [...text].length <= 80 && !/\p{Cc}/u.test(text));
const holding = z.enum(["cookie", "bearer"]);

/** The identifier that the keys are for has to be the address: else a code for one's own address would set anybody's password. */
function checkIdentifier(register: string, email: string) {
  try {
    if (z.object({ device_identifier: z.string() }).parse(JSON.parse(register)).device_identifier === email) return;
  } catch {}
  throw refuse("unusable");
}

const bearer = (c: Context) => /^Bearer (.+)$/.exec(c.req.header("authorization") ?? "")?.[1];
const asItCame = (c: Context, { text }: Reply, http: number) => c.body(text, http as 200, { "Content-Type": "application/json; charset=utf-8" });
const keepInCookie = (c: Context, token: string) => setCookie(c, SESSION, token, { ...COOKIE, maxAge: SESSION_SECONDS });

/** The service's refusal. The SDK ends a session by 401 and 403, so only what means that is answered so. */
function refusedAs(c: Context, code: number, reply: Reply) {
  const isPlain = reply.http >= 400 && ![401, 403].includes(reply.http);
  return asItCame(c, reply, OVER.includes(code) ? 401 : isPlain ? reply.http : 502);
}

// The address is kept first and the account made second. Refused: the address is free again. No answer: the account may be there; the row
// stays without a user, and the first login completes it. To have the account deleted "to be safe" would be wrong: the address may be
// another's, whose refusal got lost. In production the address is confirmed by mail first, and calls are limited for each client.
app.post("/register", async (c) => {
  const { email, name: shown, register, session } = await body(c, { email: address, name, register: z.string(), session: holding.nullish() });
  checkIdentifier(register, email);
  if (personBy("email", email)?.user_id) throw refuse("address_taken");
  const isNew = run("INSERT OR IGNORE INTO people (email, name, created) VALUES (?, ?, ?)", email, shown, Date.now()) === 1;
  const outcome = await call("POST", "/register_light", { body: register });
  const user = outcome.kind === "done" ? z.object({ user_id: z.string() }).safeParse(outcome.result) : undefined;
  if (outcome.kind === "refused") {
    if (isNew) run("DELETE FROM people WHERE email = ? AND user_id IS NULL", email);
    return asItCame(c, outcome.reply, outcome.reply.http);
  }
  if (outcome.kind === "unknown" || !user?.success) throw refuse("unfinished");
  run("UPDATE people SET name = ?, user_id = ? WHERE email = ?", shown, user.data.user_id, email);
  // The whole body is for the SDK's doneRegister; a bearer session stands beside the result.
  const made = session && makeSession(user.data.user_id);
  if (made && session === "bearer") return c.json({ ...JSON.parse(outcome.reply.text), session: made });
  if (made) keepInCookie(c, made.token);
  return asItCame(c, outcome.reply, outcome.reply.http);
});

app.post("/session", async (c) => {
  const jwt = bearer(c);
  if (!jwt) throw refuse("signed_out");
  const { refresh_token, session } = await body(c, { refresh_token: z.string(), session: holding.default("cookie") });
  const claims = await signed(jwt);
  if (!claims) throw refuse("signed_out");
  // A token that does not work is none to keep, and whoever brings another's JWT has no token for it.
  const outcome = await call("PUT", "/refresh", { jwt, body: JSON.stringify({ refresh_token }) });
  if (outcome.kind === "refused") return refusedAs(c, outcome.code, outcome.reply);
  const refreshed = done(outcome, z.object({ jwt: z.string(), device_id: z.string() }));
  await finishRegistration(refreshed.jwt, claims.aud);
  const made = makeSession(claims.aud);
  if (session === "bearer") return c.json(made);
  setCookie(c, REFRESH, `${refreshed.device_id}:${refresh_token}`, { ...COOKIE, maxAge: 30 * 24 * 3600 });
  keepInCookie(c, made.token);
  return c.body(null, 204);
});

/** Whose address is theirs is not taken from them: the service lists the hashes of the identifiers of their devices. */
async function finishRegistration(jwt: string, user_id: string) {
  const unfinished = personBy("user_id", user_id) ? [] : all<Person>("SELECT * FROM people WHERE user_id IS NULL");
  if (unfinished.length === 0) return;
  const devices = done(await call("GET", "/user/device/0/none", { jwt }), z.array(z.object({ device_identifier: z.string() })));
  const theirs = unfinished.find(({ email }) => devices.some(({ device_identifier }) => device_identifier === sha256(email).toString("base64")));
  if (theirs) run("UPDATE people SET user_id = ? WHERE email = ? AND user_id IS NULL", user_id, theirs.email);
}

// The contract of the SDK's strategy "cookie": the cookies and the old JWT come in, a JWT as text goes out, a 401 ends the session.
app.get("/refresh", async (c) => {
  const jwt = bearer(c);
  const claims = jwt && (await signed(jwt));
  const [device, refresh_token] = (getCookie(c, REFRESH) ?? "").split(":");
  // Another device's cookie stays: somebody else has logged in in this browser since.
  if (!claims || !refresh_token || claims.sub !== device) throw refuse("signed_out");
  const outcome = await call("PUT", "/refresh", { jwt, body: JSON.stringify({ refresh_token }) });
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
  const token = bearer(c) ?? getCookie(c, SESSION) ?? "";
  // A JWT has two dots, a session none; a JWT does not count from the cookie.
  const user_id = bearer(c)?.includes(".") ? (await valid(token))?.aud : sessionUser(token);
  if (!user_id) throw refuse("signed_out");
  const person = personBy("user_id", user_id);
  if (!person) throw refuse("no_profile");
  return c.json({ user_id, email: person.email, name: person.name, created: person.created });
});

// Who is a member says the service, by the JWT of the caller; nothing about groups is kept here, so nothing can be out of date.
app.get("/group/:id", async (c) => {
  const [jwt, id] = [bearer(c), c.req.param("id")];
  if (!jwt || !(await valid(jwt))) throw refuse("signed_out");
  if (!/^[0-9a-f-]+$/i.test(id)) throw refuse("no_access");
  const outcome = await call("GET", `/group/${id}/light`, { jwt });
  if (outcome.kind === "refused" && [1, 310].includes(outcome.code)) throw refuse("no_access");
  if (outcome.kind === "refused" && [30, 31, 32, 35, 100].includes(outcome.code)) throw refuse("signed_out");
  return c.json(done(outcome, z.object({ group_id: z.string(), rank: z.number() })));
});

/** Uses a code for `work`, gives it back when that fails, and tells the owner of the mailbox when it does not. */
async function redeemed(c: Context, email: string, purpose: Purpose, code: string, work: (person: Person & { user_id: string }) => Promise<void>) {
  const [id, person] = [redeem(email, purpose, code), personBy("email", email)];
  if (!id || !person?.user_id) throw refuse("code");
  try {
    await work({ ...person, user_id: person.user_id });
  } catch (error) {
    giveBack(id);
    throw error;
  }
  tell(email, purpose);
  return c.body(null, 204);
}

async function endSessions({ email, user_id }: Person) {
  done(await forced("DELETE", "/user/forced/sessions", email), z.unknown());
  run("DELETE FROM sessions WHERE user_id = ?", user_id);
}

// Answered alike, and at once, whether the address is known or not. In production: with a limit for each client in front of it.
app.post("/password/send", async (c) => {
  sendCode((await body(c, { email: address })).email, "reset_password");
  return c.body(null, 204);
});

app.post("/recovery/send", async (c) => {
  const { email, purpose } = await body(c, { email: address, purpose: z.enum(Object.keys(PURPOSES) as [Purpose]) });
  sendCode(email, purpose);
  return c.body(null, 204);
});

app.post("/password/reset", async (c) => {
  const { email, code, register } = await body(c, { email: address, code: z.string(), register: z.string() });
  checkIdentifier(register, email);
  return redeemed(c, email, "reset_password", code, async (person) => {
    // The service says "Success" for an unknown identifier too: the user may have changed it without this back end hearing of it.
    if (done(await forced("POST", "/exists", email), z.object({ available: z.boolean() })).available) throw refuse("no_account");
    const outcome = await call("PUT", "/user/reset_pw_light", { body: register });
    if (outcome.kind === "refused" && outcome.code === 11) throw refuse("unusable");
    done(outcome, z.unknown());
    // Whoever knew the old password may be signed in.
    await endSessions(person);
    run("UPDATE people SET password_reset = ? WHERE email = ?", Date.now(), email);
    run("UPDATE codes SET used = 1 WHERE email = ?", email);
  });
});

// The mailbox alone, which can also reset the password, must not be worth both factors: so the password is asked for (auth_key is
// mfa_auth_key of what the SDK's login gives), and a reset by mail within the last week stands against it.
app.post("/recovery/disable_mfa", async (c) => {
  const { email, code, auth_key } = await body(c, { email: address, code: z.string(), auth_key: z.string() });
  return redeemed(c, email, "disable_mfa", code, async ({ password_reset }) => {
    if (password_reset !== null && Date.now() < password_reset + AFTER_RESET) throw refuse("too_soon");
    const proof = await call("POST", "/done_login", { body: JSON.stringify({ device_identifier: email, auth_key }) });
    if (proof.kind === "refused" && [111, 112].includes(proof.code)) throw refuse("password");
    done(proof, z.unknown());
    done(await forced("PUT", "/user/forced/disable_otp", email), z.unknown());
  });
});

// It can only lock out, and the password lets in again. JWTs that are out live on for their few minutes.
app.post("/recovery/end_sessions", async (c) => {
  const { email, code } = await body(c, { email: address, code: z.string() });
  return redeemed(c, email, "end_sessions", code, endSessions);
});

// There is no way back. In production: wait some days, mail what is coming, let a login stop it.
app.post("/recovery/delete_account", async (c) => {
  const { email, code, confirm } = await body(c, { email: address, code: z.string(), confirm: address });
  if (confirm !== email) throw refuse("unusable");
  return redeemed(c, email, "delete_account", code, async ({ user_id }) => {
    const outcome = await call("DELETE", `/user/forced/delete/${user_id}`);
    // Gone already, maybe at a first try whose answer was lost: as good.
    if (!(outcome.kind === "refused" && outcome.code === 100)) done(outcome, z.unknown());
    db.transaction(() => {
      run("DELETE FROM sessions WHERE user_id = ?", user_id);
      run("DELETE FROM people WHERE email = ?", email);
    })();
  });
});

app.get("/app", (c) => c.json({ public_token: config.PUBLIC_TOKEN }));

app.get("/mailbox", (c) => {
  const mails = mailbox();
  if (!mails) throw refuse("no_mailbox");
  return c.json(mails);
});

// Answers hold tokens, or words about an account: no cache keeps them. Set last, on refusals too.
const answering = async (request: Request) => {
  const response = await app.fetch(request);
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("X-Content-Type-Options", "nosniff");
  return response;
};

const server = serve({ fetch: answering, port: config.PORT, hostname: "127.0.0.1" }, ({ port }) => console.log(`listening on http://127.0.0.1:${port}`));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close(() => db.close()));
