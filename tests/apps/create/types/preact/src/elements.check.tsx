// Compiled with its own project: what Preact's JSX takes of the elements.

export function Check() {
  return (
    <>
      <sentc-sign-in view="register" remember="ask" min-password={10} onsigned-in={({ detail }) => detail.user.identifier.length} />
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
