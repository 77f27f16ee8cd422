import { createAdmin, sessionHandler, toNext } from "sentc-light-wasm/server";

const { SERVICE_URL, SECRET_TOKEN, JWT_PUBLIC_KEY, APP_ORIGIN } = process.env;
const make = () => sessionHandler({ admin: createAdmin({ base_url: SERVICE_URL, secret_token: SECRET_TOKEN }), public_key: JWT_PUBLIC_KEY, origin: APP_ORIGIN });
// With the first request: while Next builds, the variables may be missing.
let handler;
export const { GET, POST, DELETE } = toNext((request) => (handler ??= make())(request));
