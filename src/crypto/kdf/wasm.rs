//! Argon2id (RFC 9106), version 0x13, of one lane, around the vectors of [`super::block`]: what runs in browsers.

use core::arch::wasm32::{u64x2, v128_xor};
use core::cell::Cell;
use core::hint::black_box;
use core::mem;

use zeroize::Zeroizing;

use super::KdfParams;
use super::blake2b::{self, blake2b};
use super::block::{Block, Reference, Scratch, compress};
use crate::crypto::CryptoError;

const ID: u32 = 2;
const VERSION: u32 = 0x13;
/// Choices, of a word each, in a block of them.
const CHOICES: u32 = 128;
/// A pass goes over the lane in so many slices.
const SLICES: u32 = 4;

/// [`super::argon2id`], which has checked the costs.
pub fn argon2id(password: &[u8], salt: &[u8], params: KdfParams, tag: &mut [u8]) -> Result<(), CryptoError> {
    let KdfParams { memory_kib, iterations, parallelism } = params;
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).map(u32::to_le_bytes).map_err(|_| CryptoError::Kdf);
    let (tag_length, password_length, salt_length) = (length(tag)?, length(password)?, length(salt)?);
    let mut memory = Memory::take(memory_kib / SLICES * SLICES)?;

    let [lanes, costs @ ..] = [parallelism, memory_kib, iterations, VERSION, ID].map(u32::to_le_bytes);
    let zero = 0_u32.to_le_bytes();
    let mut start = Zeroizing::new([0; blake2b::MAX_LEN]);
    // The zeros: neither a secret nor associated data.
    blake2b(&[&lanes, &tag_length, costs.as_flattened(), &password_length, password, &salt_length, salt, &zero, &zero], start.as_mut_slice());
    for (index, block) in (0_u32..2).zip(memory.lane()) {
        long_hash(&[start.as_slice(), &index.to_le_bytes(), &zero], block);
    }
    memory.fill(iterations);
    blake2b(&[&tag_length, memory.lane().last().map_or(&[], |block| block.bytes())], tag);
    Ok(())
}

/// Touches the memory that `params` ask for and derives once at 64 KiB, so that the engine's optimizing compiler starts on
/// the code.
///
/// # Errors
/// [`CryptoError::OutOfMemory`].
pub fn warm_up(params: KdfParams) -> Result<(), CryptoError> {
    drop(Memory::take(params.memory_kib)?);
    argon2id(&[], &[0; 8], KdfParams { memory_kib: 64, iterations: 3, parallelism: 1 }, &mut [0; blake2b::MAX_LEN])
}

/// RFC 9106's H', for a block.
fn long_hash(parts: &[&[u8]; 3], block: &mut Block) {
    let [start, index, lane] = parts;
    let mut v = Zeroizing::new([0; blake2b::MAX_LEN]);
    blake2b(&[&(Block::LEN as u32).to_le_bytes(), start, index, lane], v.as_mut_slice());
    // Of each hash the first half stays, of the last both.
    for at in (0..Block::LEN - 32).step_by(32) {
        block.bytes_mut().iter_mut().skip(at).zip(v.iter()).for_each(|(to, from)| *to = *from);
        blake2b(&[v.clone().as_slice()], v.as_mut_slice());
    }
}

/// The lane, and before it the blocks that a derivation works with. Wiped on drop: every block leads to the keys.
///
/// Then it is kept for the next derivation: a wasm memory never shrinks, and the first touch of its pages costs half a
/// derivation. Small allocations that settle in the gap would make the next one grow it again.
struct Memory {
    /// All zero between derivations.
    blocks: Vec<Block>,
    lane: u32,
}

/// What lies where before the lane, in blocks: the input of the next block.
const INPUT: usize = 0;
/// [`Scratch`], in three.
const SCRATCH: usize = 1;
/// Stays zero.
const ZERO: usize = 4;
/// The choices of a slice that must not depend on the password, and what they are made of.
const CHOICE_BLOCK: usize = 5;
const CHOICE_INPUT: usize = 6;
const LANE: usize = 7;
const _: () = assert!(size_of::<Scratch>() <= (ZERO - SCRATCH) * Block::LEN && align_of::<Scratch>() <= align_of::<Block>());

thread_local! {
    static KEPT: Cell<Vec<Block>> = const { Cell::new(Vec::new()) };
}

impl Memory {
    fn take(lane: u32) -> Result<Self, CryptoError> {
        let length = (lane as usize).checked_add(LANE).ok_or(CryptoError::OutOfMemory)?;
        let mut blocks = KEPT.take();
        if blocks.len() < length {
            // Freed first, so that the larger one may take its place.
            blocks = Vec::new();
            blocks.try_reserve_exact(length).map_err(|_| CryptoError::OutOfMemory)?;
            // SAFETY: so many are reserved, and zeros are a block.
            unsafe {
                blocks.as_mut_ptr().write_bytes(0, length);
                blocks.set_len(length);
            }
        }
        Ok(Self { blocks, lane })
    }

    fn lane(&mut self) -> &mut [Block] {
        self.blocks.get_mut(LANE..LANE + self.lane as usize).unwrap_or_default()
    }

    /// All passes, once the first two blocks are there.
    fn fill(&mut self, passes: u32) {
        let lane = self.lane;
        let work = self.blocks.as_mut_ptr();
        // SAFETY: `take` has seen to LANE + lane blocks, lane is at least 8, and no index reaches it.
        unsafe {
            let blocks = work.add(LANE);
            let (mut pass, mut index) = (0, 2);
            let (input, previous) = (&mut *work.add(INPUT), &*blocks.add(1));
            let reference = &*reference(work, lane, passes, pass, index).block();
            for ((input, a), b) in input.0.iter_mut().zip(&previous.0).zip(&reference.0) {
                *input = v128_xor(*a, *b);
            }
            while pass < passes {
                let block = blocks.add(index as usize);
                // In the first pass there is nothing to mix in.
                let old = if pass == 0 { work.add(ZERO) } else { block };
                index += 1;
                if index == lane {
                    (pass, index) = (pass + 1, 0);
                }
                let next = self::reference(work, lane, passes, pass, index);
                compress(work.add(SCRATCH).cast(), work.add(INPUT), block, old, &next);
            }
        }
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        let used = (self.lane as usize).saturating_add(LANE).min(self.blocks.len());
        // SAFETY: `blocks` has them, and zeros are a block. As one memory.fill, which zeroize's writes don't become.
        unsafe { self.blocks.as_mut_ptr().write_bytes(0, used) };
        // Nobody reads them, which must not be a reason to leave the writes out.
        black_box(self.blocks.as_ptr());
        KEPT.set(mem::take(&mut self.blocks));
    }
}

/// Where the block at `index` refers to, RFC 9106, 3.4.
///
/// # Safety
/// `work` is a [`Memory`]'s with a lane of that length, and `index` is in it; only the very first two blocks have none.
unsafe fn reference(work: *mut Block, lane: u32, passes: u32, pass: u32, index: u32) -> Reference {
    let slice_length = lane / SLICES;
    let (slice, in_slice) = (index / slice_length, index % slice_length);
    // SAFETY: the block before is in the lane too, and those before it are there.
    unsafe {
        let blocks = work.add(LANE);
        let choice: *const u32 = if pass == 0 && slice < SLICES / 2 {
            if in_slice % CHOICES == 0 || index == 2 {
                choose(work, slice, [lane, passes], in_slice / CHOICES + 1);
            }
            work.add(CHOICE_BLOCK).cast::<u64>().add((in_slice % CHOICES) as usize).cast()
        } else {
            blocks.add(if index == 0 { lane - 1 } else { index - 1 } as usize).cast()
        };
        // All that is there but the block before; from the second pass on, that is the last three slices and this one.
        let (first, count) = match pass {
            0 => (0, index - 1),
            _ => ((slice + 1) % SLICES * slice_length, lane - slice_length + in_slice - 1),
        };
        Reference { choice, blocks, first, count, length: lane }
    }
}

/// The next block of choices: the compression of a counter, twice.
unsafe fn choose(work: *mut Block, slice: u32, [lane, passes]: [u32; 2], counter: u32) {
    // SAFETY: the caller's; the reference to a block of zeros leaves the output as the next input.
    unsafe {
        let (input, block, zero) = (work.add(CHOICE_INPUT), work.add(CHOICE_BLOCK), work.add(ZERO));
        *input = *zero;
        let words = [(0, 0), (slice, lane), (passes, ID), (counter, 0)];
        for (to, (a, b)) in (*input).0.iter_mut().zip(words) {
            *to = u64x2(a.into(), b.into());
        }
        let next = Reference { choice: zero.cast(), blocks: zero, first: 0, count: 1, length: 1 };
        compress(work.add(SCRATCH).cast(), input, block, zero, &next);
        compress(work.add(SCRATCH).cast(), input, block, zero, &next);
    }
}
