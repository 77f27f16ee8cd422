// Signing in with a passkey: by a button, and by the browser's suggestions for the field "Identifier".

import { sentc } from "../session.js";
import { el } from "../ui/dom.js";
import { requestButton } from "../ui/form.js";
import { errorPlace } from "../ui/messages.js";

/** What only tells that nothing came of a question that nobody has asked. */
const SILENT = ["ABORTED", "PASSKEY_CANCELLED", "PASSKEY_UNSUPPORTED", "DISPOSED"];

/** `proceed(result)`: with what the login led to. Call `wait` when the field is there, and `stop` when it is gone. */
export function passkeySignIn(proceed) {
  const element = el("div", { class: "stack tight", hidden: true });
  const error = errorPlace();
  let waiting;

  const go = requestButton("Sign in with a passkey", "Waiting for your passkey…", signIn, "quiet", error);

  async function signIn() {
    try {
      await proceed(await sentc.loginWithPasskey());
    } catch (fault) {
      // This question took the place of the one that waited.
      void wait();
      throw fault;
    }
  }

  async function wait() {
    stop();
    const own = (waiting = new AbortController());
    if (!(await globalThis.PublicKeyCredential?.isConditionalMediationAvailable?.()) || own !== waiting) return;
    try {
      await proceed(await sentc.loginWithPasskey({ mediation: "conditional" }, { signal: own.signal }));
    } catch (fault) {
      if (!SILENT.includes(fault.code)) error.show(fault);
    }
  }

  function stop() {
    waiting?.abort();
    waiting = undefined;
  }

  void sentc.passkeySupport().then((support) => {
    element.append(...(support === "no" ? whyNot() : [go.element, error.element]));
    element.hidden = !element.hasChildNodes();
  });
  return { element, wait, stop };
}

/** On an address without a name: the same page by its name. */
export function whyNot() {
  if (location.hostname !== "127.0.0.1") return [];
  const named = Object.assign(new URL(location.href), { hostname: "localhost" }).href;
  return [el("p", { class: "small muted" }, "Passkeys belong to a domain, and this address has none: ", el("a", { href: named }, "open this page at localhost"), ".")];
}
