// Things that go wrong, on purpose: what a person reads, what a program gets, and what becomes of the session.

import { HAS_BACK_END } from "../service.js";
import { StrategyClient } from "../stay/client.js";
import { clock } from "../stay/clock.js";
import { card, code, el, pageHead, pairs, text } from "../ui/dom.js";
import { requestButtons } from "../ui/form.js";
import { errorPlace } from "../ui/messages.js";

export const errors = { path: "errors", title: "Errors", audience: "all", show };

const HOUR = 3_600_000;
const api = new StrategyClient("errors-api", "api");
/** Nobody hands its refresh token over to the back end. */
const cookie = new StrategyClient("errors-cookie", "cookie");

const TRIALS = [
  { title: "A wrong password", words: "A login with another password than the account's.", side: api, work: ({ client, identifier }) => client.login(identifier, "not the password") },
  { title: "No connection", words: "An hour has passed, the JWT is expired, and every request fails.", side: api, later: HOUR, offline: true },
  { title: "An expired JWT", words: "An hour has passed and the connection is there.", side: api, later: HOUR },
  ...(HAS_BACK_END ? [{ title: "A refused cookie", words: "The browser kept no cookie, so the back end has no refresh token to ask with.", side: cookie, later: HOUR }] : []),
];

function show(place) {
  place.append(
    pageHead("When something goes wrong", "Each of these fails for real, with a throw-away account. Only a definite answer ends a session; everything else can be tried again."),
    el("div", { class: "cards" }, TRIALS.map(trialCard)),
  );
  return () => {
    clock.reset();
    for (const { user } of [api, cookie]) void user?.logOut().catch(() => undefined);
  };
}

/** What was thrown, by a client with a new account. */
async function attempt({ side, later = 0, offline = false, work = ({ user }) => user.getJwt() }) {
  await side.start();
  await side.user?.logOut().catch(() => undefined);
  await side.makeAccount();
  side.offline = offline;
  clock.jump(later);
  try {
    return await work(side).then(() => undefined, (error) => error);
  } finally {
    side.offline = false;
    clock.reset();
  }
}

function trialCard(trial) {
  const error = errorPlace();
  const result = el("div", { role: "status" });
  const run = async () => {
    error.clear();
    result.replaceChildren();
    const thrown = await attempt(trial);
    if (thrown) error.show(thrown);
    const facts = thrown
      ? [["code", code(thrown.code)], ["status", code(thrown.status)], ["retryable", code(String(thrown.retryable))], ["http_status", code(String(thrown.http_status ?? "none"))]]
      : [["error", "none: the SDK got a new JWT by itself"]];
    result.replaceChildren(pairs([...facts, ["The session", trial.side.user ? "is still there" : "has ended: the person has to sign in again"]]));
  };
  return card(trial.title, text(trial.words), requestButtons(["Try it", "Making it fail…", run, "sentc-primary"]), error.element, result);
}
