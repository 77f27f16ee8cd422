// The parts of an account that are one form each: <sentc-password>, <sentc-identifier>, <sentc-passkeys> and
// <sentc-delete-account>.

import type { User } from "../public/user.js";
import { fill, h } from "./dom.js";
import { CardElement } from "./card.js";
import { confirmForm } from "./confirm.js";
import { define } from "./element.js";
import { action, field, form } from "./form.js";
import { type PasswordCheck, newPassword } from "./new-password.js";
import { isRandom } from "./random.js";

export class SentcPassword extends CardElement {
  passwordCheck?: PasswordCheck;

  protected caption(): string {
    return this.say("password");
  }

  /** A passkey's password is not one that somebody typed. */
  protected override isFor(user: User): boolean {
    return !isRandom(user.identifier);
  }

  protected rest(user: User): void {
    this.put(action(this.say("changePassword"), () => this.change(user)));
  }

  private change(user: User): void {
    const { speaker, say } = this;
    const next = newPassword(speaker, this, "newPassword", () => user.identifier, () => this.passwordCheck);
    this.openForm(
      confirmForm({
        speaker,
        user,
        submit: say("changePassword"),
        fields: [next],
        cancel: () => this.close(),
        run: async ({ password, token, recovery }, values) => {
          await user.changePassword(password, values["password"]!, token, recovery);
          this.close(say("passwordChanged"));
        },
      }),
    );
  }
}

export class SentcIdentifier extends CardElement {
  protected caption(): string {
    return this.say("identifier");
  }

  protected override isFor(user: User): boolean {
    return !isRandom(user.identifier);
  }

  protected rest(user: User): void {
    this.put(h("p.sentc-text", {}, this.say("identifierText", { identifier: user.identifier })), action(this.say("changeIdentifier"), () => this.change(user)));
  }

  private change(user: User): void {
    const { speaker, say } = this;
    const name = field(speaker, { name: "identifier", label: say("newIdentifier"), autocomplete: "username" });
    const run = async (values: Record<string, string>) => {
      await user.updateUser(values["identifier"]!);
      this.close(say("identifierChanged"));
    };
    const cancel = h("button.sentc-link", { type: "button", click: () => this.close() }, say("cancel"));
    this.openForm(form({ submit: say("changeIdentifier"), fields: [name], actions: [cancel], fieldOf: (code) => (code === "IDENTIFIER_TAKEN" ? "identifier" : undefined), run }));
  }
}

export class SentcPasskeys extends CardElement {
  protected caption(): string {
    return this.say("passkeys");
  }

  protected rest(user: User): void {
    const place = h("div");
    this.put(h("p.sentc-text", {}, this.say("passkeysText")), place);
    void this.client.passkeySupport().then((support) => {
      if (support === "no") return;
      const add = async () => {
        await user.addPasskey({ name: user.identifier });
        this.close(this.say("passkeyAdded"));
        this.emit("devices-changed", {});
      };
      fill(place, action(this.say("passkeyAdd"), add));
    });
  }
}

export class SentcDeleteAccount extends CardElement {
  protected caption(): string {
    return this.say("deleteAccount");
  }

  protected rest(user: User): void {
    this.put(action(this.say("deleteAccount"), () => this.ask(user)));
  }

  private ask(user: User): void {
    const { speaker, say } = this;
    const ask = confirmForm({
      speaker,
      user,
      submit: say("deleteAccount"),
      danger: true,
      cancel: () => this.close(),
      run: ({ password, token, recovery }) => user.deleteUser(password, token, recovery),
    });
    this.openForm(ask, h("p.sentc-text", {}, say("deleteText")));
  }
}

define("sentc-password", SentcPassword);
define("sentc-identifier", SentcIdentifier);
define("sentc-passkeys", SentcPasskeys);
define("sentc-delete-account", SentcDeleteAccount);
