//! JSON Web Tokens (RFC 7519) signed with ES384 (RFC 7518, 3.4): ECDSA on P-384 with SHA-384. No other algorithm is
//! made or accepted, and the key is chosen by `kid` alone, so a token cannot talk the server into anything.

use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P384_SHA384_FIXED, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair, UnparsedPublicKey};
use sentc_light_wasm::crypto::{b64, pem};
use sentc_light_wasm::wire::session::JwtClaims;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The one algorithm.
pub const ALG: &str = "ES384";

/// The key of one app.
#[derive(Debug)]
pub struct JwtKey {
    kid: String,
    pair: EcdsaKeyPair,
}

/// A key that ring refuses, or no random numbers.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("JWT key unusable")]
pub struct JwtKeyError;

impl JwtKey {
    /// A new private key, as PKCS #8.
    ///
    /// # Errors
    /// [`JwtKeyError`].
    pub fn generate() -> Result<Zeroizing<Vec<u8>>, JwtKeyError> {
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, &SystemRandom::new()).map_err(|_| JwtKeyError)?;
        Ok(Zeroizing::new(document.as_ref().to_vec()))
    }

    /// # Errors
    /// [`JwtKeyError`].
    pub fn from_pkcs8(kid: String, pkcs8: &[u8]) -> Result<Self, JwtKeyError> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, pkcs8, &SystemRandom::new()).map_err(|_| JwtKeyError)?;
        Ok(Self { kid, pair })
    }

    /// The name in the header of the JWTs.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public key as SubjectPublicKeyInfo (RFC 5480) in PEM: what a JWT library of an own back end takes.
    pub fn public_pem(&self) -> String {
        pem::encode_public_key(&[SPKI_PREFIX.as_slice(), self.pair.public_key().as_ref()].concat())
    }

    /// # Errors
    /// [`JwtKeyError`] when there are no random numbers.
    pub fn sign(&self, claims: &JwtClaims) -> Result<String, JwtKeyError> {
        let header = encode(&Header { typ: Some("JWT".into()), alg: ALG.into(), kid: Some(self.kid.clone()) })?;
        let message = format!("{header}.{}", encode(claims)?);
        let signature = self.pair.sign(&SystemRandom::new(), message.as_bytes()).map_err(|_| JwtKeyError)?;
        Ok(format!("{message}.{}", b64::encode_url(signature.as_ref())))
    }

    fn verifies(&self, message: &str, signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, self.pair.public_key()).verify(message.as_bytes(), signature).is_ok()
    }
}

/// SEQUENCE { SEQUENCE { id-ecPublicKey, secp384r1 }, BIT STRING } in front of the uncompressed point of 97 bytes.
const SPKI_PREFIX: [u8; 23] = [0x30, 0x76, 0x30, 0x10, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 5, 0x2b, 0x81, 4, 0, 0x22, 3, 0x62, 0];

/// Why a JWT is none of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwtError {
    /// Not three parts, no readable header, no key named.
    Undecodable,
    UnknownKey,
    Forged,
}

/// Checks the signature and gives the claims with the key that signed them. Expiry is the caller's to judge, since a
/// refresh takes expired JWTs.
///
/// # Errors
/// [`JwtError`].
pub fn verify<'a>(token: &str, key: impl FnOnce(&str) -> Option<&'a JwtKey>) -> Result<JwtClaims, JwtError> {
    let (message, signature) = token.rsplit_once('.').ok_or(JwtError::Undecodable)?;
    let (header, claims) = message.split_once('.').ok_or(JwtError::Undecodable)?;
    let header: Header = decode(header).ok_or(JwtError::Undecodable)?;
    if !KNOWN_ALGS.contains(&header.alg.as_str()) {
        return Err(JwtError::Undecodable);
    }
    let key = key(&header.kid.ok_or(JwtError::Undecodable)?).ok_or(JwtError::UnknownKey)?;
    let signature = decode_url(signature).ok_or(JwtError::Forged)?;
    if header.alg != ALG || !key.verifies(message, &signature) {
        return Err(JwtError::Forged);
    }
    decode(claims).ok_or(JwtError::Undecodable)
}

/// Signature algorithms that exist (RFC 7518, 3.1; RFC 8037). A header that names anything else, like "none", is
/// unreadable rather than forged.
const KNOWN_ALGS: [&str; 13] = ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", ALG, "ES512", "EdDSA"];

#[derive(Serialize, Deserialize)]
struct Header {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    typ: Option<String>,
    alg: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kid: Option<String>,
}

fn encode(value: &impl Serialize) -> Result<String, JwtKeyError> {
    serde_json::to_vec(value).map(|json| b64::encode_url(&json)).map_err(|_| JwtKeyError)
}

fn decode<T: for<'de> Deserialize<'de>>(part: &str) -> Option<T> {
    serde_json::from_slice(&decode_url(part)?).ok()
}

fn decode_url(text: &str) -> Option<Vec<u8>> {
    use base64ct::Encoding;
    base64ct::Base64UrlUnpadded::decode_vec(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(kid: &str) -> JwtKey {
        JwtKey::from_pkcs8(kid.into(), &JwtKey::generate().unwrap()).unwrap()
    }

    fn claims() -> JwtClaims {
        JwtClaims { aud: "user".into(), sub: "device".into(), iat: 1_000, exp: 1_300, fresh: true }
    }

    #[test]
    fn what_is_signed_verifies() {
        let key = key("k");
        let token = key.sign(&claims()).unwrap();
        assert_eq!(verify(&token, |kid| (kid == "k").then_some(&key)), Ok(claims()));
    }

    #[test]
    fn the_claims_are_exactly_these() {
        let token = key("k").sign(&claims()).unwrap();
        let part = decode_url(token.split('.').nth(1).unwrap()).unwrap();
        assert_eq!(String::from_utf8(part).unwrap(), r#"{"aud":"user","sub":"device","iat":1000,"exp":1300,"fresh":true}"#);
    }

    #[test]
    fn nothing_else_verifies() {
        let (ours, other) = (key("k"), key("k"));
        let token = ours.sign(&claims()).unwrap();
        let check = |token: &str| verify(token, |kid| (kid == "k").then_some(&ours));
        let (message, signature) = token.rsplit_once('.').unwrap();
        let (header, payload) = message.split_once('.').unwrap();
        let head = |json: &str| b64::encode_url(json.as_bytes());

        assert_eq!(check(&other.sign(&claims()).unwrap()), Err(JwtError::Forged));
        assert_eq!(check(&format!("{message}.")), Err(JwtError::Forged));
        assert_eq!(check(&format!("{message}.*")), Err(JwtError::Forged));
        assert_eq!(check(&format!("{header}.{}.{signature}", encode(&JwtClaims { exp: 9_999, ..claims() }).unwrap())), Err(JwtError::Forged));
        assert_eq!(check(&format!("{}.{payload}.{signature}", head(r#"{"alg":"HS384","kid":"k"}"#))), Err(JwtError::Forged));
        assert_eq!(check(&format!("{}.{payload}.", head(r#"{"alg":"none","kid":"k"}"#))), Err(JwtError::Undecodable));
        assert_eq!(check(&format!("{}.{payload}.{signature}", head(r#"{"alg":"ES384"}"#))), Err(JwtError::Undecodable));
        assert_eq!(check(&format!("{}.{payload}.{signature}", head(r#"{"alg":"ES384","kid":"x"}"#))), Err(JwtError::UnknownKey));
        for text in ["", ".", "..", "a.b", "a.b.c", "Bearer", message] {
            assert_eq!(check(text), Err(JwtError::Undecodable), "{text}");
        }
    }
}
