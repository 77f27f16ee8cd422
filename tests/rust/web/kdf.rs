//! The Argon2id of the wasm against the `argon2` crate, bit by bit.

use argon2::{Algorithm, Argon2, Params, Version};
use sentc_light_wasm::crypto::kdf::{KdfParams, argon2id};
use sentc_light_wasm::crypto::{CryptoError, warm_up};
use wasm_bindgen_test::wasm_bindgen_test;

#[cfg(not(target_feature = "simd128"))]
compile_error!("without simd128 this would compare the crate with itself: run it by scripts/test.sh web");

/// SplitMix64: the same inputs in every run.
struct Inputs(u64);

impl Inputs {
    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.word() % limit as u64).unwrap()
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.word().to_le_bytes()[0]).collect()
    }
}

fn crates(password: &[u8], salt: &[u8], costs: KdfParams, length: usize) -> Vec<u8> {
    let mut tag = vec![0; length];
    let params = Params::new(costs.memory_kib, costs.iterations, costs.parallelism, Some(length)).unwrap();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(password, salt, &mut tag).unwrap();
    tag
}

/// Sizes that are a multiple of four and that are not, slices of two blocks up to some hundred, so that one needs more than
/// one block of choices; in an order in which the memory is kept as well as made again.
#[wasm_bindgen_test]
fn as_the_crate() {
    let mut inputs = Inputs(9106);
    for memory_kib in [64, 8, 9, 10, 11, 12, 13, 16, 19, 27, 32, 100, 127, 255, 256, 258, 511, 512, 515, 516, 520, 700, 1023, 1029, 1100, 48] {
        for iterations in 1..=4 {
            let costs = KdfParams { memory_kib, iterations, parallelism: 1 };
            let (password, salt) = (inputs.below(300), 8 + inputs.below(57));
            let (password, salt, length) = (inputs.bytes(password), inputs.bytes(salt), 4 + inputs.below(61));
            let mut tag = vec![0; length];
            argon2id(&password, &salt, costs, &mut tag).unwrap();
            assert_eq!(tag, crates(&password, &salt, costs, length), "{costs:?}, password {password:?}, salt {salt:?}");
        }
    }
}

/// Inputs around a block of BLAKE2b, 128 bytes, and past several.
#[wasm_bindgen_test]
fn passwords_of_any_length() {
    let mut inputs = Inputs(7693);
    let costs = KdfParams { memory_kib: 8, iterations: 1, parallelism: 1 };
    for length in (0..300).chain([1000, 4096, 100_000]) {
        let (password, salt) = (inputs.bytes(length), inputs.bytes(32));
        let mut tag = [0; 64];
        argon2id(&password, &salt, costs, &mut tag).unwrap();
        assert_eq!(tag[..], crates(&password, &salt, costs, 64), "{length} bytes");
    }
}

/// Memory that is not to be had is an error, after which the next derivation works.
#[wasm_bindgen_test]
fn without_memory() {
    let costs = KdfParams { memory_kib: 64, iterations: 1, parallelism: 1 };
    for memory_kib in [u32::MAX, 1 << 22, (1 << 22) - 64] {
        assert_eq!(argon2id(b"password", &[1; 16], KdfParams { memory_kib, ..costs }, &mut [0; 64]), Err(CryptoError::OutOfMemory), "{memory_kib} KiB");
        let mut tag = [0; 64];
        argon2id(b"password", &[1; 16], costs, &mut tag).unwrap();
        assert_eq!(tag[..], crates(b"password", &[1; 16], costs, 64));
    }
    warm_up().unwrap();
}
