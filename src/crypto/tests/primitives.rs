//! The primitives against the vectors their standards publish: that each crate is what it says it is.

use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};
use ed25519_dalek::{Signer, SigningKey};
use hex_literal::hex;
use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use x25519_dalek::{X25519_BASEPOINT_BYTES, x25519};

use crate::crypto::{CryptoError, aead, b64, pem, verify_key_from_private};

/// RFC 9106, 5.3. With a secret and associated data, which this project does not use, so straight at the crate.
#[test]
fn argon2id() {
    let params = ParamsBuilder::new().m_cost(32).t_cost(3).p_cost(4).data(AssociatedData::new(&[4; 12]).unwrap()).build().unwrap();
    let mut tag = [0; 32];
    Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params).unwrap().hash_password_into(&[1; 32], &[2; 16], &mut tag).unwrap();
    assert_eq!(tag, hex!("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"));
}

/// FIPS 180-4, the examples of one and two blocks, and the empty message.
#[test]
fn sha_256() {
    for (message, digest) in [
        ("abc", hex!("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")),
        ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", hex!("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")),
        ("", hex!("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")),
    ] {
        assert_eq!(Sha256::digest(message), digest.into());
    }
}

/// RFC 5869, A.1 (with salt and info) and A.3 (without).
#[test]
fn hkdf_sha_256() {
    let derive = |salt: Option<&[u8]>, info: &[u8]| {
        let mut okm = [0; 42];
        Hkdf::<Sha256>::new(salt, &[0x0b; 22]).expand(info, &mut okm).unwrap();
        okm
    };
    assert_eq!(
        derive(Some(&hex!("000102030405060708090a0b0c")), &hex!("f0f1f2f3f4f5f6f7f8f9")),
        hex!("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")
    );
    assert_eq!(derive(None, &[]), hex!("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"));
}

/// RFC 7748, 5.2 (two single multiplications, the second with the high bit set; the first iteration) and 6.1.
#[test]
fn x25519_multiplication() {
    assert_eq!(
        x25519(
            hex!("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"),
            hex!("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")
        ),
        hex!("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552")
    );
    assert_eq!(
        x25519(
            hex!("4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d"),
            hex!("e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493")
        ),
        hex!("95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957")
    );
    assert_eq!(x25519(X25519_BASEPOINT_BYTES, X25519_BASEPOINT_BYTES), hex!("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"));

    let alice = hex!("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    let bob = hex!("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    let alice_public = hex!("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    let bob_public = hex!("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
    let shared = hex!("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    assert_eq!(x25519(alice, X25519_BASEPOINT_BYTES), alice_public);
    assert_eq!(x25519(bob, X25519_BASEPOINT_BYTES), bob_public);
    assert_eq!(x25519(alice, bob_public), shared);
    assert_eq!(x25519(bob, alice_public), shared);
}

/// RFC 8032, 7.1, tests 1 to 3. The signatures too: the seeds must be what other clients sign with.
#[test]
fn ed25519() {
    for (seed, public, message, signature) in [
        (
            hex!("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"),
            hex!("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
            &[][..],
            hex!("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        ),
        (
            hex!("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"),
            hex!("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"),
            &hex!("72")[..],
            hex!("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
        ),
        (
            hex!("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"),
            hex!("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"),
            &hex!("af82")[..],
            hex!("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
        ),
    ] {
        assert_eq!(verify_key_from_private(&seed), pem::encode_public_key(&public));
        assert_eq!(SigningKey::from_bytes(&seed).sign(message).to_bytes(), signature);
    }
}

/// The GCM specification's AES-256 test cases 13 to 15 (those without associated data); any changed bit must be noticed.
#[test]
fn aes_256_gcm() {
    for (key, nonce, plain, sealed) in [
        ([0; 32], [0; 12], &[][..], &hex!("530f8afbc74536b9a963b4f1c4cb738b")[..]),
        ([0; 32], [0; 12], &[0; 16][..], &hex!("cea7403d4d606b6e074ec5d3baf39d18 d0d1c8a799996bf0265b98b5d48ab919")[..]),
        (
            hex!("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"),
            hex!("cafebabefacedbaddecaf888"),
            &hex!(
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
            )[..],
            &hex!(
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad b094dac5d93471bdec1a502270e3cc6c"
            )[..],
        ),
    ] {
        let whole = [&nonce, sealed].concat();
        assert_eq!(aead::seal_with_nonce(&key, &nonce, plain).unwrap(), whole);
        assert_eq!(aead::open("test", &key, &whole).unwrap().as_slice(), plain);
        for bit in 0..whole.len() * 8 {
            let mut changed = whole.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(aead::open("test", &key, &changed), Err(CryptoError::Decrypt { what: "test" }));
        }
    }
}

/// RFC 4648, 10, and what is not canonical.
#[test]
fn base64() {
    for (plain, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
        assert_eq!(b64::encode(plain.as_bytes()), text);
        assert_eq!(b64::decode("test", text).unwrap(), plain.as_bytes());
        assert_eq!(b64::decode_secret("test", text).unwrap().as_slice(), plain.as_bytes());
    }
    for text in ["Zg", "Zg=", "Zh==", "Zg==\n", " Zg==", "Z-__", "====", "Zg==Zg==", "Zm9vé"] {
        assert_eq!(b64::decode("test", text), Err(CryptoError::Base64 { what: "test" }), "{text}");
        assert_eq!(b64::decode_secret("test", text), Err(CryptoError::Base64 { what: "test" }), "{text}");
    }
    assert_eq!(b64::encode_url(&[0xfb, 0xff, 0xfe, 0xff]), "-__-_w");
    assert_eq!(b64::decode_url("test", "-__-_w").unwrap(), [0xfb, 0xff, 0xfe, 0xff]);
    for text in ["-__-_w==", "+//+/w", "-__-_x", "-__-_"] {
        assert_eq!(b64::decode_url("test", text), Err(CryptoError::Base64 { what: "test" }), "{text}");
    }
}
