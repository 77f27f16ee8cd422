//! RFCs, FIPS and the known answers of Kyber.

use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};
use ed25519_dalek::{Signer, SigningKey};
use hkdf::Hkdf;
use hkdf::hmac::{Hmac, Mac};
use sentc_light_wasm::crypto::kdf::{DERIVED_LEN, argon2id};
use sentc_light_wasm::crypto::{CryptoError, EncryptAlg, KdfParams, PrivateKey, aead, pem, verify_key_from_private, warm_up};
use sentc_light_wasm::steps::otp;
use serde_json::Value;
use sha2::{Digest, Sha256};
use totp_rs::{Algorithm as OtpAlgorithm, Secret, TOTP};
use x25519_dalek::{PublicKey, StaticSecret, x25519};

use super::{bytes, everywhere, list, number};

macro_rules! file {
    ($name:literal) => {
        serde_json::from_str::<Value>(include_str!(concat!($name, ".json"))).unwrap()
    };
}

everywhere! {
    fn fips_180_4() {
        for vector in list(&file!("sha256"), "vectors") {
            let message = bytes(vector, "message").repeat(number(vector, "repeat") as usize);
            assert_eq!(Sha256::digest(message).to_vec(), bytes(vector, "digest"), "{vector}");
        }
    }

    fn rfc_4231() {
        for vector in list(&file!("hmac"), "vectors") {
            let mut mac = Hmac::<Sha256>::new_from_slice(&bytes(vector, "key")).unwrap();
            mac.update(&bytes(vector, "data"));
            mac.verify_truncated_left(&bytes(vector, "mac")).unwrap();
        }
    }

    fn rfc_5869() {
        for vector in list(&file!("hkdf"), "vectors") {
            let expected = bytes(vector, "okm");
            let mut okm = vec![0; expected.len()];
            Hkdf::<Sha256>::new(Some(&bytes(vector, "salt")), &bytes(vector, "ikm")).expand(&bytes(vector, "info"), &mut okm).unwrap();
            assert_eq!(okm, expected);
        }
    }

    fn rfc_7748() {
        let file = file!("x25519");
        for vector in list(&file, "vectors") {
            let [scalar, u] = ["scalar", "u"].map(|field| bytes(vector, field).try_into().unwrap());
            assert_eq!(x25519(scalar, u).to_vec(), bytes(vector, "out"));
        }
        let (mut k, mut u) = ([0; 32], [0; 32]);
        k.copy_from_slice(&bytes(&file["iterations"], "start"));
        u.copy_from_slice(&k);
        for round in 1..=1000 {
            (k, u) = (x25519(k, u), k);
            if round == 1 {
                assert_eq!(k.to_vec(), bytes(&file["iterations"], "once"));
            }
        }
        assert_eq!(k.to_vec(), bytes(&file["iterations"], "thousand"));
    }

    fn rfc_8032() {
        for vector in list(&file!("ed25519"), "vectors") {
            let seed: [u8; 32] = bytes(vector, "seed").try_into().unwrap();
            assert_eq!(verify_key_from_private(&seed), pem::encode_public_key(&bytes(vector, "public")));
            assert_eq!(SigningKey::from_bytes(&seed).sign(&bytes(vector, "message")).to_vec(), bytes(vector, "signature"));
        }
    }

    fn rfc_4226_and_6238() {
        let file = file!("otp");
        let hotp = TOTP::new(OtpAlgorithm::SHA1, 6, 0, 30, bytes(&file["hotp"], "secret")).unwrap();
        for (counter, code) in (0..).zip(list(&file["hotp"], "codes")) {
            assert_eq!(hotp.generate(counter * 30), code.as_str().unwrap());
        }
        let secret = bytes(&file["totp"], "secret");
        let totp = TOTP::new(OtpAlgorithm::SHA256, 8, 0, 30, secret.clone()).unwrap();
        let url = otp::url("issuer", "audience", &Secret::Raw(secret).to_encoded().to_string());
        for entry in list(&file["totp"], "codes") {
            let (time, code) = (entry[0].as_u64().unwrap(), entry[1].as_str().unwrap());
            assert_eq!(totp.generate(time), code);
            // as this SDK has it: the last six digits
            assert!(otp::check(&url, &code[2..], time).unwrap());
            assert!(!otp::check(&url, &code[2..], time + 90).unwrap());
        }
    }

    /// RFC 9106's own vector has four lanes, a secret and associated data, which only the crate can do that is used natively.
    fn rfc_9106() {
        let vector = &file!("argon2id")["rfc"];
        let params = ParamsBuilder::new()
            .m_cost(number(vector, "memory_kib"))
            .t_cost(number(vector, "iterations"))
            .p_cost(number(vector, "parallelism"))
            .data(AssociatedData::new(&bytes(vector, "associated_data")).unwrap())
            .output_len(32)
            .build()
            .unwrap();
        let secret = bytes(vector, "secret");
        let mut tag = [0; 32];
        let argon2 = Argon2::new_with_secret(&secret, Algorithm::Argon2id, Version::V0x13, params).unwrap();
        argon2.hash_password_into(&bytes(vector, "password"), &bytes(vector, "salt"), &mut tag).unwrap();
        assert_eq!(tag.to_vec(), bytes(vector, "tag"));
    }

    fn argon2id_of_one_lane() {
        for vector in list(&file!("argon2id"), "one_lane") {
            check_derivation(vector);
        }
    }

    fn argon2id_refuses_what_rfc_9106_does_not_allow() {
        let params = KdfParams { memory_kib: 8, iterations: 1, parallelism: 1 };
        let refused = |params, salt, tag: usize| {
            assert_eq!(argon2id(b"password", &[1; 64][..salt], params, &mut [0; DERIVED_LEN + 1][..tag]), Err(CryptoError::Kdf), "{params:?}, {salt}, {tag}");
        };
        refused(KdfParams { memory_kib: 7, ..params }, 8, 64);
        refused(KdfParams { iterations: 0, ..params }, 8, 64);
        refused(KdfParams { parallelism: 0, ..params }, 8, 64);
        refused(KdfParams { parallelism: 2, memory_kib: 16, ..params }, 8, 64);
        refused(params, 7, 64);
        refused(params, 8, 3);
        refused(params, 8, 65);
        argon2id(&[], &[1; 8], params, &mut [0; 4]).unwrap();
        warm_up().unwrap();
    }

    /// What hash-wasm and @noble/hashes compute, at odd costs, for passwords that are empty, long, or no text at all.
    /// `tests/package/node/derivation.test.mjs` holds the file against both.
    fn argon2id_grid() {
        for vector in list(&file!("argon2id-grid"), "vectors") {
            check_derivation(vector);
        }
    }

    /// Round-3 Kyber-768 in its 90s variant: the hash over NIST's first known answer that PQClean's metadata gives
    /// (`nistkat-sha256`), and what the KEM's secret sealed opens.
    fn kyber_768_90s() {
        let vector = file!("kyber768-90s");
        let private_bytes = bytes(&vector, "private");
        let (kem, shared) = (bytes(&vector, "kem"), bytes(&vector, "shared"));
        let private = PrivateKey::from_bytes(EncryptAlg::Kyber768, &private_bytes).unwrap();
        let public = pem::decode_public_key("key", &private.public_key().unwrap().to_wire()).unwrap();
        let text = |bytes: &[u8]| hex::encode_upper(bytes);
        let answer = format!(
            "count = 0\nseed = {}\npk = {}\nsk = {}\nct = {}\nss = {}\n",
            text(&bytes(&vector, "seed")), text(&public), text(&private_bytes), text(&kem), text(&shared)
        );
        assert_eq!(Sha256::digest(answer).to_vec(), bytes(&vector, "nistkat_sha256"));

        // a nonce, the plain text and the tag, as every value on the wire
        let sealed = aead::seal(shared.as_slice().try_into().unwrap(), b"challenge").unwrap();
        assert_eq!(private.decrypt("test", &[kem, sealed].concat()).unwrap().as_slice(), b"challenge");
    }

    fn public_keys_of_rfc_7748() {
        // 9 is the base point: the product of a key with it is its public key
        let k: [u8; 32] = bytes(&file!("x25519")["vectors"][0], "scalar").try_into().unwrap();
        let mut nine = [0; 32];
        nine[0] = 9;
        assert_eq!(PublicKey::from(&StaticSecret::from(k)).to_bytes(), x25519(k, nine));
    }
}

fn check_derivation(vector: &Value) {
    let password = bytes(vector, "password").repeat(vector.get("repeat").map_or(1, |_| number(vector, "repeat") as usize));
    let expected = bytes(vector, "tag");
    let mut tag = vec![0; expected.len()];
    let params = KdfParams { memory_kib: number(vector, "memory_kib"), iterations: number(vector, "iterations"), parallelism: 1 };
    argon2id(&password, &bytes(vector, "salt"), params, &mut tag).unwrap();
    assert_eq!(hex::encode(tag), hex::encode(expected), "{params:?}, {} bytes", password.len());
}
