//! The browser: its capabilities and the wasm exports. Thin: converts, and calls `client` and `steps`.
//!
//! Globals are reached through `globalThis`, so that pages, workers and Node all do. Everything JavaScript is bound to its
//! thread; [`SendWrapper`](send_wrapper::SendWrapper) carries it through the flows, which are written for `Send`.

mod channel;
mod clock;
mod convert;
mod core;
mod groups;
mod host;
mod http;
mod kdf;
mod locks;
mod platform;
mod pure;
mod signal;
mod store;

pub use self::core::SentcCore;
pub use groups::{prepare_group_create, prepare_rank_update};
pub use platform::WebPlatform;
pub use pure::*;
