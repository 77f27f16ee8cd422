//! Login: three requests, four with MFA; and the fresh JWT that some actions need, by logging in again.

use std::collections::BTreeSet;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::Client;
use super::cancel::Call;
use super::capabilities::{Clock, Kdf, Lock, Method, Platform};
use super::events::Event;
use super::messages::Message;
use super::records::{self, identifier_hash};
use super::session::{Session, State, User, UserData};
use super::transport::Spec;
use crate::crypto::{DerivedKeys, KdfProfile, SecretKey};
use crate::error::{Code, Error, Result};
use crate::steps::kdf::{KdfInput, KdfPolicy, require_text};
use crate::steps::keys::OpenedDevice;
use crate::steps::register::{NewPassword, read_salt};
use crate::steps::{jwt, login as steps, read_answer, read_message, to_json};
use crate::wire::login::{DoneLoginAnswer, LoginChallenge, PrepareLoginAnswer, VerifyLoginAnswer};
use crate::wire::session::JwtClaims;

/// Tries to answer a challenge, when other logins of the same device keep voiding them.
const VERIFY_ATTEMPTS: u32 = 4;

/// What a login leads to.
pub enum LoginUser<P: Platform> {
    User(LoggedIn<P>),
    /// A code or a recovery key is needed: [`Client::mfa_login`].
    Mfa(MfaLogin),
}

/// A signed-in user, and the refresh token that this login got.
pub struct LoggedIn<P: Platform> {
    pub user: User<P>,
    /// Also in the cookie modes, where it is kept nowhere else.
    pub refresh_token: String,
}

/// A login that waits for its code: two 32-byte keys in base64, as good as the password. Not for storage.
#[derive(Clone, zeroize::Zeroize, zeroize::ZeroizeOnDrop)]
pub struct MfaLogin {
    pub device_identifier: String,
    pub mfa_master_key: String,
    pub mfa_auth_key: String,
}

/// A TOTP code or a recovery key.
#[derive(Clone)]
pub struct MfaToken {
    pub token: Zeroizing<String>,
    pub recovery: bool,
}

/// What the password (and the token) led to, before the challenge is answered.
pub(super) struct Authenticated {
    pub keys: DerivedKeys,
    pub profile: KdfProfile,
    step: Step,
}

enum Step {
    Direct(Box<LoginChallenge>),
    Otp,
}

/// A verified login.
pub(super) struct Verified {
    pub opened: OpenedDevice,
    pub answer: VerifyLoginAnswer,
    pub claims: JwtClaims,
    pub user_id: String,
    pub device_id: String,
    user_group_id: String,
}

/// A fresh JWT of a signed-in user, and what the login for it opened.
pub(super) struct Fresh {
    pub jwt: String,
    pub keys: DerivedKeys,
    pub master_key: SecretKey,
}

impl<P: Platform> Client<P> {
    /// Logs in with the password.
    pub async fn login(&self, identifier: &str, password: &str, call: &Call) -> Result<LoginUser<P>> {
        let log_in = async {
            let auth = self.authenticate(identifier, password, call).await?;
            let Step::Direct(challenge) = auth.step else { return Ok(Err(auth.keys)) };
            let verified = self.verify(identifier, &auth.keys, *challenge, call).await?;
            self.migrate(identifier, password, &auth.keys, auth.profile, &verified, call).await;
            Ok(Ok(verified))
        };
        match self.in_turn(identifier, call, log_in).await? {
            Ok(verified) => Ok(LoginUser::User(self.sign_in(identifier, verified, false).await)),
            Err(keys) => Ok(LoginUser::Mfa(MfaLogin {
                device_identifier: identifier.to_owned(),
                mfa_master_key: keys.master_key_key.to_base64().to_string(),
                mfa_auth_key: keys.auth_key.to_base64().to_string(),
            })),
        }
    }

    /// Goes on with a login that asked for a code. A mistyped code can be followed by another call with the same data.
    pub async fn mfa_login(&self, token: &MfaToken, login: &MfaLogin, call: &Call) -> Result<LoggedIn<P>> {
        let identifier = login.device_identifier.as_str();
        require_text("deviceIdentifier", identifier)?;
        let keys = DerivedKeys {
            master_key_key: key_argument("mfa_master_key", &login.mfa_master_key)?,
            auth_key: key_argument("mfa_auth_key", &login.mfa_auth_key)?,
        };
        let log_in = async {
            let challenge = self.validate_mfa(identifier, &keys, token, call).await?;
            self.verify(identifier, &keys, challenge, call).await
        };
        let verified = self.in_turn(identifier, call, log_in).await?;
        Ok(self.sign_in(identifier, verified, true).await)
    }

    /// Logins of one identifier take turns, within a client and across tabs: a successful one voids the other open
    /// challenges of its device.
    async fn in_turn<T>(&self, identifier: &str, call: &Call, log_in: impl Future<Output = Result<T>> + Send) -> Result<T> {
        let turn = self.inner.logins.with(|logins| {
            logins.retain(|_, turn| Arc::strong_count(turn) > 1);
            logins.entry(identifier.to_owned()).or_default().clone()
        });
        let _turn = call.race(turn.lock()).await?;
        let name = format!("sentc-light/login/{}", identifier_hash(&format!("{}\0{identifier}", self.options().base_url)));
        // Log entries go out at once, unlike under the lock of a refresh: people watch a login, and nothing waits for this
        // lock longer than for a request.
        let _guard = call.race(self.within_timeout(self.platform().lock().acquire(&name))).await?.ok().flatten();
        log_in.await
    }

    /// prepare_login and done_login, with both parameter sets where the policy has it.
    async fn authenticate(&self, identifier: &str, password: &str, call: &Call) -> Result<Authenticated> {
        require_text("password", password)?;
        let body = steps::prepare_login(identifier)?;
        let spec = Spec::new(Method::Post, "/prepare_login").body(&body).repeatable();
        let answer: PrepareLoginAnswer = self.request(call, spec, read_answer).await?;
        let salt = read_salt(&answer.salt_string, &answer.derived_encryption_key_alg)?;

        let standard = self.try_profile(identifier, password, salt, KdfProfile::Standard, call).await;
        let refused = match standard {
            Err(error) if error.code == Code::WrongPassword => error,
            other => {
                if other.is_ok() {
                    self.remember_kdf(identifier, KdfProfile::Standard).await;
                }
                return other;
            }
        };
        if !self.options().kdf.falls_back() || self.standard_worked(identifier).await {
            return Err(refused);
        }
        // The first refusal is the one to report: a second one says no more about the password.
        match self.try_profile(identifier, password, salt, KdfProfile::Legacy, call).await {
            Err(error) if error.code == Code::WrongPassword => Err(refused),
            other => other,
        }
    }

    async fn try_profile(&self, identifier: &str, password: &str, salt: [u8; 32], profile: KdfProfile, call: &Call) -> Result<Authenticated> {
        let keys = call.race(self.platform().kdf().derive(KdfInput::new(password, salt, profile))).await??;
        let body = steps::done_login(identifier, &keys.auth_key)?;
        let answer: DoneLoginAnswer = self.request(call, Spec::new(Method::Post, "/done_login").body(&body), read_answer).await?;
        let step = match answer {
            DoneLoginAnswer::Direct(challenge) => Step::Direct(challenge),
            DoneLoginAnswer::Otp => Step::Otp,
        };
        Ok(Authenticated { keys, profile, step })
    }

    async fn validate_mfa(&self, identifier: &str, keys: &DerivedKeys, token: &MfaToken, call: &Call) -> Result<LoginChallenge> {
        let path = if token.recovery { "/validate_recovery_otp" } else { "/validate_mfa" };
        let body = steps::validate_mfa(identifier, &keys.auth_key, &token.token)?;
        self.request(call, Spec::new(Method::Post, path).body(&body), read_answer).await
    }

    /// Answers the challenge. One that another login of this device voided meanwhile (on a machine without shared locks)
    /// is asked for again, a few times.
    async fn verify(&self, identifier: &str, keys: &DerivedKeys, challenge: LoginChallenge, call: &Call) -> Result<Verified> {
        let mut challenge = challenge;
        for attempt in 1..=VERIFY_ATTEMPTS {
            match self.verify_once(identifier, keys, challenge, call).await {
                Err(error) if error.code == Code::WrongPassword && attempt < VERIFY_ATTEMPTS => {
                    let body = steps::done_login(identifier, &keys.auth_key)?;
                    match self.request(call, Spec::new(Method::Post, "/done_login").body(&body), read_answer).await? {
                        DoneLoginAnswer::Direct(another) => challenge = *another,
                        // A code would be needed again.
                        DoneLoginAnswer::Otp => return Err(error),
                    }
                }
                other => return other,
            }
        }
        Err(Error::new(Code::LoginNotVerified))
    }

    async fn verify_once(&self, identifier: &str, keys: &DerivedKeys, challenge: LoginChallenge, call: &Call) -> Result<Verified> {
        let (opened, body) = steps::answer_challenge(identifier, keys, &challenge)?;
        let answer: VerifyLoginAnswer = self.request(call, Spec::new(Method::Post, "/verify_login_light").body(&body), read_answer).await?;
        let device = challenge.device_keys;
        let claims = jwt::read_claims_of(&answer.jwt, &device.user_id, &device.device_id)?;
        Ok(Verified { opened, answer, claims, user_id: device.user_id, device_id: device.device_id, user_group_id: device.user_group_id })
    }

    /// A verified login becomes the current session.
    async fn sign_in(&self, identifier: &str, verified: Verified, mfa: bool) -> LoggedIn<P> {
        let Verified { opened, answer, claims, user_id, device_id, user_group_id } = verified;
        let refresh_token = answer.refresh_token;
        let stored_token = if self.options().refresh.stores_refresh_token() { refresh_token.clone() } else { String::new() };
        let data = UserData { device: opened.texts, jwt: answer.jwt, refresh_token: stored_token, user_id: user_id.clone(), device_id, mfa };
        let skew_ms = jwt::clock_skew(&claims, self.platform().clock().now());
        let session =
            self.adopt(State { identifier: identifier.to_owned(), user_group_id, data, claims, skew_ms, expires_steady: 0, saved: false, ended: false });
        self.save(&session).await;
        self.save_current(&session).await;
        self.tell(&Message::SignedIn { user_id: user_id.clone() });
        self.emit(Event::SignedIn { user_id, remote: false });
        LoggedIn { user: self.user_of(session), refresh_token }
    }

    /// Gives an old account today's parameters, under the same password. Whatever fails leaves login and account whole.
    async fn migrate(&self, identifier: &str, password: &str, keys: &DerivedKeys, profile: KdfProfile, verified: &Verified, call: &Call) {
        if self.options().kdf != KdfPolicy::Migrate || profile != KdfProfile::Legacy {
            return;
        }
        let rewrap = async {
            let new = NewPassword::generate()?;
            let derived = call.race(self.platform().kdf().derive(new.kdf_input(password, KdfProfile::Standard)?)).await??;
            let body = to_json(&new.update_body(&verified.opened.master_key, &derived, &keys.auth_key)?)?;
            let spec = Spec::new(Method::Put, "/user/update_pw").body(&body).jwt(&verified.answer.jwt);
            self.request(call, spec, read_message).await
        };
        if rewrap.await.is_ok() {
            self.remember_kdf(identifier, KdfProfile::Standard).await;
        }
    }

    /// Logs in again for a fresh JWT, which some actions need. The session goes on as it was; the tokens of this login
    /// are dropped after the action.
    pub(super) async fn fresh(&self, session: &Session, password: &str, mfa: Option<&MfaToken>, call: &Call) -> Result<Fresh> {
        let state = session.live()?;
        if state.data.mfa && mfa.is_none() {
            return Err(Error::new(Code::MfaRequired));
        }
        let identifier = state.identifier.as_str();
        let log_in = async {
            let auth = self.authenticate(identifier, password, call).await?;
            let challenge = match (auth.step, mfa) {
                (Step::Direct(challenge), _) => {
                    self.set_mfa(session, false).await;
                    *challenge
                }
                (Step::Otp, Some(token)) => {
                    self.set_mfa(session, true).await;
                    self.validate_mfa(identifier, &auth.keys, token, call).await?
                }
                (Step::Otp, None) => {
                    self.set_mfa(session, true).await;
                    return Err(Error::new(Code::MfaRequired));
                }
            };
            let verified = self.verify(identifier, &auth.keys, challenge, call).await?;
            Ok((auth.keys, verified))
        };
        let (keys, verified) = self.in_turn(identifier, call, log_in).await?;
        if verified.user_id != state.data.user_id || verified.device_id != state.data.device_id {
            return Err(Error::with(Code::LoginNotVerified, "the service logged in another user or device"));
        }
        Ok(Fresh { jwt: verified.answer.jwt, keys, master_key: verified.opened.master_key })
    }

    /// What this client last saw of MFA.
    pub(super) async fn set_mfa(&self, session: &Session, mfa: bool) {
        if session.with(|s| s.data.mfa) != mfa {
            self.change(session, |s| s.data.mfa = mfa);
            self.save(session).await;
        }
    }

    async fn standard_worked(&self, identifier: &str) -> bool {
        let known: Option<BTreeSet<String>> = records::read(self.platform().store(), &self.inner.records.kdf()).await.ok().flatten();
        known.is_some_and(|known| known.contains(&identifier_hash(identifier)))
    }

    /// What is known of an identifier's parameters holds for its new name.
    pub(super) async fn carry_kdf_over(&self, old: &str, new: &str) {
        if self.standard_worked(old).await {
            self.remember_kdf(new, KdfProfile::Standard).await;
        }
    }

    /// Remembers which parameters an identifier's password has now. Losing this costs a repeated try, so it may fail.
    pub(super) async fn remember_kdf(&self, identifier: &str, profile: KdfProfile) {
        let (store, key) = (self.platform().store(), self.inner.records.kdf());
        let mut known: BTreeSet<String> = records::read(store, &key).await.ok().flatten().unwrap_or_default();
        let changed = match profile {
            KdfProfile::Standard => known.insert(identifier_hash(identifier)),
            KdfProfile::Legacy => known.remove(&identifier_hash(identifier)),
        };
        if changed {
            let _ = records::write(store, &key, &known).await;
        }
    }
}

fn key_argument(what: &'static str, text: &str) -> Result<SecretKey> {
    SecretKey::from_base64(what, text).map_err(|e| Error::with(Code::InvalidArgument, e.to_string()))
}
