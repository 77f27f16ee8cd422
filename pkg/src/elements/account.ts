// <sentc-account>: all parts of an account. An app that wants some of them uses their elements.

import type { SentcSnapshot } from "../public/types.js";
import { fill } from "./dom.js";
import "./account-cards.js";
import "./devices.js";
import { SentcElement, define } from "./element.js";
import type { PasswordCheck } from "./new-password.js";
import "./second-factor.js";

const PARTS = ["sentc-identifier", "sentc-password", "sentc-second-factor", "sentc-passkeys", "sentc-devices", "sentc-delete-account"];
/** What an app says once, for all parts. */
const PASSED_ON = ["issuer", "min-password", "locale"] as const;

export class SentcAccount extends SentcElement {
  /** Says what is wrong with a new password. */
  passwordCheck?: PasswordCheck;

  protected draw({ user }: SentcSnapshot, again: boolean): void {
    if (again) return;
    if (!user) return fill(this.body);
    const parts = PARTS.map((name) => {
      const part = document.createElement(name) as SentcElement & { passwordCheck?: PasswordCheck };
      part.client = this.client;
      // When it is asked, so that one that comes later counts too.
      if (name === "sentc-password") part.passwordCheck = (password, identifier) => this.passwordCheck?.(password, identifier);
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
