//! Argon2's compression function (RFC 9106, 3.5) in WebAssembly's 128-bit vectors.
//!
//! What makes it fast:
//! - Two vectors are multiplied at a time: the low halves of both go side by side into one vector, which is what a widening
//!   multiplication takes. One vector at a time compiles to 64-bit multiplications, which few CPUs have vectors for.
//! - A block is four loops of eight half rounds. The eight don't depend on each other, so the CPU overlaps them, and a
//!   half round fits into its registers.
//! - The half round on the diagonals finds them by loads from the right places.
//! - The loop that writes a block also prepares the input of the next one.
//! - One call per block, since an engine switches to its optimised code only at a call.

use core::arch::wasm32::{
    i8x16_swizzle, i32x4_shuffle, u8x16, u64x2_add, u64x2_extmul_high_u32x4, u64x2_extmul_low_u32x4, u64x2_shr, u64x2_shuffle, v128, v128_load, v128_or,
    v128_store, v128_store64_lane, v128_xor,
};
use core::ptr;

/// 1 KiB: 128 words, two to a vector; also eight rows of eight vectors.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub struct Block(pub [v128; Block::VECTORS]);

impl Block {
    /// Size in bytes.
    pub const LEN: usize = 1024;
    pub const VECTORS: usize = 64;

    pub fn bytes(&self) -> &[u8; Self::LEN] {
        // SAFETY: of that size, without padding, and bytes need no alignment.
        unsafe { &*ptr::from_ref(self).cast() }
    }

    pub fn bytes_mut(&mut self) -> &mut [u8; Self::LEN] {
        // SAFETY: as above, and any bytes are a block.
        unsafe { &mut *ptr::from_mut(self).cast() }
    }
}

/// Where a block finds the one it refers to.
pub struct Reference {
    /// Whose first 32 bits choose it. Read once the block before is partly written, since that may be it.
    pub choice: *const u32,
    /// The blocks to choose from: `count`, beginning with the one at `first`, and after the one at `length - 1` from 0 on.
    pub blocks: *const Block,
    pub first: u32,
    pub count: u32,
    pub length: u32,
}

impl Reference {
    /// RFC 9106, 3.4.2: the nearer ones are chosen more often.
    ///
    /// # Safety
    /// `choice` is readable, `first` and `count` are below `length`, and `count` is not 0.
    #[inline(always)]
    pub unsafe fn block(&self) -> *const Block {
        // SAFETY: the caller's.
        let choice = u64::from(unsafe { *self.choice });
        let back = (u64::from(self.count) * ((choice * choice) >> 32)) >> 32;
        let index = self.first + self.count - 1 - back as u32;
        self.blocks.wrapping_add(if index < self.length { index } else { index - self.length } as usize)
    }
}

/// What [`compress`] works with.
#[repr(C)]
pub struct Scratch {
    /// After the rows, before the columns.
    rows: Block,
    /// Eight half rounds.
    halves: [[u64; HALF]; 8],
}

/// Words between two half rounds: a0–a3, b0–b3 b0, c0–c3, d3 d0–d3. So two neighbours on any diagonal lie side by side.
const HALF: usize = 18;

/// Writes `G(input) ^ old` to `block`, `input` being the XOR of the block before and the one referred to. Then makes
/// `input` that of the next block, which refers to `next`.
///
/// # Safety
/// All are valid for what is read and written there. Only `old` and `block` may be the same; `next` is as
/// [`Reference::block`] wants it.
#[inline(never)]
pub unsafe fn compress(scratch: *mut Scratch, input: *mut Block, block: *mut Block, old: *const Block, next: &Reference) {
    let (input, block, old) = (input.cast::<v128>(), block.cast::<v128>(), old.cast::<v128>());
    let rotations = Rotations::read();
    // SAFETY: rows of 8 vectors in blocks of 64, and the caller's promise.
    unsafe {
        let rows = (&raw mut (*scratch).rows).cast::<v128>();
        let halves = (&raw mut (*scratch).halves).cast::<[u64; HALF]>();
        for i in 0..8 {
            rotations.first_half::<1>(input.add(8 * i), halves.add(i));
        }
        for i in 0..8 {
            let row = rows.add(8 * i);
            let [v0, v1, v2, v3, v4, v5, v6, v7] = rotations.second_half(halves.add(i));
            *row = v0;
            *row.add(1) = v1;
            *row.add(2) = v2;
            *row.add(3) = v3;
            *row.add(4) = v4;
            *row.add(5) = v5;
            *row.add(6) = v6;
            *row.add(7) = v7;
        }
        for i in 0..8 {
            rotations.first_half::<8>(rows.add(i), halves.add(i));
        }
        let mut reference = ptr::null();
        for i in 0..8 {
            let [v0, v1, v2, v3, v4, v5, v6, v7] = rotations.second_half(halves.add(i));
            let (input, block, old) = (input.add(i), block.add(i), old.add(i));
            let write = |row: usize, v: v128| {
                let out = v128_xor(v128_xor(v, *input.add(8 * row)), *old.add(8 * row));
                *block.add(8 * row) = out;
                out
            };
            let outs = [write(0, v0), write(1, v1), write(2, v2), write(3, v3), write(4, v4), write(5, v5), write(6, v6), write(7, v7)];
            if i == 0 {
                reference = next.block().cast::<v128>();
            }
            let prepare = |row: usize, out: v128| *input.add(8 * row) = v128_xor(out, *reference.add(i + 8 * row));
            let [o0, o1, o2, o3, o4, o5, o6, o7] = outs;
            prepare(0, o0);
            prepare(1, o1);
            prepare(2, o2);
            prepare(3, o3);
            prepare(4, o4);
            prepare(5, o5);
            prepare(6, o6);
            prepare(7, o7);
        }
    }
}

/// Byte orders that rotate both words of a vector right.
#[derive(Clone, Copy)]
struct Rotations {
    by_24: v128,
    by_16: v128,
}

static ROTATIONS: Rotations =
    Rotations { by_24: u8x16(3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10), by_16: u8x16(2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9) };

impl Rotations {
    /// Volatile, so that they stay variables: constant orders compile to a shuffle, for which V8 builds them anew each time.
    #[inline(always)]
    fn read() -> Self {
        // SAFETY: a static.
        unsafe { ptr::read_volatile(&raw const ROTATIONS) }
    }

    /// The columns of a round on the 8 vectors that lie `STRIDE` apart.
    #[inline(always)]
    unsafe fn first_half<const STRIDE: usize>(self, from: *const v128, to: *mut [u64; HALF]) {
        let to = to.cast::<u64>();
        // SAFETY: the caller's; the last word written is 17.
        unsafe {
            let v = |i: usize| *from.add(STRIDE * i);
            let ([a0, a2], [b0, b2], [c0, c2], [d0, d2]) = self.round([v(0), v(1)], [v(2), v(3)], [v(4), v(5)], [v(6), v(7)]);
            let put = |at: usize, v: v128| v128_store(to.add(at).cast(), v);
            put(0, a0);
            put(2, a2);
            put(4, b0);
            put(6, b2);
            v128_store64_lane::<0>(b0, to.add(8));
            put(9, c0);
            put(11, c2);
            v128_store64_lane::<1>(d2, to.add(13));
            put(14, d0);
            put(16, d2);
        }
    }

    /// The diagonals of the round. Gives the 8 vectors.
    #[inline(always)]
    unsafe fn second_half(self, from: *const [u64; HALF]) -> [v128; 8] {
        let from = from.cast::<u64>();
        // SAFETY: the caller's; the last word read is 16.
        let (a, b, c, d) = unsafe {
            let get = |at: usize| v128_load(from.add(at).cast());
            self.round([get(0), get(2)], [get(5), get(7)], [get(11), get(9)], [get(13), get(15)])
        };
        let ([a0, a2], [b1, b3], [c2, c0], [d3, d1]) = (a, b, c, d);
        // From b1 b2, b3 b0 to b0 b1, b2 b3; from d3 d0, d1 d2 to d0 d1, d2 d3.
        [a0, a2, u64x2_shuffle::<1, 2>(b3, b1), u64x2_shuffle::<1, 2>(b1, b3), c0, c2, u64x2_shuffle::<1, 2>(d3, d1), u64x2_shuffle::<1, 2>(d1, d3)]
    }

    /// Four times RFC 9106's GB, on the words at the same places.
    #[inline(always)]
    fn round(self, a: [v128; 2], b: [v128; 2], c: [v128; 2], d: [v128; 2]) -> ([v128; 2], [v128; 2], [v128; 2], [v128; 2]) {
        let a = add_product(a, b);
        let d = both(xor(d, a), |v| i32x4_shuffle::<1, 0, 3, 2>(v, v));
        let c = add_product(c, d);
        let b = both(xor(b, c), |v| i8x16_swizzle(v, self.by_24));
        let a = add_product(a, b);
        let d = both(xor(d, a), |v| i8x16_swizzle(v, self.by_16));
        let c = add_product(c, d);
        let b = both(xor(b, c), |v| v128_or(u64x2_add(v, v), u64x2_shr(v, 63)));
        (a, b, c, d)
    }
}

/// `x + y + 2 · low(x) · low(y)`, low being the lower 32 bits of each word.
#[inline(always)]
fn add_product([x0, x1]: [v128; 2], [y0, y1]: [v128; 2]) -> [v128; 2] {
    let x = i32x4_shuffle::<0, 2, 4, 6>(x0, x1);
    let y = i32x4_shuffle::<0, 2, 4, 6>(y0, y1);
    let (m0, m1) = (u64x2_extmul_low_u32x4(x, y), u64x2_extmul_high_u32x4(x, y));
    [u64x2_add(x0, u64x2_add(y0, u64x2_add(m0, m0))), u64x2_add(x1, u64x2_add(y1, u64x2_add(m1, m1)))]
}

#[inline(always)]
fn xor([x0, x1]: [v128; 2], [y0, y1]: [v128; 2]) -> [v128; 2] {
    [v128_xor(x0, y0), v128_xor(x1, y1)]
}

#[inline(always)]
fn both([x0, x1]: [v128; 2], rotate: impl Fn(v128) -> v128) -> [v128; 2] {
    [rotate(x0), rotate(x1)]
}
