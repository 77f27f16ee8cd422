//! Argon2id's published vectors of one lane, and what is refused. Runs natively and in browsers, since each has an
//! implementation of its own.

use hex_literal::hex;
use sentc_light_wasm::crypto::kdf::{DERIVED_LEN, KdfParams, argon2id};
use sentc_light_wasm::crypto::{CryptoError, warm_up};

/// Of the reference implementation's test.c (github.com/P-H-C/phc-winner-argon2), version 0x13: passes, memory in KiB,
/// password, salt, tag.
#[rustfmt::skip]
const PUBLISHED: [(u32, u32, &str, &str, [u8; 32]); 6] = [
    (2, 1 << 8, "password", "somesalt", hex!("9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe")),
    (2, 1 << 16, "password", "somesalt", hex!("09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7")),
    (1, 1 << 16, "password", "somesalt", hex!("f6a5adc1ba723dddef9b5ac1d464e180fcd9dffc9d1cbf76cca2fed795d9ca98")),
    (4, 1 << 16, "password", "somesalt", hex!("9025d48e68ef7395cca9079da4c4ec3affb3c8911fe4f86d1a2520856f63172c")),
    (2, 1 << 16, "differentpassword", "somesalt", hex!("0b84d652cf6b0c4beaef0dfe278ba6a80df6696281d7e0d2891b817d8c458fde")),
    (2, 1 << 16, "password", "diffsalt", hex!("bdf32b05ccc42eb15d58fd19b1f856b113da1e9a5874fdcc544308565aa8141c")),
];

pub fn published() {
    for (iterations, memory_kib, password, salt, expected) in PUBLISHED {
        let mut tag = [0; 32];
        argon2id(password.as_bytes(), salt.as_bytes(), KdfParams { memory_kib, iterations, parallelism: 1 }, &mut tag).unwrap();
        assert_eq!(tag, expected, "{iterations} passes, {memory_kib} KiB, {password:?}, {salt:?}");
    }
}

pub fn refused() {
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
