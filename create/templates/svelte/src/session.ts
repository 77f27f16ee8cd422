import Sentc from "sentc-light-wasm";
import { sentcStore } from "sentc-light-wasm/svelte";

/** The signed-in user: `$session` in components. */
export const session = sentcStore(Sentc, { base_url: import.meta.env.VITE_SENTC_URL, app_token: import.meta.env.VITE_SENTC_TOKEN });
