//! Codes to send by mail: a code allows the owner of the mailbox one action, once.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::crypto::letters::{as_meant, letter};
use crate::crypto::random_bytes;
use crate::error::Result;

const LENGTH: usize = 10;

/// Makes a random code such as `7K3QX-0V9MB`, with 50 random bits. Store only its [hash](hash_of_code): an attacker who steals
/// the hash can't find the code within 15 minutes. Allow five attempts. Delete the hash after a correct code, when you send
/// another code, and after 15 minutes.
///
/// # Errors
/// NO_RANDOM if the system has no random numbers.
pub fn random_code() -> Result<Zeroizing<String>> {
    let mut code: String = random_bytes::<LENGTH>()?.into_iter().map(letter).collect();
    code.insert(LENGTH / 2, '-');
    Ok(Zeroizing::new(code))
}

/// Returns the hash of a code, to store. The hash includes the purpose and the address, so that a code is not accepted for
/// another purpose or address. Ignores case, hyphens and spaces, and reads letters that look like a digit as that digit.
pub fn hash_of_code(purpose: &str, address: &str, code: &str) -> [u8; 32] {
    let parts = [purpose, "\0", address, "\0", &normalized(code)];
    parts.into_iter().fold(Sha256::new(), Digest::chain_update).finalize().into()
}

/// Checks a code against a stored hash, in constant time.
pub fn is_code_of(hash: &[u8; 32], purpose: &str, address: &str, code: &str) -> bool {
    hash_of_code(purpose, address, code).ct_eq(hash).into()
}

/// Removes differences in how users type a code.
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
