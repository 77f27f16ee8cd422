// Everything somebody can change about their account.

import { scanInto } from "../scan/scanner.js";
import { el, pageHead } from "../ui/dom.js";
import { noPasskeysHere } from "../ui/passkeys.js";

export const account = { path: "account", title: "Account", audience: "user", show };

function show(place) {
  const cards = el("sentc-account", { issuer: "sentc light demo" });
  scanInto(cards);
  place.append(pageHead("Account", "To change your account, enter the password of this device again, or confirm with your passkey. No password is sent to the server."), ...noPasskeysHere(), cards);
}
