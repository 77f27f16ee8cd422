import { createApp } from "vue";
import Sentc from "sentc-light-wasm";
import { SentcPlugin } from "sentc-light-wasm/vue";
import App from "./App.vue";

const options = {
  app_token: import.meta.env.VITE_SENTC_TOKEN ?? "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi",
  base_url: import.meta.env.VITE_SENTC_URL ?? "http://127.0.0.1:3002",
};

createApp(App).use(SentcPlugin, { client: Sentc, options }).mount("#app");
