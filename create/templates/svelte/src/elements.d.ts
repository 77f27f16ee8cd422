import type { SentcIntrinsicElements } from "sentc-light-wasm/elements";

declare module "svelte/elements" {
  interface SvelteHTMLElements extends SentcIntrinsicElements {}
}
