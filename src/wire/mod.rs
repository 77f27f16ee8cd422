//! The service: its endpoints as a table, and its JSON, one file per topic. What it means is decided in `steps` and
//! `client`.
//!
//! The SDK and the dev server share all of it, so that they can't drift apart. Fields the service adds later are
//! ignored; absent optional fields are left out when written.

pub mod codes;
pub mod device;
pub mod endpoints;
pub mod envelope;
pub mod group;
pub mod login;
pub mod mfa;
pub mod password;
pub mod register;
pub mod session;

pub use endpoints::{Authorization, Endpoint, LOWEST_RANK, Method, Right, Row, Then};
pub use envelope::{EnvelopeError, open_envelope};

/// All paths of the service start with this.
pub const API_PREFIX: &str = "/api/v1";
/// Names the app; sent with every request.
pub const APP_TOKEN_HEADER: &str = "x-sentc-app-token";
/// Names the group that the caller acts as.
pub const GROUP_ACCESS_HEADER: &str = "x-sentc-group-access-id";
/// Where sentc runs the service.
pub const DEFAULT_BASE_URL: &str = "https://api.sentc.com";
/// Entries in one page of a list.
pub const PAGE_SIZE: usize = 50;
