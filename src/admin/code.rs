//! Codes for mails: whoever has the mailbox may do one thing, once.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::crypto::letters::{as_meant, letter};
use crate::crypto::random_bytes;
use crate::error::Result;

const LENGTH: usize = 10;

/// A code such as `7K3QX-0V9MB`: 50 random bits, too many to be guessed from a stolen hash within 15 minutes. Keep its
/// [hash](hash_of_code), let it be tried five times, and void it when it is used, replaced or 15 minutes old.
///
/// # Errors
/// NO_RANDOM when the system has no random numbers.
pub fn random_code() -> Result<Zeroizing<String>> {
    let mut code: String = random_bytes::<LENGTH>()?.into_iter().map(letter).collect();
    code.insert(LENGTH / 2, '-');
    Ok(Zeroizing::new(code))
}

/// What to keep of a code. It is bound to its purpose and address: a code for one thing opens no other. Case, hyphens and spaces do not
/// count, and letters that look like a digit count as that digit.
pub fn hash_of_code(purpose: &str, address: &str, code: &str) -> [u8; 32] {
    let parts = [purpose, "\0", address, "\0", &normalized(code)];
    parts.into_iter().fold(Sha256::new(), Digest::chain_update).finalize().into()
}

/// Whether this is the code of a kept hash. Takes as long for every code.
pub fn is_code_of(hash: &[u8; 32], purpose: &str, address: &str, code: &str) -> bool {
    hash_of_code(purpose, address, code).ct_eq(hash).into()
}

/// As people type it.
fn normalized(code: &str) -> Zeroizing<String> {
    let letters = code.chars().filter(char::is_ascii_alphanumeric).take(LENGTH + 1);
    Zeroizing::new(letters.map(as_meant).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_may_be_typed_carelessly() {
        let code = random_code().unwrap();
        assert_eq!(code.len(), LENGTH + 1);
        assert_ne!(code, random_code().unwrap());
        let hash = |code: &str| hash_of_code("reset", "a", code);
        assert_eq!(hash(&code), hash(&format!(" {} ", code.to_lowercase().replace('-', " "))));
        assert_eq!(*normalized("oil01-ABCDE"), "01101ABCDE");
        assert_ne!(hash("ABCDE-FGHJK"), hash("ABCDE-FGHJKM"));
        assert!(is_code_of(&hash(&code), "reset", "a", &code) && !is_code_of(&hash(&code), "delete", "a", &code));
        let hashes =
            [hash_of_code("reset", "a", &code), hash_of_code("delete", "a", &code), hash_of_code("reset", "b", &code), hash_of_code("reseta", "", &code)];
        assert!((1..hashes.len()).all(|at| hashes.iter().skip(at).all(|hash| hashes.get(at - 1) != Some(hash))));
    }
}
