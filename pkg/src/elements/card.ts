// A part of <sentc-account>: a heading, what there is to know, and a place where a form opens and closes.

import type { SentcSnapshot } from "../public/signed-in.js";
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
  private of: User | undefined;
  /** A form or a step is shown, which stays when another card changes something. */
  protected open = false;

  protected draw({ user }: SentcSnapshot, again: boolean): void {
    // Another identifier: a step that is open stays.
    if (again) return;
    if (user !== this.of) {
      // What is open may show keys of the one before.
      this.forget();
      this.put();
    }
    this.of = user;
    this.open = false;
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

  /** Drops what a step keeps for the user: it is another one now, or none. */
  protected forget(): void {}

  /** Another card changed what this one shows. A step that is open stays. */
  protected readonly reload = ({ target }: Event): void => {
    if (this.user && !this.open && target !== this) this.rest(this.user);
  };

  protected abstract caption(): string;

  /** What the card shows while nothing is open. */
  protected abstract rest(user: User): void;

  protected put(...children: Child[]): void {
    fill(this.place, ...children);
  }

  /** Opens a form, or a step of several, in place of what the card shows. */
  protected openForm(form: Form, ...before: Child[]): void {
    this.open = true;
    this.said.textContent = "";
    this.put(...before, form.element);
    form.focus();
    if (!this.place.contains(document.activeElement)) this.heading?.focus();
  }

  /** Back to what the card shows. The heading gets the focus, since what had it is gone. */
  protected close(words?: string): void {
    const { user } = this;
    if (!user) return;
    this.open = false;
    this.rest(user);
    this.said.textContent = words ?? "";
    this.heading?.focus();
  }
}
