//! A service that lies, at each step: a typed error each time, and the session that is stored stays as it was.

use sentc_light_wasm::client::host::HttpFault;
use sentc_light_wasm::error::{Code, Error};
use serde_json::{Value, json};

use crate::account::{DEVICE, Device, PASSWORD, USER, keys_of};
use crate::host::Config;
use crate::service::{Act, claims_of, jwt_of, ok};
use crate::{ONCE, signed_in};

/// What becomes of the answer.
#[derive(Clone)]
enum Lie {
    /// A field of the result, by its path, is another.
    Field(&'static str, Value),
    Body(String),
    Redirect,
    /// The JWT has another header or another claim.
    Jwt(Value, Value),
}

impl Lie {
    fn act(&self) -> Act {
        match self.clone() {
            Self::Body(body) => Act::Answer(200, body),
            Self::Redirect => Act::Fault(HttpFault::Redirected),
            Self::Field(path, value) => Act::Changed(Box::new(move |mut answer| {
                *answer.pointer_mut(&format!("/result{path}")).expect(path) = value;
                answer
            })),
            Self::Jwt(header, changed) => Act::Changed(Box::new(move |mut answer| {
                let jwt = &mut answer["result"]["jwt"];
                let mut claims = claims_of(jwt.as_str().unwrap());
                claims.as_object_mut().unwrap().extend(changed.as_object().unwrap().clone());
                *jwt = jwt_of(&header, &claims).into();
                answer
            })),
        }
    }
}

/// What can stand in the place of any answer.
fn bodies() -> Vec<(&'static str, Lie, Code)> {
    let deep = format!(r#"{{"status":true,"result":{}{}}}"#, "[".repeat(50_000), "]".repeat(50_000));
    vec![
        ("HTML with 200", Lie::Body("<!doctype html><title>Welcome to the hotel's network</title>".into()), Code::UnexpectedAnswer),
        ("nothing", Lie::Body(String::new()), Code::UnexpectedAnswer),
        ("cut JSON", Lie::Body(r#"{"status":true,"result":{"salt_str"#.into()), Code::UnexpectedAnswer),
        ("no envelope", Lie::Body(r#"{"result":{}}"#.into()), Code::UnexpectedAnswer),
        ("deep nesting", Lie::Body(deep), Code::UnexpectedAnswer),
        ("a huge answer", Lie::Body(" ".repeat(2 << 20)), Code::UnreadableBody),
        ("a key twice", Lie::Body(r#"{"status":true,"result":{},"result":7}"#.into()), Code::UnexpectedAnswer),
        ("a status twice", Lie::Body(r#"{"status":true,"status":"yes","result":{}}"#.into()), Code::UnexpectedAnswer),
        ("__proto__", Lie::Body(ok(json!({ "__proto__": { "salt_string": "AA==", "jwt": "x", "Direct": {} } }))), Code::UnexpectedAnswer),
        ("another type", Lie::Body(ok(json!([1, 2, 3]))), Code::UnexpectedAnswer),
        ("null", Lie::Body(ok(Value::Null)), Code::UnexpectedAnswer),
        ("a redirect", Lie::Redirect, Code::UnexpectedAnswer),
    ]
}

fn prepare_login() -> Vec<(&'static str, Lie, Code)> {
    use sentc_light_wasm::crypto::b64::encode;
    vec![
        ("no salt", Lie::Field("/salt_string", "".into()), Code::BadKeyMaterial),
        ("a short salt", Lie::Field("/salt_string", encode(&[7; 31]).into()), Code::BadKeyMaterial),
        ("a long salt", Lie::Field("/salt_string", encode(&[7; 33]).into()), Code::BadKeyMaterial),
        ("a salt that is no base64", Lie::Field("/salt_string", "###".into()), Code::BadKeyMaterial),
        ("another salt", Lie::Field("/salt_string", encode(&[9; 32]).into()), Code::WrongPassword),
        ("an unknown derivation", Lie::Field("/derived_encryption_key_alg", "MD5".into()), Code::UnsupportedAlgorithm),
        ("a number", Lie::Field("/salt_string", 7.into()), Code::UnexpectedAnswer),
    ]
}

fn done_login() -> Vec<(&'static str, Lie, Code)> {
    let (ada, mallory) = (Device::of_ada(), Device::of_mallory());
    let keys = keys_of(PASSWORD, &[7; 32], sentc_light_wasm::crypto::KdfProfile::Standard);
    let (own, others) = (ada.on_the_wire(&keys), mallory.on_the_wire(&keys));
    vec![
        ("another public key", Lie::Field("/Direct/device_keys/public_key_string", mallory.public_key.clone().into()), Code::LoginNotVerified),
        ("another verify key", Lie::Field("/Direct/device_keys/verify_key_string", mallory.verify_key.clone().into()), Code::LoginNotVerified),
        ("the keys swapped", Lie::Field("/Direct/device_keys/verify_key_string", ada.public_key.clone().into()), Code::LoginNotVerified),
        ("the private key as sign key", Lie::Field("/Direct/device_keys/encrypted_sign_key", own["encrypted_private_key"].clone()), Code::LoginNotVerified),
        ("the sign key as private key", Lie::Field("/Direct/device_keys/encrypted_private_key", own["encrypted_sign_key"].clone()), Code::LoginNotVerified),
        ("another master key", Lie::Field("/Direct/device_keys/encrypted_master_key", others["encrypted_master_key"].clone()), Code::LoginNotVerified),
        ("another private key", Lie::Field("/Direct/device_keys/encrypted_private_key", others["encrypted_private_key"].clone()), Code::LoginNotVerified),
        ("keys that are no base64", Lie::Field("/Direct/device_keys/encrypted_private_key", "###".into()), Code::LoginNotVerified),
        ("no PEM", Lie::Field("/Direct/device_keys/public_key_string", "x".into()), Code::LoginNotVerified),
        ("an unknown key pair", Lie::Field("/Direct/device_keys/keypair_encrypt_alg", "RSA".into()), Code::UnsupportedAlgorithm),
        ("an unknown signature", Lie::Field("/Direct/device_keys/keypair_sign_alg", "RSA".into()), Code::UnsupportedAlgorithm),
        ("another kind of key pair", Lie::Field("/Direct/device_keys/keypair_encrypt_alg", "KYBER_768".into()), Code::LoginNotVerified),
        ("a challenge for another key", Lie::Field("/Direct/challenge", mallory.challenges[0].1.clone().into()), Code::LoginNotVerified),
        ("a ciphertext that is no challenge", Lie::Field("/Direct/challenge", own["encrypted_private_key"].clone()), Code::LoginNotVerified),
        // Of the scripted service's challenges the sixteenth is never the next one here.
        ("a replayed challenge", Lie::Field("/Direct/challenge", ada.challenges[15].1.clone().into()), Code::WrongPassword),
        ("another user", Lie::Field("/Direct/device_keys/user_id", "user-2".into()), Code::JwtClaims),
        ("another device", Lie::Field("/Direct/device_keys/device_id", "../../user".into()), Code::JwtClaims),
        ("neither", Lie::Field("", "Maybe".into()), Code::UnexpectedAnswer),
    ]
}

fn verify_login() -> Vec<(&'static str, Lie, Code)> {
    let es384 = json!({ "alg": "ES384", "kid": "k" });
    vec![
        ("alg none", Lie::Jwt(json!({ "alg": "none" }), json!({})), Code::JwtMalformed),
        ("alg None", Lie::Jwt(json!({ "alg": "None" }), json!({})), Code::JwtMalformed),
        ("no alg", Lie::Jwt(json!({}), json!({})), Code::JwtMalformed),
        ("another alg", Lie::Jwt(json!({ "alg": "ES256" }), json!({})), Code::JwtMalformed),
        ("a JWT of another user", Lie::Jwt(es384.clone(), json!({ "aud": "user-2" })), Code::JwtClaims),
        ("a JWT of another device", Lie::Jwt(es384.clone(), json!({ "sub": "device-2" })), Code::JwtClaims),
        ("times that are no numbers", Lie::Jwt(es384.clone(), json!({ "exp": "tomorrow" })), Code::JwtClaims),
        ("times beyond all measure", Lie::Jwt(es384, json!({ "exp": u64::MAX })), Code::JwtClaims),
        ("no JWT", Lie::Field("/jwt", "a.b".into()), Code::JwtMalformed),
        ("no refresh token", Lie::Field("/refresh_token", Value::Null), Code::UnexpectedAnswer),
    ]
}

/// The error about a wrong answer has its HTTP status. A redirect that is not followed is no answer.
fn assert_says_the_status(error: &Error, what: &str) {
    let is_about_the_answer = matches!(error.code, Code::UnexpectedAnswer | Code::UnreadableBody) && what != "a redirect";
    assert!(!is_about_the_answer || error.http_status == Some(200), "{what}: {error:?}");
}

#[test]
fn a_lie_at_any_step_of_a_login_is_a_typed_error_and_the_stored_session_stays() {
    let steps = [("/prepare_login", prepare_login()), ("/done_login", done_login()), ("/verify_login_light", verify_login())];
    for (path, lies) in steps {
        for (what, lie, code) in lies.into_iter().chain(bodies()) {
            signed_in(1, &Config::api(), |browser| {
                let lie = lie.clone();
                async move {
                    let (tab, user) = browser.open_signed_in().await;
                    let before = browser.stored().unwrap();
                    browser.service.script(move |seen| if seen.path == path { lie.act() } else { Act::Pass });
                    let error = tab.log_in().await.map(|_| ()).expect_err(what);
                    assert_eq!(error.code, code, "{path}, {what}: {error}");
                    assert_says_the_status(&error, what);
                    // The same where a login is part of another action.
                    let error = user.change_password(PASSWORD, "another", None).await.expect_err(what);
                    assert_eq!(error.code, code, "{path}, {what}: {error}");
                    assert_says_the_status(&error, what);
                    browser.executor.quiet().await;
                    let after = browser.stored().unwrap();
                    assert_eq!((&after.jwt, &after.refresh_token, &after.login_id), (&before.jwt, &before.refresh_token, &before.login_id));
                    assert!(!user.is_signed_out() && tab.sign_outs().is_empty());
                    browser.service.no_script();
                    user.devices().page().await.unwrap();
                }
            });
        }
    }
}

#[test]
fn a_lie_at_a_refresh_or_a_start_is_a_typed_error_and_the_stored_session_stays() {
    let invites = |value| Lie::Field("/invites", value);
    let start = [
        ("invites of another type", invites(json!([{ "group_id": 5, "time": 1 }])), Code::UnexpectedAnswer),
        ("invites at an impossible time", invites(json!([{ "group_id": "g", "time": -1 }])), Code::UnexpectedAnswer),
    ];
    let jwts: Vec<_> = verify_login().into_iter().filter(|(what, ..)| *what != "no refresh token").collect();
    for (path, lies) in [("/refresh", jwts.clone()), ("/init", jwts.into_iter().chain(start).collect())] {
        for (what, lie, code) in lies.into_iter().chain(bodies()) {
            signed_in(1, &Config::api(), |browser| {
                let lie = lie.clone();
                async move {
                    let (tab, user) = browser.open_signed_in().await;
                    let before = browser.disk.text();
                    browser.service.script(move |seen| if seen.path == path { lie.act() } else { Act::Pass });
                    let error = match path {
                        "/refresh" => user.renew_jwt(&user.data().jwt).await.map(|_| ()).expect_err(what),
                        _ => tab.client.init().await.map(|started| assert!(started.is_none())).expect_err(what),
                    };
                    // Where a JWT is asked for, what is none is a bad answer.
                    let code = if code == Code::JwtMalformed { Code::RefreshAnswer } else { code };
                    assert_eq!(error.code, code, "{path}, {what}: {error}");
                    assert_says_the_status(&error, what);
                    browser.executor.quiet().await;
                    assert_eq!(browser.disk.text(), before);
                    assert!(!user.is_signed_out() && tab.events().is_empty());
                    browser.service.no_script();
                    user.devices().page().await.unwrap();
                }
            });
        }
    }
}

/// The login within another action has to be that of the session.
#[test]
fn a_fresh_login_as_somebody_else_is_refused() {
    for (field, claim, other) in [("user_id", "aud", "user-2"), ("device_id", "sub", "device-2")] {
        signed_in(ONCE, &Config::api(), move |browser| async move {
            let (_, user) = browser.open_signed_in().await;
            browser.service.script(move |seen| match seen.path.as_str() {
                "/done_login" => {
                    Lie::Field(if field == "user_id" { "/Direct/device_keys/user_id" } else { "/Direct/device_keys/device_id" }, other.into()).act()
                }
                "/verify_login_light" => Lie::Jwt(json!({ "alg": "ES384" }), json!({ claim: other })).act(),
                _ => Act::Pass,
            });
            assert_eq!(user.register_otp(PASSWORD, None).await.map(|_| ()).unwrap_err().code, Code::LoginNotVerified);
            assert_eq!(browser.service.count("/user/register_otp"), 0);
            assert_eq!((user.data().user_id, user.data().device_id), (USER.into(), DEVICE.into()));
        });
    }
}

/// Ids that a service makes of path characters stay one segment, or are refused before anything is sent.
#[test]
fn ids_made_of_path_characters_change_no_route() {
    for (id, path) in [("..", None), (".", None), ("", None), ("../user", Some("/group/..%2Fuser/light")), ("a/b?c#d", Some("/group/a%2Fb%3Fc%23d/light"))] {
        signed_in(ONCE, &Config::api(), move |browser| async move {
            let (_, user) = browser.open_signed_in().await;
            browser.service.script(move |seen| match seen.path.as_str() {
                "/group/light" => Act::Answer(200, ok(json!({ "group_id": id }))),
                _ => Act::Pass,
            });
            let id = user.create_group().await.unwrap();
            let loaded = user.group(&id, None).await;
            match path {
                Some(path) => assert_eq!(browser.service.count(path), 1),
                None => {
                    assert_eq!(loaded.map(|_| ()).unwrap_err().code, Code::InvalidArgument);
                    assert_eq!(browser.service.requests().len(), 1);
                }
            }
        });
    }
}
