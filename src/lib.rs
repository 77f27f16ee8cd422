//! User management with a sentc API that never sees the password: login, multi-factor authentication, devices and groups.
//! This is the light variant, without content encryption. The npm package of the same name is built from this crate.
//!
//! ```no_run
//! use sentc_light_wasm::{Client, LoginUser, MfaToken};
//!
//! # #[cfg(feature = "native")]
//! #[tokio::main]
//! async fn main() -> sentc_light_wasm::Result<()> {
//!     let client = Client::builder("5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi").base_url("http://127.0.0.1:3002").build()?;
//!     let user = match client.login("ada", "correct horse battery staple").await? {
//!         LoginUser::User(login) => login.user,
//!         LoginUser::Mfa(login) => client.mfa_login(&MfaToken::code("123456"), &login).await?.user,
//!     };
//!     println!("{}", user.jwt().await?);
//!     Ok(())
//! }
//! # #[cfg(not(feature = "native"))]
//! # fn main() {}
//! ```
//!
//! # Features
//!
//! | feature | for | brings |
//! |---|---|---|
//! | none | only the steps: [`user`], [`otp`]; clients with your own [`host`] | no I/O |
//! | `native` | servers, terminal and desktop programs, on tokio | [`native`]: reqwest with rustls, memory and file storage; [`admin`]: the calls of your back end |
//! | `js` | front ends in Rust, and the wasm of the npm package | `web`: the browser as the host; the exports for JavaScript |
//! | `server` | the dev server | serde for the types of requests and answers |
//! | `fuzzing` | the fuzz targets | readers that are not public |
//!
//! No feature is on by default. With both `native` and `js`, a client uses the native host unless you set another one.
//!
//! # Errors
//!
//! A call that fails returns an [`Error`]: a [`Code`] to match on (`error.code`), a message for developers, a hint, and whether
//! the same call may succeed later. The codes are the same in the npm package. Each call lists its own codes. These can come
//! from many calls:
//!
//! | call | codes |
//! |---|---|
//! | sends a request | NETWORK, TIMEOUT, UNEXPECTED_ANSWER, UNREADABLE_BODY, and the codes about the app token |
//! | of a signed-in user | SIGNED_OUT |
//! | takes a password | WRONG_PASSWORD; with multi-factor authentication also MFA_REQUIRED, WRONG_TOTP and NO_TOTP |
//!
//! # Versions
//!
//! Needs Rust 1.89 or newer. The inner layers (`client`, `steps`, `wire`, `crypto`, `json`) are public only for the dev server
//! and the tests. They are not documented and may change with every version.

// A layer uses only the layers below it. Top: `web` (feature `js`) and `native` (feature `native`), the hosts and bindings, and
// `api`, `keys` and `user`, the API for Rust. Below: `client` with the flows, then `steps` (pure: text in, text out), then
// `wire`, `crypto` and `error`.

#![deny(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "native")]
#[cfg_attr(docsrs, doc(cfg(feature = "native")))]
pub mod admin;
mod api;
#[doc(hidden)]
pub mod client;
#[doc(hidden)]
pub mod crypto;
pub mod error;
#[doc(hidden)]
pub mod json;
pub mod keys;
#[cfg(feature = "native")]
#[cfg_attr(docsrs, doc(cfg(feature = "native")))]
pub mod native;
#[cfg(feature = "native")]
#[cfg_attr(docsrs, doc(cfg(feature = "native")))]
pub mod password;
#[doc(hidden)]
pub mod steps;
pub mod user;
#[cfg(feature = "js")]
#[cfg_attr(docsrs, doc(cfg(feature = "js")))]
pub mod web;
#[doc(hidden)]
pub mod wire;

pub use api::{Client, ClientBuilder, Group, Invite, List, LoggedIn, LoginUser, RecoveryKit, Started, User, UserData};
#[cfg(feature = "native")]
#[cfg_attr(docsrs, doc(cfg(feature = "native")))]
#[doc(inline)]
pub use client::SignedInUser;
#[doc(inline)]
pub use client::{Call, Canceller, MfaLogin, MfaToken, RefreshStrategy};
#[doc(inline)]
pub use client::{events, host};
pub use error::{Code, Error, Result};
#[doc(inline)]
pub use steps::device_keys::{DeviceKeyTexts, KeyText};
#[doc(inline)]
pub use steps::group::GroupData;
#[doc(inline)]
pub use steps::kdf::KdfPolicy;
#[doc(inline)]
pub use steps::otp;
#[doc(inline)]
pub use wire::device::UserDeviceList;
#[doc(inline)]
pub use wire::group::{GroupChildrenListItem, GroupInviteListItem, GroupJoinReqListItem, GroupList, GroupUserListItem};
#[doc(inline)]
pub use wire::mfa::OtpRegister;
