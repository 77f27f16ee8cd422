//! `KYBER_768`: the Round-3 Kyber-768 KEM in its 90s variant, then AES-256-GCM under the shared secret.
//!
//! This is not ML-KEM (FIPS 203), whose keys have the same sizes but do not work with these. Encrypted: 1088-byte KEM
//! ciphertext ‖ nonce ‖ ciphertext ‖ tag. The crate keeps copies of its intermediates on the stack that are out of
//! reach here; what crosses this file is zeroized.

use argon2::password_hash::rand_core; // the generation that pqc_kyber_edit uses
use pqc_kyber_edit::{
    CryptoRng, KYBER_90S, KYBER_CIPHERTEXTBYTES, KYBER_K, KYBER_PUBLICKEYBYTES, KYBER_SECRETKEYBYTES, KYBER_SSBYTES, RngCore, decapsulate, derive, encapsulate,
};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use crate::crypto::{CryptoError, aead, random_secret};

/// Bytes of a public key.
pub(super) const PUBLIC_KEY_LEN: usize = 1184;
/// Bytes of a private key: the secret vector (1152) ‖ the public key ‖ its SHA-256 (32) ‖ z (32, for rejection).
pub(super) const PRIVATE_KEY_LEN: usize = 2400;
/// Bytes of the KEM's ciphertext.
pub(super) const KEM_LEN: usize = 1088;

const VECTOR_LEN: usize = 1152;
const HASH_LEN: usize = 32;

// A feature lost in Cargo.toml would make another, incompatible KEM of the same crate.
const _: () = assert!(
    KYBER_90S
        && KYBER_K == 3
        && KYBER_PUBLICKEYBYTES == PUBLIC_KEY_LEN
        && KYBER_SECRETKEYBYTES == PRIVATE_KEY_LEN
        && KYBER_CIPHERTEXTBYTES == KEM_LEN
        && KYBER_SSBYTES == 32
        && VECTOR_LEN + PUBLIC_KEY_LEN + 2 * HASH_LEN == PRIVATE_KEY_LEN
);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PublicKey(Vec<u8>);

impl PublicKey {
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, CryptoError> {
        check_len("Kyber public key", PUBLIC_KEY_LEN, bytes)?;
        Ok(Self(bytes.to_vec()))
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn encrypt(&self, data: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let (kem, shared) = self.encapsulate(random_secret::<32>()?)?;
        let mut out = kem.to_vec();
        out.extend_from_slice(&aead::seal(&shared, data)?);
        Ok(out)
    }

    fn encapsulate(&self, coins: Zeroizing<[u8; 32]>) -> Result<([u8; KEM_LEN], Zeroizing<[u8; 32]>), CryptoError> {
        let mut rng = Coins { bytes: coins, state: CoinState::Fresh };
        let (kem, mut shared) = encapsulate(&self.0, &mut rng).map_err(|_| CryptoError::Random)?;
        let kept = Zeroizing::new(shared);
        shared.zeroize();
        match rng.state {
            CoinState::Spent => Ok((kem, kept)),
            CoinState::Fresh | CoinState::Overdrawn => Err(CryptoError::Random),
        }
    }
}

#[derive(Clone)]
pub(super) struct PrivateKey(Zeroizing<Vec<u8>>);

impl PrivateKey {
    pub(super) fn generate() -> Result<Self, CryptoError> {
        Self::derive(&*random_secret::<64>()?)
    }

    /// From a seed: 32 bytes for the key, 32 for the rejection value z.
    fn derive(seed: &[u8; 64]) -> Result<Self, CryptoError> {
        let mut pair = derive(seed).map_err(|_| CryptoError::InvalidKey { what: "Kyber seed" })?;
        let private = Zeroizing::new(pair.secret.to_vec());
        pair.secret.zeroize();
        Ok(Self(private))
    }

    /// The embedded hash must fit the embedded public key: decryption relies on both without checking.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, CryptoError> {
        check_len("Kyber private key", PRIVATE_KEY_LEN, bytes)?;
        let (public, hash) = embedded(bytes)?;
        if !bool::from(Sha256::digest(public).ct_eq(hash)) {
            return Err(INVALID);
        }
        Ok(Self(Zeroizing::new(bytes.to_vec())))
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn public_key(&self) -> Result<PublicKey, CryptoError> {
        PublicKey::from_bytes(embedded(&self.0)?.0)
    }

    pub(super) fn decrypt(&self, what: &'static str, data: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        let (kem, sealed) = data.split_at_checked(KEM_LEN).ok_or(CryptoError::TooShort { what, at_least: KEM_LEN + aead::OVERHEAD, got: data.len() })?;
        // A changed ciphertext gives another secret and no error (implicit rejection); AES-GCM notices.
        let shared = Zeroizing::new(decapsulate(kem, &self.0).map_err(|_| CryptoError::Decrypt { what })?);
        aead::open(what, &shared, sealed)
    }
}

const INVALID: CryptoError = CryptoError::InvalidKey { what: "Kyber private key" };

/// The public key and its hash inside a private key.
fn embedded(private: &[u8]) -> Result<(&[u8], &[u8]), CryptoError> {
    let rest = private.get(VECTOR_LEN..).ok_or(INVALID)?;
    let (public, rest) = rest.split_at_checked(PUBLIC_KEY_LEN).ok_or(INVALID)?;
    Ok((public, rest.get(..HASH_LEN).ok_or(INVALID)?))
}

fn check_len(what: &'static str, expected: usize, bytes: &[u8]) -> Result<(), CryptoError> {
    if bytes.len() == expected { Ok(()) } else { Err(CryptoError::Length { what, expected, got: bytes.len() }) }
}

/// The 32 random bytes of one encapsulation, as the random generator that the crate wants. They are drawn beforehand,
/// so that a failing source is an error and not a panic in the midst of it. A request that is not for exactly those
/// bytes is refused; one that cannot be refused is remembered, and the result thrown away.
struct Coins {
    bytes: Zeroizing<[u8; 32]>,
    state: CoinState,
}

enum CoinState {
    Fresh,
    Spent,
    Overdrawn,
}

impl CryptoRng for Coins {}

impl RngCore for Coins {
    fn next_u32(&mut self) -> u32 {
        self.state = CoinState::Overdrawn;
        0
    }

    fn next_u64(&mut self) -> u64 {
        self.state = CoinState::Overdrawn;
        0
    }

    fn fill_bytes(&mut self, dest: &mut [u8]) {
        if self.try_fill_bytes(dest).is_err() {
            dest.fill(0);
        }
    }

    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), rand_core::Error> {
        if matches!(self.state, CoinState::Fresh) && dest.len() == self.bytes.len() {
            dest.copy_from_slice(self.bytes.as_slice());
            self.state = CoinState::Spent;
            return Ok(());
        }
        self.state = CoinState::Overdrawn;
        Err(core::num::NonZeroU32::MIN.saturating_add(rand_core::Error::CUSTOM_START).into())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use hex_literal::hex;

    use super::*;

    // The random bytes of NIST's first known answer (AES-256-CTR-DRBG seeded with 00 01 … 2f, then with `SEED`).
    const SEED: [u8; 48] = hex!("061550234d158c5ec95595fe04ef7a25767f2e24cc2bc479d09d86dc9abcfde7056a8c266f9ef97ed08541dbd2e1ffa1");
    const KEY_AND_Z: [u8; 64] = hex!(
        "7c9935a0b07694aa0c6d10e4db6b1add2fd81a25ccb148032dcd739936737f2d"
        "8626ed79d451140800e03b59b956f8210e556067407d13dc90fa9e8b872bfb8f"
    );
    const COINS: [u8; 32] = hex!("147c03f7a5bebba406c8fae1874d7f13c80efe79a3a9a874cc09fe76f6997615");

    /// Private key, KEM ciphertext and shared secret of the known answer.
    pub(crate) fn known_answer() -> (Vec<u8>, Vec<u8>, Zeroizing<[u8; 32]>) {
        let private = PrivateKey::derive(&KEY_AND_Z).unwrap();
        let (kem, shared) = private.public_key().unwrap().encapsulate(Zeroizing::new(COINS)).unwrap();
        (private.0.to_vec(), kem.to_vec(), shared)
    }

    /// The published known answer of Round-3 Kyber-768-90s: the hash that PQClean's metadata gives (`nistkat-sha256`)
    /// over keys, ciphertext and secret as text. Plain Kyber-768 and ML-KEM have other ones.
    #[test]
    fn is_round_3_kyber_768_90s() {
        let (private, kem, shared) = known_answer();
        let public = PrivateKey::from_bytes(&private).unwrap().public_key().unwrap();
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>();
        let answer = format!(
            "count = 0\nseed = {}\npk = {}\nsk = {}\nct = {}\nss = {}\n",
            hex(&SEED),
            hex(public.as_bytes()),
            hex(&private),
            hex(&kem),
            hex(shared.as_slice())
        );
        let published = hex!("68bf2e3914c0b4e053cefc67dd9f10f567946da5720f0b453b347610c3cc2c0a");
        assert_eq!(Sha256::digest(answer), published.into());
        assert_eq!(decapsulate(&kem, &private).unwrap(), *shared);
    }

    /// A crate that asked for more or other random bytes than expected would get an error, not zeros.
    #[test]
    fn coins_are_given_once() {
        let fresh = || Coins { bytes: Zeroizing::new(COINS), state: CoinState::Fresh };
        let mut buffer = [1; 32];
        let mut coins = fresh();
        assert!(coins.try_fill_bytes(&mut buffer).is_ok() && buffer == COINS);
        assert!(coins.try_fill_bytes(&mut buffer).is_err() && matches!(coins.state, CoinState::Overdrawn));
        let mut coins = fresh();
        assert!(coins.try_fill_bytes(&mut [0; 16]).is_err() && matches!(coins.state, CoinState::Overdrawn));
        for draw in [|coins: &mut Coins| u64::from(coins.next_u32()), Coins::next_u64] {
            let mut coins = fresh();
            assert!(draw(&mut coins) == 0 && coins.try_fill_bytes(&mut buffer).is_err());
        }
        // Where it can't be refused, the second request gets zeros, and the result is thrown away.
        let (mut coins, mut again) = (fresh(), [1; 32]);
        coins.fill_bytes(&mut buffer);
        coins.fill_bytes(&mut again);
        assert!(buffer == COINS && again == [0; 32] && matches!(coins.state, CoinState::Overdrawn));
    }
}
