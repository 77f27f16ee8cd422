import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import Sentc from "sentc-light-wasm";
import { SentcProvider } from "sentc-light-wasm/react";
import { App } from "./app";

const options = {
  app_token: import.meta.env.VITE_SENTC_TOKEN ?? "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi",
  base_url: import.meta.env.VITE_SENTC_URL ?? "http://127.0.0.1:3002",
};

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <SentcProvider client={Sentc} options={options}>
      <App />
    </SentcProvider>
  </StrictMode>,
);
