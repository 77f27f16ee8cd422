//! Argon2id by the `argon2` crate, where there are no vectors of WebAssembly.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use zeroize::Zeroize;

use super::KdfParams;
use crate::crypto::CryptoError;

pub fn argon2id(password: &[u8], salt: &[u8], costs: KdfParams, tag: &mut [u8]) -> Result<(), CryptoError> {
    let params = Params::new(costs.memory_kib, costs.iterations, costs.parallelism, Some(tag.len())).map_err(|_| CryptoError::Kdf)?;
    let mut memory = Memory::allocate(params.block_count())?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into_with_memory(password, salt, tag, &mut memory.0).map_err(|_| CryptoError::Kdf)
}

#[allow(clippy::unnecessary_wraps)] // as the other implementation's
pub fn warm_up(_: KdfParams) -> Result<(), CryptoError> {
    Ok(())
}

/// Argon2's working memory. Our own allocation, because the crate's aborts the program when memory is short, which is a
/// real case on phones; wiped on drop, because every block leads to the keys.
struct Memory(Vec<Block>);

impl Memory {
    fn allocate(blocks: usize) -> Result<Self, CryptoError> {
        let mut memory = Vec::new();
        memory.try_reserve_exact(blocks).map_err(|_| CryptoError::OutOfMemory)?;
        memory.resize(blocks, Block::new());
        Ok(Self(memory))
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        // not Vec's own zeroize: it would go over the 19 MiB a second time, byte by byte
        self.0.iter_mut().for_each(Zeroize::zeroize);
    }
}
