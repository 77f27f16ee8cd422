// <sentc-account>: all parts of an account. An app that wants some of them uses their elements.

import type { SentcSnapshot } from "../public/signed-in.js";
import { fill } from "./dom.js";
import "./account-cards.js";
import "./devices.js";
import { SentcElement, define } from "./element.js";
import "./kits.js";
import type { PasswordCheck } from "./new-password.js";
import type { DecodeQr } from "./published.js";
import "./second-factor.js";

const PARTS = ["sentc-identifier", "sentc-password", "sentc-second-factor", "sentc-passkeys", "sentc-recovery-kits", "sentc-devices", "sentc-delete-account"];
/** What an app says once, for all parts. */
const PASSED_ON = ["issuer", "min-password", "common-passwords", "locale"] as const;

export class SentcAccount extends SentcElement {
  /** Says what is wrong with a new password. */
  passwordCheck?: PasswordCheck;
  decodeQr?: DecodeQr;

  protected draw({ user }: SentcSnapshot, again: boolean): void {
    if (again) return;
    if (!user) return fill(this.body);
    const parts = PARTS.map((name) => {
      const part = document.createElement(name) as SentcElement;
      part.client = this.client;
      // When they are asked, so that those that come later count too.
      if (name === "sentc-password") Object.defineProperty(part, "passwordCheck", { get: () => this.passwordCheck });
      if (name === "sentc-devices") Object.defineProperty(part, "decodeQr", { get: () => this.decodeQr });
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
