// The signed-in user, the JWT and how long it lasts, and the sign-out.

import { sentc, session } from "../session.js";
import { button, el, pairs, time } from "../ui/dom.js";
import { copyButton, requestButton } from "../ui/form.js";
import { decodeJwt } from "../jwt.js";
import { openDialog } from "../ui/dialog.js";
import { withPassword } from "../account/with-password.js";

export const me = { path: "me", title: "Who am I", short: "Me", audience: "user", show };

function show(place) {
  const { user } = session;
  const token = tokenCard(user);
  place.append(
    el("header", { class: "page-head" }, el("h1", { tabindex: "-1" }, `Hello, ${session.identifier}`), el("p", {}, "This is what the SDK knows about you on this device. It outlives a reload.")),
    el("div", { class: "cards me" }, whoCard(user), token.element, el("sentc-delete-account")),
  );
  return token.stop;
}

function whoCard(user) {
  const { user_id, device_id, mfa } = user.data;
  return el(
    "section",
    { class: "card", "aria-labelledby": "who" },
    el("h2", { id: "who" }, "You"),
    pairs([
      ["Identifier", session.identifier],
      ["User id", el("code", {}, user_id)],
      ["Device id", el("code", {}, device_id)],
      ["MFA", el("span", {}, el("span", { class: `badge ${mfa ? "on" : ""}` }, mfa ? "On" : "Off"), " ", el("a", { href: "#/account", class: "small" }, mfa ? "Manage" : "Turn on"))],
    ]),
  );
}

function tokenCard(user) {
  const lifetime = lifetimeBar();
  const claims = el("div");
  const raw = el("pre", { class: "token", tabindex: "0", "aria-label": "JWT" });
  const said = el("p", { class: "small muted", role: "status" });
  const fresh = el("span", { class: "small muted" });
  let shown;

  function draw() {
    const { jwt } = user.data;
    fresh.textContent = freshness(user.freshFor());
    if (jwt !== shown) {
      shown = jwt;
      raw.textContent = jwt;
      claims.replaceChildren(claimList(decodeJwt(jwt)));
    }
    lifetime.set(decodeJwt(jwt));
  }

  const get = requestButton("Get JWT", "Asking…", async () => {
    const before = user.data.jwt;
    const jwt = await user.getJwt();
    said.textContent = jwt === before ? "Still valid, so no request was needed." : "A new one from the server.";
    draw();
  }, "");
  const timer = setInterval(draw, 1000);
  const unsubscribe = sentc.on("refreshed", draw);
  draw();
  const element = el(
    "section",
    { class: "card", "aria-labelledby": "jwt" },
    el("h2", { id: "jwt" }, "Your JWT"),
    el("p", { class: "muted small" }, "What your own back end gets to see. The SDK refreshes it when it is needed."),
    lifetime.element,
    claims,
    el("details", {}, el("summary", {}, "Show the token"), el("div", { class: "stack" }, raw, el("div", {}, copyButton(() => user.data.jwt, "Copy token")))),
    el("div", { class: "actions" }, get.element, said),
    el("div", { class: "actions" }, button("Confirm it's you…", () => confirmIdentity(user), "quiet"), fresh),
    get.error,
  );
  const stop = () => {
    clearInterval(timer);
    unsubscribe();
  };
  return { element, stop };
}

function freshness(seconds) {
  return seconds > 0 ? `Your login counts as a confirmation for ${seconds} s more.` : "Your login is too old to count as a confirmation.";
}

/** What a page asks before its back end does something that matters: the back end gets the fresh JWT. */
function confirmIdentity(user) {
  return openDialog({
    title: "Confirm it's you",
    content: () => {
      const place = el("div", { class: "stack" });
      const asked = withPassword({
        label: "Confirm it's you",
        submit: "Confirm",
        async run({ password, token, recovery }) {
          const jwt = await user.confirm({ password, mfa_token: token, mfa_recovery: recovery });
          const heading = el("p", { tabindex: "-1" }, "Confirmed. This JWT is for your back end; the session kept its own.");
          place.replaceChildren(heading, claimList(decodeJwt(jwt)));
          heading.focus();
        },
      });
      place.append(el("p", { class: "muted" }, "A fresh JWT says that you have just proved who you are."), asked.element);
      return place;
    },
  });
}

function claimList({ aud, sub, iat, exp, fresh }) {
  return pairs([
    ["aud, the user", el("code", {}, aud)],
    ["sub, the device", el("code", {}, sub)],
    ["iat, issued", time(iat * 1000)],
    ["exp, expires", time(exp * 1000)],
    ["fresh", fresh ? "yes, from a login" : "no, from a refresh"],
  ]);
}

function lifetimeBar() {
  const words = el("strong");
  const fill = el("i");
  const bar = el("div", { class: "lifetime-bar", role: "progressbar", "aria-label": "Time the JWT is still valid", "aria-valuemin": "0" }, fill);
  const element = el("div", { class: "lifetime" }, el("div", { class: "lifetime-row" }, el("span", {}, "Valid for"), words), bar);
  function set({ iat, exp }) {
    const left = Math.max(0, Math.round(exp - Date.now() / 1000));
    const text = left > 0 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} min` : "expired";
    words.textContent = text;
    fill.style.width = `${Math.min(100, (100 * left) / (exp - iat))}%`;
    bar.setAttribute("aria-valuemax", String(exp - iat));
    bar.setAttribute("aria-valuenow", String(left));
    bar.setAttribute("aria-valuetext", text);
  }
  return { element, set };
}
