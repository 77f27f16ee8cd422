//! The browser as a host, for front ends in Rust: [`WebHost::client`]. Feature `js`, for `wasm32-unknown-unknown`.
//!
//! Storage, locks, the channel between tabs and the worker that derives keys are the npm package's, as one JavaScript module
//! that `scripts/build-host.sh` of the repository writes; docs/rust.md there shows how it is imported, and `examples/yew` is a
//! whole front end.

// Beside it the exports that JavaScript calls. Thin: they convert, and call `client` and `steps`. Everything JavaScript is bound
// to its thread; SendWrapper carries it through the flows, which are written for `Send`.

mod answers;
mod asked;
mod compute;
mod exports;
mod flow;
mod host;
mod signal;
#[cfg(feature = "standalone")]
mod standalone;
mod typed;
mod wipe;

#[doc(hidden)]
pub use asked::Asked;
#[doc(hidden)]
pub use compute::{derive_keys, warm_up};
#[doc(hidden)]
pub use exports::SentcCore;
pub use host::{JsHost, WebHost};
#[doc(hidden)]
pub use typed::{Given, Out, Promised};
