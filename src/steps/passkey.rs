//! Passkeys: a passkey is one more device of the account, whose password comes from the passkey's PRF output (WebAuthn
//! Level 3, section 10.1.4).
//!
//! Version 1, fixed for good: passkeys must work for years. The PRF's input is [`PRF_INPUT`]; the identifier is base64url
//! of the 16 random bytes that are the user handle; the password is base64url of
//! HKDF-SHA256(ikm = PRF output, no salt, info = [`PASSWORD_INFO`], 32 bytes), both without padding.

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::crypto::b64;
use crate::error::{Code, Error, Result};

/// What the passkey's PRF is evaluated at.
pub const PRF_INPUT: &str = "sentc-light/passkey/v1";
/// HKDF's info (RFC 5869).
pub const PASSWORD_INFO: &str = "sentc-light/passkey/password/v1";

/// The device's password: 43 characters.
///
/// # Errors
/// INVALID_ARGUMENT unless the PRF output has 32 bytes.
pub fn password(prf_output: &[u8]) -> Result<Zeroizing<String>> {
    if prf_output.len() != 32 {
        return Err(Error::with(Code::InvalidArgument, "the passkey's PRF output must have 32 bytes"));
    }
    let mut bytes = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, prf_output).expand(PASSWORD_INFO.as_bytes(), bytes.as_mut_slice()).map_err(|_| Error::new(Code::Internal))?;
    Ok(Zeroizing::new(b64::encode_url(bytes.as_slice())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with Python's hmac and hashlib, by the text of RFC 5869.
    #[test]
    fn the_written_vectors() {
        for (prf, expected) in VECTORS {
            assert_eq!(password(*prf).unwrap().as_str(), *expected);
        }
        assert_eq!(password(&[0; 31]).unwrap_err().code, Code::InvalidArgument);
    }

    const VECTORS: &[(&[u8; 32], &str)] = &[
        (&[0; 32], "21KzMcClqCGrNnNNryTLWyc-38fyr4CgGrd0UUsVz2k"),
        (&[0xff; 32], "07vct2nJpXclyOtdHqactvjapeG-vxhxZB-laaKJDOQ"),
        (b"0123456789abcdef0123456789ABCDEF", "VRhfRYCPlEPqUDMCGNew6m2hjwPn5YvgD6oL8rpG62E"),
    ];
}
