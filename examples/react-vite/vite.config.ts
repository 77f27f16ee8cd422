import react from "@vitejs/plugin-react";
import { type Plugin, defineConfig } from "vite";
import { me } from "./back-end.ts";

/** In development the back end lives in Vite's server. Elsewhere it is yours. */
const backEnd: Plugin = {
  name: "back-end",
  configureServer: ({ middlewares }) => void middlewares.use("/api/me", me),
  configurePreviewServer: ({ middlewares }) => void middlewares.use("/api/me", me),
};

export default defineConfig({ plugins: [react(), backEnd] });
