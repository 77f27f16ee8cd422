//! Zero-knowledge user management against a sentc API: the light variant, without content encryption.
//!
//! Dependencies point downwards only:
//!
//! | module | what it is |
//! |---|---|
//! | [`web`] (feature `js`) | the browser's capabilities and the wasm exports; thin |
//! | [`native`] (feature `native`) | the same capabilities for Rust programs |
//! | [`client`] | the flows: session, refresh, user, groups; generic over small capability traits |
//! | [`steps`] | `prepare_…` / `done_…` pairs: text in, text out, pure |
//! | [`wire`], [`crypto`], [`error`] | the service's JSON; password to keys; the errors of all of it |

pub mod client;
pub mod crypto;
pub mod error;
pub mod json;
#[cfg(feature = "native")]
pub mod native;
pub mod steps;
#[cfg(feature = "js")]
pub mod web;
pub mod wire;
