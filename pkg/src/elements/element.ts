// What all elements share: the client, the language, and when to draw.

import type { SentcClient } from "../public/client.js";
import type { SentcSnapshot } from "../public/signed-in.js";
import type { User } from "../public/user.js";
import { type Child, fill, h } from "./dom.js";
import type { SentcElementAttributes, SentcElementEvents } from "./published.js";
import { type Speaker, type WordSet, wordsFor } from "./words.js";

/** The events that are not the browser's. */
type OwnEvents = Omit<SentcElementEvents, keyof HTMLElementEventMap>;

/** On a server there are no elements: importing the classes must not fail there. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

let findClient: (() => SentcClient | undefined) | undefined;

/** Elements that the page had when they were defined, before the entry said where their client is: bundles change the order. */
const waiting = new Set<SentcElement>();

/** Called by an entry: which client an element uses that was given none. */
export function useByDefault(find: () => SentcClient | undefined): void {
  findClient = find;
  for (const element of waiting) if (element.isConnected) element.connectedCallback();
  waiting.clear();
}

export abstract class SentcElement extends Base {
  static readonly observedAttributes = ["lang", "locale"];

  /** Where the element draws. Slots of the page stay beside it until they are moved into it. */
  protected readonly body = globalThis.document && h("div.sentc");
  protected speaker!: Speaker;
  /** The words that it speaks with, besides those that all elements have. */
  protected readonly wordSets: readonly WordSet[] = [];
  private own?: SentcClient | undefined;
  private life?: AbortController | undefined;
  private seen?: SentcSnapshot | undefined;
  /** Its children are parsed. It may still wait for its words. */
  private started = false;
  private readonly slots = new Map<string, Element[]>();

  /** The client to use. Default: `Sentc` */
  get client(): SentcClient {
    const client = this.own ?? findClient?.();
    if (!client) throw new Error("the element has no client: set its property client, or load the SDK before");
    return client;
  }

  set client(client: SentcClient | null | undefined) {
    if (client && typeof client.subscribe !== "function") throw new TypeError("client must be one of the SDK: Sentc, or what createClient gives");
    this.own = client ?? undefined;
    if (this.started) this.restart();
  }

  /** The language, for example `pt-BR`. Default: the closest attribute `lang` */
  get locale(): string {
    return this.getAttribute("locale") ?? this.closest("[lang]")?.getAttribute("lang") ?? "en";
  }

  set locale(locale: string) {
    this.reflect("locale", locale);
  }

  /** Writes a property to its attribute. React sets a property where there is one, also to null or undefined to remove it. */
  protected reflect(name: string, value: string | null | undefined): void {
    if (value === null || value === undefined) this.removeAttribute(name);
    else this.setAttribute(name, value);
  }

  connectedCallback(): void {
    // A property that a framework set before the element was defined hides the accessor.
    if (Object.hasOwn(this, "client")) {
      const { client } = this;
      delete (this as { client?: SentcClient }).client;
      this.client = client;
    }
    if (document.readyState !== "loading") this.restart();
    else {
      // Its children are not parsed yet.
      this.life = new AbortController();
      document.addEventListener("DOMContentLoaded", () => this.restart(), { once: true, signal: this.life.signal });
    }
  }

  disconnectedCallback(): void {
    this.life?.abort();
    this.life = undefined;
    this.started = false;
  }

  attributeChangedCallback(_name: string, before: string | null, now: string | null): void {
    if (this.started && before !== now) this.restart();
  }

  /** Ends when the element leaves the page. */
  protected get signal(): AbortSignal {
    return (this.life ??= new AbortController()).signal;
  }

  protected get say(): Speaker["say"] {
    return this.speaker.say;
  }

  protected get user(): User | undefined {
    return this.client.getSnapshot().user;
  }

  /** The page's own children with this `slot`. */
  protected slotted(name: string): Element[] {
    return this.slots.get(name) ?? [];
  }

  /** False: a listener has prevented what comes by default. */
  protected emit<Name extends keyof OwnEvents>(name: Name, detail: OwnEvents[Name]["detail"], cancelable = false): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, cancelable }));
  }

  /** Called when the element starts: what it listens to ends with the signal. */
  protected listen(_signal: AbortSignal): void {}

  /** Draws what belongs to the state. `again`: it is the same user, with another identifier. */
  protected abstract draw(state: SentcSnapshot, again: boolean): void;

  private restart(): void {
    this.started = true;
    if (!this.own && !findClient) return void waiting.add(this);
    this.life?.abort();
    const { signal } = (this.life = new AbortController());
    this.takeSlots();
    const { client } = this;
    const stop = client.subscribe(() => this.follow());
    signal.addEventListener("abort", stop);
    // Before `init`, which would bring back a session that nobody has used for too long.
    const minutes = Number(this.getAttribute("idle-minutes"));
    if (minutes > 0) signal.addEventListener("abort", client.endAfter({ idle_ms: Math.max(1000, minutes * 60_000) }));
    this.listen(signal);
    this.seen = undefined;
    void wordsFor(this.locale, this.wordSets).then((speaker) => {
      if (signal.aborted) return;
      this.speaker = speaker;
      // What was drawn meanwhile has the words from before.
      this.seen = undefined;
      this.body.lang = speaker.language;
      speaker.teach(client);
      this.follow();
      this.init();
    });
  }

  private follow(): void {
    if (!this.speaker) return;
    const state = this.client.getSnapshot();
    const before = this.seen;
    this.seen = state;
    // The network coming and going changes nothing that is shown.
    const key = ({ status, user, identifier }: SentcSnapshot) => [status === "loading", user, user && identifier];
    if (before && key(before).every((value, at) => value === key(state)[at])) return;
    if (state.status === "loading") fill(this.body, h("p.sentc-text", { role: "status" }, this.say("loading")));
    else this.draw(state, before?.status !== "loading" && before?.user !== undefined && before.user === state.user);
    if (before?.user && !state.user) this.emit("signed-out", {});
  }

  /** A page without a script of its own: the attributes say which app this is. */
  private init(): void {
    const app_token = this.getAttribute("app-token");
    if (!app_token || this.client.getSnapshot().status !== "loading") return;
    const base_url = this.getAttribute("base-url") ?? undefined;
    this.client.init({ app_token, base_url }).catch((error: Error & { user_message?: string }) => {
      const retry = h("button.sentc-button", { type: "button", click: () => this.restart() }, this.say("retry"));
      fill(this.body, h("p.sentc-error", { role: "alert" }, error.user_message ?? error.message), retry);
    });
  }

  private takeSlots(): void {
    if (this.body.parentNode === this) return;
    for (const child of [...this.children]) if (child.slot) this.slots.set(child.slot, [...this.slotted(child.slot), child]);
    // The rest is what is shown where scripts don't run.
    this.replaceChildren(this.body);
  }
}

/** Attributes that are not in the published types would be unknown to JSX. */
export interface SentcElement {
  getAttribute(name: keyof SentcElementAttributes): string | null;
}

/** A part of a page with a heading that can have the focus. */
export function section(title: string, ...children: Child[]): { element: HTMLElement; heading: HTMLElement } {
  const heading = h("h2.sentc-heading", { tabindex: -1 }, title);
  return { element: h("section.sentc-card", {}, heading, ...children), heading };
}

/** Defines an element once, also where two copies of the package are in a page. Does nothing on a server. */
export function define(name: string, type: CustomElementConstructor): void {
  const registry = globalThis.customElements as CustomElementRegistry | undefined;
  if (registry && !registry.get(name)) registry.define(name, type);
}
