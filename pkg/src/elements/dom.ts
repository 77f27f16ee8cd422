// Makes elements. Texts become text nodes, never markup: a page with Trusted Types needs no policy for it. lit-html was measured
// (3.0 KB brotli): it makes a policy named lit-html, which a page that allows only the SDK's refuses.

export type Child = Node | string | false | undefined | Child[];
export type Attributes = Record<string, string | boolean | number | undefined | ((event: Event) => void)>;

type Made<Name extends string> = (Name extends `${infer Tag}.${string}` ? Tag : Name) extends infer Tag extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Tag] : HTMLElement;

/** An element: `h("p.sentc-text", { id }, "text", child)`. A function is a listener; false and undefined are left out. */
export function h<Name extends string>(name: Name, attributes: Attributes = {}, ...children: Child[]): Made<Name> {
  const [tag = "", ...classes] = name.split(".");
  const element = document.createElement(tag) as Made<Name>;
  if (classes.length > 0) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : String(value));
  }
  fill(element, ...children);
  return element;
}

/** Replaces what is in an element. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...(children.flat(9) as (Node | string | false | undefined)[]).filter((child) => child !== false && child !== undefined));
}

let last = 0;

/** For `for`, `aria-describedby` and the like. */
export function newId(): string {
  return `sentc-${++last}`;
}

const DRAWING = ["viewBox", "shape-rendering", "fill", "d"];

/** The SDK's QR code, made of elements: parsing its text as markup would need a policy under Trusted Types. */
/** `width`: in pixels, where no stylesheet says it. */
export function qrCode(svg: string, label: string, width?: number): Element {
  const code = h("div.sentc-qr", { role: "img", "aria-label": label });
  let parent: Element = code;
  for (const [, tag = "", attributes = ""] of svg.matchAll(/<(svg|path)\b([^>]*)>/g)) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [, name = "", value = ""] of attributes.matchAll(/([\w-]+)="([^"]*)"/g)) if (DRAWING.includes(name)) element.setAttribute(name, value);
    if (width && tag === "svg") element.setAttribute("width", String(width));
    parent.append(element);
    if (tag === "svg") parent = element;
  }
  return code;
}
