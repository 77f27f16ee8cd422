import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { createAdmin, sessionHandler, toHono } from "sentc-light-wasm/server";

const { SERVICE_URL, SECRET_TOKEN, JWT_PUBLIC_KEY: public_key, APP_ORIGIN: origin, PORT } = process.env;
const admin = createAdmin({ base_url: SERVICE_URL, secret_token: SECRET_TOKEN });
const app = new Hono();
app.get("/", (c) => c.text("ready"));
app.all("/api/session", toHono(sessionHandler({ admin, public_key, origin })));
serve({ fetch: app.fetch, port: Number(PORT), hostname: "127.0.0.1" });
