//! The service's JWTs, as far as a client reads them: whose they are and how long they last.
//!
//! A client has no key to verify them (ES384, RFC 7519); it trusts the connection and checks that they fit the session.

use crate::crypto::b64;
use crate::error::{Code, Error, Result};
use crate::json;
use crate::wire::session::JwtClaims;

/// A JWT counts as expired this many milliseconds before its `exp`.
pub const EXPIRY_MARGIN_MS: i64 = 30_000;

/// A signature by ES384 (RFC 7518, section 3.4). A JWT that was cut on its way has fewer bytes here.
const SIGNATURE_BYTES: usize = 96;

/// Reads the claims of a whole JWT: three parts in base64url with nothing around them, signed with ES384.
///
/// # Errors
/// JWT_MALFORMED, and JWT_CLAIMS where a claim is missing or of another type.
pub fn read_claims(jwt: &str) -> Result<JwtClaims> {
    let malformed = |what: &'static str| Error::with(Code::JwtMalformed, what);
    let mut parts = jwt.split('.');
    let (Some(header), Some(claims), Some(signature), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(malformed("the JWT does not have three parts"));
    };
    let decode = |part: &str| b64::decode_url("jwt", part).map_err(|_| malformed("the JWT is not base64url"));
    let text = |part: &str| String::from_utf8(decode(part)?).map_err(|_| malformed("the JWT is not UTF-8"));
    let header = json::parse(&text(header)?).ok_or(malformed("the JWT's header is not JSON"))?;
    if header.get("alg").as_text() != Some("ES384") {
        return Err(malformed("the JWT is not signed with ES384"));
    }
    if decode(signature)?.len() != SIGNATURE_BYTES {
        return Err(malformed("the JWT's signature is not whole"));
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
    millis(claims.iat).saturating_sub(now_ms)
}

/// Unix seconds in milliseconds.
pub fn millis(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000)
}

/// Whether a JWT is expired, or will be within the margin. Before it was issued it counts as expired too: this clock was
/// set back since, and nobody knows how much time has passed.
pub fn is_expired(claims: &JwtClaims, skew_ms: i64, now_ms: i64) -> bool {
    let soon = now_ms.saturating_add(skew_ms).saturating_add(EXPIRY_MARGIN_MS);
    soon >= millis(claims.exp) || soon < millis(claims.iat)
}

/// Milliseconds until a JWT expires by this time of day; negative when it has.
pub fn remaining(claims: &JwtClaims, skew_ms: i64, now_ms: i64) -> i64 {
    millis(claims.exp).saturating_sub(now_ms.saturating_add(skew_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(header: &str, claims: &str, signature: &[u8]) -> String {
        [header.as_bytes(), claims.as_bytes(), signature].map(b64::encode_url).join(".")
    }

    fn jwt(claims: &str) -> String {
        signed(r#"{"alg":"ES384"}"#, claims, &[1; 96])
    }

    /// A text that is cut or has other characters around it is refused: it would replace a good JWT, or be no header value.
    #[test]
    fn only_a_whole_jwt_is_one() {
        let claims = r#"{"aud":"u","sub":"d","iat":1000,"exp":1300,"fresh":true}"#;
        let whole = jwt(claims);
        assert!(read_claims(&whole).is_ok());
        for at in 0..whole.len() {
            assert!(read_claims(whole.get(..at).unwrap()).is_err(), "cut at {at}");
        }
        let others = [
            format!("{whole}\n<!-- x -->"),
            format!("{whole}\n"),
            format!(" {whole}"),
            format!("{whole}."),
            format!("{whole}="),
            format!("\"{whole}\""),
            format!("\u{feff}{whole}"),
            whole.replace('.', " ."),
            format!("{whole}AAAA"),
            signed(r#"{"alg":"ES384"}"#, claims, &[1; 95]),
            signed(r#"{"alg":"ES384"}"#, claims, &[1; 97]),
            signed(r#"{"alg":"ES384"}"#, claims, &[]),
            signed(r#"{"alg":"ES256"}"#, claims, &[1; 96]),
            signed(r#"{"alg":"es384"}"#, claims, &[1; 96]),
            signed(r#"{"alg":"none"}"#, claims, &[1; 96]),
            signed(r#"{"alg":"HS384"}"#, claims, &[1; 48]),
            signed("{}", claims, &[1; 96]),
        ];
        for other in others {
            assert_eq!(read_claims(&other).unwrap_err().code, Code::JwtMalformed, "{other}");
        }
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
