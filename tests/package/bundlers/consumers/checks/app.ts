// Compiled as a module and as CommonJS, with the resolutions that projects have (package.test.mjs).
import Sentc, { createClient, REFRESH_ENDPOINT, SentcError, type LoginUser, type SentcErrorCode, type User } from "sentc-light-wasm";
import Inline, { type User as InlineUser } from "sentc-light-wasm/inline";
import { SentcProvider, useUser } from "sentc-light-wasm/react";
import { type SentcStore, sentcStore } from "sentc-light-wasm/svelte";
import { SentcPlugin } from "sentc-light-wasm/vue";
import { JwtError, verifyJwt, type VerifiedJwt } from "sentc-light-wasm/server";
import wasm from "sentc-light-wasm/wasm";

export async function start(): Promise<User | undefined> {
  const user = await Sentc.init({ app_token: "token", wasm_path: wasm, refresh: { endpoint: REFRESH_ENDPOINT.api } });
  await createClient({ app_token: "token", name: "second" }).init();
  return user;
}

export async function login(): Promise<string> {
  try {
    const result: LoginUser = await Sentc.login("id", "password");
    if (result.kind === "mfa") return result.u.deviceIdentifier;
    const jwt: string = await result.u.getJwt();
    return jwt;
  } catch (error) {
    const code: SentcErrorCode = error instanceof SentcError ? error.code : "INTERNAL";
    return code;
  }
}

export async function inline(): Promise<User> {
  const user: InlineUser = await Inline.login("id", "password", true);
  return user;
}

// @ts-expect-error — the token is missing
void Sentc.init({});

// The same client as without a framework.
export const store: SentcStore = sentcStore(Sentc, { app_token: "token" });
export const parts = [SentcProvider({ client: Sentc }), SentcPlugin.install, useUser(Sentc).user?.id];

export async function whoAsks(jwt: string, pem: string): Promise<string | undefined> {
  const found: VerifiedJwt | undefined = await verifyJwt(jwt, pem).catch((error: unknown) => {
    if (error instanceof JwtError && error.code !== "INVALID_ARGUMENT") return undefined;
    throw error;
  });
  return found?.user_id;
}
