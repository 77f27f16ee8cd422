// <sentc-second-factor>: turn it on, see the recovery keys, take another authenticator, turn it off.
//
// The service asks for codes from the moment it hands out the secret. So the keys are saved before anything can go wrong, and
// the steps end with a right code or with the factor turned off again.

import type { OtpSetUp } from "../public/types.js";
import type { User } from "../public/user.js";
import { h, qrCode } from "./dom.js";
import { CardElement } from "./card.js";
import { type Proof, confirmForm } from "./confirm.js";
import { copyButton, downloadButton } from "./copy.js";
import { define } from "./element.js";
import { action, field, form, link } from "./form.js";

export class SentcSecondFactor extends CardElement {
  /** Steps are open: a change of the session must not close them. */
  private setUp: OtpSetUp | undefined;

  protected caption(): string {
    return this.say("mfa");
  }

  /** The app's name, as authenticators show it. Attribute `issuer`; default: the page's host */
  get issuer(): string {
    return this.getAttribute("issuer") ?? location.hostname;
  }

  set issuer(issuer: string) {
    this.reflect("issuer", issuer);
  }

  protected override forget(): void {
    this.setUp = undefined;
  }

  protected rest(user: User): void {
    if (this.setUp) return this.saveKeys(this.setUp);
    const { say } = this;
    const ask = (label: string, submit: string, run: (proof: Proof) => unknown, text?: string) =>
      action(label, () => this.openForm(confirmForm({ speaker: this.speaker, user, submit, cancel: () => this.close(), run }), text !== undefined && h("p.sentc-text", {}, text)));
    const start = async ({ password, token, recovery }: Proof) => {
      this.setUp = await user.setUpOtp({ issuer: this.issuer, account: user.identifier, password, mfa_token: token, mfa_recovery: recovery });
      this.saveKeys(this.setUp);
    };
    const off = async ({ password, token, recovery }: Proof) => {
      await user.disableOtp(password, token, recovery);
      this.close(say("done"));
    };
    const keys = async ({ password, token, recovery }: Proof) => this.showKeys(await user.getOtpRecoverKeys(password, token, recovery));
    if (!user.enabledMfa()) return this.put(h("p.sentc-text", {}, say("mfaOff")), ask(say("mfaTurnOn"), say("next"), start, say("mfaApp")));
    this.put(
      h("p.sentc-text", {}, say("mfaOn")),
      h("div.sentc-actions", {}, ask(say("keysShow"), say("keysShow"), keys), ask(say("mfaNew"), say("next"), start, say("mfaNewText")), ask(say("mfaTurnOff"), say("mfaTurnOff"), off)),
    );
  }

  private keyList(keys: readonly string[]): Element[] {
    const text = keys.join("\n");
    return [
      h("ol.sentc-keys", { dir: "ltr", "aria-label": this.say("keys") }, ...keys.map((key) => h("li", {}, key))),
      h("div.sentc-actions", {}, copyButton(this.speaker, text), downloadButton(this.speaker, "recovery-keys.txt", `${text}\n`)),
    ];
  }

  private showKeys(keys: string[]): void {
    const { say } = this;
    const back = form({ submit: say("back"), run: () => this.close() });
    this.openForm(back, h("p.sentc-text", {}, say("keysLeft", { count: keys.length })), this.keyList(keys));
  }

  private saveKeys(setUp: OtpSetUp): void {
    const { say } = this;
    const saved = h("input", { type: "checkbox", name: "saved" });
    const next = form({
      submit: say("next"),
      extra: [h("label.sentc-check", {}, saved, say("keysSaved"))],
      run: () => {
        if (!saved.checked) throw new Error(say("keysFirst"));
        this.scan(setUp);
      },
      actions: [this.takeBack(setUp)],
    });
    this.openForm(next, h("p.sentc-text", {}, say("mfaLeave")), h("h3.sentc-heading", {}, say("keys")), h("p.sentc-text", {}, say("keysText")), this.keyList(setUp.recovery_keys));
  }

  private scan(setUp: OtpSetUp): void {
    const { say, speaker, client } = this;
    const wrong = (value: string) => {
      // The secret is here: checking sends no request.
      if (setUp.confirm(value)) return undefined;
      const problem = client.otpProblem(setUp.url, value);
      if (problem?.kind === "sha1") return say("codeSha1");
      return problem?.kind === "clock" ? say("codeClock", { count: Math.abs(problem.seconds) }) : say("codeWrong");
    };
    const code = field(speaker, { name: "code", label: say("code"), type: "code", autocomplete: "one-time-code", check: (value) => (/(\d\D*){6}/.test(value) ? wrong(value) : say("codeFormat")) });
    const check = form({
      submit: say("next"),
      fields: [code],
      actions: [link(say("back"), () => this.saveKeys(setUp)), this.takeBack(setUp)],
      run: () => {
        this.setUp = undefined;
        this.close(say("done"));
      },
    });
    this.openForm(check, h("p.sentc-text", {}, say("scan")), qrCode(setUp.qr_svg, say("scan")), h("p.sentc-text", {}, say("secret")), h("code.sentc-keys", { dir: "ltr" }, setUp.secret));
  }

  private takeBack(setUp: OtpSetUp): HTMLElement {
    return action(this.say("mfaCancel"), async () => {
      await setUp.cancel();
      this.setUp = undefined;
      this.close();
    });
  }
}

define("sentc-second-factor", SentcSecondFactor);
