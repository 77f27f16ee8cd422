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
//! | delete the account | that the address was typed once more | there is no way back. In production: wait some days, mail what is coming, let a login stop it |
//!
//! A code is used before the service is asked, and given back when that fails: it works once, and a person tries again without another
//! mail. Every step may be repeated, so it does no harm when only the answer was lost.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use reqwest::Method;
use sentc_light_wasm::wire::codes as service_codes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::account::check_identifier;
use super::answer::{self, Answer, Refusal, no_content};
use super::codes::{self, Purpose};
use super::service::Outcome;
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
        match back_end.service.forced(Method::PUT, "/user/reset_pw_light", Some(register)).await {
            Outcome::Refused { code: service_codes::UNREADABLE_JSON, .. } => return Err(Refusal::unusable("the service can't use these keys")),
            outcome => outcome.done()?,
        };
        // whoever knew the old password may be signed in. And for an identifier that was changed behind this back end's back the reset
        // says "Success" and does nothing; this says that there is no such account
        end_sessions_of(&back_end, person).await?;
        let (key, now) = (person.email.clone(), back_end.clock.millis());
        back_end.store.run(move |db| store::password_was_reset(db, &key, now)).await
    })
    .await
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
        let now = back_end.clock.millis();
        if person.password_reset.is_some_and(|reset| now < reset.saturating_add(AFTER_RESET)) {
            return Err(Refusal::TOO_SOON);
        }
        let proof = json!({ "device_identifier": person.email, "auth_key": auth_key }).to_string();
        match back_end.service.forced(Method::POST, "/done_login", Some(proof)).await {
            Outcome::Refused { code: service_codes::WRONG_PASSWORD | service_codes::AUTH_KEY_FORMAT, .. } => return Err(Refusal::WRONG_PASSWORD),
            outcome => known(outcome)?,
        };
        known(back_end.service.forced_on(Method::PUT, "/user/forced/disable_otp", &person.email).await).map(drop)
    })
    .await
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
    redeemed(&back_end, &email, Purpose::EndSessions, code, async |person| end_sessions_of(&back_end, person).await).await
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
    if checks::address(&confirm)? != email {
        return Err(Refusal::unusable("the two addresses differ"));
    }
    redeemed(&back_end, &email, Purpose::DeleteAccount, code, async |person| {
        let user_id = person.user_id.clone().unwrap_or_default();
        match back_end.service.forced(Method::DELETE, &format!("/user/forced/delete/{user_id}"), None).await {
            // gone already, maybe at a first try whose answer was lost
            Outcome::Refused { code: service_codes::USER_NOT_FOUND, .. } => {}
            outcome => drop(outcome.done()?),
        }
        let email = person.email.clone();
        let deleted = back_end.store.run(move |db| {
            store::delete_sessions(db, &user_id)?;
            store::delete_person(db, &email)
        });
        deleted.await
    })
    .await
}

/// At the service and here.
async fn end_sessions_of(back_end: &BackEnd, person: &Person) -> Result<(), Refusal> {
    known(back_end.service.forced_on(Method::DELETE, "/user/forced/sessions", &person.email).await)?;
    let user_id = person.user_id.clone().unwrap_or_default();
    back_end.store.run(move |db| store::delete_sessions(db, &user_id)).await
}

/// Uses the code for `work`, gives it back when that fails, and tells the owner of the mailbox when it does not.
async fn redeemed(back_end: &BackEnd, email: &str, purpose: Purpose, code: String, work: impl AsyncFnOnce(&Person) -> Result<(), Refusal>) -> Answer {
    let (key, now) = (email.to_owned(), back_end.clock.millis());
    let found = back_end.store.run(move |db| {
        let redeemed = codes::redeem(db, &key, purpose, &code, now)?;
        Ok(redeemed.zip(store::by_email(db, &key)?))
    });
    let (redeemed, person) = found.await?.ok_or(Refusal::CODE)?;
    if let Err(refusal) = work(&person).await {
        back_end.store.run(move |db| codes::give_back(db, &redeemed)).await?;
        return Err(refusal);
    }
    back_end.codes.tell(person.email, purpose);
    Ok::<Response, _>(no_content())
}

/// A user whom the service does not know by this identifier is worth another word than a service that is down.
fn known(outcome: Outcome<Value>) -> Result<Value, Refusal> {
    match outcome {
        Outcome::Refused { code: service_codes::USER_NOT_FOUND, .. } => Err(Refusal::NO_SUCH_ACCOUNT),
        outcome => outcome.done(),
    }
}
