//! The cookie with the refresh token (RFC 6265).

use axum::http::{HeaderMap, header};

/// Cookies know no ports: other servers on this machine are sent it too, and so must not take it for theirs.
const NAME: &str = "sentc_light_session";
/// The refresh token itself never expires; a browser that is not used for so long is to log in again.
const MAX_AGE_SECONDS: u32 = 30 * 24 * 60 * 60;

/// Whose refresh token it is, and the token. Both are made of characters that cookies may hold.
pub struct Cookie {
    pub device_id: String,
    pub refresh_token: String,
}

impl Cookie {
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|text| text.split(';'));
        let value = pairs.filter_map(|pair| pair.trim().split_once('=')).find_map(|(name, value)| (name == NAME).then_some(value))?;
        let (device_id, refresh_token) = value.split_once(':')?;
        Some(Self { device_id: device_id.to_owned(), refresh_token: refresh_token.to_owned() })
    }

    /// For `Set-Cookie`. `secure`: never to be sent by plain http.
    pub fn to_header(&self, secure: bool) -> String {
        set(&format!("{}:{}", self.device_id, self.refresh_token), MAX_AGE_SECONDS, secure)
    }
}

/// For `Set-Cookie`: takes it away.
pub fn gone(secure: bool) -> String {
    set("", 0, secure)
}

fn set(value: &str, max_age: u32, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{NAME}={value}; Max-Age={max_age}; Path=/backend; HttpOnly; SameSite=Strict{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn is_found_among_others() {
        let mut headers = HeaderMap::new();
        assert!(Cookie::from_headers(&headers).is_none());
        headers.append(header::COOKIE, HeaderValue::from_static("a=b; sentc_light_session=device:to-ken_; c"));
        let found = Cookie::from_headers(&headers).map(|c| (c.device_id, c.refresh_token));
        assert_eq!(found, Some(("device".into(), "to-ken_".into())));
    }

    #[test]
    fn scripts_and_other_sites_never_get_it() {
        let cookie = Cookie { device_id: "d".into(), refresh_token: "t".into() };
        assert_eq!(cookie.to_header(false), "sentc_light_session=d:t; Max-Age=2592000; Path=/backend; HttpOnly; SameSite=Strict");
        assert!(cookie.to_header(true).ends_with("; SameSite=Strict; Secure"));
        assert!(gone(false).contains("=; Max-Age=0; Path=/backend;"));
    }
}
