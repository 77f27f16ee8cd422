// <sentc-account>: all parts of an account. An app that wants some of them uses their elements.

import type { SentcClient } from "../public/client.js";
import type { SentcSnapshot } from "../public/types.js";
import { fill } from "./dom.js";
import "./account-cards.js";
import "./devices.js";
import { SentcElement, define } from "./element.js";
import "./second-factor.js";

const PARTS = ["sentc-identifier", "sentc-password", "sentc-second-factor", "sentc-passkeys", "sentc-devices", "sentc-delete-account"];
/** What an app says once, for all parts. */
const PASSED_ON = ["issuer", "min-password", "locale"];

export class SentcAccount extends SentcElement {
  protected draw({ user }: SentcSnapshot, again: boolean): void {
    if (again) return;
    if (!user) return fill(this.body);
    const parts = PARTS.map((name) => {
      const part = document.createElement(name) as HTMLElement & { client: SentcClient };
      part.client = this.client;
      for (const attribute of PASSED_ON) {
        const value = this.getAttribute(attribute);
        if (value !== null) part.setAttribute(attribute, value);
      }
      return part;
    });
    fill(this.body, ...parts);
  }
}

define("sentc-account", SentcAccount);
