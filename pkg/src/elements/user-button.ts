// <sentc-user-button>: who is signed in, with a menu: other users of this browser, and the way out. What has `slot="menu"` is in the
// menu too.

import type { SentcSnapshot } from "../public/signed-in.js";
import { fill, h, newId } from "./dom.js";
import { SentcElement, define } from "./element.js";
import { action } from "./form.js";
import { isRandom } from "./random.js";

export class SentcUserButton extends SentcElement {
  protected draw({ user, identifier = "" }: SentcSnapshot): void {
    if (!user) return fill(this.body);
    const { say } = this;
    const id = newId();
    const others = h("div.sentc-list");
    const menu = h("div.sentc-card", { id }, ...this.slotted("menu"), others, action(say("signOut"), () => user.logOut()));
    const toggle = (open: boolean) => {
      if (open) void this.people(others, identifier);
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

  /** Where several are signed in: to another one, and the way out for all. */
  private async people(place: HTMLElement, current: string): Promise<void> {
    const { say, client } = this;
    const users = (await client.storedUsers().catch(() => [])).filter(({ identifier }) => identifier !== current);
    const nameOf = (identifier: string, id: string) => (isRandom(identifier) ? `${say("account")} ${id.slice(0, 8)}` : identifier);
    const list = users.map(({ identifier, user_id }) => action(nameOf(identifier, user_id), () => client.switchTo(identifier), "", `${say("switchAccount")}: ${nameOf(identifier, user_id)}`));
    fill(place, users.length > 0 && [h("p.sentc-text", {}, say("switchAccount")), ...list, action(say("signOutAll"), () => client.logOutAll())]);
  }
}

define("sentc-user-button", SentcUserButton);
