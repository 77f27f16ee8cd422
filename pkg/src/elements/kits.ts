// <sentc-recovery-kits>: make one, print it, revoke one.

import type { RecoveryKit, StoredRecoveryKit } from "../public/types.js";
import type { User } from "../public/user.js";
import { type Child, h, qrCode } from "./dom.js";
import { CardElement } from "./card.js";
import { confirmForm } from "./confirm.js";
import { define } from "./element.js";
import { action, field, form } from "./form.js";
import { pagedList } from "./list.js";

interface Shown extends RecoveryKit {
  name: string;
}

export class SentcRecoveryKits extends CardElement {
  /** The account has it, and nothing shows its code again: a change of the language must not close it. */
  private made: Shown | undefined;

  /** The app's name, as the sheet shows it. Attribute `issuer`; default: the page's host */
  get issuer(): string {
    return this.getAttribute("issuer") ?? location.hostname;
  }

  set issuer(issuer: string) {
    this.reflect("issuer", issuer);
  }

  protected caption(): string {
    return this.say("kits");
  }

  protected override forget(): void {
    this.made = undefined;
  }

  protected override listen(signal: AbortSignal): void {
    document.addEventListener("devices-changed", this.reload, { signal });
  }

  protected rest(user: User): void {
    if (this.made) return this.show(user, this.made);
    const { say, speaker } = this;
    const list = pagedList<StoredRecoveryKit>({ speaker, label: say("kits"), load: async (last) => (last ? [] : user.recoveryKits()), row: (kit) => this.row(user, kit) });
    this.put(h("p.sentc-text", {}, say("kitsText")), list, h("p.sentc-text", {}, say("kitsHere")), action(say("kitCreate"), () => this.create(user)));
  }

  private row(user: User, { device_id, name = this.say("kit"), time }: StoredRecoveryKit): HTMLElement {
    const { say, speaker } = this;
    const revoke = () => {
      const ask = confirmForm({
        speaker,
        user,
        submit: say("kitRevoke"),
        danger: true,
        cancel: () => this.close(),
        run: async ({ password, token, recovery }) => {
          await user.revokeRecoveryKit(device_id, { password, mfa_token: token, mfa_recovery: recovery });
          this.close(say("done"));
          this.emit("devices-changed", {});
        },
      });
      this.openForm(ask, h("p.sentc-text", {}, say("kitRevokeText")));
    };
    return h("li.sentc-row", {}, h("div", {}, h("strong", {}, name), h("div.sentc-text", {}, say("added", { date: speaker.date(time) }))), action(say("kitRevoke"), revoke, "", `${say("kitRevoke")} ${name}`));
  }

  private create(user: User): void {
    const { say, speaker } = this;
    const called = field(speaker, { name: "name", label: say("kitName"), optional: true });
    const ask = confirmForm({
      speaker,
      user,
      submit: say("kitCreate"),
      fields: [called],
      cancel: () => this.close(),
      run: async ({ password, token, recovery }, values) => {
        const name = values["name"]!.trim();
        const kit = await user.createRecoveryKit({ password, mfa_token: token, mfa_recovery: recovery, app: this.issuer, ...(name !== "" && { name }) });
        this.made = { ...kit, name };
        this.show(user, this.made);
        this.emit("devices-changed", {});
      },
    });
    this.openForm(ask);
  }

  private show(user: User, kit: Shown): void {
    const { say } = this;
    const saved = h("input", { type: "checkbox", name: "saved" });
    const next = form({
      submit: say("next"),
      extra: [h("label.sentc-check", {}, saved, say("kitSaved"))],
      run: () => {
        if (!saved.checked) throw new Error(say("kitFirst"));
        this.made = undefined;
        this.close(say("done"));
      },
    });
    // Two lines of four groups.
    const lines = (): Child[] => [kit.code.slice(0, 24), h("br"), kit.code.slice(24)];
    const sheet = () =>
      print(this.body.lang, `${say("kit")}: ${this.issuer}`, [
        h("h1", {}, `${say("kit")}: ${this.issuer}`),
        h("p", {}, user.identifier, kit.name && ` · ${kit.name}`, ` · ${this.speaker.date(Date.now())}`),
        h("p", {}, say("sheetText")),
        qrCode(kit.qr_svg, say("kitCode"), 200),
        h("p", { dir: "ltr" }, h("code", {}, ...lines())),
        h("p", {}, say("sheetUse")),
      ]);
    this.openForm(next, h("p.sentc-text", {}, say("kitShown")), qrCode(kit.qr_svg, say("kitCode")), h("p.sentc-code", { dir: "ltr" }, ...lines()), action(say("kitPrint"), sheet));
  }
}

/** A page of its own in a frame, made of elements: its text would need a policy under Trusted Types. */
function print(lang: string, title: string, children: Child[]): void {
  for (const before of document.querySelectorAll(".sentc-print")) before.remove();
  const frame = h("iframe.sentc-print", { title, "aria-hidden": "true", tabindex: -1 });
  document.body.append(frame);
  const { contentDocument: page, contentWindow: window } = frame;
  if (!page || !window) return;
  page.title = title;
  page.documentElement.lang = lang;
  page.documentElement.dir = document.documentElement.dir;
  page.body.append(h("div", {}, ...children));
  window.addEventListener("afterprint", () => frame.remove());
  window.print();
}

define("sentc-recovery-kits", SentcRecoveryKits);
