//! Cookies that scripts can't read (RFC 6265).

use zeroize::Zeroizing;

use crate::error::{Code, Error, Result};

/// A cookie of your back end. Always `HttpOnly`, so that scripts can't read it, and `SameSite=Strict`, so that browsers don't
/// send it with requests from other sites.
#[derive(Clone, Debug)]
pub struct HttpOnlyCookie {
    name: String,
    path: String,
    max_age: u64,
}

impl HttpOnlyCookie {
    /// Describes a cookie. `path`: the browser sends the cookie only with requests below it. `max_age`: seconds until the
    /// browser deletes it. With https and the path `/`, use a name that begins with `__Host-`: then other hosts of your domain
    /// can't set the cookie.
    ///
    /// # Errors
    /// INVALID_OPTIONS if the name or the path has characters that a cookie can't have.
    pub fn new(name: &str, path: &str, max_age: u64) -> Result<Self> {
        let is_path = path.starts_with('/') && !path.contains([';', ',', ' ']) && path.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_value(name) || !is_path {
            return Err(Error::with(Code::InvalidOptions, "the cookie's name or path can't be used"));
        }
        Ok(Self { name: name.to_owned(), path: path.to_owned(), max_age })
    }

    /// Returns the value of a `Set-Cookie` header. `is_secure`: true if your pages use https; the browser then sends the cookie
    /// only over https. Returns `None` if `value` is empty or has characters other than letters, digits, `-`, `_` and `:`.
    pub fn set(&self, value: &str, is_secure: bool) -> Option<String> {
        is_value(value).then(|| self.header(value, self.max_age, is_secure))
    }

    /// Returns the value of a `Set-Cookie` header that deletes the cookie.
    pub fn end(&self, is_secure: bool) -> String {
        self.header("", 0, is_secure)
    }

    /// Returns the cookie's value in a `Cookie` header, or `None`.
    pub fn value_in<'a>(&self, header: &'a str) -> Option<&'a str> {
        let pairs = header.split(';').filter_map(|pair| pair.trim().split_once('='));
        pairs.filter(|(name, _)| *name == self.name).map(|(_, value)| value).next()
    }

    fn header(&self, value: &str, max_age: u64, is_secure: bool) -> String {
        let Self { name, path, .. } = self;
        format!("{name}={value}; Max-Age={max_age}; Path={path}; HttpOnly; SameSite=Strict{}", if is_secure { "; Secure" } else { "" })
    }
}

/// The content of a cookie for the SDK's refresh strategy `cookie`.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeptSession {
    /// The device that the refresh token is for. Another user may sign in in the same browser later.
    pub device_id: String,
    /// The refresh token. It never expires: it is valid until all sessions of the user are ended.
    pub refresh_token: Zeroizing<String>,
}

impl std::fmt::Debug for KeptSession {
    /// Leaves out the token.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeptSession").field("device_id", &self.device_id).finish_non_exhaustive()
    }
}

impl KeptSession {
    pub(super) fn new(device_id: &str, refresh_token: &str) -> Self {
        Self { device_id: device_id.to_owned(), refresh_token: Zeroizing::new(refresh_token.to_owned()) }
    }

    /// Reads a value that [`KeptSession::value`] made. `None` for other text.
    pub fn read(value: &str) -> Option<Self> {
        let (device_id, refresh_token) = value.split_once(':')?;
        (!device_id.is_empty() && !refresh_token.is_empty()).then(|| Self::new(device_id, refresh_token))
    }

    /// Returns the cookie's value, for [`HttpOnlyCookie::set`].
    pub fn value(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{}:{}", self.device_id, *self.refresh_token))
    }
}

fn is_value(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_:".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_other_sites_never_get_it() {
        let cookie = HttpOnlyCookie::new("session", "/backend", 60).unwrap();
        assert_eq!(cookie.set("d:t-_", false).unwrap(), "session=d:t-_; Max-Age=60; Path=/backend; HttpOnly; SameSite=Strict");
        assert!(cookie.set("x", true).unwrap().ends_with("; SameSite=Strict; Secure"));
        assert_eq!(cookie.end(false), "session=; Max-Age=0; Path=/backend; HttpOnly; SameSite=Strict");
        for value in ["", "a;b", "a\r\nSet-Cookie: b", "a b", "ä", "a,b", "\"a\""] {
            assert_eq!(cookie.set(value, false), None, "{value:?}");
        }
        for (name, path) in [("", "/"), ("a b", "/"), ("a=", "/"), ("a", ""), ("a", "b"), ("a", "/;x"), ("a", "/\n")] {
            assert_eq!(HttpOnlyCookie::new(name, path, 60).unwrap_err().code, Code::InvalidOptions, "{name:?} {path:?}");
        }
    }

    #[test]
    fn is_found_among_others() {
        let cookie = HttpOnlyCookie::new("session", "/", 60).unwrap();
        for (header, value) in
            [("", None), ("session", None), ("a=b; session=d:t; c", Some("d:t")), ("asession=x;session=y", Some("y")), ("session=1; session=2", Some("1"))]
        {
            assert_eq!(cookie.value_in(header), value, "{header}");
        }
        let kept = KeptSession::read("device:to-ken_").unwrap();
        assert_eq!((kept.device_id.as_str(), kept.refresh_token.as_str(), kept.value().as_str()), ("device", "to-ken_", "device:to-ken_"));
        assert!(!format!("{kept:?}").contains("to-ken_"));
        for value in ["", ":", "device", "device:", ":token"] {
            assert_eq!(KeptSession::read(value), None, "{value}");
        }
    }
}
