// Mails: codes and notices. Nothing in them was typed by a person: a chosen name in a mail to another's address would carry advertisements.
import { createTransport } from "nodemailer";
import { codes } from "sentc-light-wasm/server";
import type { RecoveryPurpose } from "sentc-light-wasm/server/sql";
import { config } from "./config.ts";
import { stores } from "./store.ts";
/** For each purpose the subjects: of the mail with the code, and of the notice afterwards. A code for one purpose opens no other. */
export const PURPOSES = {
  reset_password: { code: "Your code for a new password", done: "Your password was changed", maybe: "Your password may have been changed" },
  disable_mfa: { code: "Your code to turn off the second factor", done: "Your second factor was turned off", maybe: "Your second factor may have been turned off" },
  end_sessions: { code: "Your code to sign out everywhere", done: "You were signed out everywhere", maybe: "You may have been signed out everywhere" },
  stolen_device: { code: "Your code to shut out a lost device", done: "Your other devices were removed", maybe: "Your other devices may have been removed" },
  delete_account: { code: "Your code to delete the account", done: "Your account was deleted", maybe: "Your account may have been deleted" },
} satisfies Record<RecoveryPurpose, object>;
const WARNING = "If it was not you, somebody reads your mail: change its password first, then reset this one.\n";
const TEXTS = {
  code: "It works once, within 15 minutes, and only on the page where you asked for it.\nIf you did not ask for it, do nothing: without the code nothing happens.\n",
  done: `This was done with a code from your mailbox.\n${WARNING}`,
  maybe: `Somebody asked for this with a code from your mailbox. Something failed, so it may or may not be done.\n${WARNING}`,
};
const NEWS = { device: "A device was added to your account", secret: "A new second factor was set up for your account" };
const transport = config.SMTP_URL && createTransport(config.SMTP_URL);
const kept: { to: string; subject: string; text: string; time: number }[] = [];
export const mailbox = () => (transport ? undefined : kept);
async function send(to: string, subject: string, text: string) {
  if (transport) await transport.sendMail({ from: config.MAIL_FROM, to, subject, text });
  else kept.splice(0, kept.length, { to, subject, text, time: Date.now() }, ...kept.slice(0, 49));
}
export const mailed = codes({
  store: stores.codes,
  known: async (address) => Boolean((await stores.accounts.byIdentifier(address))?.user_id),
  mail: ({ to, purpose, kind, code }) => send(to, PURPOSES[purpose as RecoveryPurpose][kind], (code ? `Your code: ${code}\n\n` : "") + TEXTS[kind]),
  onError: (error) => console.error("a mail could not be sent:", error),
});
await mailed.resume();
/** For `watch`. */
export const tell = (to: string, what: keyof typeof NEWS, remember: () => Promise<void>) =>
  mailed.later(() => send(to, NEWS[what], "If it was not you, shut out your other devices, with a code for a lost device.\n").then(remember));
