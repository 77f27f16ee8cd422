//! The two cookies of this back end (RFC 6265), both out of reach for scripts.
//!
//! Not to be copied into production: there a cookie is named `__Host-…`, with `Secure` and `Path=/`, which a browser takes from https
//! only. This server speaks plain http, so `Secure` is left out unless something in front of it speaks https.

use axum::http::{HeaderMap, HeaderValue, header};

/// Cookies know no ports: other servers on this machine are sent them too, and so must not take them for theirs.
const REFRESH: &str = "sentc_light_session";
const SESSION: &str = "sentc_light_back_end";
/// The refresh token itself never expires; a browser that is not used for so long is to log in again.
const REFRESH_SECONDS: u64 = 30 * 24 * 60 * 60;

/// Whose refresh token it is, and the token. Both are made of characters that cookies may hold.
pub struct RefreshCookie {
    pub device_id: String,
    pub refresh_token: String,
}

impl RefreshCookie {
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let (device_id, refresh_token) = value(headers, REFRESH)?.split_once(':')?;
        Some(Self { device_id: device_id.to_owned(), refresh_token: refresh_token.to_owned() })
    }

    pub fn to_header(&self, is_secure: bool) -> Option<HeaderValue> {
        set(REFRESH, &format!("{}:{}", self.device_id, self.refresh_token), REFRESH_SECONDS, is_secure)
    }
}

/// The back end's own session, as it came.
pub fn session(headers: &HeaderMap) -> Option<&str> {
    value(headers, SESSION)
}

pub fn session_header(token: &str, seconds: u64, is_secure: bool) -> Option<HeaderValue> {
    set(SESSION, token, seconds, is_secure)
}

/// For `Set-Cookie`: takes the refresh token away.
pub fn no_refresh(is_secure: bool) -> Option<HeaderValue> {
    set(REFRESH, "", 0, is_secure)
}

/// For `Set-Cookie`: takes both away.
pub fn gone(is_secure: bool) -> [Option<HeaderValue>; 2] {
    [no_refresh(is_secure), set(SESSION, "", 0, is_secure)]
}

fn value<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|text| text.split(';'));
    pairs.filter_map(|pair| pair.trim().split_once('=')).find_map(|(name, value)| (name == wanted).then_some(value))
}

/// `SameSite=Strict`: no other site's page can make the browser send it. `Path`: the pages and the service never see it.
fn set(name: &str, value: &str, max_age: u64, is_secure: bool) -> Option<HeaderValue> {
    let secure = if is_secure { "; Secure" } else { "" };
    // a value that no header may hold came from a page, not from the service
    HeaderValue::from_str(&format!("{name}={value}; Max-Age={max_age}; Path=/backend; HttpOnly; SameSite=Strict{secure}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_found_among_others() {
        let mut headers = HeaderMap::new();
        assert!(RefreshCookie::from_headers(&headers).is_none());
        headers.append(header::COOKIE, HeaderValue::from_static("a=b; sentc_light_session=device:to-ken_; c; sentc_light_back_end=x"));
        let found = RefreshCookie::from_headers(&headers).map(|c| (c.device_id, c.refresh_token));
        assert_eq!((found, session(&headers)), (Some(("device".into(), "to-ken_".into())), Some("x")));
    }

    #[test]
    fn scripts_and_other_sites_never_get_it() {
        let cookie = RefreshCookie { device_id: "d".into(), refresh_token: "t".into() };
        assert_eq!(cookie.to_header(false).unwrap(), "sentc_light_session=d:t; Max-Age=2592000; Path=/backend; HttpOnly; SameSite=Strict");
        assert!(cookie.to_header(true).unwrap().to_str().unwrap().ends_with("; SameSite=Strict; Secure"));
        for header in gone(false) {
            assert!(header.unwrap().to_str().unwrap().contains("=; Max-Age=0; Path=/backend; HttpOnly;"));
        }
    }
}
