import type { SentcIntrinsicElements } from "sentc-light-wasm/elements";

declare module "preact" {
  namespace JSX {
    interface IntrinsicElements extends SentcIntrinsicElements {}
  }
}
