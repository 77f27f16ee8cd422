// Codes sent by mail: who has the mailbox may do one thing, once, within 15 minutes.
import { randomBytes, timingSafeEqual } from "node:crypto";
import { createTransport } from "nodemailer";
import { refuse } from "./answer.ts";
import { config } from "./config.ts";
import { db, get, personBy, run, sha256 } from "./store.ts";

const [LIFETIME, HOUR, TRIES, SENDS_PER_HOUR, WAITING, KEPT] = [15 * 60_000, 60 * 60_000, 5, 5, 1000, 50];

/** What a code is good for, and how a mail names it before and after. A code for one thing opens no other. */
export const PURPOSES = {
  reset_password: ["Your code for a new password", "Your password was changed"],
  disable_mfa: ["Your code to turn off the second factor", "Your second factor was turned off"],
  end_sessions: ["Your code to sign out everywhere", "You were signed out everywhere"],
  delete_account: ["Your code to delete the account", "Your account was deleted"],
} as const;
export type Purpose = keyof typeof PURPOSES;

const transport = config.SMTP_URL && createTransport(config.SMTP_URL);
const kept: { to: string; subject: string; text: string; time: number }[] = [];
export const mailbox = () => (transport ? undefined : kept);
async function send(to: string, subject: string, text: string) {
  if (transport) return void (await transport.sendMail({ from: config.MAIL_FROM, to, subject, text }));
  kept.splice(0, kept.length, { to, subject, text, time: Date.now() }, ...kept.slice(0, KEPT - 1));
}

// Whether an address is known is looked up behind this queue, so neither the answer to "send me a code" nor its time says who has an account.
let [queue, waiting] = [Promise.resolve(), 0];
function later(work: () => Promise<void>) {
  waiting++;
  queue = queue.then(() => new Promise(setImmediate)).then(work).catch((error) => console.error("a mail could not be sent:", error.code)).finally(() => void waiting--);
}

// Nothing in a mail comes from the person it is about: a chosen name in a mail to another's address would carry advertisements.
const BEFORE = "It works once, within 15 minutes, and only on the page where you asked for it.\nIf you did not ask for it, do nothing: without the code nothing happens.\n";
const AFTER = "This was done with a code from your mailbox.\nIf it was not you, somebody reads your mail: change its password first, then reset this one.\n";

export function sendCode(email: string, purpose: Purpose) {
  if (waiting >= WAITING) throw refuse("busy");
  later(async () => {
    const code = issue(email, purpose);
    if (code) await send(email, PURPOSES[purpose][0], `Your code: ${code}\n\n${BEFORE}`);
  });
}

/** Whoever did not do it has to hear of it. */
export const tell = (email: string, purpose: Purpose) => later(() => send(email, PURPOSES[purpose][1], AFTER));

/** A new code, which voids the one before. None for an unknown address, and when there were too many. */
const issue = db.transaction((email: string, purpose: Purpose): string | undefined => {
  run("DELETE FROM codes WHERE sent <= ?", Date.now() - HOUR);
  const sent = get<{ n: number }>("SELECT count(*) AS n FROM codes WHERE email = ?", email)?.n ?? 0;
  if (sent >= SENDS_PER_HOUR || !personBy("email", email)?.user_id) return undefined;
  // Crockford's base 32; ten characters, 50 bits: too many to be tried out from a stolen database, with a fast hash, in 15 minutes.
  const letters = Array.from(randomBytes(10), (byte) => "0123456789ABCDEFGHJKMNPQRSTVWXYZ".charAt(byte & 31)).join("");
  run("UPDATE codes SET used = 1 WHERE email = ? AND purpose = ?", email, purpose);
  run("INSERT INTO codes (email, purpose, hash, sent) VALUES (?, ?, ?, ?)", email, purpose, sha256(email, letters), Date.now());
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
});

/** Uses a code. The try counts before the code is looked at, so that many at once get no more than their share. */
export const redeem = db.transaction((email: string, purpose: Purpose, code: string): number => {
  const sql = "UPDATE codes SET tries = tries + 1 WHERE email = ? AND purpose = ? AND used = 0 AND sent > ? AND tries < ? RETURNING id, hash";
  const row = get<{ id: number; hash: Buffer }>(sql, email, purpose, Date.now() - LIFETIME, TRIES);
  // As people type it.
  const typed = code.replace(/[^a-z0-9]/gi, "").toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1");
  if (!timingSafeEqual(sha256(email, typed), row?.hash ?? Buffer.alloc(32)) || !row) return 0;
  run("UPDATE codes SET used = 1 WHERE id = ?", row.id);
  return row.id;
});

/** For when what it was for has failed: the person is to try again without another mail. */
export const giveBack = (id: number) => run("UPDATE codes SET used = 0 WHERE id = ?", id);
