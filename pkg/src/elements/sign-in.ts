// <sentc-sign-in>: log in, create an account, the code of the second factor, a recovery key, a passkey, a new device.
//
// Attributes: view="register" begins there; registration="off", passkeys="off" and new-device="off" leave a way out;
// recovery-kit="off" too. remember="ask" has a box to tick for staying signed in when the tab is closed. forgot-href links to the
// page of the app's own back end; min-password says how long a new password is (8).

import type { UserMfaLogin } from "../generated/types.js";
import type { LoginUser, SentcSnapshot } from "../public/signed-in.js";
import type { LoginOptions } from "../public/types.js";
import type { User } from "../public/user.js";
import { type Child, fill, h, qrCode } from "./dom.js";
import { SentcElement, define, section } from "./element.js";
import { type Field, action, field, form, link, textOf } from "./form.js";
import { cameraFor } from "./camera.js";
import { copyButton } from "./copy.js";
import { MFA_FIELDS, mfaFields } from "./mfa-fields.js";
import { type PasswordCheck, newPassword } from "./new-password.js";
import type { DecodeQr } from "./published.js";
import { isRandom } from "./random.js";

type View = "login" | "register" | "device" | "kit";

/** What the event `registering` carries. */
export interface Registering {
  identifier: string;
  /** What was entered into the page's own fields (`slot="fields"`). */
  fields: FormData;
  /** The text that registers the account, for the app's back end. */
  prepare(): Promise<string>;
  /** Leaves the registration to the app: the element waits for the promise, and then signs in. */
  respondWith(registered: Promise<unknown>): void;
}

/** Not worth a word: the browser asked for a passkey among its suggestions, and nobody took one. */
const SILENT = ["ABORTED", "PASSKEY_CANCELLED", "PASSKEY_UNSUPPORTED", "DISPOSED"];

export class SentcSignIn extends SentcElement {
  /** Says what is wrong with a new password, for example `passwordProblem` of the app. */
  passwordCheck?: PasswordCheck;
  decodeQr?: DecodeQr;

  /** Says that nobody used the app. */
  private readonly ended = globalThis.document && h("p.sentc-good", { role: "status" });
  /** The login is one by a recovery kit: a new password comes next. */
  private byKit = false;
  private waiting: AbortController | undefined;
  private leaving: Promise<void> | undefined;
  private identifier = "";

  protected draw({ user, identifier = "" }: SentcSnapshot): void {
    const hadFocus = this.body.contains(document.activeElement);
    if (user) this.ended.textContent = "";
    if (user && this.byKit) return this.newPassword(user);
    if (!user) return this.show(this.getAttribute("view") === "register" && this.allows("registration") ? "register" : "login", hadFocus);
    const text = h("p.sentc-text", { tabindex: -1 }, isRandom(identifier) ? this.say("signedIn") : this.say("signedInAs", { identifier }));
    fill(this.body, h("section.sentc-card", {}, text, action(this.say("signOut"), () => (this.leaving = user.logOut()))));
    if (hadFocus) text.focus();
  }

  protected override listen(signal: AbortSignal): void {
    const stop = this.client.on("signedOut", ({ reason }) => (this.ended.textContent = reason === "idle" ? this.say("idleEnded") : ""));
    signal.addEventListener("abort", stop);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.waiting?.abort();
  }

  private allows(what: "registration" | "passkeys" | "new-device" | "recovery-kit"): boolean {
    return this.getAttribute(what) !== "off";
  }

  /** Shows a step. Its heading gets the focus, so that a screen reader says where one is. */
  private step(title: string, children: Child[], focus: boolean): void {
    const { element, heading } = section(title, ...children);
    fill(this.body, this.slotted("logo"), element, this.slotted("terms"));
    if (focus) heading.focus();
  }

  private show(view: View, focus = true): void {
    this.waiting?.abort();
    this.byKit = false;
    if (view === "login") this.logIn(focus);
    else if (view === "kit") this.kit(focus);
    else if (view === "register") this.register(focus);
    else this.newDevice(focus);
  }

  private logIn(focus: boolean): void {
    const { say, speaker, client } = this;
    const identifier = this.identifierField("username webauthn");
    const password = field(speaker, { name: "password", label: say("password"), type: "password", autocomplete: "current-password" });
    password.input.addEventListener("focus", () => client.warmUp(), { once: true });
    const stay = h("input", { type: "checkbox", name: "remember" });
    const asks = this.getAttribute("remember") === "ask";
    // Where nobody is asked, the client's own option decides.
    const lasting = (): LoginOptions => (asks ? { remember: stay.checked ? "browser" : "tab" } : {});
    const { element } = form({
      submit: say("signIn"),
      fields: [identifier, password],
      extra: [asks && h("label.sentc-check", {}, stay, say("stay"))],
      fieldOf: () => "",
      run: async (values) => this.proceed(await client.login(values["identifier"]!, values["password"]!, false, lasting())),
    });
    const passkey = h("div");
    const forgot = this.getAttribute("forgot-href");
    const ways = [
      this.allows("registration") && link(say("createAccount"), () => this.keep(identifier, "register")),
      forgot !== null && h("a.sentc-link", { href: forgot }, say("forgot")),
      ...this.slotted("forgot"),
      this.allows("recovery-kit") && link(say("kitUse"), () => this.keep(identifier, "kit")),
      this.allows("new-device") && link(say("newDevice"), () => this.keep(identifier, "device")),
    ];
    this.step(say("signIn"), [this.ended, element, passkey, h("div.sentc-ways", {}, ways)], focus);
    if (this.allows("passkeys")) void this.offerPasskeys(passkey, lasting);
  }

  /** Passkeys by a button, and among the browser's suggestions for the identifier. */
  private async offerPasskeys(place: HTMLElement, lasting: () => LoginOptions): Promise<void> {
    const { client } = this;
    // A suggestion can be taken at once, and a login must not meet the end of the log-out.
    await this.leaving;
    if ((await client.passkeySupport()) === "no" || !place.isConnected) return;
    const ask = async () => {
      try {
        this.proceed(await client.loginWithPasskey(undefined, lasting()));
      } catch (error) {
        // This question took the place of the one that waited.
        void wait();
        throw error;
      }
    };
    fill(place, action(this.say("passkeySignIn"), ask));
    const wait = async () => {
      const waiting = (this.waiting = new AbortController());
      this.signal.addEventListener("abort", () => waiting.abort());
      if (!(await globalThis.PublicKeyCredential?.isConditionalMediationAvailable?.()) || waiting.signal.aborted) return;
      try {
        this.proceed(await client.loginWithPasskey({ mediation: "conditional" }, { signal: waiting.signal }));
      } catch (error) {
        if (!SILENT.includes((error as { code: string }).code) && place.isConnected) place.append(h("p.sentc-error", { role: "alert" }, textOf(error)));
      }
    };
    await wait();
  }

  private register(focus: boolean): void {
    const { say, speaker, client } = this;
    const identifier = this.identifierField("username");
    const password = newPassword(speaker, this, "newPassword", () => identifier.input.value, () => this.passwordCheck);
    const { element } = form({
      submit: say("createAccount"),
      fields: [identifier, password],
      extra: this.slotted("fields"),
      fieldOf: (code) => (code === "IDENTIFIER_TAKEN" ? "identifier" : ""),
      run: async (values, entered) => {
        const [name, secret] = [values["identifier"]!, values["password"]!];
        let answer: Promise<unknown> | undefined;
        const detail: Registering = {
          identifier: name,
          fields: new FormData(entered),
          prepare: () => client.prepareRegisterAsync(name, secret),
          respondWith: (registered) => (answer = registered),
        };
        // The password is the element's: the app gets the text that was made of it.
        for (const field of ["identifier", "password"]) detail.fields.delete(field);
        this.emit("registering", detail);
        await (answer ?? client.register(name, secret));
        this.emit("registered", { identifier: name });
        this.proceed(await client.login(name, secret));
      },
    });
    this.step(say("createAccount"), [element, h("div.sentc-ways", {}, link(say("haveAccount"), () => this.keep(identifier, "login")))], focus);
  }

  /** What a login led to. */
  private proceed(result: LoginUser): void {
    // Not earlier, when the session is there: the login by a suggestion may not have ended then.
    this.waiting?.abort();
    if (result.kind === "user") this.finish(result.u);
    else this.askCode(result.u, false);
  }

  private finish(user: User): void {
    // `draw` shows the step for a new password.
    if (this.byKit) return;
    this.identifier = "";
    this.emit("signed-in", { user });
  }

  private askCode(login: UserMfaLogin, recovery: boolean): void {
    const { say, speaker, client } = this;
    this.waiting?.abort();
    const code = recovery
      ? field(speaker, { name: "code", label: say("recoveryKey") })
      : field(speaker, { name: "code", label: say("code"), type: "code", autocomplete: "one-time-code", check: (value) => !/^\D*(\d\D*){6}$/.test(value.normalize("NFKC")) && !/^\P{Nd}*(\p{Nd}\P{Nd}*){6}$/u.test(value) && say("codeFormat") });
    const { element, focus } = form({
      submit: say("signIn"),
      fields: [code],
      fieldOf: () => "code",
      run: async ({ code }) => this.finish(await (recovery ? client.mfaRecoveryLogin(code!, login) : client.mfaLogin(code!, login))),
    });
    const ways = [link(say(recovery ? "useCode" : "useKey"), () => this.askCode(login, !recovery)), link(say("back"), () => this.show("login"))];
    this.step(say(recovery ? "useKey" : "codeTitle"), [h("p.sentc-text", {}, say(recovery ? "keyText" : "codeText")), element, h("div.sentc-ways", {}, ways)], false);
    focus();
  }

  private kit(focus: boolean): void {
    const { say, speaker, client } = this;
    const code = field(speaker, { name: "kit", label: say("kitCode") });
    const { element } = form({
      submit: say("next"),
      fields: [code],
      extra: [cameraFor(speaker, code, this.decodeQr)],
      fieldOf: () => "kit",
      run: async ({ kit }) => {
        this.byKit = true;
        try {
          // Where people are asked whether they stay signed in, an emergency is no yes.
          this.proceed(await client.loginWithRecoveryKit(kit!, this.getAttribute("remember") === "ask" ? { remember: "tab" } : {}));
        } catch (error) {
          this.byKit = false;
          throw error;
        }
      },
    });
    this.step(say("kitUse"), [h("p.sentc-text", {}, say("kitText")), element, h("div.sentc-ways", {}, link(say("back"), () => this.show("login")))], focus);
  }

  /** After a login by a kit, which is for emergencies: a new device takes the place of the one whose password was forgotten. */
  private newPassword(user: User): void {
    const { say, speaker } = this;
    const identifier = this.identifierField("username");
    const password = newPassword(speaker, this, "newPassword", () => identifier.input.value, () => this.passwordCheck);
    const mfa = mfaFields(speaker, user);
    const done = (signedIn: User) => {
      this.byKit = false;
      this.finish(signedIn);
    };
    const { element } = form({
      submit: say("kitReset"),
      fields: [identifier, password, ...mfa.fields],
      extra: [mfa.other],
      fieldOf: (code) => (code === "IDENTIFIER_TAKEN" ? "identifier" : MFA_FIELDS[code]),
      run: async (values) => {
        const name = values["identifier"]!;
        const device = await deviceOf(user, name);
        if (device === undefined) return identifier.fail(say("kitNotFound"));
        const { token, recovery } = mfa.proof(values);
        // The next state is the new device's.
        this.byKit = false;
        try {
          const next = await user.replaceDevice(device, name, values["password"]!, token, recovery);
          // Nobody stays signed in by the kit.
          await user.logOut().catch(() => undefined);
          done(next);
        } catch (error) {
          this.byKit = true;
          throw error;
        } finally {
          mfa.look();
        }
      },
    });
    const skip = link(say("kitSkip"), () => {
      done(user);
      this.draw(this.client.getSnapshot());
    });
    this.step(say("kitReset"), [h("p.sentc-text", {}, say("kitResetText")), element, h("div.sentc-ways", {}, skip)], true);
  }

  private newDevice(focus: boolean): void {
    const { say, speaker, client } = this;
    const identifier = this.identifierField("username");
    const password = newPassword(speaker, this, "newPassword", () => identifier.input.value, () => this.passwordCheck);
    const { element } = form({
      submit: say("next"),
      fields: [identifier, password],
      fieldOf: (code) => (code === "IDENTIFIER_TAKEN" ? "identifier" : ""),
      run: async (values) => {
        const [name, secret] = [values["identifier"]!, values["password"]!];
        this.handOver(await client.registerDeviceStart(name, secret), async () => this.proceed(await client.login(name, secret)));
      },
    });
    this.step(say("newDevice"), [h("p.sentc-text", {}, say("newDeviceText")), element, h("div.sentc-ways", {}, link(say("back"), () => this.keep(identifier, "login")))], focus);
  }

  private handOver(output: string, signIn: () => Promise<void>): void {
    const { say, client } = this;
    // The short text: its QR code is coarse enough for the camera of a phone.
    const { text, svg } = client.deviceQr(output);
    const parts: Child[] = [
      h("p.sentc-text", {}, say("newDeviceShow")),
      qrCode(svg, say("deviceText")),
      copyButton(this.speaker, text),
      h("p.sentc-text", {}, say("compare")),
      h("p.sentc-code", { dir: "ltr" }, client.parseDeviceOutput(output).code),
      action(say("isConfirmed"), signIn, ".sentc-primary"),
      h("div.sentc-ways", {}, link(say("back"), () => this.show("login"))),
    ];
    this.step(say("newDevice"), parts, true);
  }

  private identifierField(autocomplete: string): Field {
    return field(this.speaker, { name: "identifier", label: this.say("identifier"), autocomplete, value: this.identifier });
  }

  /** Shows another step, and keeps the identifier that was typed. */
  private keep(identifier: Field, view: View): void {
    this.identifier = identifier.input.value;
    this.show(view);
  }
}

/** The service keeps identifiers as hashes: base64 of SHA-256. */
async function deviceOf(user: User, identifier: string): Promise<string | undefined> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(identifier));
  const wanted = btoa(String.fromCharCode(...new Uint8Array(hash)));
  for await (const { device_identifier, device_id } of user.devices()) if (device_identifier === wanted) return device_id;
  return undefined;
}

define("sentc-sign-in", SentcSignIn);
