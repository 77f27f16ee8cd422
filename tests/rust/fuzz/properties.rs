//! Properties that hold for all inputs: round trips, changed bits, wrong lengths.

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use sentc_light_wasm::crypto::{
    CryptoError, DerivedKeys, EncryptAlg, PrivateKey, PublicKey, aead, b64, hash_authentication_key, pem, verify_hashed_authentication_key,
};
use sentc_light_wasm::json;
use sentc_light_wasm::steps::{otp, passkey, path};

const KINDS: [EncryptAlg; 3] = [EncryptAlg::Ecies, EncryptAlg::Kyber768, EncryptAlg::EciesKyber768];

static PAIRS: LazyLock<Vec<(PrivateKey, PublicKey)>> = LazyLock::new(|| KINDS.map(|alg| PrivateKey::generate(alg).unwrap()).into());

fn config(cases: u32) -> ProptestConfig {
    // Failures are printed; no files beside the sources.
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn flipped(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    changed[bit / 8] ^= 1 << (bit % 8);
    changed
}

proptest! {
    #![proptest_config(config(4_000))]

    /// Accepts and reads the same as another implementation, which also lets an empty line at the end pass.
    #[test]
    fn pem_texts(bytes in vec(any::<u8>(), 0..150), edits in vec((any::<prop::sample::Index>(), 0_usize..3, "[\\n\\-A=! K]|\r\n|\n\n"), 0..3)) {
        let mut text = pem::encode_public_key(&bytes);
        for (at, removed, added) in edits {
            let at = at.index(text.len());
            text.replace_range(at..(at + removed).min(text.len()), &added);
        }
        let other = pem_rfc7468::decode_vec(text.as_bytes()).ok().filter(|(label, _)| *label == "PUBLIC KEY" && text.starts_with("-----BEGIN") && !text.lines().any(str::is_empty));
        prop_assert_eq!(pem::decode_public_key("test", &text).ok(), other.map(|(_, raw)| raw), "{:?}", text);
    }
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn sealed_values(key: [u8; 32], plain in vec(any::<u8>(), 0..300), bit: prop::sample::Index, other: prop::sample::Index) {
        let sealed = aead::seal(&key, &plain).unwrap();
        prop_assert_eq!(aead::open("test", &key, &sealed).unwrap().to_vec(), plain);
        let wrong = Err(CryptoError::Decrypt { what: "test" });
        prop_assert_eq!(aead::open("test", &key, &flipped(&sealed, bit.index(sealed.len() * 8))), wrong.clone());
        prop_assert_eq!(aead::open("test", &flipped(&key, other.index(256)).try_into().unwrap(), &sealed), wrong);
        prop_assert!(aead::open("test", &key, &sealed[1..]).is_err() && aead::open("test", &key, &sealed[..sealed.len() - 1]).is_err());
    }

    #[test]
    fn texts(bytes in vec(any::<u8>(), 0..200), text in ".{0,60}") {
        prop_assert_eq!(b64::decode("test", &b64::encode(&bytes)).unwrap(), bytes.clone());
        prop_assert_eq!(b64::decode_url("test", &b64::encode_url(&bytes)).unwrap(), bytes.clone());
        prop_assert_eq!(json::from_text::<String>(&json::to_text(&text)), Some(text.clone()));
        let other: String = serde_json::from_str(&json::to_text(&text)).unwrap();
        prop_assert_eq!(&other, &text);
        if !bytes.is_empty() {
            prop_assert_eq!(pem::decode_public_key("test", &pem::encode_public_key(&bytes)).unwrap(), bytes);
        }
        // one segment of a path, whatever the text: nothing in it leaves it
        if let Ok(segment) = path::segment("id", &text) {
            prop_assert!(segment != "." && segment != ".." && !segment.contains(['/', '?', '#', '\\', '%']) || segment.contains('%'));
            prop_assert!(!segment.contains(['/', '?', '#', '\\']));
        }
    }

    #[test]
    fn auth_keys(derived: [[u8; 32]; 2], bit: prop::sample::Index, length in 0_usize..100) {
        let keys = DerivedKeys::from_bytes(derived.as_flattened()).unwrap();
        let hashed = hash_authentication_key(&keys.auth_key);
        prop_assert!(verify_hashed_authentication_key(&derived[1], &hashed));
        prop_assert!(!verify_hashed_authentication_key(&flipped(&derived[1], bit.index(256)), &hashed));
        prop_assert!(!verify_hashed_authentication_key(&derived[1], &flipped(&hashed, bit.index(128)).try_into().unwrap()));
        prop_assert!(length == 64 || DerivedKeys::from_bytes(&vec![7; length]).is_err());
    }

    #[test]
    fn codes(secret in vec(any::<u8>(), 16..64), time in 60_u64..1 << 40, issuer in ".{0,20}", audience in ".{0,20}") {
        let secret = totp_rs::Secret::Raw(secret).to_encoded().to_string();
        let url = otp::url(&issuer, &audience, &secret);
        let code = otp::read_url(&url).unwrap().generate(time);
        for near in [time - 30, time, time + 30] {
            prop_assert!(otp::check(&url, &code, near).unwrap());
            prop_assert_eq!(otp::problem(&url, &code, near).unwrap(), None);
        }
    }

    #[test]
    fn passkeys(output in vec(any::<u8>(), 0..70)) {
        // deterministic, and nothing of another length than an authenticator's
        prop_assert_eq!(passkey::password(&output).is_ok(), output.len() == 32);
        prop_assert_eq!(passkey::password(&output).ok(), passkey::password(&output).ok());
    }
}

proptest! {
    #![proptest_config(config(40))]

    /// Wherever a bit is changed, and wherever it is cut, nothing opens.
    #[test]
    fn encrypted_values(kind in 0..3_usize, plain in vec(any::<u8>(), 0..200), bit: prop::sample::Index, cut: prop::sample::Index) {
        let (private, public) = &PAIRS[kind];
        let encrypted = public.encrypt(&plain).unwrap();
        prop_assert_eq!(private.decrypt("test", &encrypted).unwrap().to_vec(), plain);
        let at = bit.index(encrypted.len() * 8);
        prop_assert!(private.decrypt("test", &flipped(&encrypted, at)).is_err(), "bit {}", at);
        prop_assert!(private.decrypt("test", &encrypted[..cut.index(encrypted.len())]).is_err());
        prop_assert!(private.decrypt("test", &[encrypted.as_slice(), &[0]].concat()).is_err());
    }

    #[test]
    fn wrong_lengths_of_keys(kind in 0..3_usize, length in 0..3000_usize) {
        let alg = KINDS[kind];
        prop_assume!(length != PAIRS[kind].0.to_bytes().len());
        prop_assert!(PrivateKey::from_bytes(alg, &vec![1; length]).is_err());
    }
}

/// Every single bit of what is encrypted to a classical key: also the ones that the curve's arithmetic ignores.
#[test]
fn every_bit_of_an_ecies_value() {
    let (private, public) = &PAIRS[0];
    let encrypted = public.encrypt(b"challenge").unwrap();
    for bit in 0..encrypted.len() * 8 {
        assert!(private.decrypt("test", &flipped(&encrypted, bit)).is_err(), "bit {bit}");
    }
}
