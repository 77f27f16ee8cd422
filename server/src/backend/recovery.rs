//! For somebody who has lost something: the password, the second factor, a device, everything.
//!
//! Each call here does with the secret token what no user may do by themselves, so the one thing that matters is what is checked
//! first. All check a code from the mailbox, made for this one thing. The reset gives a new password to whoever reads the mail, so
//! nothing below may be more than that worth without asking for more:
//!
//! | call | checked beside the code | why |
//! |---|---|---|
//! | reset the password | that the keys are for this very address | else one's own code opens another's account |
//! | turn MFA off | the password, and no reset by mail in the last week | else the mailbox alone would be worth both factors |
//! | end all sessions | nothing more | it can only lock out, and the password lets in again |
//! | lock out all other devices | the password, if MFA is to be turned off | as above. The devices go by the code alone, as by a new password |
//! | delete the account | that the address was typed once more | there is no way back. In production: wait some days, mail what is coming, let a login stop it |
//!
//! What protects the owner is written down before the service is asked: that the password may be another, and the notice to be mailed. So
//! neither a step that fails afterwards nor a program that dies can skip it. The code is reserved meanwhile, and open again when the call
//! fails: it works once, and a person tries again without another mail. Every step may be repeated, so a lost answer does no harm.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use sentc_light_wasm::admin::AdminError;
use sentc_light_wasm::wire::codes as codes_of_service;
use serde::Deserialize;
use serde_json::json;

use super::account::check_identifier;
use super::answer::{self, Answer, Refusal, no_content};
use super::codes::{self, Purpose};
use super::notices::{self, End};
use super::store::Person;
use super::{BackEnd, checks, store};

/// In milliseconds: no second factor is turned off by mail for so long after the password was reset by mail.
const AFTER_RESET: u64 = 7 * 24 * 60 * 60 * 1000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SendBody {
    email: String,
}

/// POST /backend/password/send
pub async fn send_reset(State(back_end): State<Arc<BackEnd>>, request: Request) -> Answer {
    let body: SendBody = answer::read(request.into_body()).await?;
    send(&back_end, &body.email, Purpose::ResetPassword)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SendForBody {
    email: String,
    purpose: Purpose,
}

/// POST /backend/recovery/send
pub async fn send_code(State(back_end): State<Arc<BackEnd>>, request: Request) -> Answer {
    let body: SendForBody = answer::read(request.into_body()).await?;
    send(&back_end, &body.email, body.purpose)
}

/// The answer and its time are the same whether the address is known or not: that is looked up later (see [`codes::Codes`]).
///
/// Not to be copied into production without a limit for each client in front of it: sends are limited for each address only.
fn send(back_end: &BackEnd, email: &str, purpose: Purpose) -> Answer {
    back_end.codes.send(checks::address(email)?, purpose)?;
    Ok(no_content())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResetBody {
    email: String,
    code: String,
    /// What the SDK's `prepareRegister(email, new_password)` gave.
    register: String,
}

/// POST /backend/password/reset. MFA and the ids stay; the keys of the device are new, so is its password.
pub async fn reset_password(State(back_end): State<Arc<BackEnd>>, request: Request) -> Answer {
    let ResetBody { email, code, register } = answer::read(request.into_body()).await?;
    let email = checks::address(&email)?;
    check_identifier(&register, &email)?;
    redeemed(&back_end, &email, Purpose::ResetPassword, code, async |person| {
        match back_end.service.admin().reset_password(&person.email, &register).await {
            Err(error) if error.server_code() == Some(codes_of_service::UNREADABLE_JSON) => {
                return Err(undone(Refusal::field("register", "the service can't use these keys")));
            }
            result => result?,
        }
        // whoever knew the old password may be signed in. And for an identifier that was changed behind this back end's back the reset
        // says "Success" and does nothing; this says that no such account exists
        end_sessions_of(&back_end, person).await.map_err(|failure| match failure.refusal {
            Refusal::NO_SUCH_ACCOUNT => failure,
            refusal => unsure(refusal),
        })
    })
    .await?;
    Ok(no_content())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DisableMfaBody {
    email: String,
    code: String,
    /// `mfa_auth_key` of what the SDK's `login` gives when it asks for a second factor: it proves the password. The service gets to see
    /// it at every login; the keys that open the account are not in it.
    auth_key: String,
}

/// POST /backend/recovery/disable_mfa
pub async fn disable_mfa(State(back_end): State<Arc<BackEnd>>, request: Request) -> Answer {
    let DisableMfaBody { email, code, auth_key } = answer::read(request.into_body()).await?;
    let email = checks::address(&email)?;
    redeemed(&back_end, &email, Purpose::DisableMfa, code, async |person| {
        prove_password(&back_end, person, &auth_key).await.map_err(undone)?;
        if was_reset_lately(&back_end, person).await.map_err(undone)? {
            return Err(undone(Refusal::TOO_SOON));
        }
        Ok(back_end.service.admin().disable_otp(&person.email).await?)
    })
    .await?;
    Ok(no_content())
}

/// Says whether MFA is on.
///
/// # Errors
/// [`Refusal::WRONG_PASSWORD`], [`Refusal::NO_SUCH_ACCOUNT`], [`Refusal::SERVICE`].
async fn prove_password(back_end: &BackEnd, person: &Person, auth_key: &str) -> Result<bool, Refusal> {
    back_end.service.admin().check_password(&person.email, auth_key).await.map_err(|error| match error.server_code() {
        Some(codes_of_service::WRONG_PASSWORD | codes_of_service::AUTH_KEY_FORMAT) => Refusal::WRONG_PASSWORD,
        _ => error.into(),
    })
}

/// Whether the password was reset by mail in the last week. To be asked after the password was proven: a reset that runs at the same time
/// has written it down before it asks the service, so no proof with the new password comes before this says so.
async fn was_reset_lately(back_end: &BackEnd, person: &Person) -> Result<bool, Refusal> {
    let (email, now) = (person.email.clone(), back_end.clock.millis());
    let person = back_end.store.run(move |db| store::by_email(db, &email)).await?;
    Ok(person.is_none_or(|person| person.password_reset.is_some_and(|reset| now < reset.saturating_add(AFTER_RESET))))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeBody {
    email: String,
    code: String,
}

/// POST /backend/recovery/end_sessions. JWTs that are out live on for their few minutes.
pub async fn end_sessions(State(back_end): State<Arc<BackEnd>>, request: Request) -> Answer {
    let CodeBody { email, code } = answer::read(request.into_body()).await?;
    let email = checks::address(&email)?;
    redeemed(&back_end, &email, Purpose::EndSessions, code, async |person| end_sessions_of(&back_end, person).await).await?;
    Ok(no_content())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StolenDeviceBody {
    email: String,
    code: String,
    /// As in [`DisableMfaBody`]. A page has it only if the login asks for a second factor.
    auth_key: Option<String>,
}

/// POST /backend/recovery/stolen_device: `email, code, auth_key?`. For somebody whose device was in other hands. Whoever has it has a JWT for
/// some minutes and a refresh token: enough to add a device of their own and to replace the TOTP secret, which outlive the end of all
/// sessions and a new password. So all of it goes: sessions, every device but the one that the address names, MFA. The page then has a new
/// secret made. MFA stays if the password was reset by mail lately, as it does in `disable_mfa`, and if there is no `auth_key`. The answer
/// says: `{"mfa": "off"}`, "none" or "kept".
///
/// A JWT of the device that the address names lives on for six minutes. What it adds in that time is mailed to the owner at their next
/// login or refresh ([`notices::look`]), and this call is to be repeated.
pub async fn stolen_device(State(back_end): State<Arc<BackEnd>>, request: Request) -> Answer {
    let StolenDeviceBody { email, code, auth_key } = answer::read(request.into_body()).await?;
    let email = checks::address(&email)?;
    let mfa = redeemed(&back_end, &email, Purpose::StolenDevice, code, async |person| {
        let (mfa, keep_mfa) = match &auth_key {
            None => ("kept", true),
            Some(key) => match (prove_password(&back_end, person, key).await.map_err(undone)?, was_reset_lately(&back_end, person).await.map_err(undone)?) {
                (false, keep_mfa) => ("none", keep_mfa),
                (true, true) => ("kept", true),
                (true, false) => ("off", false),
            },
        };
        // first: they end also if the service fails half-way
        let user_id = person.user_id.clone();
        back_end.store.run(move |db| store::delete_sessions(db, &user_id)).await.map_err(undone)?;
        back_end.service.admin().shut_out_devices(&person.email, keep_mfa).await?;
        Ok(mfa)
    });
    Ok(answer::json(StatusCode::OK, &json!({ "mfa": mfa.await? })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeleteBody {
    email: String,
    code: String,
    /// The address once more, as typed by a person who was told what happens.
    confirm: String,
}

/// POST /backend/recovery/delete_account. By the user's id: the identifier may have changed.
pub async fn delete_account(State(back_end): State<Arc<BackEnd>>, request: Request) -> Answer {
    let DeleteBody { email, code, confirm } = answer::read(request.into_body()).await?;
    let email = checks::address(&email)?;
    if checks::address(&confirm).as_ref() != Ok(&email) {
        return Err(Refusal::field("confirm", "not the same as email"));
    }
    redeemed(&back_end, &email, Purpose::DeleteAccount, code, async |person| {
        match back_end.service.admin().delete_user_by_id(&person.user_id).await {
            // gone already, maybe at a first try whose answer was lost
            Err(error) if error.server_code() == Some(codes_of_service::USER_NOT_FOUND) => {}
            result => result?,
        }
        let person = person.clone();
        back_end.store.run(move |db| store::delete_person(db, &person)).await.map_err(unsure)
    })
    .await?;
    Ok(no_content())
}

/// At the service and here.
async fn end_sessions_of(back_end: &BackEnd, person: &Person) -> Result<(), Failure> {
    back_end.service.admin().end_sessions(&person.email).await?;
    let user_id = person.user_id.clone();
    back_end.store.run(move |db| store::delete_sessions(db, &user_id)).await.map_err(unsure)
}

/// A call that failed, and whether it may have changed something before.
struct Failure {
    refusal: Refusal,
    end: End,
}

const fn undone(refusal: Refusal) -> Failure {
    Failure { refusal, end: End::Undone }
}

const fn unsure(refusal: Refusal) -> Failure {
    Failure { refusal, end: End::Unsure }
}

/// Reserves the code for `work`. Before `work` asks the service, what protects the owner is written down. If it fails the code is open again,
/// unless a newer one was mailed; if it may have done something the owner gets a mail.
async fn redeemed<T>(
    back_end: &BackEnd,
    email: &str,
    purpose: Purpose,
    code: String,
    work: impl AsyncFnOnce(&Person) -> Result<T, Failure>,
) -> Result<T, Refusal> {
    let (key, now) = (email.to_owned(), back_end.clock.millis());
    let found = back_end.store.run(move |db| {
        let found = codes::reserve(db, &key, purpose, &code, now)?.zip(store::by_email(db, &key)?);
        let Some((reserved, person)) = found else { return Ok(None) };
        if purpose == Purpose::ResetPassword {
            store::password_may_be_reset(db, &key, now)?;
        }
        Ok(Some((reserved, person, notices::prepare(db, &key, purpose)?)))
    });
    let (reserved, person, notice) = found.await?.ok_or(Refusal::CODE)?;
    let result = work(&person).await;
    let end = result.as_ref().map_or_else(|failure| failure.end, |_| End::Done);
    let settled = back_end.store.run(move |db| {
        match end {
            End::Done => codes::used(db, reserved)?,
            End::Undone | End::Unsure => codes::give_back(db, reserved)?,
        }
        if purpose == Purpose::ResetPassword && end == End::Done {
            codes::void_open(db, &person.email)?;
        }
        notices::settle(db, notice, end)
    });
    settled.await?;
    back_end.codes.notices();
    result.map_err(|failure| failure.refusal)
}

impl From<AdminError> for Failure {
    /// What the service refused did not happen; what it did not answer may have.
    fn from(error: AdminError) -> Self {
        let end = if error.may_have_happened() { End::Unsure } else { End::Undone };
        Self { refusal: error.into(), end }
    }
}
