// Generated from src by `cargo run --example error_table`. Do not edit.

/** Items in a full page of a list. */
export const PAGE_SIZE = 50;

/** The service's address, where the app names none. */
export const DEFAULT_BASE_URL = "https://api.sentc.com";

/** What a passkey's PRF is evaluated at. */
export const PRF_INPUT = "sentc-light/passkey/v1";
