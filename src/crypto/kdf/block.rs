//! Argon2's compression function (RFC 9106, 3.5) in WebAssembly's 128-bit vectors.
//!
//! What makes it fast, in V8, SpiderMonkey and JavaScriptCore alike:
//! - Words are multiplied by the widening multiplication of 32-bit lanes, which CPUs have. Left to itself LLVM makes
//!   64-bit multiplications of them, which most don't.
//! - A block is four loops of eight half rounds. The eight don't depend on each other, so the CPU overlaps them. A
//!   half round fits into its registers.
//! - The half round on the diagonals finds them by loads from the right places.
//! - The loop that writes a block also prepares the input of the next one.
//! - One call per block, since an engine switches to its optimized code only at a call.

use core::arch::wasm32::{
    i8x16_swizzle, i32x4_shuffle, u8x16, u64x2_add, u64x2_extmul_high_u32x4, u64x2_extmul_low_u32x4, u64x2_shr, u64x2_shuffle, v128, v128_load, v128_or,
    v128_store, v128_store64_lane, v128_xor,
};
use core::ptr;

/// 1 KiB: 128 words, two to a vector; also eight rows of eight vectors. Aligned, so that none lies on two pages.
#[derive(Clone, Copy)]
#[repr(C, align(1024))]
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
    /// `choice` is readable, `first` is below `length`, and `count` is from 1 to `length`.
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
    halves: [Half; 8],
    /// See [`Mixer::hidden`].
    sums: [v128; 2],
}

/// A half round's words: a0–a3, b0–b3 b0, c0–c3, d3 d0–d3. So two neighbors on any diagonal lie side by side.
type Half = [u64; 18];

/// Writes `G(input) ^ old` to `block`, `input` being the XOR of the block before and the one referred to. Then makes
/// `input` that of the next block, which refers to `next`.
///
/// # Safety
/// All are valid for what is read and written there. Only `old` and `block` may be the same; `next` is as
/// [`Reference::block`] wants it.
#[inline(never)]
pub unsafe fn compress(scratch: *mut Scratch, input: *mut Block, block: *mut Block, old: *const Block, next: &Reference) {
    let (input, block, old) = (input.cast::<v128>(), block.cast::<v128>(), old.cast::<v128>());
    // SAFETY: eight rows of eight vectors in each block, and the caller's promise.
    unsafe {
        let mixer = Mixer::new(scratch);
        let rows = (&raw mut (*scratch).rows).cast::<v128>();
        let halves = (&raw mut (*scratch).halves).cast::<Half>();
        for i in 0..8 {
            mixer.columns::<1>(input.add(8 * i), halves.add(i));
        }
        for i in 0..8 {
            let ([a0, a2], [b1, b3], [c2, c0], [d3, d1]) = mixer.diagonals(halves.add(i));
            let row = rows.add(8 * i).cast::<u64>();
            put(row, 0, a0);
            put(row, 2, a2);
            v128_store64_lane::<1>(b3, row.add(4));
            put(row, 5, b1);
            v128_store64_lane::<0>(b3, row.add(7));
            put(row, 8, c0);
            put(row, 10, c2);
            v128_store64_lane::<1>(d3, row.add(12));
            put(row, 13, d1);
            v128_store64_lane::<0>(d3, row.add(15));
        }
        for i in 0..8 {
            mixer.columns::<8>(rows.add(i), halves.add(i));
        }
        let mut reference = ptr::null();
        for i in 0..8 {
            let ([a0, a2], [b1, b3], [c2, c0], [d3, d1]) = mixer.diagonals(halves.add(i));
            let (input, block, old) = (input.add(i), block.add(i), old.add(i));
            let v0 = write(input, block, old, 0, a0);
            let v1 = write(input, block, old, 1, a2);
            let v2 = write(input, block, old, 2, u64x2_shuffle::<1, 2>(b3, b1));
            let v3 = write(input, block, old, 3, u64x2_shuffle::<1, 2>(b1, b3));
            let v4 = write(input, block, old, 4, c0);
            let v5 = write(input, block, old, 5, c2);
            let v6 = write(input, block, old, 6, u64x2_shuffle::<1, 2>(d3, d1));
            let v7 = write(input, block, old, 7, u64x2_shuffle::<1, 2>(d1, d3));
            if i == 0 {
                reference = next.block().cast::<v128>();
                // Asks for all cache lines at once. What follows comes to every other one only with the fifth column.
                for row in 0..8 {
                    reference.add(8 * row + 4).cast::<u32>().read_volatile();
                }
            }
            let reference = reference.add(i);
            prepare(input, reference, 0, v0);
            prepare(input, reference, 1, v1);
            prepare(input, reference, 2, v2);
            prepare(input, reference, 3, v3);
            prepare(input, reference, 4, v4);
            prepare(input, reference, 5, v5);
            prepare(input, reference, 6, v6);
            prepare(input, reference, 7, v7);
        }
    }
}

/// One row of a column's result.
#[inline(always)]
unsafe fn write(input: *const v128, block: *mut v128, old: *const v128, row: usize, v: v128) -> v128 {
    // SAFETY: the caller's.
    unsafe {
        let v = v128_xor(v128_xor(v, *input.add(8 * row)), *old.add(8 * row));
        *block.add(8 * row) = v;
        v
    }
}

/// The same row of the next input.
#[inline(always)]
unsafe fn prepare(input: *mut v128, reference: *const v128, row: usize, v: v128) {
    // SAFETY: the caller's.
    unsafe { *input.add(8 * row) = v128_xor(v, *reference.add(8 * row)) }
}

/// Two words from any word on.
#[inline(always)]
unsafe fn get(from: *const u64, word: usize) -> v128 {
    // SAFETY: the caller's.
    unsafe { v128_load(from.add(word).cast()) }
}

#[inline(always)]
unsafe fn put(to: *mut u64, word: usize, v: v128) {
    // SAFETY: the caller's.
    unsafe { v128_store(to.add(word).cast(), v) }
}

/// Two vectors, of a0–a3 or another four words of a half round.
type Four = [v128; 2];

/// Half rounds, and what they need beside their words.
#[derive(Clone, Copy)]
struct Mixer {
    /// Orders of bytes that rotate both words of a vector right.
    by_24: v128,
    by_16: v128,
    sums: *mut v128,
}

static BY_24: v128 = u8x16(3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10);
static BY_16: v128 = u8x16(2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9);

impl Mixer {
    #[inline(always)]
    unsafe fn new(scratch: *mut Scratch) -> Self {
        // SAFETY: the caller's. Volatile, so that the orders stay variables: LLVM makes of a constant order a shuffle, for
        // which V8 builds it again at each use.
        unsafe {
            let (by_24, by_16) = (ptr::read_volatile(&raw const BY_24), ptr::read_volatile(&raw const BY_16));
            Self { by_24, by_16, sums: (&raw mut (*scratch).sums).cast() }
        }
    }

    /// The first half of a round, on the 8 vectors that lie `STRIDE` apart.
    #[inline(always)]
    unsafe fn columns<const STRIDE: usize>(self, from: *const v128, to: *mut Half) {
        let to = to.cast::<u64>();
        // SAFETY: the caller's; the last word written is 17.
        unsafe {
            let (a, b) = ([*from, *from.add(STRIDE)], [*from.add(2 * STRIDE), *from.add(3 * STRIDE)]);
            let (c, d) = ([*from.add(4 * STRIDE), *from.add(5 * STRIDE)], [*from.add(6 * STRIDE), *from.add(7 * STRIDE)]);
            let ([a0, a2], [b0, b2], [c0, c2], [d0, d2]) = self.mix(a, b, c, d);
            put(to, 0, a0);
            put(to, 2, a2);
            put(to, 4, b0);
            put(to, 6, b2);
            v128_store64_lane::<0>(b0, to.add(8));
            put(to, 9, c0);
            put(to, 11, c2);
            v128_store64_lane::<1>(d2, to.add(13));
            put(to, 14, d0);
            put(to, 16, d2);
        }
    }

    /// The second half. It gives a0–a3, b1 b2 b3 b0, c2 c3 c0 c1, d3 d0 d1 d2.
    #[inline(always)]
    unsafe fn diagonals(self, from: *const Half) -> (Four, Four, Four, Four) {
        let from = from.cast::<u64>();
        // SAFETY: the caller's; the last word read is 16.
        unsafe {
            let (a, b) = ([get(from, 0), get(from, 2)], [get(from, 5), get(from, 7)]);
            let (c, d) = ([get(from, 11), get(from, 9)], [get(from, 13), get(from, 15)]);
            self.mix(a, b, c, d)
        }
    }

    /// RFC 9106's GB, for four quadruples at once.
    #[inline(always)]
    unsafe fn mix(self, a: Four, b: Four, c: Four, d: Four) -> (Four, Four, Four, Four) {
        let a = add_product(a, b, a);
        let d = each(xor(d, a), |v| i32x4_shuffle::<1, 0, 3, 2>(v, v));
        let c = add_product(c, d, c);
        let b = each(xor(b, c), |v| i8x16_swizzle(v, self.by_24));
        // SAFETY: the caller's.
        let a = add_product(a, b, unsafe { self.hidden(a) });
        let d = each(xor(d, a), |v| i8x16_swizzle(v, self.by_16));
        let c = add_product_by_pairs(c, d);
        let b = each(xor(b, c), |v| v128_or(u64x2_add(v, v), u64x2_shr(v, 63)));
        (a, b, c, d)
    }

    /// A sum of 64-bit words, of which LLVM would take the lower halves for a 64-bit multiplication. Read back from memory
    /// it is any vector. The CPU has the time, since the other factor comes later.
    #[inline(always)]
    unsafe fn hidden(self, sum: Four) -> Four {
        // SAFETY: the caller's, and there are two places.
        unsafe {
            let (first, second) = (self.sums, self.sums.add(1));
            first.write_volatile(sum[0]);
            second.write_volatile(sum[1]);
            [first.read_volatile(), second.read_volatile()]
        }
    }
}

/// `x + y + 2 · low(x) · low(y)`, low being the lower 32 bits of each word; `factor` is `x`.
#[inline(always)]
fn add_product(x: Four, y: Four, factor: Four) -> Four {
    let low = |v| i32x4_shuffle::<0, 2, 0, 2>(v, v);
    let products = [u64x2_extmul_low_u32x4(low(factor[0]), low(y[0])), u64x2_extmul_low_u32x4(low(factor[1]), low(y[1]))];
    add_twice(x, y, products)
}

/// The same, the lower halves of two vectors side by side in one. A shuffle of two vectors is one instruction where V8 has
/// x86 do it, and saves two others; elsewhere it is three. Of the four products of a half round one this way and three the
/// other came out best over all engines.
#[inline(always)]
fn add_product_by_pairs(x: Four, y: Four) -> Four {
    let low = |[v, w]: Four| i32x4_shuffle::<0, 2, 4, 6>(v, w);
    let products = [u64x2_extmul_low_u32x4(low(x), low(y)), u64x2_extmul_high_u32x4(low(x), low(y))];
    add_twice(x, y, products)
}

#[inline(always)]
fn add_twice([x0, x1]: Four, [y0, y1]: Four, [m0, m1]: Four) -> Four {
    [u64x2_add(u64x2_add(x0, y0), u64x2_add(m0, m0)), u64x2_add(u64x2_add(x1, y1), u64x2_add(m1, m1))]
}

#[inline(always)]
fn xor([x0, x1]: Four, [y0, y1]: Four) -> Four {
    [v128_xor(x0, y0), v128_xor(x1, y1)]
}

#[inline(always)]
fn each([x0, x1]: Four, rotate: impl Fn(v128) -> v128) -> Four {
    [rotate(x0), rotate(x1)]
}
