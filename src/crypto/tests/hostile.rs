//! Inputs that are wrong: each gives its typed error, and none, however odd, a panic.

use crate::crypto::{keypair::kyber_known_answer, *};

const KINDS: [EncryptAlg; 3] = [EncryptAlg::Ecies, EncryptAlg::Kyber768, EncryptAlg::EciesKyber768];

#[test]
fn lengths() {
    let length = |what, expected, got| Err::<(), _>(CryptoError::Length { what, expected, got });
    for (alg, what, expected) in [(KINDS[0], "X25519 private key", 32), (KINDS[1], "Kyber private key", 2400), (KINDS[2], "hybrid private key", 2432)] {
        for got in [0, 1, expected - 1, expected + 1] {
            assert_eq!(PrivateKey::from_bytes(alg, &vec![0; got]).map(drop), length(what, expected, got));
        }
    }
    for (alg, what, expected) in [(KINDS[0], "X25519 public key", 32), (KINDS[1], "Kyber public key", 1184)] {
        for got in [1, expected - 1, expected + 1] {
            assert_eq!(PublicKey::from_wire(alg, &pem::encode_public_key(&vec![0; got])).map(drop), length(what, expected, got));
        }
    }
    let halves = pem::encode_hybrid_public_key(&[1; 32], &[1; 1183]);
    assert_eq!(PublicKey::from_wire(KINDS[2], &halves).map(drop), length("Kyber public key", 1184, 1183));
    for got in [0, 31, 32, 33, 63, 65, 96] {
        assert_eq!(DerivedKeys::from_bytes(&vec![0; got]).map(drop), length("derived keys", 64, got));
    }
    assert_eq!(SecretKey::from_base64("key", "AAAA").map(drop), length("key", 32, 3));
    for (alg, at_least) in [(KINDS[0], 60), (KINDS[1], 1116), (KINDS[2], 1116)] {
        let (private, _) = PrivateKey::generate(alg).unwrap();
        assert_eq!(private.decrypt("test", &[]), Err(CryptoError::TooShort { what: "test", at_least, got: 0 }));
    }
    for got in 0..28 {
        assert_eq!(open("test", &[0; 32], &vec![0; got]), Err(CryptoError::TooShort { what: "test", at_least: 28, got }));
    }
}

/// Cut anywhere, a ciphertext is too short or does not authenticate; changed anywhere, it does not.
#[test]
fn truncated_and_changed_ciphertexts() {
    for alg in KINDS {
        let (private, public) = PrivateKey::generate(alg).unwrap();
        let encrypted = public.encrypt(b"challenge").unwrap();
        let step = encrypted.len() / 40;
        for len in (0..encrypted.len()).step_by(step.max(1)) {
            let error = private.decrypt("test", &encrypted[..len]).unwrap_err();
            assert!(matches!(error, CryptoError::TooShort { what: "test", .. } | CryptoError::Decrypt { what: "test" }), "{alg:?} {len}: {error}");
        }
        for at in (0..encrypted.len()).step_by(step.max(1)) {
            let mut changed = encrypted.clone();
            changed[at] ^= 1;
            assert_eq!(private.decrypt("test", &changed), Err(CryptoError::Decrypt { what: "test" }), "{alg:?} {at}");
        }
    }
}

/// X25519 keys of low order make a shared secret that everybody knows: nothing is encrypted to one, nor opened from one.
#[test]
fn low_order_x25519_keys() {
    let (private, _) = PrivateKey::generate(EncryptAlg::Ecies).unwrap();
    let mut minus_one = [0xff; 32]; // p - 1
    (minus_one[0], minus_one[31]) = (0xec, 0x7f);
    let mut one = [0; 32];
    one[0] = 1;
    for point in [[0; 32], one, minus_one] {
        let public = PublicKey::from_wire(EncryptAlg::Ecies, &pem::encode_public_key(&point)).unwrap();
        assert_eq!(public.encrypt(b"challenge"), Err(CryptoError::InvalidKey { what: "X25519 public key" }));
        let forged = [&point[..], &[0; 60]].concat();
        assert_eq!(private.decrypt("test", &forged), Err(CryptoError::Decrypt { what: "test" }));
    }
}

/// A Kyber private key whose public half was exchanged or damaged is refused before it is used.
#[test]
fn damaged_kyber_private_key() {
    let (private, _, _) = kyber_known_answer();
    for at in [1152, 1152 + 1183, 1152 + 1184, 1152 + 1184 + 31] {
        let mut damaged = private.clone();
        damaged[at] ^= 0x80;
        let error = CryptoError::InvalidKey { what: "Kyber private key" };
        assert_eq!(PrivateKey::from_bytes(EncryptAlg::Kyber768, &damaged).map(drop), Err(error));
    }
}

#[test]
fn texts_that_are_no_public_key() {
    let good = pem::encode_public_key(&[5; 32]);
    for text in [
        String::new(),
        "hello".into(),
        good.replace("PUBLIC", "PRIVATE"),
        good.replace("END PUBLIC", "END PRIVATE"),
        good.replace("-----BEGIN", "preamble\n-----BEGIN"),
        good.clone() + "trailing",
        good.clone() + &good,
        good.replace('\n', ""),
        good.replace('=', ""),
        good.replace("-----\n", "-----\nProc-Type: 4\n\n"),
        pem::encode_public_key(&[]),
        pem::encode_hybrid_public_key(&[5; 32], &[5; 1184]),
    ] {
        assert_eq!(PublicKey::from_wire(EncryptAlg::Ecies, &text), Err(CryptoError::Pem { what: "public key" }), "{text}");
    }
    for text in ["", "{}", "null", "[]", r#"{"x":1,"k":2}"#, r#"{"x":"","k":""}"#, "{\"x\":", &good] {
        assert_eq!(PublicKey::from_wire(EncryptAlg::EciesKyber768, text), Err(CryptoError::Pem { what: "public key" }), "{text}");
    }
}

/// No message and no Debug output shows a secret.
#[test]
fn secrets_are_not_printed() {
    let keys = DerivedKeys::from_bytes(&[0xab; 64]).unwrap();
    assert_eq!(format!("{keys:?}"), "DerivedKeys { master_key_key: SecretKey(..), auth_key: SecretKey(..) }");
    let pair = generate_sign_key_pair().unwrap();
    assert!(!format!("{pair:?}").contains("private"));
    let text = "c2VjcmV0IQ=?";
    assert!(!SecretKey::from_base64("key", text).unwrap_err().to_string().contains(text));
}

/// Random bytes, random texts, and good inputs with random damage, through every door that takes them: whatever comes
/// back, it comes back. The generator is seeded, so a failure repeats.
#[test]
fn random_input_never_panics() {
    let mut random = XorShift(0x9e37_79b9_7f4a_7c15);
    let pairs: Vec<_> = KINDS.iter().map(|alg| PrivateKey::generate(*alg).unwrap()).collect();
    let mut seeds: Vec<Vec<u8>> = vec![b64::encode(&[3; 50]).into_bytes(), seal(&[1; 32], b"plain").unwrap()];
    for (private, public) in &pairs {
        seeds.extend([public.to_wire().into_bytes(), private.to_bytes().to_vec(), public.encrypt(b"challenge").unwrap()]);
    }
    for round in 0..3000 {
        let input = match round % 3 {
            0 => random.bytes(random.clone().below(3000)),
            _ => {
                let mut damaged = seeds[random.below(seeds.len())].clone();
                for _ in 0..random.below(4) {
                    let at = random.below(damaged.len());
                    damaged[at] = random.next() as u8;
                }
                damaged.truncate(random.below(damaged.len() * 2));
                damaged
            }
        };
        let text = String::from_utf8_lossy(&input);
        assert_eq!(b64::decode("test", &text).ok(), b64::decode_secret("test", &text).ok().map(|bytes| bytes.to_vec()), "{text}");
        let _ = b64::decode_url("test", &text);
        let _ = open("test", &[1; 32], &input);
        let _ = DerivedKeys::from_bytes(&input);
        let _ = SecretKey::from_base64("test", &text);
        let _ = verify_hashed_authentication_key(&input, &[0; 16]);
        for (alg, (private, _)) in KINDS.iter().zip(&pairs) {
            let _ = PublicKey::from_wire(*alg, &text).map(|key| key.encrypt(&input));
            let _ = PrivateKey::from_bytes(*alg, &input).map(|key| key.decrypt("test", &input));
            if round % 10 == 0 {
                let _ = private.decrypt("test", &input);
            }
        }
        for alg in [SignAlg::Ed25519, SignAlg::Dilithium3, SignAlg::Ed25519Dilithium3] {
            let _ = parse_verify_key(alg, &text);
        }
    }
}

#[derive(Clone)]
struct XorShift(u64);

impl XorShift {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        self.next() as usize % limit.max(1)
    }

    fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.next() as u8).collect()
    }
}
