import {
  checkOtp,
  deviceText,
  doneCheckIdentifier,
  doneRegister,
  doneRegisterDeviceStart,
  generateRegisterData,
  otpProblem,
  otpQrSvg,
  parseDeviceOutput,
  prepareCheckIdentifier,
  prepareRegister,
  qrSvg,
} from "sentc-light-wasm-glue";
import { identifierOf, passwordOf, text, totpCode } from "./arguments.js";
import { secretBytes } from "../boundary/wasm.js";
import { Life } from "../core/life.js";
import { type UserMessages, messages } from "./messages.js";
import { hide } from "./objects.js";
import { unixSeconds } from "./otp.js";
import type { OtpProblem } from "../generated/types.js";

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
    const id = this.identifier(identifier);
    return this.compute(() => prepareCheckIdentifier(id));
  }

  /** Whether the answer says that the identifier is free. */
  doneCheckUserIdentifierAvailable(server_output: string): boolean {
    return this.passedOn(doneCheckIdentifier, server_output);
  }

  /** A random identifier (16 bytes) and password (32 bytes), base64url without padding. */
  generateRegisterData(): [identifier: string, password: string] {
    return this.compute(generateRegisterData);
  }

  /** For a registration by an own back end: the body. Blocks the thread while the keys are derived. */
  prepareRegister(identifier: string, password: string): string {
    const [id, secret] = this.credentials(identifier, password);
    const core = this.life.ready();
    return core.compute(() => prepareRegister(id, secretBytes(secret), core.kdfPolicy));
  }

  /** The user id in the answer to a registration. */
  doneRegister(server_output: string): string {
    return this.passedOn(doneRegister, server_output);
  }

  /** For a device registration by an own back end: the body. Blocks as `prepareRegister` does. */
  prepareRegisterDeviceStart(identifier: string, password: string): string {
    return this.prepareRegister(identifier, password);
  }

  /** Throws when the answer to a device registration is a refusal. */
  doneRegisterDeviceStart(server_output: string): void {
    this.passedOn(doneRegisterDeviceStart, server_output, "DoneRegisterDeviceStart");
  }

  /**
   * What a server output, or the text of `deviceQr`, is about: to ask "is this your device?" before `registerDevice`. The identifier proves nothing,
   * whoever forwards the output chooses it; `code`, six characters, is the same on both devices, and is what a person
   * compares.
   */
  parseDeviceOutput(server_output: string): { device_identifier: string; code: string } {
    return this.passedOn(parseDeviceOutput, server_output, "ParseDeviceOutput");
  }

  /**
   * The text of a new device in short, and its QR code as SVG: at most 45 modules a side, which phones can scan. The other device's
   * `registerDevice` and `parseDeviceOutput` take this text as well as `server_output`, and its six characters are the same. A long
   * identifier is shortened in it. INVALID_ARGUMENT for any text that is not that of a new device.
   */
  deviceQr(server_output: string): { text: string; svg: string } {
    const short = this.passedOn(deviceText, server_output, "DeviceOutput");
    return { text: short, svg: this.qrSvg(short) };
  }

  /** A QR code as SVG. INVALID_ARGUMENT when it can't hold that much. */
  qrSvg(content: string): string {
    const shown = text("text", content);
    return this.compute(() => qrSvg(shown));
  }

  /** The QR code of an otpauth URL, for an authenticator to scan. */
  otpQrSvg(url: string): string {
    const checked = text("url", url);
    return this.compute(() => otpQrSvg(checked));
  }

  /** Whether a code is the right one now, give or take 30 seconds: lets an app confirm the authenticator before it says done. */
  checkOtp(url: string, token: string | number): boolean {
    const [address, code] = checked(url, token);
    return this.compute(() => checkOtp(address, code, unixSeconds()));
  }

  /** Why a code is not the right one, so that an app can say what to do; undefined when it is. */
  otpProblem(url: string, token: string | number): OtpProblem | undefined {
    const [address, code] = checked(url, token);
    return this.compute(() => otpProblem(address, code, unixSeconds()));
  }

  private compute<T>(run: () => T, name?: string): T {
    return this.life.ready().compute(run, name);
  }

  /** An answer that the app's back end passed on. */
  private passedOn<T>(read: (server_output: string) => T, given: unknown, name?: string): T {
    const server_output = text("server_output", given);
    return this.compute(() => read(server_output), name);
  }

  /** @internal */
  protected identifier(given: unknown): string {
    return identifierOf("identifier", given, this.life.core?.options);
  }

  /** @internal */
  protected credentials(identifier: unknown, password: unknown): [identifier: string, password: string] {
    return [this.identifier(identifier), passwordOf("password", password, this.life.core?.options)];
  }
}

function checked(url: unknown, token: unknown): [url: string, token: string] {
  return [text("url", url), totpCode("token", token)];
}
