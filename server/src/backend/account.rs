//! Registering through the back end, and what it has for those who are signed in.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use sentc_light_wasm::admin::sql::{Registration, SqlStores};
use sentc_light_wasm::admin::{Registered, identifier_of};
use serde_json::{Map, Value, json};

use super::answer::{self, Answer, Refusal, json_text, texts_and};
use super::session::{Holding, bearer, with_cookies};
use super::{BackEnd, checks};

/// POST /backend/register: `email, name, register, session?`. `register` is what the SDK's `prepareRegister(email, password)` gave: a text,
/// which stays one; `session` is for those who want a session with it. The answer is the service's, whole, for the SDK's `doneRegister`; a
/// bearer session stands beside its result.
///
/// `Accounts::register` writes the attempt down first and makes the account second, so that nothing is left half-way. To have the account
/// deleted "to be safe" when the service does not answer would be wrong: the address may be another's, whose refusal (101) is what got lost.
///
/// Not to be copied into production: there the address is confirmed by mail before anything is done in its name, and calls are limited
/// for each client, since this one answers who has an account.
pub async fn register(State(back_end): State<Arc<BackEnd>>, request: Request) -> Answer {
    let headers = request.headers().clone();
    let ([email, name, register], session) = texts_and(request, ["email", "name", "register"], Some("session")).await?;
    let (email, name) = (checks::address(&email)?, checks::name(&name)?);
    let session = session.map(|session| Holding::read(&session)).transpose()?;
    check_identifier(&register, &email)?;
    let SqlStores { accounts, seen, .. } = &back_end.stores;
    match accounts.register(back_end.service.admin(), &email, &register, &name).await? {
        Registration::Registered(Registered { user_id, device_id, answer, .. }) => {
            seen.remember(&user_id, &[device_id]).await?;
            match session {
                None => Ok(json_text(StatusCode::OK, answer)),
                Some(Holding::Cookie) => Ok(with_cookies(json_text(StatusCode::OK, answer), [back_end.session_cookie(&user_id, &headers).await?])),
                Some(Holding::Bearer) => {
                    let mut envelope: Map<String, Value> = serde_json::from_str(&answer).map_err(|_| Refusal::INTERNAL)?;
                    envelope.insert("session".to_owned(), back_end.bearer_session(&user_id).await?);
                    Ok(answer::json(StatusCode::OK, &envelope))
                }
            }
        }
        Registration::Refused(refusal) => Ok(json_text(StatusCode::from_u16(refusal.http_status).unwrap_or(StatusCode::BAD_GATEWAY), refusal.answer)),
        Registration::Taken => Err(Refusal::ADDRESS_TAKEN),
        _ => Err(Refusal::UNFINISHED),
    }
}

/// The identifier that the keys are for has to be the address. Whoever left this out would let a code for one's own address set the
/// password of any other account.
///
/// # Errors
/// [`Refusal::unusable`].
pub fn check_identifier(register: &str, email: &str) -> Result<(), Refusal> {
    if identifier_of(register).is_some_and(|identifier| identifier == email) { Ok(()) } else { Err(Refusal::field("register", "not prepared for this email")) }
}

/// GET /backend/profile: by a JWT or by a session of the back end.
pub async fn profile(State(back_end): State<Arc<BackEnd>>, headers: HeaderMap) -> Answer {
    let user_id = back_end.user(&headers).await?;
    let account = back_end.stores.accounts.by_user(&user_id).await?.ok_or(Refusal::NO_PROFILE)?;
    let profile = json!({ "user_id": user_id, "email": account.identifier, "name": account.data, "created": account.created });
    Ok(answer::json(StatusCode::OK, &profile))
}

/// GET /backend/group/{id}: what is for a group's members only. The service says who is a member, by the JWT of the caller. Nothing
/// about groups is kept here, so nothing can be out of date.
pub async fn group(State(back_end): State<Arc<BackEnd>>, Path(id): Path<String>, headers: HeaderMap) -> Answer {
    let jwt = bearer(&headers).ok_or(Refusal::SIGNED_OUT)?;
    let (app, _) = back_end.service.valid(jwt, back_end.clock.millis()).ok_or(Refusal::SIGNED_OUT)?;
    match app.admin.groups().access(jwt, &id, None).await {
        Ok(Some(access)) => Ok(answer::json(StatusCode::OK, &json!({ "group_id": access.group_id, "rank": access.rank }))),
        Ok(None) => Err(Refusal::NO_ACCESS),
        Err(error) if matches!(error.server_code(), Some(30..=32 | 35 | 100)) => Err(Refusal::SIGNED_OUT),
        Err(_) => Err(Refusal::SERVICE),
    }
}
