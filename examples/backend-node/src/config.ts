// What the back end is told, by its environment. The secret token and the key come from the service, when the app is made there; the
// dev server prints them at start-up. The secret token is for this program alone: never in code, never in a page.
import { z } from "zod";
const text = z.string().min(1);
export const config = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3004),
  /** The origin of the app's pages: where calls must come from. With https the cookies are Secure. */
  APP_ORIGIN: z.url().default("http://127.0.0.1:3004").transform((url) => new URL(url).origin),
  SERVICE_URL: z.url().default("http://127.0.0.1:3002"),
  PUBLIC_TOKEN: text, SECRET_TOKEN: text, JWT_PUBLIC_KEY: text,
  DATABASE: text.default("backend.sqlite"),
  /** smtps://user:password@host. Without it mails are kept, for GET /backend/mailbox: for development only. */
  SMTP_URL: z.url().optional(),
  MAIL_FROM: text.default("no-reply@localhost"),
}).parse(process.env);
