// The settings, from the environment. The secret token is for this program alone: it must never be in code or in a page.
import { z } from "zod";
const text = z.string().min(1);
const Settings = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3004), SERVICE_URL: z.url().default("http://127.0.0.1:3002"),
  APP_ORIGIN: z.url({ protocol: /^https?$/ }).default("http://127.0.0.1:3004").transform((url) => new URL(url).origin), // of the app's pages
  PUBLIC_TOKEN: text, SECRET_TOKEN: text, JWT_PUBLIC_KEY: text, DATABASE: text.default("backend.sqlite"),
  MAIL_FROM: text.default("no-reply@localhost"), SMTP_URL: z.url().optional(), // without it, anybody can read the mails: for development only
}).refine(({ APP_ORIGIN, SMTP_URL }) => SMTP_URL || !APP_ORIGIN.startsWith("https:"), { path: ["SMTP_URL"], error: "an https APP_ORIGIN needs a mail server: without one, everybody can read everybody's codes" });
const { data, error } = Settings.safeParse(process.env);
for (const { path: [name], message } of error?.issues ?? []) console.error(`The variable ${String(name)} ${process.env[String(name)] === undefined ? "is missing" : "can't be used"}: ${message}.`);
if (!data) process.exit(1);
export const config = data;
