//! The service's JWTs, as far as a client reads them: whose they are and how long they last.
//!
//! A client has no key to verify them (ES384, RFC 7519); it trusts the connection and checks that they fit the session.

use crate::crypto::b64;
use crate::error::{Code, Error, Result};
use crate::json;
use crate::wire::session::JwtClaims;

/// A JWT counts as expired this many milliseconds before its `exp`.
pub const EXPIRY_MARGIN_MS: i64 = 30_000;

/// Reads the claims.
pub fn read_claims(jwt: &str) -> Result<JwtClaims> {
    let mut parts = jwt.split('.');
    let (Some(header), Some(claims), Some(signature), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(Error::with(Code::JwtMalformed, "the JWT does not have three parts"));
    };
    if signature.is_empty() {
        return Err(Error::with(Code::JwtMalformed, "the JWT is not signed"));
    }
    let decode = |part: &str| b64::decode_url("jwt", part).map_err(|_| Error::with(Code::JwtMalformed, "the JWT is not base64url"));
    let text = |part: &str| String::from_utf8(decode(part)?).map_err(|_| Error::with(Code::JwtMalformed, "the JWT is not UTF-8"));
    let header = json::parse(&text(header)?).ok_or(Error::with(Code::JwtMalformed, "the JWT's header is not JSON"))?;
    if header.get("alg").as_text().is_none_or(|alg| alg.eq_ignore_ascii_case("none")) {
        return Err(Error::with(Code::JwtMalformed, "the JWT is not signed"));
    }
    json::from_text(&text(claims)?).ok_or(Error::new(Code::JwtClaims))
}

/// The claims of a JWT that has to be for this user and device.
pub fn read_claims_of(jwt: &str, user_id: &str, device_id: &str) -> Result<JwtClaims> {
    let claims = read_claims(jwt)?;
    if claims.aud != user_id || claims.sub != device_id {
        return Err(Error::with(Code::JwtClaims, "the JWT is for another user or device"));
    }
    Ok(claims)
}

/// How far the service's clock is ahead of this one, in milliseconds, told from a JWT issued just now.
pub fn clock_skew(claims: &JwtClaims, now_ms: i64) -> i64 {
    i64::try_from(claims.iat).unwrap_or(i64::MAX).saturating_mul(1000).saturating_sub(now_ms)
}

/// Whether a JWT is expired, or will be within the margin. Before it was issued it counts as expired too: this clock was
/// set back since, and nobody knows how much time has passed.
pub fn is_expired(claims: &JwtClaims, skew_ms: i64, now_ms: i64) -> bool {
    let millis = |seconds: u64| i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000);
    let soon = now_ms.saturating_add(skew_ms).saturating_add(EXPIRY_MARGIN_MS);
    soon >= millis(claims.exp) || soon < millis(claims.iat)
}

/// Milliseconds until a JWT expires by this time of day; negative when it has.
pub fn remaining(claims: &JwtClaims, skew_ms: i64, now_ms: i64) -> i64 {
    let exp = i64::try_from(claims.exp).unwrap_or(i64::MAX).saturating_mul(1000);
    exp.saturating_sub(now_ms.saturating_add(skew_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jwt(claims: &str) -> String {
        format!("{}.{}.c2ln", b64::encode_url(br#"{"alg":"ES384"}"#), b64::encode_url(claims.as_bytes()))
    }

    #[test]
    fn claims_are_read_and_checked() {
        let text = jwt(r#"{"aud":"u","sub":"d","iat":1000,"exp":1300,"fresh":true}"#);
        let claims = read_claims_of(&text, "u", "d").unwrap();
        assert_eq!((claims.iat, claims.exp, claims.fresh), (1000, 1300, true));
        assert_eq!(read_claims_of(&text, "u", "other").unwrap_err().code, Code::JwtClaims);
        for (bad, code) in [("", Code::JwtMalformed), ("a.b", Code::JwtMalformed), ("!.!.!", Code::JwtMalformed), (&jwt("{}"), Code::JwtClaims)] {
            assert_eq!(read_claims(bad).unwrap_err().code, code, "{bad}");
        }
    }

    #[test]
    fn expiry_follows_the_service_clock() {
        let claims = JwtClaims { aud: String::new(), sub: String::new(), iat: 1000, exp: 1300, fresh: true };
        assert!(!is_expired(&claims, 0, 1_269_999));
        assert!(is_expired(&claims, 0, 1_270_000));
        // A clock that is a day behind: the skew told from iat makes up for it.
        let day = 86_400_000;
        let skew = clock_skew(&claims, 1_000_000 - day);
        assert_eq!(skew, day);
        assert!(!is_expired(&claims, skew, 1_269_999 - day));
        assert!(is_expired(&claims, skew, 1_270_000 - day));
        // Set back by a few seconds, as clocks are, and by an hour.
        assert!(!is_expired(&claims, 0, 990_000));
        assert!(is_expired(&claims, 0, 1_100_000 - 3_600_000));
        // The margin counts there too.
        assert!(!is_expired(&claims, 0, 970_000) && is_expired(&claims, 0, 969_999));
        assert_eq!((remaining(&claims, 0, 1_290_000), remaining(&claims, 20_000, 1_290_000)), (10_000, -10_000));
    }
}
