//! What an own back end does with the secret token, and how it knows who a request is from.

use std::sync::Arc;

use sentc_light_wasm::admin::{Admin, AdminError, JwtVerifier, KeptSession, SessionRefusal, Sessions, hashed_identifier, identifier_of};
use sentc_light_wasm::error::Code;
use sentc_light_wasm::{Client, LoginUser, MfaToken, User, user};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::variable;

const PASSWORD: &str = "correct horse battery staple";

fn admin() -> Admin {
    Admin::new(variable("SENTC_TEST_URL"), variable("SENTC_TEST_SECRET_TOKEN2")).unwrap()
}

fn client() -> Client {
    Client::builder(variable("SENTC_TEST_PUBLIC_TOKEN2")).base_url(variable("SENTC_TEST_URL")).build().unwrap()
}

async fn log_in(client: &Client, identifier: &str, password: &str) -> User {
    match client.login(identifier, password).await.unwrap() {
        LoginUser::User(login) => login.user,
        LoginUser::Mfa(_) => panic!("a code was asked for"),
    }
}

async fn public_key() -> String {
    let apps: Value = reqwest::get(format!("{}/dev/apps", variable("SENTC_TEST_URL"))).await.unwrap().json().await.unwrap();
    apps[1]["jwt_public_key"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_life_of_an_account() {
    let (admin, client) = (admin(), client());
    let (identifier, _) = user::generate_register_data().unwrap();
    let body = client.prepare_register(&identifier, PASSWORD).await.unwrap();
    assert_eq!(identifier_of(&body).as_deref(), Some(identifier.as_str()));
    let registered = admin.register(&body).await.unwrap();
    assert_eq!(user::done_register(&registered.answer).unwrap(), registered.user_id);
    let taken = admin.register(&body).await.unwrap_err();
    assert!(matches!(&taken, AdminError::Refused(refusal) if refusal.error.code == Code::IdentifierTaken && refusal.answer.contains("101")), "{taken}");

    let user = log_in(&client, &identifier, PASSWORD).await;
    let jwt = user.jwt().await.unwrap();
    let visitor = JwtVerifier::new([public_key().await.as_str()]).unwrap().authenticate(Some(&format!("Bearer {jwt}"))).unwrap();
    assert_eq!(admin.owner_of(&jwt).await.unwrap(), visitor);
    assert_eq!((&visitor.user_id, &visitor.device_id, visitor.fresh), (&registered.user_id, &registered.device_id, true));
    let devices = admin.devices(&jwt).await.unwrap();
    assert_eq!((devices.len(), &devices[0].device_identifier), (1, &hashed_identifier(&identifier)));
    let group = user.create_group().await.unwrap();
    let access = admin.groups().access(&jwt, &group, None).await.unwrap().unwrap();
    assert_eq!((access.group_id, access.rank), (group, 0));

    // Without a password: devices and keys, and a refresh.
    let forced = admin.login(&identifier).await.unwrap();
    assert_eq!((&forced.user_id, &forced.device_id), (&registered.user_id, &registered.device_id));
    assert!(!format!("{forced:?}{admin:?}").contains(forced.jwt.as_str()) && !format!("{admin:?}").contains(&variable("SENTC_TEST_SECRET_TOKEN2")));
    assert!(admin.recovery_keys(&forced.jwt).await.unwrap().is_empty());
    let refreshed = admin.refresh(&forced.jwt, &forced.refresh_token).await.unwrap();
    assert!(!admin.owner_of(&refreshed).await.unwrap().fresh);
    assert_eq!(admin.delete_device(&forced.jwt, &forced.device_id).await.unwrap_err().error().code, Code::LastDevice);

    // Another password, and then no second factor.
    user.register_otp(PASSWORD, None).await.unwrap();
    let other = client.prepare_register(&identifier, "another password").await.unwrap();
    let refused = admin.reset_password("somebody@example.org", &other).await.unwrap_err();
    assert!(matches!(&refused, AdminError::NotSent(error) if error.code == Code::InvalidArgument), "{refused}");
    admin.reset_password(&identifier, &other).await.unwrap();
    admin.end_sessions(&identifier).await.unwrap();
    let over = admin.refresh(&forced.jwt, &forced.refresh_token).await.unwrap_err();
    assert!(matches!(&over, AdminError::Refused(refusal) if refusal.ends_session()), "{over}");
    let LoginUser::Mfa(login) = client.login(&identifier, "another password").await.unwrap() else { panic!("no code was asked for") };
    assert!(client.mfa_login(&MfaToken::code("000000"), &login).await.is_err());
    admin.disable_otp(&identifier).await.unwrap();
    log_in(&client, &identifier, "another password").await;

    admin.delete_user_by_id(&registered.user_id).await.unwrap();
    for gone in [admin.delete_user_by_id(&registered.user_id).await, admin.delete_user(&identifier).await, admin.end_sessions(&identifier).await] {
        assert_eq!(gone.unwrap_err().error().code, Code::UserNotFound);
    }
}

struct Person {
    identifier: String,
    user_id: String,
    jwt: String,
    user: User,
}

async fn person() -> Person {
    let (admin, client) = (admin(), client());
    let (identifier, _) = user::generate_register_data().unwrap();
    let user_id = admin.register(&client.prepare_register(&identifier, PASSWORD).await.unwrap()).await.unwrap().user_id;
    let user = log_in(&client, &identifier, PASSWORD).await;
    Person { jwt: user.jwt().await.unwrap(), identifier, user_id, user }
}

fn code_of<T: std::fmt::Debug>(result: Result<T, AdminError>) -> Code {
    result.unwrap_err().error().code
}

#[tokio::test]
async fn groups_in_somebodys_name() {
    let (ada, bob, eve) = (person().await, person().await, person().await);
    let admin = admin();
    let groups = admin.groups();
    let rank = async |jwt: &str, group: &str, as_group: Option<&str>| groups.access(jwt, group, as_group).await.unwrap().map(|access| access.rank);
    let group = groups.create(&ada.user_id).await.unwrap();
    assert_eq!((rank(&ada.jwt, &group, None).await, rank(&bob.jwt, &group, None).await), (Some(0), None));
    groups.add(&ada.user_id, &group, &bob.user_id, Some(3)).await.unwrap();
    let member = groups.member(&group, &bob.user_id).await.unwrap().unwrap();
    assert_eq!((member.user_id, member.rank, member.user_type), (bob.user_id.clone(), 3, 0));
    assert_eq!(groups.member(&group, &eve.user_id).await.unwrap(), None);
    for id in ["7d1f8b8e-0000-4000-8000-000000000000", "abc", "x", "..", "", "a/../b"] {
        assert_eq!(
            (rank(&ada.jwt, id, None).await, groups.member(&group, id).await.unwrap(), groups.member(id, id).await.unwrap()),
            (None, None, None),
            "{id}"
        );
    }
    // Rank 3 may not add anybody; a member is not added twice.
    assert_eq!(code_of(groups.add(&bob.user_id, &group, &eve.user_id, None).await), Code::RankTooLow);
    assert_eq!(code_of(groups.add(&ada.user_id, &group, &bob.user_id, None).await), Code::AlreadyMember);
    assert!(matches!(groups.kick(&ada.user_id, &group, "../x").await, Err(AdminError::NotSent(_))));

    let child = groups.create_child(&ada.user_id, &group).await.unwrap();
    assert_eq!(rank(&bob.jwt, &child, None).await, Some(3), "by the parent");
    assert_eq!(groups.member(&child, &bob.user_id).await.unwrap(), None, "not a direct member");
    let connected = groups.create_connected(&ada.user_id, &group).await.unwrap();
    assert_eq!((rank(&ada.jwt, &connected, None).await, rank(&ada.jwt, &connected, Some(&group)).await), (None, Some(0)));
    let guests = groups.create(&eve.user_id).await.unwrap();
    groups.add_group(&ada.user_id, &group, &guests, Some(4)).await.unwrap();
    assert_eq!(rank(&eve.jwt, &group, Some(&guests)).await, Some(4));

    groups.kick(&ada.user_id, &group, &bob.user_id).await.unwrap();
    assert_eq!(rank(&bob.jwt, &group, None).await, None);
    groups.delete(&group).await.unwrap();
    assert_eq!(code_of(groups.delete(&group).await), Code::NoGroupAccess);
    assert_eq!(rank(&ada.jwt, &group, None).await, None);
}

#[tokio::test]
async fn a_stolen_device_is_shut_out() {
    let (admin, thief) = (admin(), client());
    let Person { identifier, user, .. } = person().await;
    let (theirs, password) = user::generate_register_data().unwrap();
    user.register_device(&thief.register_device_start(&theirs, &password).await.unwrap()).await.unwrap();
    user.register_otp(PASSWORD, None).await.unwrap();
    let forced = admin.login(&identifier).await.unwrap();
    assert_eq!(admin.devices(&forced.jwt).await.unwrap().len(), 2);
    admin.shut_out_devices(&identifier, true).await.unwrap();
    assert_eq!(code_of(admin.refresh(&forced.jwt, &forced.refresh_token).await), Code::RefreshToken);
    assert!(matches!(client().login(&identifier, PASSWORD).await.unwrap(), LoginUser::Mfa(_)));
    assert_eq!(thief.login(&theirs, &password).await.unwrap_err().code, Code::UserNotFound);
    admin.shut_out_devices(&identifier, false).await.unwrap();
    let own = log_in(&client(), &identifier, PASSWORD).await;
    assert_eq!(admin.devices(&own.jwt().await.unwrap()).await.unwrap().len(), 1);
    let nobody = admin.shut_out_devices(&theirs, false).await.unwrap_err();
    assert!(matches!(&nobody, AdminError::Refused(refusal) if refusal.error.code == Code::UserNotFound), "{nobody}");
}

/// The strategy `cookie`: what the cookie holds, and which answers end a session.
#[tokio::test]
async fn sessions_with_the_refresh_token_in_a_cookie() {
    let client = client();
    let verifier = JwtVerifier::new([public_key().await.as_str()]).unwrap();
    let sessions = Sessions::new(admin(), verifier.clone());
    let (identifier, _) = user::generate_register_data().unwrap();
    let registered = admin().register(&client.prepare_register(&identifier, PASSWORD).await.unwrap()).await.unwrap();
    let LoginUser::User(login) = client.login(&identifier, PASSWORD).await.unwrap() else { panic!("a code was asked for") };
    let (token, header) = (login.refresh_token.as_str(), format!("Bearer {}", login.user.jwt().await.unwrap()));
    let status = |refusal: &SessionRefusal| (refusal.http_status, refusal.ends_session, refusal.deletes_cookie);

    let started = sessions.start(Some(&header), token).await.unwrap();
    assert_eq!((&started.visitor.user_id, &started.visitor.device_id, started.visitor.fresh), (&registered.user_id, &registered.device_id, true));
    assert!(!verifier.verify_expired(&started.jwt).unwrap().fresh, "from a refresh");
    assert!(!format!("{started:?}").contains(token) && !format!("{started:?}").contains(started.jwt.as_str()));
    for (authorization, token, expected) in
        [(None, token, 401), (Some("Bearer a.b.c"), token, 401), (Some(&*header), "another", 401), (Some(&*header), "a;b", 422)]
    {
        let refusal = sessions.start(authorization, token).await.unwrap_err();
        assert_eq!(status(&refusal), (expected, false, false), "{authorization:?} {token}");
    }

    let kept = KeptSession::read(&started.kept.value()).unwrap();
    let refreshed = sessions.refresh(Some(&header), Some(&kept)).await.unwrap();
    assert_eq!(verifier.verify_expired(&refreshed.jwt).unwrap(), refreshed.visitor);
    // A wrong key here is no reason to sign anybody out: the service judges.
    let apps: Value = reqwest::get(format!("{}/dev/apps", variable("SENTC_TEST_URL"))).await.unwrap().json().await.unwrap();
    let wrong = Sessions::new(admin(), JwtVerifier::new([apps[0]["jwt_public_key"].as_str().unwrap()]).unwrap());
    assert!(wrong.refresh(Some(&header), Some(&kept)).await.is_ok());
    // A proxy dropped the header; nobody answers.
    assert_eq!(status(&sessions.refresh(None, Some(&kept)).await.unwrap_err()), (400, false, false));
    let down = Sessions::new(Admin::new("http://127.0.0.1:1", "AAAA").unwrap(), verifier);
    assert_eq!(status(&down.refresh(Some(&header), Some(&kept)).await.unwrap_err()), (502, false, false));
    let strange = Sessions::new(Admin::new(variable("SENTC_TEST_URL"), "AAAA").unwrap(), JwtVerifier::new([public_key().await.as_str()]).unwrap());
    assert_eq!(status(&strange.refresh(Some(&header), Some(&kept)).await.unwrap_err()), (502, false, false), "a wrong secret token");
    // No cookie, another device's, and one that the service no longer knows.
    assert_eq!(status(&sessions.refresh(Some(&header), None).await.unwrap_err()), (401, true, false));
    let others = KeptSession::read(&format!("7d1f8b8e-0000-4000-8000-000000000000:{token}")).unwrap();
    assert_eq!(status(&sessions.refresh(Some(&header), Some(&others)).await.unwrap_err()), (401, true, false));
    admin().end_sessions(&identifier).await.unwrap();
    let over = sessions.refresh(Some(&header), Some(&kept)).await.unwrap_err();
    assert_eq!((status(&over), over.body.contains("114")), ((401, true, true), true), "{}", over.body);
}

/// Only an envelope says that nothing has changed.
#[tokio::test]
async fn no_answer_means_that_it_may_have_happened() {
    for answer in [
        "",
        "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>",
        "HTTP/1.1 503 Busy\r\ncontent-length: 44\r\n\r\n{\"status\":false,\"err_msg\":\"\",\"err_code\":101}",
        "HTTP/1.1 302 Found\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n",
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 8192]).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        });
        let result = Admin::new(url, "AAAA").unwrap().end_sessions("ada").await;
        assert!(result.as_ref().unwrap_err().may_have_happened(), "{answer}: {result:?}");
    }
}

#[test]
fn what_cannot_be_meant_is_refused() {
    for (url, token) in [("ftp://a", "AAAA"), ("a", "AAAA"), ("https://a", ""), ("https://a", "no base64!")] {
        assert_eq!(Admin::new(url, token).unwrap_err().code, Code::InvalidOptions, "{url} {token}");
    }
    assert_eq!(JwtVerifier::new([]).unwrap_err().code, Code::InvalidOptions);
    assert_eq!(JwtVerifier::new(["-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"]).unwrap_err().code, Code::InvalidOptions);
}

#[tokio::test]
async fn only_jwts_of_the_apps_key_count() {
    let client = client();
    let (identifier, password) = user::generate_register_data().unwrap();
    admin().register(&client.prepare_register(&identifier, &password).await.unwrap()).await.unwrap();
    let jwt = log_in(&client, &identifier, &password).await.jwt().await.unwrap();
    let verifier = Arc::new(JwtVerifier::new([public_key().await.as_str()]).unwrap());
    let exp = verifier.verify_expired(&jwt).unwrap().exp;
    assert!(verifier.verify(&jwt, exp + 60).is_ok());
    assert_eq!(verifier.verify(&jwt, exp + 61).unwrap_err().code, Code::JwtExpired);

    let (message, signature) = jwt.rsplit_once('.').unwrap();
    let (header, claims) = message.split_once('.').unwrap();
    let another = |c: char| if c == 'A' { 'B' } else { 'A' };
    let at = |text: &str, place: usize| -> String { text.chars().enumerate().map(|(i, c)| if i == place { another(c) } else { c }).collect() };
    let none = "eyJhbGciOiJub25lIn0";
    let long = format!("{message}.{}", "A".repeat(10_000));
    for forged in [
        format!("{message}.{}", at(signature, 40)),
        format!("{header}.{}.{signature}", at(claims, 12)),
        format!("{none}.{claims}.{signature}"),
        format!("{none}.{claims}."),
        format!("{message}."),
        format!("{message}.{signature}.{signature}"),
        format!("{jwt}\n"),
        format!(" {jwt}"),
        long,
        String::new(),
    ] {
        assert!(verifier.verify_expired(&forged).is_err(), "{forged}");
    }
    for header in [None, Some(""), Some(jwt.as_str()), Some("Bearer "), Some("Basic x")] {
        assert!(verifier.authenticate(header).is_err(), "{header:?}");
    }
    // A key of another app.
    let apps: Value = reqwest::get(format!("{}/dev/apps", variable("SENTC_TEST_URL"))).await.unwrap().json().await.unwrap();
    let other = JwtVerifier::new([apps[0]["jwt_public_key"].as_str().unwrap()]).unwrap();
    assert!(other.verify_expired(&jwt).is_err());
    assert!(
        JwtVerifier::new([apps[0]["jwt_public_key"].as_str().unwrap(), &public_key().await]).unwrap().verify_expired(&jwt).is_ok(),
        "while a key is replaced"
    );
}

/// A service that gives the same answer to every request.
async fn saying(result: &str) -> Admin {
    let body = format!("{{\"status\":true,\"result\":{result}}}");
    let answer = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let admin = Admin::new(format!("http://{}", listener.local_addr().unwrap()), "AAAA").unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 8192]).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    admin
}

#[tokio::test]
async fn an_answer_of_another_kind_is_no_list_and_proves_no_password() {
    for result in ["\"Success\"", "null", "{}", "[null]", "[7]", "true", "[{\"device_id\":\"d\"}]"] {
        let admin = saying(result).await;
        assert_eq!(code_of(admin.devices("a.b.c").await), Code::UnexpectedAnswer, "{result}");
        assert_eq!(code_of(admin.recovery_keys("a.b.c").await), Code::UnexpectedAnswer, "{result}");
        assert_eq!(code_of(admin.check_password("ada", "key").await), Code::UnexpectedAnswer, "{result}");
    }
    assert!(saying("\"Otp\"").await.check_password("ada", "key").await.unwrap());
    assert!(!saying("{\"Direct\":{}}").await.check_password("ada", "key").await.unwrap());
}

#[tokio::test]
async fn the_rank_in_another_group_is_no_access_to_this_one() {
    let admin = saying(r#"{"group_id":"aa","rank":0}"#).await;
    assert_eq!(admin.groups().access("a.b.c", "aa", None).await.unwrap().unwrap().rank, 0);
    assert_eq!(code_of(admin.groups().access("a.b.c", "bb", None).await), Code::UnexpectedAnswer);
}

/// Otherwise a thief could hide a device behind others.
#[tokio::test]
async fn a_page_of_devices_that_comes_again_is_an_error() {
    let admin = saying(r#"[{"device_id":"d-1","time":1,"device_identifier":"x"}]"#).await;
    assert_eq!(code_of(admin.devices("a.b.c").await), Code::UnexpectedAnswer);
}

const KEY: &str = "-----BEGIN PUBLIC KEY-----\n\
    MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE1CmY6OfMODn6rd7ceq5Cv0VTbY1uZlQs\n\
    FIpHd3A5TnNRy04l4pLOYBKtB8m39aMYUCOh04VDoKsmp9SOMbnjbVGcPsx7O0g8\n\
    Pi0JD0NKxKndw6RJ+ELvXxZYQcQmfMQl\n\
    -----END PUBLIC KEY-----\n";
/// Of user `u` on device `d`. Two headers, each with the signature of that key.
const CLAIMS: &str = "eyJhdWQiOiJ1Iiwic3ViIjoiZCIsImlhdCI6MSwiZXhwIjozMDEsImZyZXNoIjp0cnVlfQ";
const PLAIN: (&str, &str) = (
    "eyJhbGciOiJFUzM4NCJ9",
    "EQg8nGWCLJqiOVv0DyKI7GumqvCsv4h13IKOiZasxLujUMuascOnFjZnf0jKwL2wIBoOuJ2jyjFLe1CujlbT4PY92wAS-Q3Vw0ohOGFTk3FdyvQCrOmllt5S-7YfFHR4",
);
const CRITICAL: (&str, &str) = (
    "eyJhbGciOiJFUzM4NCIsImNyaXQiOlsiZXhwIl19",
    "kKcTZih5l4kTe8GdToxJezvHSZzl0PM44YWA4jg3Sc5bz5QWXYDz7VfNM_gJLzEgKBNfRFnuxVWXWkFOUSudONtQJpWI1zjYEpmc7Hx9JqaXfOeNsdlXl_8ukWoPAhor",
);

fn jwt((header, signature): (&str, &str)) -> String {
    format!("{header}.{CLAIMS}.{signature}")
}

/// Signed by one key, with an algorithm that is known and an extension that is not (RFC 7515, section 4.1.11).
#[test]
fn a_jwt_that_needs_an_extension_is_refused() {
    let verifier = JwtVerifier::new([KEY]).unwrap();
    assert_eq!(verifier.verify_expired(&jwt(PLAIN)).unwrap().user_id, "u");
    assert_eq!(verifier.verify_expired(&jwt(CRITICAL)).unwrap_err().code, Code::JwtMalformed);
}

/// A proxy can mix up answers: neither a session that begins nor one that goes on becomes another user's.
#[tokio::test]
async fn a_new_jwt_of_another_user_gives_no_session() {
    let header = format!("Bearer {}", jwt(PLAIN));
    let kept = KeptSession::read("d:token").unwrap();
    for (user, claims, is_own) in [
        ("u", "eyJhdWQiOiJ1Iiwic3ViIjoiZCIsImlhdCI6MzAxLCJleHAiOjYwMSwiZnJlc2giOmZhbHNlfQ", true),
        ("eve", "eyJhdWQiOiJldmUiLCJzdWIiOiJkIiwiaWF0IjozMDEsImV4cCI6NjAxLCJmcmVzaCI6ZmFsc2V9", false),
    ] {
        let answer = format!(r#"{{"user_id":"{user}","device_id":"d","jwt":"{}.{claims}.{}"}}"#, PLAIN.0, PLAIN.1);
        let sessions = Sessions::new(saying(&answer).await, JwtVerifier::new([KEY]).unwrap());
        for session in [sessions.start(Some(&header), "token").await, sessions.refresh(Some(&header), Some(&kept)).await] {
            assert_eq!(
                session.map(|session| session.visitor.user_id).map_err(|refusal| (refusal.http_status, refusal.ends_session)),
                if is_own { Ok("u".to_owned()) } else { Err((502, false)) }
            );
        }
    }
}
