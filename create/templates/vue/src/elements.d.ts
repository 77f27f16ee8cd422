import type { SentcVueComponents } from "sentc-light-wasm/elements";

declare module "vue" {
  interface GlobalComponents extends SentcVueComponents {}
}
