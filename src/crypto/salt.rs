//! The salt of the password derivation: SHA-256 (FIPS 180-4) over a padded label and 16 random bytes of the client.

use sha2::{Digest, Sha256};

/// Bytes of the random value a client makes at registration and at every change of the password.
pub const CLIENT_RANDOM_VALUE_LEN: usize = 16;

const LABEL: &str = "sentc";
const PADDING: u8 = b'P';
/// Label, identifier and padding together, in bytes. A longer identifier is taken whole, without padding.
const PADDED_LEN: usize = 200;

/// The 32-byte salt of a known user.
pub fn derive_salt(client_random_value: &[u8; CLIENT_RANDOM_VALUE_LEN]) -> [u8; 32] {
    hash("", client_random_value)
}

/// The 32-byte salt a server answers for an identifier it does not know: stable per identifier, so that the answer does
/// not tell whether the account exists. `fixed` is the server's own value and must stay secret and unchanged.
pub fn derive_decoy_salt(identifier: &str, fixed: &[u8; CLIENT_RANDOM_VALUE_LEN]) -> [u8; 32] {
    hash(identifier, fixed)
}

fn hash(add: &str, random: &[u8; CLIENT_RANDOM_VALUE_LEN]) -> [u8; 32] {
    let missing = PADDED_LEN.saturating_sub(LABEL.len()).saturating_sub(add.len());
    Sha256::new().chain_update(LABEL).chain_update(add).chain_update(vec![PADDING; missing]).chain_update(random).finalize().into()
}
