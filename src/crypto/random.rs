//! Random bytes: the operating system's or the browser's, and nothing else.

use zeroize::Zeroizing;

use super::error::CryptoError;

/// `N` random bytes, for what is public: nonces, client random values.
///
/// # Errors
/// [`CryptoError::Random`] when the system has no random source.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], CryptoError> {
    let mut bytes = [0; N];
    getrandom::getrandom(&mut bytes).map_err(|_| CryptoError::Random)?;
    Ok(bytes)
}

/// `N` random bytes that are zeroized on drop, for keys and seeds.
///
/// # Errors
/// [`CryptoError::Random`] when the system has no random source.
pub fn random_secret<const N: usize>() -> Result<Zeroizing<[u8; N]>, CryptoError> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::getrandom(bytes.as_mut_slice()).map_err(|_| CryptoError::Random)?;
    Ok(bytes)
}
