import { createAdmin, sessionHandler, toSvelteKit } from "sentc-light-wasm/server";
import { env } from "$env/dynamic/private";

const make = () => sessionHandler({ admin: createAdmin({ base_url: env.SERVICE_URL, secret_token: env.SECRET_TOKEN }), public_key: env.JWT_PUBLIC_KEY, origin: env.APP_ORIGIN });
let handler;
export const { GET, POST, DELETE } = toSvelteKit((request) => (handler ??= make())(request));
