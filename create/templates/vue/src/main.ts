import Sentc from "sentc-light-wasm";
import "sentc-light-wasm/elements";
import "sentc-light-wasm/elements.css";
import { SentcPlugin } from "sentc-light-wasm/vue";
import { createApp } from "vue";
import App from "./App.vue";
import "./app.css";

const options = { base_url: import.meta.env.VITE_SENTC_URL, app_token: import.meta.env.VITE_SENTC_TOKEN };

createApp(App).use(SentcPlugin, { client: Sentc, options }).mount("#app");
