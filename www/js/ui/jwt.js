// What a JWT says, and how long it lasts.

import { code, el, pairs, time } from "./dom.js";

/** The claims of a JWT, for showing. Whether it is genuine is for the server to say. */
export function decodeJwt(jwt) {
  const part = jwt.split(".")[1] ?? "";
  const bytes = Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

export function claimList(jwt) {
  const { aud, sub, iat, exp, fresh } = decodeJwt(jwt);
  return pairs([
    ["aud, the user", code(aud)],
    ["sub, the device", code(sub)],
    ["iat, issued", time(iat * 1000)],
    ["exp, expires", time(exp * 1000)],
    ["fresh", fresh ? "yes, from a login" : "no, from a refresh"],
  ]);
}

/** `set(jwt, now)`: how long that JWT is valid, by this time in milliseconds. */
export function lifetimeBar() {
  const words = el("strong");
  const bar = el("progress", { "aria-label": "Time the JWT is still valid" });
  const element = el("div", { class: "lifetime" }, el("span", {}, "Valid for"), words, bar);
  function set(jwt, now) {
    const { iat, exp } = decodeJwt(jwt);
    const left = Math.max(0, Math.round(exp - now / 1000));
    words.textContent = left > 0 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} min` : "expired";
    Object.assign(bar, { max: exp - iat, value: left });
    bar.setAttribute("aria-valuetext", words.textContent);
  }
  return { element, set };
}
