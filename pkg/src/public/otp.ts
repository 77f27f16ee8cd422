// Multi-factor authentication by TOTP: what an authenticator needs, and a set-up that can be canceled until a code was confirmed.

import { checkOtp, otpQrSvg, otpUrl } from "sentc-light-wasm-glue";
import type { Session } from "../core/session.js";
import { invalid, fieldsOf, text, totpCode } from "./arguments.js";
import { provenRow } from "./proof.js";
import type { CallOptions, OtpOptions, OtpSetUp } from "./types.js";

/** Has the length of the service's secrets: 32 bytes in base32. */
const ANY_SECRET = "A".repeat(52);

/** `user.registerOtp` and `user.resetOtp`. */
export function urlAndKeys(
  session: Session,
  name: "RegisterOtp" | "ResetOtp",
  issuer: unknown,
  audience: unknown,
  given: Parameters<typeof provenRow>[2],
  options: CallOptions | undefined,
): Promise<[url: string, recovery_keys: string[]]> {
  // Checked before anything is changed at the service.
  const names = { issuer: text("issuer", issuer), audience: text("audience", audience) };
  const urlOf = (secret: string) => session.compute(() => otpUrl(names.issuer, names.audience, secret));
  return provenRow(session, name, given, options).then(({ secret, recover }) => [urlOf(secret), recover]);
}

/** `user.setUpOtp`. */
export async function setUpOtp(session: Session, given: OtpOptions, options: CallOptions | undefined): Promise<OtpSetUp> {
  const { issuer, account, password, mfa_token, mfa_recovery } = fieldsOf("the set-up", given) as unknown as OtpOptions;
  const names = { issuer: text("issuer", issuer), audience: text("account", account) };
  const urlOf = (secret: string) => session.compute(() => otpUrl(names.issuer, names.audience, secret));
  const svgOf = (url: string) => session.compute(() => otpQrSvg(url));
  // Throws for names that are too long for a QR code, before the service changes anything.
  svgOf(urlOf(ANY_SECRET));

  const { secret, recover } = await provenRow(session, session.view.mfa ? "ResetOtp" : "RegisterOtp", [password, mfa_token, mfa_recovery], options);
  const url = urlOf(secret);
  const keys = [...recover];
  let held: string | undefined = password;
  return {
    url,
    qr_svg: svgOf(url),
    secret,
    algorithm: "SHA256",
    recovery_keys: recover,
    confirm(code) {
      const token = totpCode("code", code);
      const right = session.compute(() => checkOtp(url, token, unixSeconds()));
      if (right) held = undefined;
      return right;
    },
    async cancel() {
      if (held === undefined) throw invalid("this set-up has ended: call disableOtp to turn multi-factor authentication off");
      // A try that broke off may have used up its key, so the next try takes another one.
      const [key = ""] = keys.splice(0, 1);
      keys.push(key);
      await provenRow(session, "DisableOtp", [held, key, true], undefined);
      held = undefined;
    },
  };
}

/** Returns the current time in Unix seconds, for the checks of TOTP codes. */
export function unixSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
