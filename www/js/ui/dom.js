// A little help for making elements. Strings become text, never markup.

/**
 * An element: `el("p", { class: "small", on: { click } }, "text", child)`. Properties that are undefined or false are left out.
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(2).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

export function button(text, click, kind = "") {
  return el("button", { type: "button", class: `sentc-button ${kind}`, on: { click } }, text);
}

export const text = (...children) => el("p", { class: "sentc-text" }, ...children);
export const status = () => el("p", { class: "sentc-text", role: "status" });
export const code = (content) => el("code", {}, content);
export const byId = (id) => document.getElementById(id);

let last = 0;

/** An id for `for`, `aria-describedby` and the like. */
export function newId(name) {
  return `${name}-${++last}`;
}

/** A part of a page, with its heading. */
export function card(title, ...content) {
  const id = newId("card");
  return el("section", { class: "sentc-card", "aria-labelledby": id }, el("h2", { class: "sentc-heading", id, tabindex: "-1" }, title), content);
}

/** The top of a page. The heading has the focus after a change of pages. */
export function pageHead(title, ...words) {
  return el("div", { class: "page-head" }, el("h1", { tabindex: "-1" }, title), el("p", {}, words));
}

/** A list of names and values. */
export function pairs(entries) {
  return el("dl", { class: "pairs" }, entries.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

/** "On" or "off" in two words, and what there is to know about it. */
export function badge(is, words, ...why) {
  return el("span", {}, el("span", { class: `badge ${is ? "on" : ""}` }, words), " ", why);
}

export function time(milliseconds) {
  const date = new Date(milliseconds);
  return el("time", { datetime: date.toISOString() }, date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }));
}
