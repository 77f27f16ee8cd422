// A part of <sentc-account>: a heading, what there is to know, and a place where a form opens and closes.

import type { SentcSnapshot } from "../public/types.js";
import type { User } from "../public/user.js";
import account from "sentc-words/account";
import { type Child, fill, h } from "./dom.js";
import { SentcElement, section } from "./element.js";
import type { Form } from "./form.js";

export abstract class CardElement extends SentcElement {
  protected override readonly wordSets = [account];
  private readonly place = globalThis.document && h("div.sentc-list");
  private readonly said = globalThis.document && h("p.sentc-good", { role: "status" });
  private heading: HTMLElement | undefined;

  protected draw({ user }: SentcSnapshot, again: boolean): void {
    // Another identifier: a step that is open stays.
    if (again) return;
    this.said.textContent = "";
    if (!user || !this.isFor(user)) return fill(this.body);
    const { element, heading } = section(this.caption(), this.place, this.said);
    this.heading = heading;
    fill(this.body, element);
    this.rest(user);
  }

  /** Whether there is anything to show to this user. */
  protected isFor(_user: User): boolean {
    return true;
  }

  protected abstract caption(): string;

  /** What the card shows while nothing is open. */
  protected abstract rest(user: User): void;

  protected put(...children: Child[]): void {
    fill(this.place, ...children);
  }

  /** Opens a form, or a step of several, in place of what the card shows. */
  protected openForm(form: Form, ...before: Child[]): void {
    this.said.textContent = "";
    this.put(...before, form.element);
    form.focus();
    if (!this.place.contains(document.activeElement)) this.heading?.focus();
  }

  /** Back to what the card shows. The heading gets the focus, since what had it is gone. */
  protected close(words?: string): void {
    const { user } = this;
    if (!user) return;
    this.rest(user);
    this.said.textContent = words ?? "";
    this.heading?.focus();
  }
}
