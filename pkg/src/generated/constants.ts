// Generated from src by `cargo run --example error_table`. Do not edit.

/** Items in a full page of a list. */
export const PAGE_SIZE = 50;

/** The service's address, where the app names none. */
export const DEFAULT_BASE_URL = "https://api.sentc.com";

/** Milliseconds until a request fails, where the app sets no limit. */
export const DEFAULT_TIMEOUT_MS = 15000;

/** What a passkey's PRF is evaluated at. */
export const PRF_INPUT = "sentc-light/passkey/v1";

/** The names of the policies of the key derivation. */
export const KDF_POLICIES = ["compatible", "migrate", "legacy", "strict"] as const;

/** The ranks with the least power that may manage members, and change the group; and the rank of new members. */
export const RANK = { manages: 2, administrates: 1, plain: 4 } as const;
