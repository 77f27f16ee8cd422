// `sentc-light-wasm/elements/locales/de`: what all elements and <sentc-sign-in> say, with the sentences of `error.user_message`.
// `…/locales/de-account` and `…/locales/de-group`: the other words.
import type { Words } from "./elements.js";

declare const words: Partial<Words>;
export default words;
