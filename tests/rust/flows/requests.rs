//! Faults on the way: what is asked again, what errors say, and what a storage that fails costs.

use futures_util::future::BoxFuture;
use sentc_light_wasm::User;
use sentc_light_wasm::client::Options;
use sentc_light_wasm::client::events::Event;
use sentc_light_wasm::client::host::HttpFault;
use sentc_light_wasm::error::{Code, Error};

use crate::account::PASSWORD;
use crate::executor::Gate;
use crate::host::{Config, Tab};
use crate::service::{Act, ENDPOINT, Seen, refusal};
use crate::storage::Access;
use crate::{ONCE, expire, signed_in};

type Run = for<'a> fn(&'a Tab, &'a User) -> BoxFuture<'a, Result<(), Error>>;

macro_rules! run {
    (|$tab:ident, $user:ident| $call:expr) => {{
        fn run<'a>($tab: &'a Tab, $user: &'a User) -> BoxFuture<'a, Result<(), Error>> {
            let _ = ($tab, $user);
            Box::pin(async move { $call.await.map(|_| ()) })
        }
        run as Run
    }};
}

/// Each call, the request of it that fails, and whether that may be sent again.
fn rows() -> Vec<(&'static str, bool, Run)> {
    vec![
        ("/user/device/0/none", true, run!(|_tab, user| user.devices().page())),
        ("/exists", true, run!(|tab, _user| tab.client.check_user_identifier_available("bea"))),
        ("/refresh", true, run!(|_tab, user| user.renew_jwt(&user.data().jwt))),
        ("/prepare_login", true, run!(|tab, _user| tab.log_in())),
        ("/done_login", false, run!(|tab, _user| tab.log_in())),
        ("/verify_login_light", false, run!(|tab, _user| tab.log_in())),
        ("/user/update_pw", false, run!(|_tab, user| user.change_password(PASSWORD, "another", None))),
        ("/user", false, run!(|_tab, user| user.update_user("bea"))),
        ("/user/register_otp", false, run!(|_tab, user| user.register_otp(PASSWORD, None))),
        ("/register_light", false, run!(|tab, _user| tab.client.register("bea", PASSWORD))),
        ("/group/light", false, run!(|_tab, user| user.create_group())),
    ]
}

#[test]
fn only_what_the_row_allows_is_asked_again() {
    let faults: [fn() -> Act; 4] = [
        || Act::Fault(HttpFault::Network("cut".into())),
        || Act::Lost(HttpFault::Network("cut".into())),
        || Act::Answer(503, "<html>".into()),
        || Act::Held(Gate::default()),
    ];
    for (path, repeats, run) in rows() {
        for fault in faults {
            for refuses in [false, true] {
                signed_in(1, &Config::api().retries(2), move |browser| async move {
                    let (tab, user) = browser.open_signed_in().await;
                    browser.service.script(move |seen: &Seen| match seen.path == path && seen.number < 2 {
                        true => fault(),
                        // A request that the service has answered is not repeated.
                        false if seen.path == path && refuses => Act::Answer(400, refusal(203)),
                        false => Act::Pass,
                    });
                    let error = run(&tab, &user).await.err();
                    assert_eq!(browser.service.count(path), if repeats { 3 } else { 1 }, "{path}");
                    match (repeats, refuses) {
                        (false, _) => assert!(error.expect(path).retryable()),
                        (true, true) => assert_eq!(error.expect(path).code, Code::TokenNotAllowed),
                        (true, false) => assert_eq!(error, None, "{path}"),
                    }
                    // Each try has its log entry, the last one with how it went.
                    assert!(tab.log().iter().filter(|entry| entry.path == path).count() == browser.service.count(path));
                    browser.executor.quiet().await;
                    assert!(!user.is_signed_out());
                });
            }
        }
    }
}

/// A cookie request whose answer does not come may still be at work: it is not sent again.
#[test]
fn a_cookie_request_is_not_repeated_after_a_time_out() {
    for (times_out, count) in [(true, 1), (false, 3)] {
        signed_in(ONCE, &Config::cookie().retries(2), move |browser| async move {
            let (_, user) = browser.open_signed_in().await;
            expire(&browser.executor);
            browser.service.script(move |seen| match seen.is_refresh() {
                true if times_out => Act::Held(Gate::default()),
                true => Act::Fault(HttpFault::Network("cut".into())),
                false => Act::Pass,
            });
            let error = user.jwt().await.unwrap_err();
            assert_eq!(error.code, if times_out { Code::Timeout } else { Code::Network });
            assert_eq!(browser.service.count(ENDPOINT), count);
        });
    }
}

/// The limit that an error names is the one that applied.
#[test]
fn errors_name_the_limit_that_applied() {
    for (config, limit) in [(Config::api(), "1048576"), (Config::cookie(), "65536")] {
        signed_in(ONCE, &config, move |browser| async move {
            let (_, user) = browser.open_signed_in().await;
            expire(&browser.executor);
            browser.service.script(|_| Act::Answer(200, " ".repeat(2 << 20)));
            let error = user.jwt().await.unwrap_err();
            assert_eq!((error.code, error.retryable()), (Code::UnreadableBody, false));
            assert!(error.message().contains(&format!("larger than {limit} bytes")), "{error}");
        });
    }
    let config = Config { options: Options { timeout_ms: 1234, ..Config::api().options }, ..Config::api() };
    signed_in(ONCE, &config, |browser| async move {
        let (_, user) = browser.open_signed_in().await;
        browser.service.script(|_| Act::Held(Gate::default()));
        let error = user.devices().page().await.unwrap_err();
        assert_eq!(error.message(), "no answer within 1234 ms");
    });
}

/// Words that a server chooses are cut, and what could be a secret in them is left out.
#[test]
fn words_of_a_server_are_cut_and_redacted() {
    const CANARY: &str = "c4n4ryc4n4ryc4n4ryc4n4ry";
    let long = format!("token {CANARY} was sent: {}", "very ".repeat(1000));
    let answers = [
        (400, serde_json::json!({ "status": false, "err_msg": long, "err_code": 4711 }).to_string()),
        (200, format!("<html>{long}")),
        (200, format!(r#"{{"status":true,"result":{{"jwt":"{CANARY}"}}}}"#)),
        (200, format!(r#"{{"status":true,"{CANARY}":1"#)),
        (200, serde_json::json!({ "status": true, "result": { "salt_string": CANARY, "derived_encryption_key_alg": long } }).to_string()),
    ];
    for (status, body) in answers {
        signed_in(ONCE, &Config::api(), |browser| {
            let body = body.clone();
            async move {
                let (tab, user) = browser.open_signed_in().await;
                browser.service.script(move |_| Act::Answer(status, body.clone()));
                for error in [user.devices().page().await.map(|_| ()).unwrap_err(), tab.log_in().await.map(|_| ()).unwrap_err()] {
                    assert!(!error.message().contains(CANARY), "{error}");
                    assert!(error.message().chars().count() < 300, "{error}");
                }
            }
        });
    }
}

/// A storage that can't be read or written costs a session its life after the page, and nothing more.
#[test]
fn a_storage_that_fails_ends_no_session() {
    for config in Config::strategies() {
        for fails in [|access: Access<'_>| matches!(access, Access::Set(_)), |access: Access<'_>| matches!(access, Access::Read(_)), |_: Access<'_>| true] {
            signed_in(ONCE, &config, move |browser| async move {
                let (tab, user) = browser.open_signed_in().await;
                let before = browser.stored().unwrap().jwt.clone();
                tab.fault(fails);
                expire(&browser.executor);
                let jwt = user.jwt().await.unwrap();
                user.devices().page().await.unwrap();
                browser.executor.quiet().await;
                assert!(!user.is_signed_out() && tab.sign_outs().is_empty());
                let told = tab.events().iter().any(|event| matches!(event, Event::StorageUnavailable { reason } if !reason.contains(&jwt)));
                assert_eq!(told, browser.stored().unwrap().jwt == before);
                // It works again: what is known now is stored.
                tab.no_fault();
                expire(&browser.executor);
                let jwt = user.jwt().await.unwrap();
                browser.executor.quiet().await;
                assert_eq!(browser.stored().unwrap().jwt, jwt);
            });
        }
    }
}
