import { env } from "$env/dynamic/public";
import Sentc from "sentc-light-wasm";
import { sentcStore } from "sentc-light-wasm/svelte";

/** The signed-in user: `$session` in components. On the server it is always `loading`. */
export const session = sentcStore(Sentc, {
  app_token: env.PUBLIC_SENTC_TOKEN ?? "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi",
  base_url: env.PUBLIC_SENTC_URL ?? "http://127.0.0.1:3002",
});
