//! Logging in: prepare_login, done_login, verify_login_light.

use sentc_light_wasm::crypto::{
    CryptoError, DERIVED_ALG, EncryptAlg, PublicKey, b64, derive_decoy_salt, derive_salt, random_bytes, verify_hashed_authentication_key,
};
use sentc_light_wasm::wire::login::{DeviceKeys, DoneLoginAnswer, DoneLoginBody, LoginChallenge, PrepareLoginAnswer, VerifyLoginAnswer, VerifyLoginBody};
use sentc_light_wasm::wire::register::UserIdentifierBody;
use zeroize::Zeroizing;

use super::call::Call;
use super::envelope::{Reply, answer};
use super::refusal::Refusal;
use super::session;
use crate::store::devices::{self, Device};
use crate::store::{hash, sessions, users};

/// How long a challenge stays open, in milliseconds. Its key derivation is done by then, and so is typing a code.
const CHALLENGE_LIFETIME: u64 = 15 * 60 * 1000;

/// POST /prepare_login
pub fn prepare(call: &Call<'_>) -> Reply {
    let body: UserIdentifierBody = call.json()?;
    call.allowed()?;
    let identifier = body.user_identifier;
    // the answer is the same each time and looks the same for everyone, so it does not tell who has an account
    let (salt, derived_encryption_key_alg) = match devices::by_identifier(call.db, &call.app.id, &hash(&identifier))? {
        Some(device) => (derive_salt(&device.keys.client_random_value), device.keys.derived_alg),
        None => (derive_decoy_salt(&identifier, &call.app.decoy), DERIVED_ALG.to_owned()),
    };
    answer(&PrepareLoginAnswer { salt_string: b64::encode(&salt), derived_encryption_key_alg })
}

/// POST /done_login
pub fn done(call: &Call<'_>) -> Reply {
    let body: DoneLoginBody = call.json()?;
    call.allowed()?;
    let device = authenticate(call, &body.device_identifier, &body.auth_key)?;
    if users::totp(call.db, &device.user_id)?.is_some() {
        return answer(&DoneLoginAnswer::Otp);
    }
    answer(&DoneLoginAnswer::Direct(challenge(call, device)?.into()))
}

/// POST /verify_login_light
pub fn verify(call: &Call<'_>) -> Reply {
    let body: VerifyLoginBody = call.json()?;
    call.allowed()?;
    let device = authenticate(call, &body.device_identifier, &body.auth_key)?;
    if !sessions::is_open_challenge(call.db, &device.id, &hash(&body.challenge), call.now)? {
        return Err(Refusal::WRONG_PASSWORD);
    }
    // this one is used, and every other of the device is void
    sessions::delete_challenges(call.db, &device.id)?;
    answer(&session_for(call, &device)?)
}

/// The device with this identifier, when the auth key is the one it was registered with.
///
/// # Errors
/// [`Refusal::USER_NOT_FOUND_AT_LOGIN`], [`Refusal::AUTH_KEY_FORMAT`], [`Refusal::WRONG_PASSWORD`].
pub fn authenticate(call: &Call<'_>, identifier: &str, auth_key: &str) -> Result<Device, Refusal> {
    let device = devices::by_identifier(call.db, &call.app.id, &hash(identifier))?.ok_or(Refusal::USER_NOT_FOUND_AT_LOGIN)?;
    check_auth_key(&device, auth_key)?;
    Ok(device)
}

/// # Errors
/// [`Refusal::AUTH_KEY_FORMAT`], [`Refusal::WRONG_PASSWORD`].
pub fn check_auth_key(device: &Device, auth_key: &str) -> Result<(), Refusal> {
    let auth_key = b64::decode_secret("auth_key", auth_key).map_err(|_| Refusal::AUTH_KEY_FORMAT)?;
    if auth_key.len() != 32 {
        return Err(Refusal::AUTH_KEY_FORMAT);
    }
    if verify_hashed_authentication_key(&auth_key, &device.keys.hashed_authentication_key) { Ok(()) } else { Err(Refusal::WRONG_PASSWORD) }
}

/// The device's keys and a challenge, which whoever holds the private key can answer.
///
/// # Errors
/// [`Refusal::NO_CHALLENGE`].
pub fn challenge(call: &Call<'_>, device: Device) -> Result<LoginChallenge, Refusal> {
    let text = Zeroizing::new(b64::encode_url(&random_bytes::<32>()?));
    let encrypted = encrypt(&device, text.as_bytes()).map_err(|_| Refusal::NO_CHALLENGE)?;
    let expires = call.now.saturating_add(CHALLENGE_LIFETIME);
    sessions::insert_challenge(call.db, &device.id, &hash(&text), call.now, expires)?;
    Ok(LoginChallenge { device_keys: device_keys(device), challenge: b64::encode(&encrypted) })
}

fn encrypt(device: &Device, text: &[u8]) -> Result<Vec<u8>, CryptoError> {
    PublicKey::from_wire(EncryptAlg::from_wire(&device.keys.keypair_encrypt_alg)?, &device.keys.public_key)?.encrypt(text)
}

/// A fresh JWT and another refresh token.
pub fn session_for(call: &Call<'_>, device: &Device) -> Result<VerifyLoginAnswer, Refusal> {
    let refresh_token = b64::encode_url(&random_bytes::<50>()?);
    sessions::insert_refresh_token(call.db, &device.id, &hash(&refresh_token))?;
    Ok(VerifyLoginAnswer { jwt: session::sign(call, &device.user_id, &device.id, true)?, refresh_token })
}

fn device_keys(device: Device) -> DeviceKeys {
    let Device { id, user_id, user_group_id, keys } = device;
    DeviceKeys {
        encrypted_master_key: keys.encrypted_master_key,
        encrypted_private_key: keys.encrypted_private_key,
        public_key_string: keys.public_key,
        keypair_encrypt_alg: keys.keypair_encrypt_alg,
        encrypted_sign_key: keys.encrypted_sign_key,
        verify_key_string: keys.verify_key,
        keypair_sign_alg: keys.keypair_sign_alg,
        keypair_encrypt_id: keys.keypair_encrypt_id,
        keypair_sign_id: keys.keypair_sign_id,
        user_id,
        device_id: id,
        user_group_id,
    }
}
