//! The derivation as data, and which parameters may be used when.

use zeroize::Zeroizing;

use crate::crypto::{DerivedKeys, KdfProfile, derive_keys};
use crate::error::{Code, Error, Result};

/// Everything a derivation needs; it may travel to a worker.
#[derive(Clone)]
pub struct KdfInput {
    /// As it was typed.
    pub password: Zeroizing<String>,
    /// The 32-byte salt.
    pub salt: [u8; 32],
    /// The parameters.
    pub profile: KdfProfile,
}

impl KdfInput {
    /// With a copy of the password.
    pub fn new(password: &str, salt: [u8; 32], profile: KdfProfile) -> Self {
        Self { password: Zeroizing::new(password.to_owned()), salt, profile }
    }

    /// Derives here, on this thread: 19 MiB and some 50 milliseconds.
    pub fn derive(&self) -> Result<DerivedKeys> {
        Ok(derive_keys(self.password.as_bytes(), &self.salt, self.profile)?)
    }
}

/// How to deal with accounts of other clients: every one that was published so far derives with 4 MiB under the same
/// algorithm name. An account that is registered with 19 MiB opens in none of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KdfPolicy {
    /// Registers with 19 MiB; after a refusal tries 4 MiB once. Changes no account.
    #[default]
    Compatible,
    /// The same, and rewraps an old account with 19 MiB once logged in.
    Migrate,
    /// Registers with 4 MiB and tries it first, accepts both: for apps that still serve other clients.
    Legacy,
    /// 19 MiB only.
    Strict,
}

impl KdfPolicy {
    /// The names in the options of the npm package, in the order above.
    #[doc(hidden)]
    pub const NAMES: [&'static str; 4] = ["compatible", "migrate", "legacy", "strict"];

    /// By its name in the options of the npm package: `compatible`, `migrate`, `legacy`, `strict`.
    pub fn from_name(name: &str) -> Result<Self> {
        match name {
            "compatible" => Ok(Self::Compatible),
            "migrate" => Ok(Self::Migrate),
            "legacy" => Ok(Self::Legacy),
            "strict" => Ok(Self::Strict),
            _ => Err(Error::with(Code::InvalidOptions, "kdf must be \"compatible\", \"migrate\", \"legacy\" or \"strict\"")),
        }
    }

    /// The parameters of new passwords.
    pub fn registers_with(self) -> KdfProfile {
        if self == Self::Legacy { KdfProfile::Legacy } else { KdfProfile::Standard }
    }
}

/// Refuses what can't be a password or an identifier.
pub fn require_text(what: &'static str, text: &str) -> Result<()> {
    if text.is_empty() { Err(Error::with(Code::InvalidArgument, format!("{what} must not be empty"))) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What apps write in their options, and what it means for new passwords.
    #[test]
    fn policies_by_name() {
        use {KdfPolicy::*, KdfProfile::Standard};
        for (name, policy, profile) in
            [("compatible", Compatible, Standard), ("migrate", Migrate, Standard), ("legacy", Legacy, KdfProfile::Legacy), ("strict", Strict, Standard)]
        {
            assert_eq!(KdfPolicy::from_name(name).unwrap(), policy);
            assert_eq!(policy.registers_with(), profile);
        }
        assert!(KdfPolicy::NAMES.iter().all(|name| KdfPolicy::from_name(name).is_ok()));
        assert_eq!(KdfPolicy::from_name(KdfPolicy::NAMES[0]).unwrap(), KdfPolicy::default());
        assert_eq!(KdfPolicy::from_name("").unwrap_err().code, Code::InvalidOptions);
        assert_eq!(KdfPolicy::from_name("Strict").unwrap_err().code, Code::InvalidOptions);
    }
}
