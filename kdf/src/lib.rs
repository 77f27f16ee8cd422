//! The key derivation alone, for the worker of front ends in Rust: a few KB of WebAssembly without imports, called by
//! pkg/src/host/kdf-wasm.ts. The npm package's own worker needs none of it: it gets the wasm that its page has compiled.
//!
//! A job is a block of memory: the 64 bytes of the keys, the 32 of the salt, the password.

use sentc_light_wasm::crypto::kdf::{DERIVED_LEN, argon2id};
use sentc_light_wasm::crypto::{KdfProfile, stack, warm_up};
use zeroize::Zeroize;

const SALT_LEN: usize = 32;

/// Memory for a job of so many bytes, to be given back by [`end`]. Null where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn begin(length: usize) -> *mut u8 {
    let mut job: Vec<u8> = Vec::new();
    if job.try_reserve_exact(length).is_err() {
        return std::ptr::null_mut();
    }
    job.resize(length, 0);
    Box::into_raw(job.into_boxed_slice()).cast::<u8>()
}

/// Fills in the keys. False: they can't be derived.
///
/// # Safety
/// `job` is from [`begin`], with that length, and has not ended.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn derive(job: *mut u8, length: usize, legacy: bool) -> bool {
    // SAFETY: the caller's; only one job runs at a time.
    let job = unsafe { std::slice::from_raw_parts_mut(job, length) };
    let Some((keys, input)) = job.split_first_chunk_mut::<DERIVED_LEN>() else { return false };
    let Some((salt, password)) = input.split_first_chunk::<SALT_LEN>() else { return false };
    let profile = if legacy { KdfProfile::Legacy } else { KdfProfile::Standard };
    stack::wiping(|| argon2id(password, salt, profile.params(), keys)).is_ok()
}

/// Wipes a job and gives its memory back.
///
/// # Safety
/// As [`derive`]; no more use of it after this.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn end(job: *mut u8, length: usize) {
    // SAFETY: the caller's; so `begin` made it.
    let mut job = unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(job, length)) };
    job.zeroize();
}

/// Readies this instance for a first derivation at full speed. False: the memory is not to be had.
#[unsafe(no_mangle)]
pub extern "C" fn ready() -> bool {
    warm_up().is_ok()
}
