//! Zero-knowledge user management against a sentc API: login by a password that never leaves the machine, multi-factor
//! authentication, devices and groups. The light variant, without content encryption. The npm package of the same name is
//! built from this crate.
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
//! | none | the steps alone: [`user`], [`otp`]; clients over an own [`host`] | no I/O |
//! | `native` | servers, terminal and desktop programs, on tokio | [`native`]: reqwest with rustls, memory and file storage; [`admin`]: the calls of an own back end |
//! | `js` | front ends in Rust, and the wasm of the npm package | `web`: the browser as a host; the exports for JavaScript |
//! | `server` | the dev server | serde for the types of the wire |
//! | `fuzzing` | the fuzz targets | readers that are not public |
//!
//! None is on by default. With both `native` and `js` a client is a native one unless it is given another host.
//!
//! # Errors
//!
//! Every call gives an [`Error`]: a [`Code`] to match on (`error.code`), words for developers, a hint, and whether it passes by
//! itself. They are the same in the npm package. Any call that sends something may give NETWORK, TIMEOUT, UNEXPECTED_ANSWER,
//! UNREADABLE_BODY and what is wrong with the app token; any call of a signed-in user SIGNED_OUT; any that takes a password
//! WRONG_PASSWORD, and with multi-factor authentication MFA_REQUIRED, WRONG_TOTP and NO_TOTP. What else may come is said at each
//! call.
//!
//! # Versions
//!
//! Rust 1.89 or newer. The layers beneath (`client`, `steps`, `wire`, `crypto`, `json`) are public for the dev server and the
//! tests; they are not documented and change with every version.

// Dependencies point downwards only: `web` (feature `js`) and `native` (feature `native`) are hosts and bindings over `client`,
// which has the flows; `api`, `keys` and `user` are its Rust side. Beneath: `steps` (text in, text out, pure), then `wire`,
// `crypto` and `error`.

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
pub use steps::group::GroupData;
#[doc(inline)]
pub use steps::kdf::KdfPolicy;
#[doc(inline)]
pub use steps::keys::{DeviceKeyTexts, KeyText};
#[doc(inline)]
pub use steps::otp;
#[doc(inline)]
pub use wire::group::{GroupChildrenListItem, GroupInviteListItem, GroupJoinReqListItem, GroupList, GroupUserListItem};
#[doc(inline)]
pub use wire::mfa::OtpRegister;
#[doc(inline)]
pub use wire::user::UserDeviceList;
