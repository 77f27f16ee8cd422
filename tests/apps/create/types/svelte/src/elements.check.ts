// Compiled with the app of the template: what Svelte takes of the elements.

import type { SvelteHTMLElements } from "svelte/elements";

type SignIn = SvelteHTMLElements["sentc-sign-in"];

export const taken: SignIn = { view: "register", remember: "ask", "min-password": 10, "onsigned-in": ({ detail }) => detail.user.identifier.length };
// @ts-expect-error: no such step
export const step: SignIn = { view: "other" };
// @ts-expect-error: no such attribute
export const attribute: SignIn = { issuers: "My app" };
// @ts-expect-error: the event has no such detail
export const detail: SignIn = { "onsigned-in": ({ detail }) => detail.nobody };
