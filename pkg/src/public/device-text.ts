// The text of a new device in short, so that a phone can scan its QR code: what confirms the device, and no more. The service's own
// answer has 2 KB, mostly a public key that the confirmation does not need.
//
// `sentc-device:<identifier>:<token>:<check>`, the first two percent-encoded (RFC 3986, section 2.1). The check is the first two
// letters of the device code over the text before it: a text that was cut or mistyped is refused before it is sent.

import { parseDeviceOutput } from "sentc-light-wasm-glue";

const START = "sentc-device:";

/** What version 7 of a QR code (45 × 45 modules) holds in byte mode with error correction M (ISO/IEC 18004, table 7). */
const LONGEST = 122;

/** The short text of a server output, or of a short text. A long identifier is shortened: it is for people to read only. */
export function shortDeviceText(server_output: string): string {
  const whole = wholeDeviceText(server_output);
  // Throws what is wrong with any other text.
  const { device_identifier } = parseDeviceOutput(whole);
  const { token } = (JSON.parse(whole) as { result: { token: string } }).result;
  const body = (identifier: string) => `${START}${identifier}:${encoded(token)}`;
  const room = LONGEST - body("").length - 3;
  let identifier = encoded(device_identifier);
  if (identifier.length > room) {
    const letters = [...device_identifier];
    do letters.pop();
    while (letters.length > 0 && encoded(letters.join("")).length + 3 > room);
    identifier = `${encoded(letters.join(""))}...`;
  }
  return `${body(identifier)}:${checkOf(body(identifier))}`;
}

/** The text as the wasm reads it. A short one that is damaged becomes a text that is refused. */
export function wholeDeviceText(given: string): string {
  const text = given.trim();
  if (!text.startsWith(START)) return text;
  const [identifier = "", token = "", check] = text.slice(START.length).split(":");
  const body = `${START}${identifier}:${token}`;
  try {
    if (token && `${body}:${check}` === text && check === checkOf(body)) return envelope(decodeURIComponent(token), decodeURIComponent(identifier));
  } catch {
    // A percent sign without its digits.
  }
  return "";
}

function envelope(token: string, device_identifier: string): string {
  return JSON.stringify({ status: true, result: { device_id: "", token, device_identifier, public_key_string: "", keypair_encrypt_alg: "" } });
}

/** The device code is made of a token; here of the text. */
function checkOf(text: string): string {
  return parseDeviceOutput(envelope(text, "")).code.slice(0, 2);
}

/** Everything but the unreserved characters of RFC 3986, section 2.3. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
