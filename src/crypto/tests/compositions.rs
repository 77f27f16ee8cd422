//! What this project builds of the primitives, against values that independent code computed (Node's crypto, hash-wasm
//! for Argon2). Never change one of them to make a test pass: accounts out there depend on each byte.

use hex_literal::hex;

use crate::crypto::{keypair::kyber_known_answer, *};

const CLIENT_RANDOM_VALUE: [u8; 16] = hex!("000102030405060708090a0b0c0d0e0f");
const SALT: [u8; 32] = hex!("716a5e9b05ba08b6cad31953ef87a122ddfd19aeb1de4f2e281a441884214002");

/// Padding up to 200 bytes, at the edges of it and past it.
#[test]
fn salts() {
    assert_eq!(derive_salt(&CLIENT_RANDOM_VALUE), SALT);
    assert_eq!(derive_decoy_salt("", &CLIENT_RANDOM_VALUE), SALT);
    for (identifier, salt) in [
        ("alice@example.com".to_owned(), hex!("9217289a9ff69f1f04dc90533ab763804940f439089e7066ffe2f3eee252ec2e")),
        ("a".repeat(194), hex!("b08f93deba84d969d049a9ec856ba56c8cf24a516341844f603eecbb3d289a31")),
        ("a".repeat(195), hex!("2659ed09a14347e53f89c17a2ed9b2e800cfdbe41f701b15e80a3950f301a41b")),
        ("a".repeat(196), hex!("57cb7205bbd284f2a64c24b27498efadfa39cd6f39db539c9125434fa9f465ea")),
        ("a".repeat(500), hex!("f818dcf2bee5104d7d3f332a62fc5d2c3ca00b73c135fd2933cc7044a2017dcd")),
    ] {
        assert_eq!(derive_decoy_salt(&identifier, &CLIENT_RANDOM_VALUE), salt);
    }
}

/// Both parameter sets, a password outside ASCII too, and the hash of the auth key.
#[test]
fn derived_keys() {
    const STAPLE: [u8; 64] = hex!(
        "fdaee3450e046bac5149d0b162f26b841a4e6f7b249c4138d00213be3207dec5"
        "f940a643226f206ab24cd0575e089221d22c832ffb6ad7770f55c5a0fbe24487"
    );
    for (profile, password, expected) in [
        (KdfProfile::Standard, "correct horse battery staple", STAPLE),
        (
            KdfProfile::Standard,
            "pässwörd 🔑",
            hex!(
                "2e483965ccac10705e554b52118f96197d30353560b42612a9182535048831ba"
                "7f6332fb849c1269896ec0552dafe194783af3fe4d07fabafa4f5c0e324d0c0a"
            ),
        ),
        (
            KdfProfile::Legacy,
            "correct horse battery staple",
            hex!(
                "34b848800ccaccf9d59f6eeb93c4d7130f23eb1d8be3802703a08451596bc214"
                "164fe61fd9d1eed2a27890a6c7c0b68b66a557b50dbedf8258400aaeed316fa3"
            ),
        ),
    ] {
        assert_eq!(*derive_raw(password.as_bytes(), &SALT, profile).unwrap(), expected);
    }

    let keys = DerivedKeys::from_bytes(&STAPLE).unwrap();
    assert_eq!(derive_keys(b"correct horse battery staple", &SALT, KdfProfile::Standard).unwrap(), keys);
    assert_eq!((keys.master_key_key.as_bytes(), keys.auth_key.as_bytes()), (&STAPLE[..32].try_into().unwrap(), &STAPLE[32..].try_into().unwrap()));
    assert_eq!(*keys.to_bytes(), STAPLE);
    assert_ne!(keys.master_key_key, keys.auth_key);

    let hashed = hex!("d718e1cbfd234d15772c999781db8ebb");
    assert_eq!(hash_authentication_key(&keys.auth_key), hashed);
    assert!(verify_hashed_authentication_key(keys.auth_key.as_bytes(), &hashed));
    assert!(!verify_hashed_authentication_key(keys.master_key_key.as_bytes(), &hashed));
    assert!(!verify_hashed_authentication_key(&[], &hashed));
}

const X_PRIVATE: [u8; 32] = hex!("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
const X_PUBLIC: [u8; 32] = hex!("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
const X_PEM: &str = "-----BEGIN PUBLIC KEY-----\n3p7bfXt9wbTTW2HC7OQ1Nz+DQ8hbeGdNrfx+FG+IK08=\n-----END PUBLIC KEY-----\n";
const MESSAGE: &[u8] = b"a login challenge";

/// What other code encrypted opens here, for each kind. For Kyber the KEM part is the published known answer.
#[test]
fn foreign_ciphertexts_open() {
    let (k_private, kem, _) = kyber_known_answer();
    let ecies = hex!(
        "605a725d2a4adfeeb1a29e17edd621c1b7593ee8cdbc44ac6c4ab6e2f805d23c"
        "101112131415161718191a1bd395044e4dbfa5e4392cd4b50e1ffb59b438b061089b154f15e815857c15bd4bde"
    );
    let kyber = hex!("202122232425262728292a2b6869997812b00ef986ecf78992c14a8ca145f797f17c9a3bdbff8031b9a6327167");
    let hybrid = hex!(
        "202122232425262728292a2b6913874a5f93bf37542608f21372052a732e2d171fc8e059d1c4931961c44159b090eea5096096a7"
        "5d64cf17ceb015d85cf4e99347674841f0b70ea1cd9d59dc8f02022164d0a5f712c860bfcf5e3e24a3fcc226016d9c8e0c9a87c30a"
    );
    for (alg, private, encrypted) in [
        (EncryptAlg::Ecies, X_PRIVATE.to_vec(), ecies.to_vec()),
        (EncryptAlg::Kyber768, k_private.clone(), [kem.as_slice(), &kyber].concat()),
        (EncryptAlg::EciesKyber768, [&X_PRIVATE, k_private.as_slice()].concat(), [kem.as_slice(), &hybrid].concat()),
    ] {
        let private = PrivateKey::from_bytes(alg, &private).unwrap();
        assert_eq!(private.decrypt("challenge", &encrypted).unwrap().as_slice(), MESSAGE);
    }
}

/// The texts of public keys: exact when written, CRLF and a missing last newline read.
#[test]
fn public_key_texts() {
    let (k_private, _, _) = kyber_known_answer();
    let k_public = &k_private[1152..1152 + 1184];
    let k_pem = pem::encode_public_key(k_public);
    let lines: Vec<_> = k_pem.lines().collect();
    assert_eq!(lines.len(), 2 + 1580usize.div_ceil(64)); // 1184 bytes are 1580 characters
    assert!(lines[1..25].iter().all(|line| line.len() == 64) && k_pem.ends_with("\n-----END PUBLIC KEY-----\n"));

    let hybrid = serde_json::json!({ "x": X_PEM, "k": k_pem });
    let hybrid_written = format!("{{\"x\":{},\"k\":{}}}", hybrid["x"], hybrid["k"]);
    for (alg, private, text) in [
        (EncryptAlg::Ecies, X_PRIVATE.to_vec(), X_PEM.to_owned()),
        (EncryptAlg::Kyber768, k_private.clone(), k_pem.clone()),
        (EncryptAlg::EciesKyber768, [&X_PRIVATE, k_private.as_slice()].concat(), hybrid_written),
    ] {
        let private = PrivateKey::from_bytes(alg, &private).unwrap();
        let public = private.public_key().unwrap();
        assert_eq!(public.to_wire(), text);
        let newline = if alg == EncryptAlg::EciesKyber768 { "\\n" } else { "\n" };
        let crlf = text.replace(newline, if newline == "\n" { "\r\n" } else { "\\r\\n" });
        let cut = text.replace(&format!("END PUBLIC KEY-----{newline}"), "END PUBLIC KEY-----");
        for variant in [text.clone(), crlf, cut] {
            let read = PublicKey::from_wire(alg, &variant).unwrap();
            assert!(read == public && read.alg() == alg && private.matches(&read), "{variant:?}");
        }
        assert_eq!(EncryptAlg::from_wire(alg.wire_name()), Ok(alg));
    }
    assert_eq!(PublicKey::from_wire(EncryptAlg::Ecies, X_PEM).unwrap(), PublicKey::from_wire(EncryptAlg::Ecies, &pem::encode_public_key(&X_PUBLIC)).unwrap());
}

/// Each kind: made, written, read, encrypted to and opened; sizes as documented; a stranger's key is noticed.
#[test]
fn key_pairs_round_trip() {
    for (alg, private_len, longer) in [(EncryptAlg::Ecies, 32, 60), (EncryptAlg::Kyber768, 2400, 1116), (EncryptAlg::EciesKyber768, 2432, 1176)] {
        let (made, public) = PrivateKey::generate(alg).unwrap();
        let bytes = made.to_bytes();
        assert_eq!(bytes.len(), private_len);
        let private = PrivateKey::from_bytes(alg, &bytes).unwrap();
        let public = PublicKey::from_wire(alg, &public.to_wire()).unwrap();
        for data in [&[][..], MESSAGE, &[7; 3000]] {
            let encrypted = public.encrypt(data).unwrap();
            assert_eq!(encrypted.len(), data.len() + longer);
            assert_ne!(encrypted, public.encrypt(data).unwrap());
            assert_eq!(private.decrypt("test", &encrypted).unwrap().as_slice(), data);

            let (stranger, strangers) = PrivateKey::generate(alg).unwrap();
            assert_eq!(stranger.decrypt("test", &encrypted), Err(CryptoError::Decrypt { what: "test" }));
            assert!(private.matches(&public) && !private.matches(&strangers) && !stranger.matches(&public));
        }
        assert_eq!(format!("{private:?}"), format!("PrivateKey({alg:?}, ..)"));
    }
}

/// Another pair's verify key is noticed; of the hybrid kind, whichever end of the private bytes holds the seed.
#[test]
fn verify_keys_of_other_pairs() {
    let (own, other) = (generate_sign_key_pair().unwrap(), generate_sign_key_pair().unwrap());
    let fits = |alg, private: &[u8], text: &str| sign_key_matches(alg, private, text).unwrap();
    let seed = own.private.as_slice();
    assert!(fits(SignAlg::Ed25519, seed, &own.verify_key) && !fits(SignAlg::Ed25519, seed, &other.verify_key));
    // The seed and more is no private key.
    assert!(!fits(SignAlg::Ed25519, &[seed, &[0]].concat(), &own.verify_key));

    let opaque = |len: usize| pem::encode_public_key(&vec![9; len]);
    let hybrid = |x: &str, k: &str| serde_json::json!({ "x": x, "k": k }).to_string();
    for private in [[seed, &[7; 4000]].concat(), [&[7; 4000], seed].concat()] {
        assert!(fits(SignAlg::Ed25519Dilithium3, &private, &hybrid(&own.verify_key, &opaque(1952))));
        assert!(!fits(SignAlg::Ed25519Dilithium3, &private, &hybrid(&other.verify_key, &opaque(1952))));
    }
    // What can't be told is taken, up to 16 KiB.
    assert!(fits(SignAlg::Dilithium3, &[7; 4000], &opaque(16 * 1024)));
    assert_eq!(sign_key_matches(SignAlg::Dilithium3, &[7; 4000], &opaque(16 * 1024 + 1)), Err(CryptoError::TooLong { what: "verify key" }));
}

#[test]
fn sign_keys() {
    let pair = generate_sign_key_pair().unwrap();
    assert_eq!(verify_key_from_private(&pair.private), pair.verify_key);
    parse_verify_key(SignAlg::Ed25519, &pair.verify_key).unwrap();
    let dilithium = pem::encode_public_key(&[9; 1952]);
    parse_verify_key(SignAlg::Dilithium3, &dilithium).unwrap();
    let hybrid = |x: &str, k: &str| parse_verify_key(SignAlg::Ed25519Dilithium3, &serde_json::json!({ "x": x, "k": k }).to_string());
    hybrid(&pair.verify_key, &dilithium).unwrap();

    const WHAT: &str = "verify key";
    let off_curve = pem::encode_public_key(&[&[2][..], &[0; 31]].concat()); // y = 2 has no x
    assert_eq!(parse_verify_key(SignAlg::Ed25519, &off_curve), Err(CryptoError::InvalidKey { what: WHAT }));
    assert_eq!(hybrid(&off_curve, &dilithium), Err(CryptoError::InvalidKey { what: WHAT }));
    assert_eq!(parse_verify_key(SignAlg::Ed25519, &dilithium), Err(CryptoError::Length { what: WHAT, expected: 32, got: 1952 }));
    assert_eq!(parse_verify_key(SignAlg::Dilithium3, &pem::encode_public_key(&[9; 16 * 1024 + 1])), Err(CryptoError::TooLong { what: WHAT }));
    assert_eq!(parse_verify_key(SignAlg::Dilithium3, &pem::encode_public_key(&[])), Err(CryptoError::Pem { what: WHAT }));
    for alg in [SignAlg::Ed25519, SignAlg::Dilithium3, SignAlg::Ed25519Dilithium3] {
        assert_eq!(SignAlg::from_wire(alg.wire_name()), Ok(alg));
        assert_eq!(parse_verify_key(alg, "{}"), Err(CryptoError::Pem { what: WHAT }));
    }
    assert_eq!(SignAlg::from_wire("ed25519"), Err(CryptoError::Algorithm("ed25519".into())));
}
