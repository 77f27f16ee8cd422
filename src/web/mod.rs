//! The browser: the door for calls from JavaScript, and the binding of its host. Thin: converts, and calls `client` and
//! `steps`.
//!
//! Everything JavaScript is bound to its thread; [`SendWrapper`](send_wrapper::SendWrapper) carries it through the flows,
//! which are written for `Send`.

mod asked;
mod compute;
mod door;
mod host;
mod signal;
mod wipe;

pub use asked::Asked;
pub use compute::{compute, derive_keys, warm_up};
pub use door::SentcCore;
pub use host::{JsHost, WebHost};
