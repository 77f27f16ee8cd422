//! Several sessions in one client, and records that are lost.

use futures_util::future::join;
use sentc_light_wasm::client::events::{Event, SignOutReason};
use sentc_light_wasm::error::Code;
use serde_json::{Value, json};

use crate::account::{DEVICE, IDENTIFIER, PASSWORD, USER};
use crate::executor::lock;
use crate::host::{Browser, Config};
use crate::service::{Act, claims_of, jwt_of, ok};
use crate::storage::Access;
use crate::{ONCE, RACES, expire, signed_in};

/// Puts another session into the storage: of the same user, on another device.
pub fn put_another(browser: &Browser) {
    let (key, text) = browser.disk.find("/user/").unwrap();
    let mut record: Value = serde_json::from_str(&text).unwrap();
    let mut claims = claims_of(record["jwt"].as_str().unwrap());
    claims["sub"] = "device-2".into();
    for (field, value) in
        [("jwt", jwt_of(&json!({ "alg": "ES384" }), &claims)), ("identifier", "bea".into()), ("device_id", "device-2".into()), ("login_id", "another".into())]
    {
        record[field] = value.into();
    }
    browser.disk.put(&key.replace(IDENTIFIER, "bea"), &record.to_string());
    let (key, _) = browser.disk.find("/device/").unwrap();
    browser.disk.put(&key.replace(DEVICE, "device-2"), "\"bea\"");
}

#[test]
fn sessions_are_told_apart() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        put_another(&browser);
        let (tab, ada) = browser.open_signed_in().await;
        let bea = tab.client.stored_user("bea").await.unwrap().unwrap();
        let session = |number| tab.client.core().session(number).map(|session| session.number);
        assert_ne!(ada.number(), bea.number());
        for user in [&ada, &bea] {
            assert_eq!(session(user.number()), Ok(user.number()));
        }
        assert_eq!(session(99).unwrap_err().code, Code::SignedOut);
        assert_eq!(tab.client.current_user().await.unwrap().number(), ada.number());
        assert_eq!(tab.client.stored_user("bea").await.unwrap().unwrap().number(), bea.number());

        // Another identifier of the one that is not the current user leaves the current user.
        browser.service.script(|_| Act::Answer(200, ok(json!("Success"))));
        bea.update_user("cleo").await.unwrap();
        browser.executor.quiet().await;
        let next = browser.open();
        assert_eq!(next.client.current_user().await.unwrap().identifier(), IDENTIFIER);
        assert_eq!(next.client.stored_user("cleo").await.unwrap().unwrap().data().device_id, "device-2");

        // Another device's deletion ends that session, if it is one here, and not this one.
        browser.service.script(|seen| if seen.path.starts_with("/user/device/") { Act::Answer(200, ok(json!("Success"))) } else { Act::Pass });
        ada.delete_device(PASSWORD, "device-3", None).await.unwrap();
        assert!(!ada.is_signed_out() && !bea.is_signed_out());
        bea.log_out().await.unwrap();
        browser.executor.quiet().await;
        assert_eq!((session(ada.number()), session(bea.number()).unwrap_err().code), (Ok(ada.number()), Code::SignedOut));
        assert!(tab.client.stored_user("cleo").await.unwrap().is_none() && browser.stored().unwrap().device_id == DEVICE);
        ada.delete_device(PASSWORD, DEVICE, None).await.unwrap();
        assert_eq!(session(ada.number()).unwrap_err().code, Code::SignedOut);
        browser.executor.quiet().await;
        assert_eq!(tab.sign_outs(), [SignOutReason::LogOut, SignOutReason::DeviceDeleted]);
    });
}

/// What is shown of a session: what apps need, and nothing that is only of this client.
#[test]
fn the_view_of_a_session() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        let (_, user) = browser.open_signed_in().await;
        let (stored, data) = (browser.stored().unwrap(), user.data());
        let view: Value = serde_json::from_str(&stored.view()).unwrap();
        assert_eq!(view["jwt"], json!(data.jwt));
        assert_eq!(view["device"]["private_key"], json!(stored.keys.private_key));
        let names: Vec<_> = view.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ["device", "device_id", "identifier", "jwt", "mfa", "refresh_token", "user_id"]);
    });
}

/// A session's lost record makes one event; a lost cache makes none.
#[test]
fn lost_records_are_told_once() {
    for (lost, told) in [("/user/", 1), ("/current", 1), ("/kdf", 0), ("/groups/", 0)] {
        signed_in(ONCE, &Config::api(), move |browser| async move {
            let tab = browser.open();
            tab.loses(lost);
            if told == 1 {
                for _ in 0..2 {
                    assert_eq!(tab.client.current_user().await.map(drop).unwrap_err().code, Code::NoUser);
                }
            } else {
                let user = tab.client.current_user().await.unwrap();
                user.group("g", None).await.unwrap();
                let _ = join(tab.log_in(), tab.log_in()).await;
            }
            browser.executor.quiet().await;
            let lost = tab.events().into_iter().filter(|event| matches!(event, Event::SignedOut { reason: SignOutReason::StorageLost, .. })).count();
            assert_eq!(lost, told);
        });
    }
}

/// Registration by an own back end, and of another device: what is sent, and what is carried from one device to the other.
#[test]
fn registrations() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        let (tab, user) = browser.open_signed_in().await;
        let body: Value = serde_json::from_str(&tab.client.prepare_register("bea", "p").await.unwrap()).unwrap();
        assert_eq!(body["device_identifier"], "bea");
        assert!(browser.service.requests().is_empty());
        let answer = json!({ "device_id": "d", "token": "t", "device_identifier": "bea", "public_key_string": "p", "keypair_encrypt_alg": "a" });
        browser.service.script(move |seen| match seen.path.as_str() {
            "/user/prepare_register_device" => Act::Answer(200, ok(answer.clone())),
            "/user/done_register_device_light" => Act::Answer(200, ok(json!("Success"))),
            _ => Act::Pass,
        });
        let carried = tab.client.register_device_start("bea", "p").await.unwrap();
        user.register_device(&carried).await.unwrap();
        let sent = browser.service.requests().pop().unwrap();
        assert_eq!((sent.path.as_str(), &sent.body["token"]), ("/user/done_register_device_light", &json!("t")));
        assert!(sent.jwt.is_some());
    });
}

/// Another tab's log-out: the session is over at the first message. One event comes, when the records are gone here, whether
/// or not the other tab sends another message.
#[test]
fn an_ending_that_is_heard_is_told_once() {
    signed_in(ONCE, &Config::api().in_memory(), |browser| async move {
        let (tab, user) = browser.open_signed_in().await;
        let login_id = browser.stored().unwrap().login_id.clone();
        let says = |kind: &str| {
            tab.machine.hears(&format!(
                r#"{{"type":"{kind}","user_id":"{USER}","device_id":"{DEVICE}","identifier":"{IDENTIFIER}","login_id":"{login_id}","reason":"log_out"}}"#
            ));
        };
        says("signing_out");
        assert!(user.is_signed_out() && tab.events().is_empty());
        for _ in 0..2 {
            browser.executor.quiet().await;
            assert_eq!(tab.events(), [Event::SignedOut { user_id: USER.into(), remote: true, reason: SignOutReason::LogOut }]);
            browser.assert_nothing_left();
            says("signed_out");
        }
        browser.executor.quiet().await;
    });
}

/// A log-out that could not remove what is stored is said again when somebody has logged in since: that login stays.
#[test]
fn a_log_out_that_is_repeated_leaves_a_new_login() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        let (tab, user) = browser.open_signed_in().await;
        tab.fault(|access| !matches!(access, Access::Read(_)));
        assert_eq!(user.log_out().await.unwrap_err().code, Code::Storage);
        tab.no_fault();
        let new = tab.log_in().await.unwrap().user;
        user.log_out().await.unwrap();
        browser.executor.quiet().await;
        assert_eq!(browser.stored().unwrap().jwt, new.data().jwt);
        assert!(!new.is_signed_out());
        new.devices().page().await.unwrap();
    });
}

/// A login that could not be stored takes over nothing of an earlier one that is.
#[test]
fn a_login_that_is_not_stored_is_not_the_one_that_is() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        let (key, text) = browser.disk.find("/user/").unwrap();
        browser.disk.put(&key, &text.replace(r#""mfa":false"#, r#""mfa":true"#));
        assert!(browser.stored().unwrap().mfa);
        let tab = browser.open();
        tab.fault(|access| matches!(access, Access::Set(_)));
        let user = tab.log_in().await.unwrap().user;
        expire(&browser.executor);
        user.jwt().await.unwrap();
        assert!(!user.data().mfa && browser.stored().unwrap().mfa);
    });
}

/// What a tab writes of its own leaves the newer JWT of another tab, of which it can't hear.
#[test]
fn a_newer_jwt_of_another_tab_stays() {
    signed_in(ONCE, &Config::api().without_channel(), |browser| async move {
        let (_, user) = browser.open_signed_in().await;
        let (_, same) = browser.open_signed_in().await;
        expire(&browser.executor);
        let jwt = user.jwt().await.unwrap();
        browser.executor.quiet().await;
        same.register_otp(PASSWORD, None).await.unwrap();
        browser.executor.quiet().await;
        let stored = browser.stored().unwrap();
        assert!(stored.jwt == jwt && stored.mfa);
    });
}

/// Clocks of a service's machines may differ by 30 seconds: so much older a JWT may be, and no more.
#[test]
fn a_jwt_may_be_a_little_older() {
    for (older, taken) in [(30, true), (31, false)] {
        signed_in(ONCE, &Config::api(), move |browser| async move {
            let (_, user) = browser.open_signed_in().await;
            let mut claims = claims_of(&user.data().jwt);
            expire(&browser.executor);
            claims["exp"] = (browser.executor.time() / 1000 + 300).into();
            claims["iat"] = (claims["iat"].as_i64().unwrap() - older).into();
            let jwt = jwt_of(&json!({ "alg": "ES384" }), &claims);
            let answer = json!({ "user_id": USER, "device_id": DEVICE, "jwt": jwt });
            browser.service.script(move |_| Act::Answer(200, ok(answer.clone())));
            assert_eq!(user.renew_jwt(&user.data().jwt).await.is_ok(), taken);
        });
    }
}

/// Two tabs that remember something at once both find it later.
#[test]
fn what_two_tabs_remember_at_once_is_remembered() {
    signed_in(RACES / 4, &Config::api(), |browser| async move {
        browser.service.script(|_| Act::Answer(200, ok(json!({ "user_id": "u", "device_id": "d", "device_identifier": "x" }))));
        let (one, two) = (browser.open(), browser.open());
        let (cleo, dora) = join(async { one.client.register("cleo", "p").await }, async { two.client.register("dora", "p").await }).await;
        cleo.unwrap();
        dora.unwrap();
        browser.executor.quiet().await;
        let known: Value = serde_json::from_str(&browser.disk.find("/kdf").unwrap().1).unwrap();
        assert_eq!(known.as_array().unwrap().len(), 3);
    });
}

/// The bindings show each change of a session, and nothing of one that has ended.
#[test]
fn what_is_shown_follows() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        let (tab, user) = browser.open_signed_in().await;
        let shown = || lock(&tab.machine.shown)[&user.number()].clone();
        user.update_user("bea").await.unwrap();
        expire(&browser.executor);
        user.jwt().await.unwrap();
        let view: Value = serde_json::from_str(&shown().unwrap()).unwrap();
        assert_eq!((&view["identifier"], &view["jwt"]), (&json!("bea"), &json!(user.data().jwt)));
        user.log_out().await.unwrap();
        browser.executor.quiet().await;
        assert_eq!(shown(), None);
    });
}

/// Events say whose session it is.
#[test]
fn events_say_whose() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        let (tab, user) = browser.open_signed_in().await;
        expire(&browser.executor);
        user.jwt().await.unwrap();
        browser.service.account(crate::service::Account::end_sessions);
        expire(&browser.executor);
        user.jwt().await.unwrap_err();
        browser.executor.quiet().await;
        let whose: Vec<_> = tab
            .events()
            .into_iter()
            .map(|event| match event {
                Event::Refreshed { user_id, .. } | Event::SessionExpired { user_id, .. } | Event::SignedOut { user_id, .. } => user_id,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(whose, [USER; 3]);
    });
}

/// Nothing is sent of what can't be meant, and lists go on where they are told to.
#[test]
fn arguments_are_checked_before_anything_is_sent() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        let (_, user) = browser.open_signed_in().await;
        for id in ["", ".", ".."] {
            assert_eq!(user.accept_group_invite(id).await.unwrap_err().code, Code::InvalidArgument, "{id:?}");
            assert_eq!(user.group(id, None).await.map(drop).unwrap_err().code, Code::InvalidArgument, "{id:?}");
        }
        assert_eq!(user.update_user("").await.unwrap_err().code, Code::InvalidArgument);
        assert!(browser.service.requests().is_empty());
        let device = sentc_light_wasm::json::from_text(r#"{"device_id":"a/b","time":7,"device_identifier":"i"}"#).unwrap();
        user.devices().after(&device).page().await.unwrap();
        assert_eq!(browser.service.requests().pop().unwrap().path, "/user/device/7/a%2Fb");
    });
}

/// A program that serves many: a session that nobody holds any more can go, and so do its records. No event is made.
#[test]
fn a_session_that_is_released_leaves_nothing() {
    signed_in(ONCE, &Config::api().in_memory(), |browser| async move {
        let tab = browser.open();
        let user = tab.log_in().await.unwrap().user;
        browser.executor.quiet().await;
        let number = *lock(&tab.machine.shown).keys().last().unwrap();
        let events = tab.events().len();
        drop(user);
        tab.client.core().release(number);
        tab.client.core().release(number);
        browser.executor.quiet().await;
        assert_eq!(tab.client.core().session(number).map(|_| ()).unwrap_err().code, Code::SignedOut);
        assert_eq!(tab.events().len(), events);
        let left: Vec<_> = lock(&tab.machine.store).disk().keys().into_iter().filter(|key| !key.ends_with("/kdf")).collect();
        assert!(left.is_empty(), "{left:?}");
    });
}
