import Sentc, { type KdfPolicy, type KdfProfile, REFRESH_ENDPOINT, type SentcOptions, type StorageInterface, createClient } from "sentc-light-wasm";
import { exactly } from "./exactly.js";

export const values: [0, 1, 2] = [REFRESH_ENDPOINT.cookie, REFRESH_ENDPOINT.cookie_fn, REFRESH_ENDPOINT.api];

export const all: SentcOptions = {
  app_token: "token",
  base_url: "https://api.sentc.com",
  wasm_path: fetch("/sentc-light.wasm"),
  refresh: { endpoint: REFRESH_ENDPOINT.cookie_fn, endpoint_fn: async (old_jwt) => old_jwt.trim() },
  storage: {
    getStorage: async () => storage,
    default_storage: { errCallBack: ({ err, warn }) => exactly<string | undefined>()(err ?? warn) },
  },
  timeout_ms: 1000,
  retries: 0,
  fetch: (...request) => fetch(...request),
  kdf: "compatible",
  worker: new URL("https://example.org/sentc-light.worker.js"),
  encrypt_storage: "off",
  name: "work",
  normalize: { identifier: "trim", password: undefined },
  log: ({ path, http_status }) => {
    exactly<string>()(path);
    exactly<number | undefined>()(http_status);
  },
};
export const plainNumber: SentcOptions = { app_token: "token", refresh: { endpoint: 2 }, base_url: undefined };
// @ts-expect-error — the app token is needed
export const noToken: SentcOptions = {};
// @ts-expect-error — there is no such strategy
export const noStrategy: SentcOptions = { app_token: "token", refresh: { endpoint: 3 } };

const records = new Map<string, unknown>();
const storage: StorageInterface = {
  init: async () => ({ status: true }),
  getItem: async <T>(key: string) => records.get(key) as T | undefined,
  set: async (key, value) => records.set(key, value),
  delete: async (key) => void records.delete(key),
  cleanStorage: async () => records.clear(),
};

export async function clients(): Promise<void> {
  await using client = createClient({ app_token: "token", name: "second" });
  // The default client has the same methods, and they need not be called on it.
  const { init }: typeof Sentc = client;
  await init();
}

export const stop: () => void = Sentc.on("refreshed", ({ user_id, exp }) => {
  exactly<string>()(user_id);
  exactly<number>()(exp);
});
// @ts-expect-error — there is no such event
Sentc.on("signedInn", () => undefined);

export const policies: [KdfPolicy, KdfProfile] = ["strict", "legacy"];
exactly<StorageInterface>()(await Sentc.getStore());
