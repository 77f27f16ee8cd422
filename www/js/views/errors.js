// Things that go wrong, on purpose: what a person reads, what a program gets, and what becomes of the session.

import { Playground } from "../back-end/playground.js";
import { HAS_BACK_END } from "../service.js";
import { clock } from "../stay/clock.js";
import { el, newId, pairs } from "../ui/dom.js";
import { requestButton } from "../ui/form.js";
import { errorPlace } from "../ui/messages.js";

export const errors = { path: "errors", title: "Errors", audience: "all", show };

const TRIALS = [
  ["A wrong password", "A login with another password than the account's.", (it) => it.wrongPassword()],
  ["No connection", "An hour has passed, the JWT is expired, and every request fails.", (it) => it.offline()],
  ["An expired JWT", "An hour has passed and the connection is there.", (it) => it.expired()],
  ...(HAS_BACK_END ? [["A refused cookie", "The browser kept no cookie, so the back end has no refresh token to ask with.", (it) => it.refusedCookie()]] : []),
];

function show(place) {
  const playground = new Playground();
  place.append(
    el(
      "header",
      { class: "page-head" },
      el("h1", { tabindex: "-1" }, "When something goes wrong"),
      el("p", {}, "Each of these fails for real, with a throw-away account. Only a definite answer ends a session; everything else can be tried again."),
    ),
    el("div", { class: "cards two" }, TRIALS.map((trial) => trialCard(playground, trial))),
  );
  return () => {
    clock.reset();
    playground.end();
  };
}

function trialCard(playground, [title, words, run]) {
  const id = newId("trial");
  const error = errorPlace();
  const result = el("div", { role: "status" });
  const go = requestButton("Try it", "Making it fail…", async () => {
    result.replaceChildren();
    const { thrown, session } = await run(playground);
    if (thrown) error.show(thrown);
    const facts = thrown
      ? [["code", el("code", {}, thrown.code)], ["status", el("code", {}, thrown.status)], ["retryable", el("code", {}, String(thrown.retryable))], ["http_status", el("code", {}, String(thrown.http_status ?? "none"))]]
      : [["error", "none: the SDK got a new JWT by itself"]];
    result.replaceChildren(pairs([...facts, ["The session", session]]));
  }, "", error);
  return el("section", { class: "card", "aria-labelledby": id }, el("h2", { id }, title), el("p", { class: "muted small" }, words), el("div", { class: "actions" }, go.element), error.element, result);
}
