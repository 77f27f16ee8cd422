//! MFA: TOTP (RFC 6238) with SHA-256, and recovery keys. It belongs to the user, so to all devices.

use rusqlite::Connection;
use sentc_light_wasm::crypto::random_secret;
use sentc_light_wasm::wire::login::ValidateMfaBody;
use sentc_light_wasm::wire::mfa::{OtpRecoveryKeys, OtpRegister};
use totp_rs::{Algorithm, Secret, TOTP};
use zeroize::Zeroizing;

use super::call::{Call, Caller};
use super::envelope::{Reply, answer, success};
use super::login::{authenticate, challenge};
use super::refusal::Refusal;
use crate::data_key::DataKey;
use crate::store::{hash, recovery, users};

const ALG: &str = "totp_sha256";
const DIGITS: usize = 6;
const STEP_SECONDS: u64 = 30;
/// Steps that a code may be early or late.
const SKEW: u8 = 1;
const RECOVERY_KEYS: usize = 6;

/// POST /validate_mfa. The password counts first, and no done_login has to come before.
pub fn validate_code(call: &Call<'_>) -> Reply {
    let body: ValidateMfaBody = call.json()?;
    call.allowed()?;
    let device = authenticate(call, &body.device_identifier, &body.auth_key)?;
    let sealed = users::totp(call.db, &device.user_id)?.ok_or(Refusal::NO_TOTP)?;
    let secret = call.service.data_key.open("TOTP secret", &sealed)?;
    let totp = TOTP::new(Algorithm::SHA256, DIGITS, SKEW, STEP_SECONDS, secret.to_vec()).map_err(|_| Refusal::INTERNAL)?;
    if !totp.check(&body.token, call.now / 1000) {
        return Err(Refusal::WRONG_TOTP);
    }
    answer(&challenge(call, device)?)
}

/// POST /validate_recovery_otp. The key is used up, unless something else is wrong.
pub fn validate_recovery_key(call: &Call<'_>) -> Reply {
    let body: ValidateMfaBody = call.json()?;
    call.allowed()?;
    let device = authenticate(call, &body.device_identifier, &body.auth_key)?;
    if users::totp(call.db, &device.user_id)?.is_none() || !recovery::take(call.db, &device.user_id, &hash(&body.token))? {
        return Err(Refusal::NO_TOTP);
    }
    answer(&challenge(call, device)?)
}

/// PATCH /user/register_otp: MFA is on from now. Again: another secret, and six keys more.
pub fn register(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    call.allowed()?;
    turn_on(call, &caller)
}

/// PATCH /user/reset_otp: the same, but old keys are void.
pub fn reset(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    call.allowed()?;
    caller.fresh()?;
    recovery::delete_all(call.db, &caller.user_id)?;
    turn_on(call, &caller)
}

/// PATCH /user/disable_otp
pub fn disable(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    call.allowed()?;
    caller.fresh()?;
    turn_off(call, &caller.user_id)?;
    success()
}

/// GET /user/otp_recovery_keys
pub fn recovery_keys(call: &Call<'_>) -> Reply {
    let caller = call.signed_in()?;
    call.allowed()?;
    caller.fresh()?;
    let mut keys = Vec::new();
    for sealed in recovery::unused(call.db, &caller.user_id)? {
        let key = call.service.data_key.open("recovery key", &sealed)?;
        keys.push(String::from_utf8_lossy(&key).into_owned());
    }
    answer(&OtpRecoveryKeys { keys })
}

/// Secret and recovery keys go.
pub fn turn_off(call: &Call<'_>, user_id: &str) -> Result<(), Refusal> {
    users::set_totp(call.db, user_id, None)?;
    recovery::delete_all(call.db, user_id)?;
    Ok(())
}

fn turn_on(call: &Call<'_>, caller: &Caller) -> Reply {
    answer(&enable(call.db, &call.service.data_key, &caller.user_id)?)
}

/// A new secret and six more recovery keys for this user.
pub fn enable(db: &Connection, data_key: &DataKey, user_id: &str) -> Result<OtpRegister, Refusal> {
    let secret = random_secret::<32>()?;
    users::set_totp(db, user_id, Some(&data_key.seal(secret.as_slice())?))?;
    let mut recover = Vec::new();
    for _ in 0..RECOVERY_KEYS {
        let key = base32(&random_secret::<32>()?);
        recovery::insert(db, user_id, &hash(&key), &data_key.seal(key.as_bytes())?)?;
        recover.push(key);
    }
    Ok(OtpRegister { secret: base32(&secret), alg: ALG.to_owned(), recover })
}

/// Base32 without padding (RFC 4648): 52 characters.
fn base32(bytes: &Zeroizing<[u8; 32]>) -> String {
    Secret::Raw(bytes.to_vec()).to_encoded().to_string()
}
