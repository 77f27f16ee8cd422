// <sentc-user-button>: who is signed in, with a menu. What has `slot="menu"` is in the menu too.

import type { SentcSnapshot } from "../public/types.js";
import { fill, h, newId } from "./dom.js";
import { SentcElement, define } from "./element.js";
import { action } from "./form.js";
import { isRandom } from "./random.js";

export class SentcUserButton extends SentcElement {
  protected draw({ user, identifier = "" }: SentcSnapshot): void {
    if (!user) return fill(this.body);
    const { say } = this;
    const id = newId();
    const menu = h("div.sentc-card", { id }, ...this.slotted("menu"), action(say("signOut"), () => user.logOut()));
    const toggle = (open: boolean) => {
      menu.toggleAttribute("hidden", !open);
      // Towards the middle of the page, so that it is in view.
      menu.classList.toggle("sentc-left", place.getBoundingClientRect().left < innerWidth / 2);
      button.setAttribute("aria-expanded", String(open));
    };
    const button = h("button.sentc-button", { type: "button", "aria-controls": id, click: () => toggle(menu.hasAttribute("hidden")) }, isRandom(identifier) ? say("account") : identifier);
    const leave = (event: Event) => {
      const { key } = event as KeyboardEvent;
      if (key !== "Escape" || menu.hasAttribute("hidden")) return;
      toggle(false);
      button.focus();
    };
    const out = ({ relatedTarget }: FocusEvent) => {
      if (relatedTarget && !place.contains(relatedTarget as Node)) toggle(false);
    };
    const place = h("div.sentc-menu", { keydown: leave, focusout: out as (event: Event) => void }, button, menu);
    toggle(false);
    document.addEventListener("click", ({ target }) => !place.contains(target as Node) && toggle(false), { signal: this.signal });
    fill(this.body, place);
  }
}

define("sentc-user-button", SentcUserButton);
