// Compiled with the app of the template: what React's JSX takes of the elements.

import { useRef } from "react";
import type { SentcSignIn } from "sentc-light-wasm/elements";

export function Check() {
  const element = useRef<SentcSignIn>(null);
  return (
    <>
      <sentc-sign-in ref={element} view="register" remember="ask" min-password={10} onsigned-in={({ detail }) => detail.user.identifier.length} />
      <sentc-account issuer="My app" locale="de" passwordCheck={(password, identifier) => (password === identifier ? "Choose another one." : undefined)} />
      {/* @ts-expect-error: no such step */}
      <sentc-sign-in view="other" />
      {/* @ts-expect-error: no such attribute */}
      <sentc-account issuers="My app" />
      {/* @ts-expect-error: the event has no such detail */}
      <sentc-sign-in onsigned-in={({ detail }) => detail.nobody} />
      {/* @ts-expect-error: no such element */}
      <sentc-sign-out />
    </>
  );
}
