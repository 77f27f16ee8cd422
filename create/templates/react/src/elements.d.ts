import type { SentcIntrinsicElements } from "sentc-light-wasm/elements";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements extends SentcIntrinsicElements {}
  }
}
