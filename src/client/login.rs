//! Login: three requests, or four with MFA.

use std::sync::Arc;

use futures_util::future::join;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::Client;
use super::cancel::Call;
use super::events::Event;
use super::messages::Message;
use super::records::{KnownIdentifier, StoredUser, short_hash};
use super::request::Spec;
use super::session::Session;
use super::state::State;
use crate::crypto::{DerivedKeys, KdfProfile, SecretKey, b64, random_bytes};
use crate::error::{Code, Error, Result};
use crate::steps::device_keys::OpenedDevice;
use crate::steps::kdf::{KdfInput, KdfPolicy, require_text};
use crate::steps::register::{NewPassword, read_salt};
use crate::steps::{jwt, login as steps};
use crate::wire::Endpoint;
use crate::wire::login::{DeviceKeys, DoneLoginAnswer, LoginChallenge, PrepareLoginAnswer, VerifyLoginAnswer};
use crate::wire::session::JwtClaims;

/// How often to answer a challenge, if other logins of the same device make it invalid each time.
const VERIFY_ATTEMPTS: u32 = 4;

/// The result of a login: a session with the refresh token of this login, or a request for a code. With the cookie
/// strategies the client does not store the refresh token: this is the only copy.
pub enum Login {
    SignedIn(Arc<Session>, String),
    Mfa(MfaLogin),
}

/// A login that needs a code. Its two keys are as secret as the password: do not store them.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct MfaLogin {
    /// The identifier of the login.
    pub device_identifier: String,
    /// 32 bytes in base64.
    pub mfa_master_key: String,
    /// 32 bytes in base64.
    pub mfa_auth_key: String,
}

/// A TOTP code or a recovery key.
#[derive(Clone)]
pub struct MfaToken {
    /// Six digits, or a recovery key.
    pub token: Zeroizing<String>,
    /// Whether `token` is a recovery key.
    pub recovery: bool,
}

/// The state after the password was accepted, before the challenge is answered.
pub(super) struct Authenticated {
    pub keys: DerivedKeys,
    pub profile: KdfProfile,
    /// The client stores it after the login is verified.
    pub known: KnownIdentifier,
    pub answer: DoneLoginAnswer,
}

/// A verified login.
pub(super) struct Verified {
    pub opened: OpenedDevice,
    pub answer: VerifyLoginAnswer,
    pub claims: JwtClaims,
    pub device: DeviceKeys,
}

impl Client {
    /// Logs in with the password.
    pub async fn log_in(&self, identifier: &str, password: &str, call: &Call) -> Result<Login> {
        let log_in = async {
            let Authenticated { keys, profile, known, answer } = self.authenticate(identifier, password, call).await?;
            let DoneLoginAnswer::Direct(challenge) = answer else {
                self.note_waiting(&keys.auth_key, known);
                return Ok(Err(keys));
            };
            let verified = self.verify(identifier, &keys, *challenge, call).await?;
            self.note(known);
            self.migrate(identifier, password, &keys, profile, &verified, call).await;
            Ok(Ok(verified))
        };
        match self.in_turn(identifier, call, log_in).await? {
            Ok(verified) => self.sign_in(identifier, verified, false).await,
            Err(keys) => Ok(Login::Mfa(MfaLogin {
                device_identifier: identifier.to_owned(),
                mfa_master_key: keys.master_key_key.to_base64().to_string(),
                mfa_auth_key: keys.auth_key.to_base64().to_string(),
            })),
        }
    }

    /// Completes a login that needs a code. After a mistyped code, call again with the same `login`.
    pub async fn log_in_with_code(&self, token: &MfaToken, login: &MfaLogin, call: &Call) -> Result<Login> {
        let identifier = login.device_identifier.as_str();
        require_text("deviceIdentifier", identifier)?;
        let key = |what, text: &str| SecretKey::from_base64(what, text).map_err(|e| Error::with(Code::InvalidArgument, e.to_string()));
        let keys = DerivedKeys { master_key_key: key("mfa_master_key", &login.mfa_master_key)?, auth_key: key("mfa_auth_key", &login.mfa_auth_key)? };
        let log_in = async {
            let challenge = self.validate_mfa(identifier, &keys, token, call).await?;
            self.verify(identifier, &keys, challenge, call).await
        };
        let verified = self.in_turn(identifier, call, log_in).await?;
        self.note_after_code(&keys.auth_key);
        self.sign_in(identifier, verified, true).await
    }

    /// Runs only one login of an identifier at a time, in this client and in all tabs: a successful login makes the other open
    /// challenges of its device invalid.
    pub(super) async fn in_turn<T>(&self, identifier: &str, call: &Call, log_in: impl Future<Output = Result<T>> + Send) -> Result<T> {
        let name = ["sentc-light/login/", &short_hash([&self.options().base_url, "\0", identifier].concat().as_bytes())].concat();
        // Log entries are passed on immediately, unlike under the lock of a refresh: a user is watching the login, and nothing
        // waits for this lock longer than for a request.
        let _guard = call.race(self.within_timeout(self.host().lock(&name))).await?.ok();
        log_in.await
    }

    /// Sends prepare_login and done_login; if the policy allows two parameter sets, tries both.
    pub(super) async fn authenticate(&self, identifier: &str, password: &str, call: &Call) -> Result<Authenticated> {
        require_text("password", password)?;
        let spec = Spec::new(Endpoint::PrepareLogin).body(steps::prepare_login(identifier)?);
        let (answer, (known, early)) = join(self.ask::<PrepareLoginAnswer>(call, spec), self.known_with_keys(identifier, password, call)).await;
        let answer = answer?;
        let salt = read_salt(&answer.salt_string, &answer.derived_encryption_key_alg)?;
        self.check_salt(identifier, &known, &salt);

        let mut early = early.filter(|early| early.salt == salt);
        let mut refused = None;
        for &profile in self.profiles(&known, &salt) {
            let keys = match early.take_if(|early| early.profile == profile) {
                Some(early) => early.keys?,
                None => self.derive(KdfInput::new(password, salt, profile), call).await?,
            };
            match self.done_login(identifier, &keys, call).await {
                // Reports the first refusal: the second one says nothing new about the password.
                Err(error) if error.code == Code::WrongPassword => refused = refused.or(Some(error)),
                Err(error) => return Err(error),
                Ok(answer) => return Ok(Authenticated { keys, profile, known: KnownIdentifier::new(identifier, profile, &salt), answer }),
            }
        }
        Err(refused.unwrap_or(Error::new(Code::WrongPassword)))
    }

    pub(super) fn derive<'a>(&self, input: KdfInput, call: &'a Call) -> impl Future<Output = Result<DerivedKeys>> + Send + use<'a> {
        let deriving = self.host().derive(input);
        async { call.race(deriving).await? }
    }

    async fn done_login(&self, identifier: &str, keys: &DerivedKeys, call: &Call) -> Result<DoneLoginAnswer> {
        self.ask(call, Spec::new(Endpoint::DoneLogin).body(steps::done_login(identifier, &keys.auth_key))).await
    }

    pub(super) async fn validate_mfa(&self, identifier: &str, keys: &DerivedKeys, token: &MfaToken, call: &Call) -> Result<LoginChallenge> {
        let endpoint = if token.recovery { Endpoint::ValidateRecoveryOtp } else { Endpoint::ValidateMfa };
        self.ask(call, Spec::new(endpoint).body(steps::validate_mfa(identifier, &keys.auth_key, &token.token)?)).await
    }

    /// Answers the challenge. If another login of this device made it invalid (on a platform without shared locks), asks for
    /// a new challenge, up to `VERIFY_ATTEMPTS` times in all.
    pub(super) async fn verify(&self, identifier: &str, keys: &DerivedKeys, challenge: LoginChallenge, call: &Call) -> Result<Verified> {
        let mut challenge = challenge;
        for attempt in 1.. {
            let (opened, body) = steps::answer_challenge(identifier, keys, &challenge)?;
            let answer = self.ask::<VerifyLoginAnswer>(call, Spec::new(Endpoint::VerifyLogin).body(body)).await;
            let error = match answer {
                Ok(answer) => {
                    let device = challenge.device_keys;
                    let claims = jwt::read_claims_of(&answer.jwt, &device.user_id, &device.device_id)?;
                    return Ok(Verified { opened, answer, claims, device });
                }
                Err(error) => error,
            };
            if error.code != Code::WrongPassword || attempt == VERIFY_ATTEMPTS {
                return Err(error);
            }
            match self.done_login(identifier, keys, call).await? {
                DoneLoginAnswer::Direct(another) => challenge = *another,
                // Another code would be needed.
                DoneLoginAnswer::Otp => return Err(error),
            }
        }
        Err(Error::new(Code::LoginNotVerified))
    }

    /// Makes a verified login the current session.
    async fn sign_in(&self, identifier: &str, verified: Verified, mfa: bool) -> Result<Login> {
        let Verified { opened, answer, claims, device } = verified;
        let refresh_token = answer.refresh_token;
        let user_id = device.user_id;
        let now = self.host().now();
        let user = StoredUser {
            identifier: identifier.to_owned(),
            user_id: user_id.clone(),
            device_id: device.device_id,
            user_group_id: device.user_group_id,
            keys: opened.texts,
            jwt: answer.jwt,
            refresh_token: if self.options().refresh.stores_refresh_token() { refresh_token.clone() } else { String::new() },
            mfa,
            skew_ms: jwt::clock_skew(&claims, now),
            login_id: b64::encode_url(&random_bytes::<9>()?),
            signed_in_at: now,
        };
        let session = self.adopt(State { got_here: true, told: true, ..State::new(user, claims) });
        self.save_new(&session).await;
        // After the session's records: the caller waits for those.
        self.store_known(identifier);
        self.broadcast(&session.with(|s| Message::changed("signed_in", &s.user)));
        // Events keep their order: the end of an earlier session may not have been reported yet.
        self.tell_ended();
        self.emit(Event::SignedIn { user_id, remote: false });
        Ok(Login::SignedIn(session, refresh_token))
    }

    /// Derives the keys of an old account with the current parameters and the same password. If this fails, the login and the
    /// account stay valid.
    async fn migrate(&self, identifier: &str, password: &str, keys: &DerivedKeys, profile: KdfProfile, verified: &Verified, call: &Call) {
        if self.options().kdf == KdfPolicy::Migrate && profile == KdfProfile::Legacy {
            let _ = self.rewrap(identifier, password, keys, &verified.opened.master_key, &verified.answer.jwt, call).await;
        }
    }

    /// Encrypts the same master key with a new password, and stores how its keys are derived.
    pub(super) async fn rewrap(&self, identifier: &str, password: &str, old: &DerivedKeys, master_key: &SecretKey, fresh_jwt: &str, call: &Call) -> Result<()> {
        let profile = self.options().kdf.registers_with();
        let new = NewPassword::generate()?;
        let derived = self.derive(new.kdf_input(password, profile)?, call).await?;
        let body = new.update_body(master_key, &derived, &old.auth_key)?;
        // Before the request, because its answer may get lost.
        self.expect(identifier, profile, &new.salt());
        let spec = Spec::new(Endpoint::UpdatePassword).body(crate::json::to_text(&body)).jwt(fresh_jwt.to_owned());
        self.exchange(call, spec).await?;
        self.remember(identifier, profile, &new.salt());
        Ok(())
    }
}
