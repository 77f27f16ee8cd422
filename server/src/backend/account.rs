//! Registering through the back end, and what it has for those who are signed in.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use sentc_light_wasm::admin::{AdminError, Registered, identifier_of};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::answer::{self, Answer, Refusal, json_text};
use super::session::{Holding, Made, bearer, with_cookies};
use super::{BackEnd, checks, store};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegisterRequest {
    email: String,
    name: String,
    /// What the SDK's `prepareRegister(email, password)` gave: a text, which stays one.
    register: String,
    /// For those who want a session with it.
    session: Option<Holding>,
}

/// POST /backend/register. The answer is the service's, whole, for the SDK's `doneRegister`; a bearer session stands beside its result.
///
/// The attempt is written down first and the account made second, so that nothing is left half-way:
/// - the service refuses: nothing of the attempt stays;
/// - the service does not answer: the account may be there. The attempt stays, the first login completes it, and a second registration is
///   another attempt. To have the account deleted "to be safe" would be wrong: the address may be another's, whose refusal (101) is what
///   got lost;
/// - this program dies in between: the same.
///
/// Not to be copied into production: there the address is confirmed by mail before anything is done in its name, and calls are limited
/// for each client, since this one answers who has an account.
pub async fn register(State(back_end): State<Arc<BackEnd>>, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    let body: RegisterRequest = answer::read(body).await?;
    let (email, name) = (checks::address(&body.email)?, checks::name(&body.name)?);
    check_identifier(&body.register, &email)?;

    let (key, now) = (email.clone(), back_end.clock.millis());
    let begun = back_end.store.run(move |db| store::begin_registration(db, &key, &name, now));
    let registration = begun.await?.ok_or(Refusal::ADDRESS_TAKEN)?;
    match back_end.service.admin().register(&body.register).await {
        Ok(Registered { user_id, device_id, answer, .. }) => {
            let user = user_id.clone();
            back_end.store.run(move |db| store::registered(db, registration, &email, &user, &device_id)).await?;
            match body.session {
                None => Ok(json_text(StatusCode::OK, answer)),
                Some(holding) => with_session(answer, back_end.make_session(user_id, holding, &parts.headers).await?),
            }
        }
        Err(AdminError::MayHaveHappened(_)) => {
            back_end.store.run(move |db| store::lost_registration(db, registration)).await?;
            Err(Refusal::UNFINISHED)
        }
        Err(error) => {
            back_end.store.run(move |db| store::refused_registration(db, registration)).await?;
            match error {
                AdminError::Refused(refusal) => Ok(json_text(StatusCode::from_u16(refusal.http_status).unwrap_or(StatusCode::BAD_GATEWAY), refusal.answer)),
                error => Err(error.into()),
            }
        }
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

fn with_session(answer: String, made: Made) -> Answer {
    match made {
        Made::Cookie(cookie) => Ok(with_cookies(json_text(StatusCode::OK, answer), [cookie])),
        Made::Bearer(session) => {
            let mut envelope: Value = serde_json::from_str(&answer).map_err(|_| Refusal::INTERNAL)?;
            envelope.as_object_mut().ok_or(Refusal::INTERNAL)?.insert("session".to_owned(), json!(session));
            Ok(answer::json(StatusCode::OK, &envelope))
        }
    }
}

#[derive(Serialize)]
struct Profile {
    user_id: String,
    email: String,
    name: String,
    created: u64,
}

/// GET /backend/profile: by a JWT or by a session of the back end.
pub async fn profile(State(back_end): State<Arc<BackEnd>>, headers: HeaderMap) -> Answer {
    let user_id = back_end.user(&headers).await?;
    let user = user_id.clone();
    let person = back_end.store.run(move |db| store::by_user(db, &user)).await?.ok_or(Refusal::NO_PROFILE)?;
    Ok(answer::json(StatusCode::OK, &Profile { user_id, email: person.email, name: person.name, created: person.created }))
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
