// Refusals of this back end: a word for programs and a sentence for people. Refusals of the service go to the page as they came.
import { HTTPException } from "hono/http-exception";

const REFUSALS = {
  unusable: [422, "the body is not JSON with exactly the fields of this call, or a value can't be used"],
  too_big: [413, "the body is over 64 KiB"],
  signed_out: [401, "this needs a valid JWT, or a session of this back end"],
  address_taken: [409, "there is an account with this address"],
  // One answer for a wrong, used, expired and guessed code and for an unknown address: anything else would tell who has an account.
  code: [403, "the code is wrong, used or too old"],
  no_account: [409, "the service knows nobody by this address any more"],
  password: [403, "this is not the password of the account"],
  too_soon: [403, "the password was reset by mail lately: a person has to look at this"],
  no_profile: [404, "this user has not registered here"],
  no_mailbox: [404, "mail goes out by SMTP here"],
  no_access: [403, "this user is not in the group"],
  foreign: [403, "not for pages of other origins"],
  service: [502, "the service could not be reached, or did not answer: try again"],
  unfinished: [502, "the service did not answer, so the account may be there: log in, or register again"],
  busy: [503, "too many mails are waiting: try again later"],
  internal: [500, "the back end failed; its log says why"],
} as const;

export const refuse = (error: keyof typeof REFUSALS, [status, message] = REFUSALS[error]) =>
  new HTTPException(status, { res: Response.json({ error, message }, { status }) });
