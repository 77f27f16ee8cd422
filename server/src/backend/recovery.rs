//! For somebody who has lost something: the password, the second factor, a device, everything.
//!
//! Each call here does with the secret token what no user may do by themselves, so the one thing that matters is what is checked
//! first: `sentc_light_wasm::admin::sql::Recovery` does that. All check a code from the mailbox, made for this one thing. The reset gives
//! a new password to whoever reads the mail, so nothing below may be more than that worth without asking for more:
//!
//! | call | checked beside the code | why |
//! |---|---|---|
//! | reset the password | that the keys are for this very address | else one's own code opens another's account |
//! | turn MFA off | the password, and no reset by mail in the last week | else the mailbox alone would be worth both factors |
//! | end all sessions | nothing more | it can only lock out, and the password lets in again |
//! | lock out all other devices | the password, if MFA is to be turned off | as above. The devices go by the code alone, as by a new password |
//! | delete the account | that the address was typed once more | there is no way back. In production: wait some days, mail what is coming, let a login stop it |

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use sentc_light_wasm::admin::sql::RecoveryPurpose;
use serde_json::json;

use super::account::check_identifier;
use super::answer::{self, Answer, Refusal, no_content, texts, texts_and};
use super::{BackEnd, checks};

/// POST /backend/password/send: `email`
pub async fn send_reset(State(back_end): State<Arc<BackEnd>>, request: Request) -> Answer {
    let [email] = texts(request, ["email"]).await?;
    send(&back_end, &email, RecoveryPurpose::ResetPassword)
}

/// POST /backend/recovery/send: `email, purpose`
pub async fn send_code(State(back_end): State<Arc<BackEnd>>, request: Request) -> Answer {
    let [email, purpose] = texts(request, ["email", "purpose"]).await?;
    let purpose = RecoveryPurpose::from_name(&purpose).ok_or(Refusal::field("purpose", "not one of the words for it"))?;
    send(&back_end, &email, purpose)
}

/// The answer and its time are the same whether the address is known or not: the queue looks that up later.
///
/// Not to be copied into production without a limit for each client in front of it: sends are limited for each address only.
fn send(back_end: &BackEnd, email: &str, purpose: RecoveryPurpose) -> Answer {
    if back_end.mailed.send(&checks::address(email)?, purpose.name()) { Ok(no_content()) } else { Err(Refusal::BUSY) }
}

/// POST /backend/password/reset: `email, code, register`, the last being what the SDK's `prepareRegister(email, new_password)` gave. MFA
/// and the ids stay; the keys of the device are new, so is its password.
pub async fn reset_password(State(back_end): State<Arc<BackEnd>>, request: Request) -> Answer {
    let [email, code, register] = texts(request, ["email", "code", "register"]).await?;
    let email = checks::address(&email)?;
    check_identifier(&register, &email)?;
    back_end.recovery.reset_password(&email, &code, &register).await?;
    Ok(no_content())
}

/// POST /backend/recovery/disable_mfa: `email, code, auth_key`, the last being `mfa_auth_key` of what the SDK's `login` gives when it asks
/// for a second factor: it proves the password. The service gets to see it at every login; the keys that open the account are not in it.
pub async fn disable_mfa(State(back_end): State<Arc<BackEnd>>, request: Request) -> Answer {
    let [email, code, auth_key] = texts(request, ["email", "code", "auth_key"]).await?;
    back_end.recovery.disable_mfa(&checks::address(&email)?, &code, &auth_key).await?;
    Ok(no_content())
}

/// POST /backend/recovery/end_sessions: `email, code`. JWTs that are out live on for their few minutes.
pub async fn end_sessions(State(back_end): State<Arc<BackEnd>>, request: Request) -> Answer {
    let [email, code] = texts(request, ["email", "code"]).await?;
    back_end.recovery.end_sessions(&checks::address(&email)?, &code).await?;
    Ok(no_content())
}

/// POST /backend/recovery/stolen_device: `email, code, auth_key?`. For somebody whose device was in other hands. Whoever has it has a JWT for
/// some minutes and a refresh token: enough to add a device of their own and to replace the TOTP secret, which outlive the end of all
/// sessions and a new password. So all of it goes: sessions, every device but the one that the address names, MFA. The page then has a new
/// secret made. The answer says what became of MFA: `{"mfa": "off"}`, "none" or "kept".
pub async fn stolen_device(State(back_end): State<Arc<BackEnd>>, request: Request) -> Answer {
    let ([email, code], auth_key) = texts_and(request, ["email", "code"], Some("auth_key")).await?;
    let auth_key = auth_key.as_ref().map(|key| key.as_str());
    let mfa = back_end.recovery.shut_out_devices(&checks::address(&email)?, &code, auth_key).await?;
    Ok(answer::json(StatusCode::OK, &json!({ "mfa": mfa.name() })))
}

/// POST /backend/recovery/delete_account: `email, code, confirm`, the last being the address once more, as typed by a person who was told
/// what happens.
pub async fn delete_account(State(back_end): State<Arc<BackEnd>>, request: Request) -> Answer {
    let [email, code, confirm] = texts(request, ["email", "code", "confirm"]).await?;
    let email = checks::address(&email)?;
    if checks::address(&confirm).as_ref() != Ok(&email) {
        return Err(Refusal::field("confirm", "not the same as email"));
    }
    back_end.recovery.delete_account(&email, &code).await?;
    Ok(no_content())
}
