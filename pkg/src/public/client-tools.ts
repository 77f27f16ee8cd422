import { identifierOf, passwordOf, text, totpCode } from "./arguments.js";
import type { Computes } from "../generated/calls.js";
import { Life } from "../core/life.js";
import { type UserMessages, messages } from "./messages.js";
import { hide } from "./objects.js";
import { unixSeconds } from "./otp.js";
import type { OtpProblem } from "./types.js";

/** What a client does without asking the service. All of it throws: NOT_INITIALIZED before `init`. */
export abstract class ClientTools {
  /** @internal */
  declare readonly life: Life;

  /** @internal */
  constructor() {
    hide(this, "life", new Life());
  }

  /** `error.user_message`, in the app's words and language. Setting some leaves the others; all clients share them. */
  get messages(): UserMessages {
    return messages;
  }

  set messages(words: Partial<UserMessages>) {
    Object.assign(messages, words);
  }

  /** For a request by an own back end: the body. */
  prepareCheckUserIdentifierAvailable(identifier: string): string {
    return this.compute("PrepareCheckIdentifier", { identifier: this.identifier(identifier) });
  }

  /** Whether the answer says that the identifier is free. */
  doneCheckUserIdentifierAvailable(server_output: string): boolean {
    return this.compute("DoneCheckIdentifier", { server_output: text("server_output", server_output) });
  }

  /** A random identifier (16 bytes) and password (32 bytes), base64url without padding. */
  generateRegisterData(): [identifier: string, password: string] {
    return this.compute("GenerateRegisterData", {});
  }

  /** For a registration by an own back end: the body. Blocks the thread while the keys are derived. */
  prepareRegister(identifier: string, password: string): string {
    const [id, secrets] = this.credentials(identifier, password);
    const core = this.life.ready();
    return core.compute("PrepareRegister", { identifier: id, kdf: core.kdfProfile }, secrets);
  }

  /** The user id in the answer to a registration. */
  doneRegister(server_output: string): string {
    return this.compute("DoneRegister", { server_output: text("server_output", server_output) });
  }

  /** For a device registration by an own back end: the body. Blocks as `prepareRegister` does. */
  prepareRegisterDeviceStart(identifier: string, password: string): string {
    return this.prepareRegister(identifier, password);
  }

  /** Throws when the answer to a device registration is a refusal. */
  doneRegisterDeviceStart(server_output: string): void {
    this.compute("DoneRegisterDeviceStart", { server_output: text("server_output", server_output) });
  }

  /**
   * What a server output is about: to ask "is this your device?" before `registerDevice`. The identifier proves nothing,
   * whoever forwards the output chooses it; `code`, six characters, is the same on both devices, and is what a person
   * compares.
   */
  parseDeviceOutput(server_output: string): { device_identifier: string; code: string } {
    return this.compute("ParseDeviceOutput", { server_output: text("server_output", server_output) });
  }

  /** A QR code as SVG. INVALID_ARGUMENT when it can't hold that much. */
  qrSvg(content: string): string {
    return this.compute("QrSvg", { text: text("text", content) });
  }

  /** The QR code of an otpauth URL, for an authenticator to scan. */
  otpQrSvg(url: string): string {
    return this.compute("OtpQrSvg", { url: text("url", url) });
  }

  /** Whether a code is the right one now, give or take 30 seconds: lets an app confirm the authenticator before it says done. */
  checkOtp(url: string, token: string | number): boolean {
    return this.compute("CheckOtp", checked(url, token));
  }

  /** Why a code is not the right one, so that an app can say what to do; undefined when it is. */
  otpProblem(url: string, token: string | number): OtpProblem | undefined {
    return this.compute("OtpProblem", checked(url, token)) ?? undefined;
  }

  private compute<N extends keyof Computes>(name: N, args: Computes[N]["args"]): Computes[N]["answer"] {
    return this.life.ready().compute(name, args);
  }

  /** @internal */
  protected identifier(given: unknown): string {
    return identifierOf("identifier", given, this.life.core?.options);
  }

  /** @internal */
  protected credentials(identifier: unknown, password: unknown): [identifier: string, secrets: [password: string]] {
    return [this.identifier(identifier), [passwordOf("password", password, this.life.core?.options)]];
  }
}

function checked(url: unknown, token: unknown) {
  return { url: text("url", url), token: totpCode("token", token), now: unixSeconds() };
}
