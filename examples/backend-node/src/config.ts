// The settings, from the environment. The secret token is for this program alone: it must never be in code or in a page.
import { z } from "zod";
const text = z.string().min(1);
const Settings = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3004),
  /** The origin of the app's pages: requests must come from there. With https the cookies are Secure. */
  APP_ORIGIN: z.url({ protocol: /^https?$/ }).default("http://127.0.0.1:3004").transform((url) => new URL(url).origin),
  SERVICE_URL: z.url().default("http://127.0.0.1:3002"),
  /** The service shows these when the app is made; the dev server prints them when it starts. */
  PUBLIC_TOKEN: text, SECRET_TOKEN: text, JWT_PUBLIC_KEY: text,
  DATABASE: text.default("backend.sqlite"),
  /** smtps://user:password@host. Without it, anybody can read the mails at GET /backend/mailbox: for development only. */
  SMTP_URL: z.url().optional(),
  MAIL_FROM: text.default("no-reply@localhost"),
}).refine(({ APP_ORIGIN, SMTP_URL }) => SMTP_URL || !APP_ORIGIN.startsWith("https:"), { path: ["SMTP_URL"], error: "an https APP_ORIGIN needs a mail server: without one, everybody can read everybody's codes" });

const { data, error } = Settings.safeParse(process.env);
for (const issue of error?.issues ?? []) {
  const name = String(issue.path[0]);
  console.error(`The variable ${name} ${process.env[name] === undefined ? "is missing" : "can't be used"}: ${issue.message}.`);
}
if (!data) process.exit(1);
export const config = data;
