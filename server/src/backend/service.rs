//! The service, as an own back end speaks to it.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use sentc_light_wasm::json::Json;
use sentc_light_wasm::wire::session::{RefreshAnswer, RefreshBody};
use sentc_light_wasm::wire::{API_PREFIX, APP_TOKEN_HEADER, EnvelopeError, codes, open_envelope};
use tower::ServiceExt;

use crate::{Server, jwt};

const MAX_ANSWER: usize = 64 * 1024;

/// What the service says that means: this session is over.
const OVER: [u32; 5] = [codes::REFRESH_TOKEN, codes::USER_NOT_FOUND, codes::JWT_MISSING, codes::JWT_UNDECODABLE, codes::JWT_KEY_UNKNOWN];

pub struct Service {
    server: Arc<Server>,
    api: Router,
}

/// What came of a refresh.
pub enum Refreshed {
    Jwt {
        jwt: String,
        device_id: String,
    },
    /// The session is over; with the service's own words.
    Over(String),
    /// Anything else, which says nothing about the session.
    Other(StatusCode, String),
}

impl Service {
    pub fn new(server: Arc<Server>, api: Router) -> Self {
        Self { server, api }
    }

    /// The device that a JWT is for, when one of the apps signed it.
    pub fn device_of(&self, jwt: &str) -> Option<String> {
        jwt::verify(jwt, |kid| self.server.apps.by_kid(kid).map(|app| &app.key)).ok().map(|claims| claims.sub)
    }

    /// PUT /refresh. An own back end belongs to one app; this one to both, so the JWT decides.
    pub async fn refresh(&self, jwt: &str, refresh_token: &str) -> Refreshed {
        let mut secret_token = None;
        let known = jwt::verify(jwt, |kid| {
            let app = self.server.apps.by_kid(kid)?;
            secret_token = Some(app.secret_token.to_string());
            Some(&app.key)
        });
        let (Ok(_), Some(secret_token)) = (known, secret_token) else {
            return Refreshed::Over(r#"{"status":false,"err_msg":"not one of our JWTs","err_code":32}"#.to_owned());
        };
        match self.call(jwt, &secret_token, refresh_token).await {
            Ok((status, answer)) => read(status, answer),
            Err(why) => {
                tracing::error!(why, "the service could not be asked");
                Refreshed::Other(StatusCode::BAD_GATEWAY, String::new())
            }
        }
    }

    async fn call(&self, jwt: &str, secret_token: &str, refresh_token: &str) -> Result<(StatusCode, String), &'static str> {
        let body = serde_json::to_string(&RefreshBody { refresh_token: refresh_token.to_owned() }).map_err(|_| "no JSON")?;
        let request = Request::builder()
            .method(Method::PUT)
            .uri(format!("{API_PREFIX}/refresh"))
            .header(APP_TOKEN_HEADER, secret_token)
            .header(header::AUTHORIZATION, format!("Bearer {jwt}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body))
            .map_err(|_| "no request")?;
        let response = match self.api.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), MAX_ANSWER).await.map_err(|_| "no answer")?;
        String::from_utf8(body.into()).map(|text| (status, text)).map_err(|_| "no text")
    }
}

fn read(status: StatusCode, answer: String) -> Refreshed {
    match open_envelope(&answer).map(|result| RefreshAnswer::read(&result)) {
        Ok(Some(RefreshAnswer { jwt, device_id, .. })) => Refreshed::Jwt { jwt, device_id },
        Err(EnvelopeError::Refused { code, .. }) if OVER.contains(&code) => Refreshed::Over(answer),
        // A refusal in a HTTP 200 is none to a program that looks at the status only.
        Ok(None) | Err(_) if status.is_success() => Refreshed::Other(StatusCode::BAD_GATEWAY, answer),
        Ok(None) | Err(_) => Refreshed::Other(status, answer),
    }
}
