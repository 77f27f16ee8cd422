//! A sentc API with one account, as far as the flows ask it, and the app's own back end that keeps a cookie. It keeps
//! state; a script may put another answer, a fault or a delay in its place.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use sentc_light_wasm::client::host::{HttpFault, Request, Response};
use sentc_light_wasm::crypto::{KdfProfile, b64};
use sentc_light_wasm::wire::GROUP_ACCESS_HEADER;
use serde_json::{Value, json};

use crate::account::{DEVICE, Device, IDENTIFIER, PASSWORD, PHONE, PHONE_IDENTIFIER, USER, keys_of, salt_answer};
use crate::added::Added;
use crate::executor::{Gate, lock};

/// How long a JWT lasts, in seconds.
pub const JWT_SECONDS: i64 = 300;
/// The app's own back end.
pub const ENDPOINT: &str = "https://app.example/refresh";

/// A request as it arrives.
#[derive(Clone, Debug)]
pub struct Seen {
    pub tab: usize,
    pub method: &'static str,
    /// Below `/api/v1`; the whole URL for the app's back end.
    pub path: String,
    pub jwt: Option<String>,
    /// The group that the user acts as.
    pub acting_as: Option<String>,
    pub body: Value,
    /// How many requests with this method and path came before.
    pub number: usize,
}

impl Seen {
    pub fn is_refresh(&self) -> bool {
        is_refresh(&self.path)
    }
}

pub fn is_refresh(url: &str) -> bool {
    url.ends_with("/refresh") || url.ends_with("/init")
}

/// What becomes of a request.
pub enum Act {
    /// The service answers.
    Pass,
    /// Somebody else does, and the service hears nothing.
    Answer(u16, String),
    /// The same, with the header by which an own back end ends a session.
    AnswerEnded(u16, String),
    Fault(HttpFault),
    /// The service does it, but the answer is lost.
    Lost(HttpFault),
    /// It arrives when the gate is opened.
    Held(Gate),
    /// It arrives, and the answer waits for the gate.
    AnswerHeld(Gate),
    /// The service does it, and its answer is changed on the way.
    Changed(Box<dyn FnOnce(Value) -> Value + Send>),
}

type Script = Box<dyn FnMut(&Seen) -> Act + Send>;

#[derive(Clone)]
pub struct Service(Arc<Mutex<State>>);

struct State {
    account: Account,
    requests: Vec<Seen>,
    script: Option<Script>,
    under_way: usize,
    overlaps: usize,
}

/// What the service knows.
#[derive(Clone)]
pub struct Account {
    pub identifier: String,
    pub password: String,
    pub salt: [u8; 32],
    pub profile: KdfProfile,
    pub mfa: bool,
    pub exists: bool,
    /// The user's in every group.
    pub rank: i32,
    /// The group above every group.
    pub parent: Option<String>,
    pub refresh_tokens: BTreeSet<String>,
    /// The devices that were added in a scenario.
    pub added: Vec<Added>,
    /// What the app's back end keeps.
    pub cookie: Option<String>,
    /// Of which device, and the text.
    open_challenges: Vec<(String, String)>,
    pub issued: u64,
}

impl Default for Account {
    fn default() -> Self {
        Self {
            identifier: IDENTIFIER.into(),
            password: PASSWORD.into(),
            salt: [7; 32],
            profile: KdfProfile::Standard,
            mfa: false,
            exists: true,
            rank: 0,
            parent: None,
            refresh_tokens: BTreeSet::new(),
            added: Vec::new(),
            cookie: None,
            open_challenges: Vec::new(),
            issued: 0,
        }
    }
}

pub fn ok(result: Value) -> String {
    json!({ "status": true, "result": result }).to_string()
}

pub fn refusal(code: u32) -> String {
    json!({ "status": false, "err_msg": "no", "err_code": code }).to_string()
}

/// A JWT of these claims: the client does not verify the third part, but it has the length of a signature.
pub fn jwt_of(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| b64::encode_url(value.to_string().as_bytes());
    format!("{}.{}.{}", part(header), part(claims), b64::encode_url(&[7; 96]))
}

pub fn claims_of(jwt: &str) -> Value {
    serde_json::from_slice(&b64::decode_url("jwt", jwt.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

impl Account {
    /// A JWT of this user's first device, issued now.
    pub fn issue(&mut self, now_ms: i64, fresh: bool) -> String {
        self.issue_for(DEVICE, now_ms, fresh)
    }

    pub fn issue_for(&mut self, device: &str, now_ms: i64, fresh: bool) -> String {
        self.issued += 1;
        let iat = now_ms / 1000;
        let claims = json!({ "aud": USER, "sub": device, "iat": iat, "exp": iat + JWT_SECONDS, "fresh": fresh, "n": self.issued });
        jwt_of(&json!({ "alg": "ES384", "kid": "k" }), &claims)
    }

    /// All sessions end, as an own back end can have it.
    pub fn end_sessions(&mut self) {
        self.refresh_tokens.clear();
        self.cookie = None;
    }

    fn auth_key(&self) -> String {
        keys_of(&self.password, &self.salt, self.profile).auth_key.to_base64().to_string()
    }

    fn has(&self, identifier: &str) -> bool {
        identifier == self.identifier || identifier == PHONE_IDENTIFIER
    }

    fn challenge(&mut self, of: &str) -> Value {
        self.issued += 1;
        let device = Device::of_ada();
        let (text, sealed) = &device.challenges[self.issued as usize % device.challenges.len()];
        self.open_challenges.push((of.to_owned(), text.clone()));
        let mut device_keys = device.on_the_wire(&keys_of(&self.password, &self.salt, self.profile));
        device_keys["device_id"] = of.into();
        json!({ "device_keys": device_keys, "challenge": sealed })
    }

    fn handle(&mut self, seen: &Seen, now: i64) -> (u16, String) {
        let body = |name: &str| seen.body[name].as_str().unwrap_or_default().to_owned();
        let no = |status: u16, code: u32| (status, refusal(code));
        let yes = |result: Value| (200, ok(result));
        if !self.exists && seen.path != "/prepare_login" {
            return no(400, 100);
        }
        let expired = || {
            let exp = seen.jwt.as_deref().map_or(0, |jwt| claims_of(jwt)["exp"].as_i64().unwrap_or(0));
            exp * 1000 < now
        };
        if let Some(reply) = self.handle_added(seen, now, seen.jwt.is_some() && !expired()) {
            return reply;
        }
        let device = if body("device_identifier") == PHONE_IDENTIFIER { PHONE } else { DEVICE };
        match (seen.method, seen.path.as_str()) {
            ("POST", "/prepare_login") => yes(salt_answer(&self.salt)),
            ("POST", "/done_login" | "/validate_mfa" | "/verify_login_light") if !self.has(&body("device_identifier")) => no(401, 100),
            ("POST", "/done_login" | "/validate_mfa" | "/verify_login_light") if body("auth_key") != self.auth_key() => no(401, 112),
            ("POST", "/done_login") if self.mfa => yes(json!("Otp")),
            ("POST", "/done_login") => yes(json!({ "Direct": self.challenge(device) })),
            ("POST", "/validate_mfa") if body("token") != "123456" => no(402, 902),
            ("POST", "/validate_mfa") => yes(self.challenge(device)),
            ("POST", "/verify_login_light") => {
                if !self.open_challenges.contains(&(device.to_owned(), body("challenge"))) {
                    return no(401, 112);
                }
                self.open_challenges.retain(|(of, _)| of != device);
                let token = format!("{}-token-{}", if device == PHONE { "phone" } else { "refresh" }, self.issued);
                self.refresh_tokens.insert(token.clone());
                yes(json!({ "jwt": self.issue_for(device, now, true), "refresh_token": token }))
            }
            ("PUT", "/refresh") | ("POST", "/init") => {
                if !self.refresh_tokens.contains(&body("refresh_token")) {
                    return no(400, 114);
                }
                let of = body("refresh_token");
                let added = self.added.iter().find(|device| of.starts_with(&[&device.id, "-"].concat())).map(|device| device.id.clone());
                let device = added.unwrap_or_else(|| if of.starts_with("phone") { PHONE.into() } else { DEVICE.into() });
                let jwt = self.issue_for(&device, now, false);
                yes(if seen.path == "/init" { json!({ "jwt": jwt, "invites": [] }) } else { json!({ "user_id": USER, "device_id": device, "jwt": jwt }) })
            }
            ("GET", ENDPOINT) => match &self.cookie {
                Some(token) if self.refresh_tokens.contains(token) => (200, self.issue(now, false)),
                _ => (401, "no".into()),
            },
            _ if seen.jwt.is_none() => no(401, 31),
            _ if expired() => no(401, 30),
            ("PUT", "/user") => {
                self.identifier = body("user_identifier");
                yes(json!("Success"))
            }
            ("PUT", "/user/update_pw") => {
                let random = b64::decode("random", &body("new_client_random_value")).unwrap();
                self.salt = sentc_light_wasm::crypto::derive_salt(random.as_slice().try_into().unwrap());
                self.profile = KdfProfile::Standard;
                yes(json!("Success"))
            }
            ("PATCH", "/user/register_otp") => {
                self.mfa = true;
                yes(json!({ "secret": "MFRGGZDFMZTWQ2LK", "alg": "totp_sha256", "recover": ["a"] }))
            }
            ("PATCH", "/user/disable_otp") => {
                self.mfa = false;
                yes(json!("Success"))
            }
            ("DELETE", path) if path == "/user" || path == ["/user/device/", DEVICE].concat() => {
                self.exists = false;
                yes(json!("Success"))
            }
            ("POST", "/group/light") => yes(json!({ "group_id": "group-1" })),
            ("GET", path) if path.starts_with("/group/") && path.ends_with("/light") => {
                let id = path.split('/').nth(2).unwrap_or_default();
                yes(
                    json!({ "group_id": id, "parent_group_id": self.parent, "rank": self.rank, "created_time": 1, "joined_time": 1, "access_by": "User", "is_connected_group": false }),
                )
            }
            ("GET", path) if path.ends_with("/update_check_light") => yes(json!({ "rank": self.rank })),
            ("GET", path) if path.starts_with("/group/invite/") || path.starts_with("/user/device/") => yes(json!([])),
            _ => no(404, 404),
        }
    }
}

/// A request on its way, until it is answered or given up.
pub struct UnderWay(Service);

impl Drop for UnderWay {
    fn drop(&mut self) {
        lock(&self.0.0).under_way -= 1;
    }
}

impl Service {
    pub fn new(account: Account) -> Self {
        Self(Arc::new(Mutex::new(State { account, requests: Vec::new(), script: None, under_way: 0, overlaps: 0 })))
    }

    pub fn account<R>(&self, f: impl FnOnce(&mut Account) -> R) -> R {
        f(&mut lock(&self.0).account)
    }

    /// From now on the script says what becomes of each request.
    pub fn script(&self, script: impl FnMut(&Seen) -> Act + Send + 'static) {
        lock(&self.0).script = Some(Box::new(script));
    }

    /// From now on all goes well.
    pub fn no_script(&self) {
        lock(&self.0).script = None;
    }

    pub fn requests(&self) -> Vec<Seen> {
        lock(&self.0).requests.clone()
    }

    pub fn count(&self, path: &str) -> usize {
        lock(&self.0).requests.iter().filter(|seen| seen.path == path).count()
    }

    /// The requests for a new JWT, by the flows and by an app's function.
    pub fn refreshes(&self) -> usize {
        lock(&self.0).requests.iter().filter(|seen| seen.is_refresh()).count()
    }

    /// How often a refresh began while another one was under way.
    pub fn overlaps(&self) -> usize {
        lock(&self.0).overlaps
    }

    pub fn refresh_begins(&self) -> UnderWay {
        let mut state = lock(&self.0);
        state.overlaps += usize::from(state.under_way > 0);
        state.under_way += 1;
        drop(state);
        UnderWay(self.clone())
    }

    /// Notes a request, and says what becomes of it.
    pub fn sees(&self, tab: usize, request: &Request) -> (Seen, Act) {
        let header = |name: &str| request.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone());
        let path = request.url.split_once("/api/v1").map_or(request.url.clone(), |(_, path)| path.to_owned());
        let jwt = header("Authorization").map(|value| value.trim_start_matches("Bearer ").to_owned()).filter(|jwt| !jwt.is_empty());
        let body = request.body.as_deref().map_or(Value::Null, |text| serde_json::from_str(text).unwrap());
        let (mut script, seen) = {
            let mut state = lock(&self.0);
            let number = state.requests.iter().filter(|seen| seen.path == path && seen.method == request.method.name()).count();
            let acting_as = header(GROUP_ACCESS_HEADER);
            let seen = Seen { tab, method: request.method.name(), path, jwt, acting_as, body, number };
            state.requests.push(seen.clone());
            (state.script.take(), seen)
        };
        let act = script.as_mut().map_or(Act::Pass, |script| script(&seen));
        let mut state = lock(&self.0);
        state.script = state.script.take().or(script);
        drop(state);
        (seen, act)
    }

    pub fn handle(&self, seen: &Seen, now: i64) -> Response {
        let (status, body) = lock(&self.0).account.handle(seen, now);
        Response { status, body, session_ended: false }
    }
}
