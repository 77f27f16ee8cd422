import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import Sentc from "sentc-light-wasm";
import "sentc-light-wasm/elements";
import "sentc-light-wasm/elements.css";
import { SentcProvider } from "sentc-light-wasm/react";
import { App } from "./app";
import "./app.css";

const options = { base_url: import.meta.env.VITE_SENTC_URL, app_token: import.meta.env.VITE_SENTC_TOKEN };

createRoot(document.getElementById("app")!).render(
  <StrictMode>
    <SentcProvider client={Sentc} options={options}>
      <App />
    </SentcProvider>
  </StrictMode>,
);
