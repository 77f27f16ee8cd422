// A little help for making elements. Strings become text, never markup.

/**
 * An element: `el("p", { class: "muted", on: { click } }, "text", child)`. Properties that are undefined or false are left out.
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

export function button(text, onClick, kind = "quiet", properties = {}) {
  return el("button", { type: "button", class: kind, ...properties, on: { click: onClick } }, text);
}

export function byId(id) {
  return document.getElementById(id);
}

let last = 0;

/** An id for `for`, `aria-describedby` and the like. */
export function newId(name) {
  return `${name}-${++last}`;
}

/** A list of names and values. */
export function pairs(entries) {
  return el("dl", { class: "pairs" }, entries.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

/** A QR code. The SDK's SVG is parsed as XML, so nothing in it can run. */
export function qrCode(svg, description) {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  return el("div", { class: "qr", role: "img", "aria-label": description }, document.importNode(parsed, true));
}

/** Enough of an id to tell a few apart. All of it is in the tooltip. */
export function shortId(id) {
  return el("code", { class: "muted", title: id }, id.slice(0, 8));
}

export function time(milliseconds) {
  const date = new Date(milliseconds);
  const words = date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  return el("time", { datetime: date.toISOString() }, words);
}
