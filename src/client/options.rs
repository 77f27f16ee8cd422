//! The options of a client.

use crate::error::{Code, Error, Result};
use crate::steps::kdf::KdfPolicy;

/// Where the client gets a new JWT.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RefreshStrategy {
    /// From the service. The client stores the refresh token.
    Api,
    /// From your back end, which keeps the refresh token in an HTTP-only cookie. The client sends a GET request with cookies
    /// and the old JWT as bearer token; your back end answers with the new JWT as plain text. Native programs pass the jar with
    /// the cookie to `ClientBuilder::cookies`.
    Cookie {
        /// The URL of your refresh endpoint. Browsers also accept a relative one.
        endpoint_url: String,
    },
    /// From a function of the app: `endpoint_fn` in JavaScript, `Listener::refresh` in Rust.
    CookieFn,
}

impl RefreshStrategy {
    /// Returns whether the client stores the refresh token. With the cookie strategies the app must keep it.
    pub fn stores_refresh_token(&self) -> bool {
        *self == Self::Api
    }
}

#[derive(Clone, Debug)]
pub struct Options {
    /// Without a slash at the end.
    pub base_url: String,
    pub app_token: String,
    pub refresh: RefreshStrategy,
    /// The time limit for a request, including the body of the answer, in milliseconds.
    pub timeout_ms: u32,
    /// How often the client retries a request that is safe to repeat.
    pub retries: u32,
    pub kdf: KdfPolicy,
    /// Clients of one app with different names keep separate sessions.
    pub name: String,
}

impl Options {
    pub const DEFAULT_BASE_URL: &'static str = crate::wire::DEFAULT_BASE_URL;
    pub const DEFAULT_TIMEOUT_MS: u32 = 15_000;
    pub const DEFAULT_RETRIES: u32 = 2;

    /// The defaults with this app token.
    pub fn new(app_token: impl Into<String>) -> Self {
        Self {
            base_url: Self::DEFAULT_BASE_URL.into(),
            app_token: app_token.into(),
            refresh: RefreshStrategy::Api,
            timeout_ms: Self::DEFAULT_TIMEOUT_MS,
            retries: Self::DEFAULT_RETRIES,
            kdf: KdfPolicy::default(),
            name: String::new(),
        }
    }

    pub(super) fn checked(mut self) -> Result<Self> {
        let invalid = |message: &'static str| Err(Error::with(Code::InvalidOptions, message));
        self.base_url.truncate(self.base_url.trim_end_matches('/').len());
        if !is_http_url(&self.base_url) {
            return invalid("base_url must be an http or https URL without query or fragment");
        }
        if self.app_token.is_empty() || self.app_token.chars().any(|c| !c.is_ascii_graphic()) {
            return invalid("app_token must be the app's public token");
        }
        if self.timeout_ms == 0 {
            return invalid("timeout_ms must be at least 1");
        }
        if self.retries > 10 {
            return invalid("retries must be 10 at most");
        }
        if matches!(&self.refresh, RefreshStrategy::Cookie { endpoint_url } if endpoint_url.is_empty()) {
            return invalid("refresh.endpoint_url must be set for the cookie strategy");
        }
        Ok(self)
    }
}

fn is_http_url(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && !rest.contains(|c: char| "?#\\".contains(c) || c.is_whitespace() || c.is_control()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_not_work_is_refused() {
        let checked = |change: &dyn Fn(&mut Options)| {
            let mut options = Options::new("token");
            change(&mut options);
            options.checked()
        };
        let cookie = |url: &str| RefreshStrategy::Cookie { endpoint_url: url.into() };
        assert_eq!(checked(&|o| o.base_url = "http://localhost:3002//".into()).unwrap().base_url, "http://localhost:3002");
        assert!(checked(&|o| (o.retries, o.timeout_ms, o.refresh) = (10, 1, cookie("/refresh"))).is_ok());
        assert!(checked(&|o| o.retries = 0).is_ok());
        let urls = ["", "https://", "https:///x", "ftp://a", "a.b", "https://a?b", "https://a#b", "https://a b", "https://a\\b", "https://a\u{7f}"];
        for url in urls {
            assert_eq!(checked(&|o| o.base_url = url.into()).unwrap_err().code, Code::InvalidOptions, "{url:?}");
        }
        for token in ["", "a b", "tök", "a\n"] {
            assert_eq!(checked(&|o| o.app_token = token.into()).unwrap_err().code, Code::InvalidOptions, "{token:?}");
        }
        let others: [&dyn Fn(&mut Options); 4] = [&|o| o.retries = 11, &|o| o.retries = u32::MAX, &|o| o.timeout_ms = 0, &|o| o.refresh = cookie("")];
        for change in others {
            assert_eq!(checked(change).unwrap_err().code, Code::InvalidOptions);
        }
    }
}
