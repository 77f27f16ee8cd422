//! Rust moves values freely, so that copies of a key lie on the stack where nobody looks for them again. The types wipe
//! what they hold; this wipes the rest.

use std::hint::black_box;

/// More than any call uses: Kyber needs some 30 KiB.
const STACK: usize = 64 << 10;

/// Runs something, and wipes the stack that it has used: all of it, since it does not share a frame with who calls this.
pub fn wiping<T>(run: impl FnOnce() -> T) -> T {
    let result = apart(run);
    wipe_stack();
    result
}

#[inline(never)]
fn apart<T>(run: impl FnOnce() -> T) -> T {
    run()
}

#[inline(never)]
fn wipe_stack() {
    let mut stack = [0u8; STACK];
    black_box(&mut stack);
}
