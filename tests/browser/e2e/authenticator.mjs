// Chromium's virtual authenticator (https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn/): passkeys without a
// person. It belongs to a tab.

import { URL_OF_DEMO } from "./support.mjs";

/** Passkeys belong to domains: an IP address has none. */
export const URL_WITH_NAME = URL_OF_DEMO.replace("127.0.0.1", "localhost");

/** A platform authenticator as of CTAP 2.1, whose person agrees to everything. */
export async function addAuthenticator(page, options = {}) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      ...options,
    },
  });
  const send = (method, args) => cdp.send(`WebAuthn.${method}`, { authenticatorId, ...args });
  return {
    /** `{ credentialId, userHandle, userName, … }` of each passkey, ids in base64. */
    passkeys: async () => (await send("getCredentials")).credentials,
    /** Takes one along to another browser or authenticator. */
    put: (credential) => send("addCredential", { credential }),
    drop: (credentialId) => send("removeCredential", { credentialId }),
    /** Whether the person shows finger or face, so that it is them. */
    verifies: (isUserVerified) => send("setUserVerified", { isUserVerified }),
    /** Whether anybody reacts at all. */
    answers: (enabled) => send("setAutomaticPresenceSimulation", { enabled }),
    remove: () => send("removeVirtualAuthenticator"),
  };
}
