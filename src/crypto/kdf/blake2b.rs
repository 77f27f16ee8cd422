//! BLAKE2b (RFC 7693), unkeyed: the hash around Argon2's blocks. Our own because the `blake2` crate leaves in memory what
//! it has hashed, here a password, and is built for speed where a derivation hashes 15 KB.

#![allow(clippy::indexing_slicing)] // every index is a remainder or an entry of SIGMA, so below 16

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Bytes of the longest digest.
pub const MAX_LEN: usize = 64;

const BLOCK_LEN: usize = 128;

/// SHA-512's initial values, RFC 7693, 2.6.
const IV: [u64; 8] = [
    0x6a09_e667_f3bc_c908,
    0xbb67_ae85_84ca_a73b,
    0x3c6e_f372_fe94_f82b,
    0xa54f_f53a_5f1d_36f1,
    0x510e_527f_ade6_82d1,
    0x9b05_688c_2b3e_6c1f,
    0x1f83_d9ab_fb41_bd6b,
    0x5be0_cd19_137e_2179,
];

/// Which words of the message a round mixes in, RFC 7693, 2.7. Rounds 10 and 11 begin again.
const SIGMA: [[u8; 16]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
    [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
    [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
    [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
    [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
    [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
    [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
    [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
    [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];

/// Fills `digest`, of 1 to 64 bytes, with the hash of the parts in a row. The length is part of what is hashed.
pub fn blake2b(parts: &[&[u8]], digest: &mut [u8]) {
    let mut state = State { h: IV, block: [0; BLOCK_LEN], filled: 0, total: 0 };
    // The parameter block: no key, fan-out 1, depth 1.
    state.h[0] ^= 0x0101_0000 ^ digest.len() as u64;
    for &byte in parts.iter().copied().flatten() {
        // A full block waits, since the last one is hashed differently.
        if state.filled == BLOCK_LEN {
            state.compress(false);
        }
        state.block[state.filled] = byte;
        state.filled += 1;
    }
    state.block[state.filled..].fill(0);
    state.compress(true);
    let words = state.h.iter().flat_map(|word| word.to_le_bytes());
    digest.iter_mut().zip(words).for_each(|(to, from)| *to = from);
}

#[derive(Zeroize, ZeroizeOnDrop)]
struct State {
    h: [u64; 8],
    block: [u8; BLOCK_LEN],
    filled: usize,
    /// Bytes of all blocks so far.
    total: u64,
}

impl State {
    fn compress(&mut self, last: bool) {
        self.total += self.filled as u64;
        self.filled = 0;
        let mut m = Zeroizing::new([0; 16]);
        for (word, bytes) in m.iter_mut().zip(self.block.as_chunks().0) {
            *word = u64::from_le_bytes(*bytes);
        }
        let mut v = Zeroizing::new([0; 16]);
        v[..8].copy_from_slice(&self.h);
        v[8..].copy_from_slice(&IV);
        v[12] ^= self.total;
        if last {
            v[14] = !v[14];
        }
        for round in 0..12 {
            let sigma = &SIGMA[round % 10];
            for i in 0..8 {
                // Columns, then diagonals.
                let turn = i / 4;
                let [a, b, c, d] = [0, 1, 2, 3].map(|row| 4 * row + (i + row * turn) % 4);
                mix(&mut v, [a, b, c, d], [m[usize::from(sigma[2 * i])], m[usize::from(sigma[2 * i + 1])]]);
            }
        }
        for (i, h) in self.h.iter_mut().enumerate() {
            *h ^= v[i] ^ v[i + 8];
        }
    }
}

/// RFC 7693's G.
fn mix(v: &mut [u64; 16], [a, b, c, d]: [usize; 4], words: [u64; 2]) {
    for (word, [to_d, to_b]) in words.into_iter().zip([[32, 24], [16, 63]]) {
        v[a] = v[a].wrapping_add(v[b]).wrapping_add(word);
        v[d] = (v[d] ^ v[a]).rotate_right(to_d);
        v[c] = v[c].wrapping_add(v[d]);
        v[b] = (v[b] ^ v[c]).rotate_right(to_b);
    }
}

#[cfg(test)]
mod tests {
    use blake2::Blake2bVar;
    use blake2::digest::{Update, VariableOutput};
    use hex_literal::hex;

    use super::*;

    /// RFC 7693, appendix A.
    #[test]
    fn abc() {
        let mut digest = [0; MAX_LEN];
        blake2b(&[b"a", b"", b"bc"], &mut digest);
        assert_eq!(
            digest,
            hex!(
                "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"
            )
        );
    }

    /// Every length of digest, and inputs up to and past the edges of a block, cut in two.
    #[test]
    fn as_the_crate() {
        let input: Vec<u8> = (0..1100_u32).map(|i| (i * i % 251) as u8).collect();
        for length in (0..400).chain([640, 1024, 1028, 1100]) {
            let (input, len) = (&input[..length], 1 + length % MAX_LEN);
            let (mut digest, mut expected) = ([0; MAX_LEN], [0; MAX_LEN]);
            let (head, tail) = input.split_at(length / 3);
            blake2b(&[head, tail], &mut digest[..len]);
            let mut crates = Blake2bVar::new(len).unwrap();
            crates.update(input);
            crates.finalize_variable(&mut expected[..len]).unwrap();
            assert_eq!(digest, expected, "{length} bytes");
        }
    }
}
