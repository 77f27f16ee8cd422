// As Nuxt's server routes are.
import { createServer } from "node:http";
import { createApp, createRouter, defineEventHandler, toNodeListener } from "h3";
import { createAdmin, sessionHandler, toH3 } from "sentc-light-wasm/server";

const { SERVICE_URL, SECRET_TOKEN, JWT_PUBLIC_KEY: public_key, APP_ORIGIN: origin, PORT } = process.env;
const admin = createAdmin({ base_url: SERVICE_URL, secret_token: SECRET_TOKEN });
const router = createRouter();
router.get("/", defineEventHandler(() => "ready"));
router.use("/api/session", defineEventHandler(toH3(sessionHandler({ admin, public_key, origin }))));
createServer(toNodeListener(createApp().use(router))).listen(Number(PORT), "127.0.0.1");
