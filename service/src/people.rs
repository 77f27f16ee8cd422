//! Users for tests, made as a client would make them, but without one.

use bytes::Bytes;
use http::Request;
use sentc_light_wasm::wire::mfa::OtpRegister;
use sentc_light_wasm::wire::{API_PREFIX, APP_TOKEN_HEADER, Endpoint};
use sentc_light_wasm::{KdfPolicy, user};

use crate::Service;
use crate::api::mfa;

/// A user that was just made. Its secrets are in here, so it can't be printed.
pub struct NewUser {
    pub user_id: String,
    /// With MFA: the secret and the recovery keys.
    pub mfa: Option<OtpRegister>,
}

/// Why there is no user.
#[derive(Debug, thiserror::Error)]
pub enum NewUserError {
    #[error("{0}")]
    Client(#[from] sentc_light_wasm::Error),
    #[error("there is no app to register with")]
    NoApp,
    #[error("the registration is no request: {0}")]
    Http(#[from] http::Error),
    #[error("MFA could not be turned on: {0}")]
    Mfa(String),
}

impl Service {
    /// Registers a user in the first app with its secret token, so that no option of the app refuses. Derives keys from the
    /// password, which takes some 50 milliseconds.
    ///
    /// # Errors
    /// [`NewUserError`]: a taken identifier, for instance.
    pub fn create_user(&self, identifier: &str, password: &str, with_mfa: bool) -> Result<NewUser, NewUserError> {
        let app = self.apps.iter().next().ok_or(NewUserError::NoApp)?;
        let body = user::prepare_register(identifier, password, KdfPolicy::default())?;
        let row = Endpoint::RegisterUser.row();
        let request = Request::builder()
            .method(row.method.name())
            .uri(format!("{API_PREFIX}{}", row.path))
            .header(APP_TOKEN_HEADER, app.secret_token.as_str())
            .body(Bytes::from(body))?;
        let user_id = user::done_register(self.answer(&request).body())?;
        let mfa = match with_mfa {
            false => None,
            true => Some(self.store.write(|db| mfa::enable(db, &self.data_key, &user_id)).map_err(|refusal| NewUserError::Mfa(refusal.message.into_owned()))?),
        };
        Ok(NewUser { user_id, mfa })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data_key::DataKey;
    use crate::store::Store;
    use crate::{Clock, Options};

    #[test]
    fn a_user_with_and_without_mfa() {
        let service = Service::open(Store::in_memory().unwrap(), DataKey::generate().unwrap(), &Options::default(), Clock::stopped()).unwrap();
        assert!(service.create_user("ada", "pass", false).ok().unwrap().mfa.is_none());
        assert!(matches!(service.create_user("ada", "pass", false), Err(NewUserError::Client(error)) if error.code == sentc_light_wasm::Code::IdentifierTaken));
        let mfa = service.create_user("bob", "pass", true).ok().unwrap().mfa.unwrap();
        assert_eq!((mfa.secret.len(), mfa.recover.len()), (52, 6));
    }
}
