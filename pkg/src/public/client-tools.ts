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

/** The methods of a client that send no request. They are synchronous and throw; before `init` they throw NOT_INITIALIZED. */
export abstract class ClientTools {
  /** @internal */
  declare readonly life: Life;

  /** @internal */
  constructor() {
    hide(this, "life", new Life());
  }

  /** The texts of `error.user_message`. Set some to use your own words or language; the others do not change. All clients share them. */
  get messages(): UserMessages {
    return messages;
  }

  set messages(words: Partial<UserMessages>) {
    Object.assign(messages, words);
  }

  /** Returns the body of the request that asks whether an identifier is free, for your back end to send. */
  prepareCheckUserIdentifierAvailable(identifier: string): string {
    const id = this.identifier(identifier);
    return this.compute(() => prepareCheckIdentifier(id));
  }

  /** Reads the service's answer to that request: returns whether the identifier is free. */
  doneCheckUserIdentifierAvailable(server_output: string): boolean {
    return this.passedOn(doneCheckIdentifier, server_output);
  }

  /** Returns a random identifier (16 bytes) and password (32 bytes), base64url without padding. */
  generateRegisterData(): [identifier: string, password: string] {
    return this.compute(generateRegisterData);
  }

  /** Returns the body of a registration, for your back end to send. Blocks the thread during the key derivation. */
  prepareRegister(identifier: string, password: string): string {
    const [id, secret] = this.credentials(identifier, password);
    const core = this.life.ready();
    return core.compute(() => prepareRegister(id, secretBytes(secret), core.kdfPolicy));
  }

  /** Reads the service's answer to a registration: returns the user id, or throws if the service refused. */
  doneRegister(server_output: string): string {
    return this.passedOn(doneRegister, server_output);
  }

  /** Returns the body of a device registration, for your back end to send. Blocks the thread like `prepareRegister`. */
  prepareRegisterDeviceStart(identifier: string, password: string): string {
    return this.prepareRegister(identifier, password);
  }

  /** Reads the service's answer to a device registration: throws if the service refused. */
  doneRegisterDeviceStart(server_output: string): void {
    this.passedOn(doneRegisterDeviceStart, server_output, "DoneRegisterDeviceStart");
  }

  /**
   * Reads the text of a new device (from `registerDeviceStart` or `deviceQr`), so that you can ask "is this your device?" before
   * `registerDevice`. Ask the user to compare `code`, six characters, which both devices show. Do not rely on
   * `device_identifier`: whoever sends the text chooses it.
   */
  parseDeviceOutput(server_output: string): { device_identifier: string; code: string } {
    return this.passedOn(parseDeviceOutput, server_output, "ParseDeviceOutput");
  }

  /**
   * Shortens the text of a new device (`server_output`) and returns it with its QR code as SVG, at most 45 modules a side, which
   * phones can scan. On the other device, `registerDevice` and `parseDeviceOutput` accept this text instead of `server_output`, and
   * show the same six characters. It contains a long identifier only in part. INVALID_ARGUMENT: not the text of a new device.
   */
  deviceQr(server_output: string): { text: string; svg: string } {
    const short = this.passedOn(deviceText, server_output, "DeviceOutput");
    return { text: short, svg: this.qrSvg(short) };
  }

  /** Returns a QR code as SVG. INVALID_ARGUMENT: the text is too long for one. */
  qrSvg(content: string): string {
    const shown = text("text", content);
    return this.compute(() => qrSvg(shown));
  }

  /** Returns the QR code of an otpauth URL as SVG, for an authenticator to scan. */
  otpQrSvg(url: string): string {
    const checked = text("url", url);
    return this.compute(() => otpQrSvg(checked));
  }

  /** Returns whether a TOTP code is right for the current time, ± 30 seconds. Use it to check that the authenticator is set up. */
  checkOtp(url: string, token: string | number): boolean {
    const [address, code] = checked(url, token);
    return this.compute(() => checkOtp(address, code, unixSeconds()));
  }

  /** Returns why a TOTP code is wrong, so that your app can say what to do; undefined if it is right. */
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
