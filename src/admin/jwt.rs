//! Finds out who sent a request: checks a JWT (RFC 7519) that the app's key signed with ES384 (RFC 7518, section 3.4).

use std::time::{SystemTime, UNIX_EPOCH};

use ring::signature::{ECDSA_P384_SHA384_FIXED, UnparsedPublicKey};

use crate::crypto::{b64, pem};
use crate::error::{Code, Error, Result};
use crate::json::{self, Value};
use crate::steps::jwt::read_claims;
use crate::wire::session::JwtClaims;

/// For how many seconds a JWT is accepted after it expired, because clocks differ. The service allows as many.
const LEEWAY: u64 = 60;
/// SEQUENCE { SEQUENCE { id-ecPublicKey, secp384r1 }, BIT STRING } in front of the uncompressed point of 97 bytes (RFC 5480).
const SPKI_PREFIX: [u8; 23] = [0x30, 0x76, 0x30, 0x10, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 5, 0x2b, 0x81, 4, 0, 0x22, 3, 0x62, 0];
/// The maximum length of a JWT. The service's JWTs have about 400 characters.
const MAX_LEN: usize = 8192;

/// The user and device of a valid JWT.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Visitor {
    /// The user's id: the claim `aud`.
    pub user_id: String,
    /// The device's id: the claim `sub`. Do not use it as the user's id: a user can have several devices.
    pub device_id: String,
    /// Whether the JWT is from a login and not from a refresh: the user typed the password in the last few minutes.
    pub fresh: bool,
    /// When the JWT expires, in Unix seconds.
    pub exp: u64,
}

/// Checks JWTs with the app's public keys. Sends no request, so it can't see changes since the JWT was signed, up to six
/// minutes ago: the account may be deleted. If that matters, ask the service with [`Admin::owner_of`](super::Admin::owner_of).
#[derive(Clone, Debug)]
pub struct JwtVerifier(Vec<UnparsedPublicKey<Vec<u8>>>);

impl JwtVerifier {
    /// Makes a verifier. `keys`: each a SubjectPublicKeyInfo in PEM, as the app's settings show it. Pass both keys while a key
    /// is being replaced.
    ///
    /// # Errors
    /// INVALID_OPTIONS if there is no key, or if a key is not for ES384.
    pub fn new<'a>(keys: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let keys: Vec<_> = keys.into_iter().map(read_key).collect::<Result<_>>()?;
        if keys.is_empty() { Err(Error::with(Code::InvalidOptions, "there is no key to check JWTs with")) } else { Ok(Self(keys)) }
    }

    /// Checks the JWT in the `Authorization` header of a request, and returns who sent the request. If it fails, answer with
    /// 401.
    ///
    /// # Errors
    /// JWT_MALFORMED, JWT_CLAIMS, JWT_EXPIRED; SIGNED_OUT if there is no JWT.
    pub fn authenticate(&self, authorization: Option<&str>) -> Result<Visitor> {
        let jwt = bearer(authorization).ok_or_else(|| Error::with(Code::SignedOut, "there is no JWT in the request"))?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        self.verify(jwt, now)
    }

    /// Checks a JWT at the time `now`, in Unix seconds.
    ///
    /// # Errors
    /// JWT_MALFORMED, JWT_CLAIMS, JWT_EXPIRED.
    pub fn verify(&self, jwt: &str, now: u64) -> Result<Visitor> {
        let visitor = self.verify_expired(jwt)?;
        if now <= visitor.exp.saturating_add(LEEWAY) { Ok(visitor) } else { Err(Error::new(Code::JwtExpired)) }
    }

    /// Checks a JWT that may be expired. Use it only together with a refresh token that the service then checks.
    ///
    /// # Errors
    /// JWT_MALFORMED, JWT_CLAIMS.
    pub fn verify_expired(&self, jwt: &str) -> Result<Visitor> {
        if jwt.len() > MAX_LEN {
            return Err(Error::with(Code::JwtMalformed, "the JWT is over 8 KiB"));
        }
        let JwtClaims { aud, sub, exp, fresh, .. } = read_claims(jwt)?;
        let malformed = |message: &'static str| Error::with(Code::JwtMalformed, message);
        let (message, signature) = jwt.rsplit_once('.').ok_or_else(|| malformed("a JWT has three parts"))?;
        let header = message.split('.').next().unwrap_or_default();
        let header = b64::decode_url("jwt", header).ok().and_then(|bytes| json::parse(std::str::from_utf8(&bytes).ok()?));
        // accepts this algorithm only, whatever the token's header says; "crit" lists extensions, and a JWT with an unknown one
        // must be refused (RFC 7515, section 4.1.11)
        if header.is_none_or(|header| header.get("alg").as_text() != Some("ES384") || !matches!(header.get("crit"), Value::Null)) {
            return Err(malformed("the JWT is not signed with ES384, or needs an extension"));
        }
        let signature = b64::decode_url("jwt", signature).map_err(|_| malformed("the signature is not base64url"))?;
        if !self.0.iter().any(|key| key.verify(message.as_bytes(), &signature).is_ok()) {
            return Err(malformed("the signature is not by the app's key"));
        }
        Ok(Visitor { user_id: aud, device_id: sub, fresh, exp })
    }
}

/// Returns the token after `Bearer `. The case of `Bearer` does not matter (RFC 9110, section 11.1).
pub fn bearer(authorization: Option<&str>) -> Option<&str> {
    let (scheme, jwt) = authorization?.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("Bearer") && !jwt.is_empty()).then(|| jwt.trim_start_matches(' '))
}

fn read_key(text: &str) -> Result<UnparsedPublicKey<Vec<u8>>> {
    let unusable = || Error::with(Code::InvalidOptions, "a JWT public key must be PEM of a P-384 key, as the app's settings show it");
    let spki = pem::decode_public_key("JWT public key", text).map_err(|_| unusable())?;
    let point = spki.strip_prefix(SPKI_PREFIX.as_slice()).filter(|point| point.len() == 97).ok_or_else(unusable)?;
    Ok(UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point.to_vec()))
}
