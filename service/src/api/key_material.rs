//! Checking the key material that a registration, a new device or a password reset brings.
//!
//! The service looks at its shape only and fails at the login; here unusable values are refused at once, with a text
//! that says which. Nothing is rewritten: what other clients sent comes back unharmed.

use sentc_light_wasm::crypto::{CLIENT_RANDOM_VALUE_LEN, CryptoError, DERIVED_ALG, EncryptAlg, PublicKey, SYMMETRIC_ALG, SignAlg, aead, b64, pem};
use sentc_light_wasm::wire::password::UpdatePasswordBody;
use sentc_light_wasm::wire::register::RegisterBody;
use uuid::Uuid;

use super::call::Call;
use super::refusal::Refusal;
use crate::store::devices::{self, KeyMaterial, Wrapping};
use crate::store::hash;

/// A device that may be registered: its identifier is free, its keys are usable.
pub struct NewDevice {
    pub identifier: String,
    pub identifier_hash: [u8; 32],
    pub keys: KeyMaterial,
}

/// The device of a registration, of a user or of a further device.
///
/// # Errors
/// [`Refusal::unreadable`], what [`Call::allowed`] refuses, [`Refusal::IDENTIFIER_TAKEN`]; in this order.
pub fn new_device(call: &Call<'_>) -> Result<NewDevice, Refusal> {
    let body: RegisterBody = call.json()?;
    let identifier = body.device_identifier.clone();
    let keys = checked(body)?;
    call.allowed()?;
    let identifier_hash = hash(&identifier);
    devices::delete_expired(call.db, call.now)?;
    if devices::is_taken(call.db, &call.app.id, &identifier_hash, call.now)? {
        return Err(Refusal::IDENTIFIER_TAKEN);
    }
    Ok(NewDevice { identifier, identifier_hash, keys })
}

/// The keys of a registration body.
///
/// # Errors
/// [`Refusal::unreadable`].
pub fn checked(body: RegisterBody) -> Result<KeyMaterial, Refusal> {
    let RegisterBody { master_key, derived, device_identifier } = body;
    check_identifier(&device_identifier)?;
    check_alg("master_key_alg", &master_key.master_key_alg, SYMMETRIC_ALG)?;
    let wrapping = checked_wrapping(Unchecked {
        encrypted_master_key: master_key.encrypted_master_key,
        encrypted_master_key_alg: &master_key.encrypted_master_key_alg,
        derived_alg: derived.derived_alg,
        client_random_value: &derived.client_random_value,
        hashed_authentication_key: &derived.hashed_authentication_key,
    })?;
    // a key of low order fails only when something is encrypted to it
    let encrypt_alg = EncryptAlg::from_wire(&derived.keypair_encrypt_alg).map_err(unusable)?;
    PublicKey::from_wire(encrypt_alg, &derived.public_key).and_then(|key| key.encrypt(b"")).map_err(unusable)?;
    check_sealed("encrypted_private_key", &derived.encrypted_private_key)?;
    check_verify_key(SignAlg::from_wire(&derived.keypair_sign_alg).map_err(unusable)?, &derived.verify_key)?;
    check_sealed("encrypted_sign_key", &derived.encrypted_sign_key)?;
    Ok(KeyMaterial {
        encrypted_master_key: wrapping.encrypted_master_key,
        derived_alg: wrapping.derived_alg,
        client_random_value: wrapping.client_random_value,
        hashed_authentication_key: wrapping.hashed_authentication_key,
        keypair_encrypt_id: Uuid::new_v4().to_string(),
        keypair_encrypt_alg: derived.keypair_encrypt_alg,
        public_key: derived.public_key,
        encrypted_private_key: derived.encrypted_private_key,
        keypair_sign_id: Uuid::new_v4().to_string(),
        keypair_sign_alg: derived.keypair_sign_alg,
        verify_key: derived.verify_key,
        encrypted_sign_key: derived.encrypted_sign_key,
    })
}

/// What a change of password brings.
///
/// # Errors
/// [`Refusal::unreadable`].
pub fn checked_update(body: UpdatePasswordBody) -> Result<Wrapping, Refusal> {
    checked_wrapping(Unchecked {
        encrypted_master_key: body.new_encrypted_master_key,
        encrypted_master_key_alg: &body.new_encrypted_master_key_alg,
        derived_alg: body.new_derived_alg,
        client_random_value: &body.new_client_random_value,
        hashed_authentication_key: &body.new_hashed_authentication_key,
    })
}

/// An identifier that somebody wants to have.
///
/// # Errors
/// [`Refusal::unreadable`] when it is empty.
pub fn check_identifier(identifier: &str) -> Result<(), Refusal> {
    if identifier.is_empty() { Err(Refusal::unreadable("the identifier is empty")) } else { Ok(()) }
}

struct Unchecked<'a> {
    encrypted_master_key: String,
    encrypted_master_key_alg: &'a str,
    derived_alg: String,
    client_random_value: &'a str,
    hashed_authentication_key: &'a str,
}

fn checked_wrapping(body: Unchecked<'_>) -> Result<Wrapping, Refusal> {
    check_alg("encrypted_master_key_alg", body.encrypted_master_key_alg, SYMMETRIC_ALG)?;
    check_alg("derived_alg", &body.derived_alg, DERIVED_ALG)?;
    check_sealed("encrypted_master_key", &body.encrypted_master_key)?;
    Ok(Wrapping {
        encrypted_master_key: body.encrypted_master_key,
        derived_alg: body.derived_alg,
        client_random_value: bytes::<CLIENT_RANDOM_VALUE_LEN>("client_random_value", body.client_random_value)?,
        hashed_authentication_key: bytes::<16>("hashed_authentication_key", body.hashed_authentication_key)?,
    })
}

fn bytes<const N: usize>(what: &'static str, text: &str) -> Result<[u8; N], Refusal> {
    let bytes = b64::decode(what, text).map_err(unusable)?;
    bytes.try_into().map_err(|_| Refusal::unreadable(format!("{what} must be {N} bytes")))
}

fn check_alg(what: &'static str, got: &str, expected: &'static str) -> Result<(), Refusal> {
    if got == expected { Ok(()) } else { Err(Refusal::unreadable(format!("{what} must be {expected}"))) }
}

fn check_sealed(what: &'static str, text: &str) -> Result<(), Refusal> {
    let sealed = b64::decode(what, text).map_err(unusable)?;
    if sealed.len() > aead::OVERHEAD { Ok(()) } else { Err(Refusal::unreadable(format!("{what} is too short"))) }
}

/// Only the shape. Nothing is ever verified with these keys here, and other clients' Dilithium keys are opaque bytes.
fn check_verify_key(alg: SignAlg, text: &str) -> Result<(), Refusal> {
    const WHAT: &str = "verify_key";
    let is_ed25519 = |raw: Vec<u8>| if raw.len() == 32 { Ok(()) } else { Err(Refusal::unreadable("verify_key must be 32 bytes")) };
    match alg {
        SignAlg::Ed25519 => is_ed25519(pem::decode_public_key(WHAT, text).map_err(unusable)?),
        SignAlg::Dilithium3 => pem::decode_public_key(WHAT, text).map(drop).map_err(unusable),
        SignAlg::Ed25519Dilithium3 => is_ed25519(pem::decode_hybrid_public_key(WHAT, text).map_err(unusable)?.0),
    }
}

fn unusable(error: CryptoError) -> Refusal {
    Refusal::unreadable(error.to_string())
}
