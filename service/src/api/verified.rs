//! JWTs whose signature was checked before. In WebAssembly the check takes some milliseconds, most of a call. Only the
//! signature is remembered: each call still looks at expiry, user and device.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sentc_light_wasm::wire::session::JwtClaims;

use super::refusal::Refusal;
use crate::store::hash;

/// Claims with a good signature, and the app whose key made it. Whether they will do is decided by who asks.
#[derive(Clone, Debug)]
pub struct Signed {
    pub claims: JwtClaims,
    pub app_id: String,
}

/// Tokens that are remembered at once. When there are more, all are forgotten.
const MOST: usize = 1_000;

/// By the SHA-256 of the token, so that no token lies in memory.
#[derive(Debug, Default)]
pub struct Verified(Mutex<HashMap<[u8; 32], Signed>>);

impl Verified {
    /// What this token says, from memory or from `verify`. A refusal is not remembered.
    ///
    /// # Errors
    /// What `verify` gives.
    pub fn get_or(&self, token: &str, verify: impl FnOnce() -> Result<Signed, Refusal>) -> Result<Signed, Refusal> {
        let key = hash(token);
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().get(&key).cloned();
        if let Some(signed) = known {
            return Ok(signed);
        }
        let signed = verify()?;
        let mut all = lock();
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(key, signed.clone());
        Ok(signed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_token_is_checked_once_and_a_bad_one_each_time() {
        let verified = Verified::default();
        let claims = JwtClaims { aud: "user".into(), sub: "device".into(), iat: 1, exp: 2, fresh: true };
        let good = || Ok(Signed { claims: claims.clone(), app_id: "app".into() });
        let checks = std::cell::Cell::new(0);
        let ask = |token: &str, answer: Result<Signed, Refusal>| {
            let got = verified.get_or(token, || {
                checks.set(checks.get() + 1);
                answer
            });
            (got.map(|signed| signed.claims.aud), checks.get())
        };
        assert_eq!(ask("a", good()), (Ok("user".into()), 1));
        assert_eq!(ask("a", Err(Refusal::JWT_EXPIRED)), (Ok("user".into()), 1));
        assert_eq!(ask("b", Err(Refusal::JWT_EXPIRED)), (Err(Refusal::JWT_EXPIRED), 2));
        assert_eq!(ask("b", Err(Refusal::JWT_EXPIRED)), (Err(Refusal::JWT_EXPIRED), 3));
        for token in 0..2 * MOST {
            assert!(ask(&token.to_string(), good()).0.is_ok());
        }
        assert!(verified.0.lock().unwrap().len() <= MOST);
    }
}
