// Sets up multi-factor authentication, which can be canceled until a code has been confirmed.

import { checkOtp, otpQrSvg, otpUrl } from "sentc-light-wasm-glue";
import { invalid, record, text, totpCode } from "./arguments.js";
import type { CallOptions, OtpOptions, OtpSetUp } from "./types.js";
import type { User } from "./user.js";

/** Has the length of the service's secrets: 32 bytes in base32. */
const ANY_SECRET = "A".repeat(52);

export async function setUpOtp(user: User, given: OtpOptions, options: CallOptions | undefined): Promise<OtpSetUp> {
  const { issuer, account, password, mfa_token, mfa_recovery } = record("the set-up", given) as unknown as OtpOptions;
  const names = { issuer: text("issuer", issuer), audience: text("account", account) };
  const { session } = user;
  const urlOf = (secret: string) => session.compute(() => otpUrl(names.issuer, names.audience, secret));
  const svgOf = (url: string) => session.compute(() => otpQrSvg(url));
  // Throws for names that are too long for a QR code, before the service changes anything.
  svgOf(urlOf(ANY_SECRET));

  const make = user.enabledMfa() ? user.resetRawOtp : user.registerRawOtp;
  const { secret, recover } = await make(password, mfa_token, mfa_recovery, options);
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
      await user.disableOtp(held, key, true);
      held = undefined;
    },
  };
}

/** Returns the current time in Unix seconds, for the checks of TOTP codes. */
export function unixSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
