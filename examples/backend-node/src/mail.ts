// Mails: codes, and notices of what was done with them. Nothing in them was typed by a person: a chosen name in a mail to another's address
// would carry advertisements.
import { createTransport } from "nodemailer";
import { codes, sqlCodes } from "sentc-light-wasm/server";
import { config } from "./config.ts";
import { personBy, query } from "./store.ts";

/** For each purpose: the subject of the mail with the code, and of the notice afterwards. A code for one purpose opens no other. */
export const PURPOSES = {
  reset_password: ["Your code for a new password", "Your password was changed"],
  disable_mfa: ["Your code to turn off the second factor", "Your second factor was turned off"],
  end_sessions: ["Your code to sign out everywhere", "You were signed out everywhere"],
  stolen_device: ["Your code to shut out a lost device", "Your other devices were removed"],
  delete_account: ["Your code to delete the account", "Your account was deleted"],
} as const;
export type Purpose = keyof typeof PURPOSES;

const BEFORE = "It works once, within 15 minutes, and only on the page where you asked for it.\nIf you did not ask for it, do nothing: without the code nothing happens.\n";
const AFTER = "This was done with a code from your mailbox.\nIf it was not you, somebody reads your mail: change its password first, then reset this one.\n";
const MAYBE = "A code from your mailbox was used for this. Our server did not learn whether it was done.\nIf it was not you, somebody reads your mail: change its password first, then reset this one.\n";
const DEVICE = "A new device can now sign in to your account.\nIf it is not yours, ask for a code to shut out a lost device.\n";

const transport = config.SMTP_URL && createTransport(config.SMTP_URL);
const kept: { to: string; subject: string; text: string; time: number }[] = [];
export const mailbox = () => (transport ? undefined : kept);
async function send(to: string, subject: string, text: string) {
  if (transport) return void (await transport.sendMail({ from: config.MAIL_FROM, to, subject, text }));
  kept.splice(0, kept.length, { to, subject, text, time: Date.now() }, ...kept.slice(0, 49));
}

export const mailed = codes({
  store: sqlCodes((sql, values) => query(sql, ...values)),
  known: (address) => Boolean(personBy("email", address)?.user_id),
  mail({ to, purpose, kind, code }) {
    const [ask, done] = PURPOSES[purpose as Purpose];
    return kind === "code" ? send(to, ask, `Your code: ${code}\n\n${BEFORE}`) : send(to, done, kind === "done" ? AFTER : MAYBE);
  },
  onError: (error) => console.error("a mail could not be sent:", error),
});
await mailed.resume();
/** Remembered only once the mail is on its way: otherwise the next refresh tries again. */
export const tellOfDevice = (to: string, remember: () => void) => mailed.later(() => send(to, "A device was added to your account", DEVICE).then(remember));
