//! Devices that are added while a scenario runs, with the keys that the client made for them.

use sentc_light_wasm::crypto::{EncryptAlg, PublicKey, b64, derive_salt, verify_hashed_authentication_key};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::account::{DEVICE, PHONE, PHONE_IDENTIFIER, USER, salt_answer};
use crate::service::{Account, Seen, claims_of, ok, refusal};

#[derive(Clone)]
pub struct Added {
    pub id: String,
    pub identifier: String,
    pub confirmed: bool,
    token: String,
    /// The body of its registration.
    body: Value,
    challenge: Option<String>,
}

type Reply = (u16, String);

fn no(status: u16, code: u32) -> Reply {
    (status, refusal(code))
}

fn yes(result: &Value) -> Reply {
    (200, ok(result.clone()))
}

impl Added {
    fn auth_fits(&self, auth_key: &str) -> bool {
        let hashed = b64::decode("hash", self.body["derived"]["hashed_authentication_key"].as_str().unwrap()).unwrap();
        b64::decode("key", auth_key).is_ok_and(|key| verify_hashed_authentication_key(&key, hashed.as_slice().try_into().unwrap()))
    }

    fn challenged(&mut self, n: u64) -> Value {
        let derived = &self.body["derived"];
        let public = PublicKey::from_wire(EncryptAlg::EciesKyber768, derived["public_key"].as_str().unwrap()).unwrap();
        let text = format!("challenge {n} of {}", self.id);
        let sealed = b64::encode(&public.encrypt(text.as_bytes()).unwrap());
        self.challenge = Some(text);
        json!({
            "challenge": sealed,
            "device_keys": {
                "encrypted_master_key": self.body["master_key"]["encrypted_master_key"],
                "encrypted_private_key": derived["encrypted_private_key"],
                "public_key_string": derived["public_key"],
                "keypair_encrypt_alg": derived["keypair_encrypt_alg"],
                "encrypted_sign_key": derived["encrypted_sign_key"],
                "verify_key_string": derived["verify_key"],
                "keypair_sign_alg": derived["keypair_sign_alg"],
                "keypair_encrypt_id": "encrypt-1",
                "keypair_sign_id": "sign-1",
                "user_id": USER,
                "device_id": self.id,
                "user_group_id": "group-of-user-1",
            },
        })
    }
}

impl Account {
    fn is_taken(&self, identifier: &str) -> bool {
        [self.identifier.as_str(), PHONE_IDENTIFIER].contains(&identifier) || self.added.iter().any(|device| device.identifier == identifier)
    }

    /// What concerns added devices; `None`: something else.
    pub fn handle_added(&mut self, seen: &Seen, now: i64, valid_jwt: bool) -> Option<Reply> {
        let body = |name: &str| seen.body[name].as_str().unwrap_or_default();
        let caller = || seen.jwt.as_deref().map(|jwt| claims_of(jwt)["sub"].as_str().unwrap_or_default().to_owned());
        let (identifier, mfa) = (body("device_identifier"), self.mfa);
        match (seen.method, seen.path.as_str()) {
            ("POST", "/exists") => Some(yes(&json!({ "user_identifier": body("user_identifier"), "available": !self.is_taken(body("user_identifier")) }))),
            ("POST", "/user/prepare_register_device") if self.is_taken(identifier) => Some(no(400, 101)),
            ("POST", "/user/prepare_register_device") => {
                self.issued += 1;
                let (id, token) = (format!("added-{}", self.issued), format!("token-{}", self.issued));
                let device = Added {
                    id: id.clone(),
                    identifier: identifier.to_owned(),
                    confirmed: false,
                    token: token.clone(),
                    body: seen.body.clone(),
                    challenge: None,
                };
                self.added.push(device);
                Some(yes(&json!({ "device_id": id, "token": token, "device_identifier": identifier, "public_key_string": "p", "keypair_encrypt_alg": "a" })))
            }
            ("POST", "/prepare_login" | "/done_login" | "/validate_mfa" | "/verify_login_light") => {
                self.issued += 1;
                let n = self.issued;
                let device = self.added.iter_mut().find(|device| device.confirmed && device.identifier == body_of_login(seen))?;
                if seen.path == "/prepare_login" {
                    let random = b64::decode("random", device.body["derived"]["client_random_value"].as_str().unwrap()).unwrap();
                    return Some(yes(&salt_answer(&derive_salt(random.as_slice().try_into().unwrap()))));
                }
                if !device.auth_fits(body("auth_key")) {
                    return Some(no(401, 112));
                }
                Some(match seen.path.as_str() {
                    "/done_login" if mfa => yes(&json!("Otp")),
                    "/done_login" => yes(&json!({ "Direct": device.challenged(n) })),
                    "/validate_mfa" if body("token") != "123456" => no(402, 902),
                    "/validate_mfa" => yes(&device.challenged(n)),
                    _ if device.challenge.take().as_deref() != Some(body("challenge")) => no(401, 112),
                    _ => {
                        let id = device.id.clone();
                        let token = format!("{id}-token-{n}");
                        self.refresh_tokens.insert(token.clone());
                        yes(&json!({ "jwt": self.issue_for(&id, now, true), "refresh_token": token }))
                    }
                })
            }
            _ if !valid_jwt => None,
            ("PUT", "/user/done_register_device_light") => {
                let waiting = self.added.iter_mut().find(|device| !device.confirmed && device.token == body("token"));
                Some(waiting.map_or_else(
                    || no(400, 100),
                    |device| {
                        device.confirmed = true;
                        yes(&json!("Success"))
                    },
                ))
            }
            ("GET", "/user/device/0/none") => {
                let of_old = [(DEVICE, self.identifier.as_str()), (PHONE, PHONE_IDENTIFIER)];
                let of_added = self.added.iter().filter(|device| device.confirmed).map(|device| (device.id.as_str(), device.identifier.as_str()));
                let all = of_old.into_iter().chain(of_added).enumerate();
                let listed = |(time, (id, name)): (usize, (&str, &str))| json!({ "device_id": id, "time": time, "device_identifier": b64::encode(&Sha256::digest(name)) });
                Some(yes(&all.map(listed).collect()))
            }
            ("DELETE", path) => {
                let id = path.strip_prefix("/user/device/").filter(|id| *id != DEVICE)?;
                let before = self.added.len();
                let is_fresh = seen.jwt.as_deref().is_some_and(|jwt| claims_of(jwt)["fresh"] == true);
                if !is_fresh {
                    return Some(no(401, 113));
                }
                self.added.retain(|device| device.id != id);
                Some(if self.added.len() < before { yes(&json!("Success")) } else { no(400, 100) })
            }
            ("PUT", "/user") => {
                let taken = self.is_taken(body("user_identifier"));
                let device = self.added.iter_mut().find(|device| Some(&device.id) == caller().as_ref())?;
                if taken {
                    return Some(no(400, 101));
                }
                device.identifier = body("user_identifier").to_owned();
                Some(yes(&json!("Success")))
            }
            _ => None,
        }
    }
}

fn body_of_login(seen: &Seen) -> &str {
    ["device_identifier", "user_identifier"].iter().find_map(|name| seen.body[*name].as_str()).unwrap_or_default()
}
