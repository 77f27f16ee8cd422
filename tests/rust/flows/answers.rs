//! Which answers to a refresh end a session, which are a JWT, and which are neither.

use sentc_light_wasm::error::Code;
use serde_json::json;

use crate::account::{DEVICE, USER};
use crate::host::Config;
use crate::service::{Act, ENDPOINT, ok, refusal};
use crate::{ONCE, expire, signed_in};

/// Which refusals end a session: everywhere, with one event each.
#[test]
fn a_definite_answer_ends_the_session_and_no_other_does() {
    let mut cases: Vec<(Config, u16, String, bool)> = Vec::new();
    for code in [114, 100, 32, 35, 30, 200, 201, 203] {
        let ends = matches!(code, 114 | 100 | 32 | 35);
        cases.push((Config::api(), if code == 35 { 200 } else { 400 }, refusal(code), ends));
        cases.push((Config::cookie(), 400, refusal(code), ends));
    }
    for status in [400, 404, 410] {
        cases.push((Config::cookie(), status, "<h1>no</h1>".into(), false));
    }
    for status in [401, 403] {
        let own = ["", " \n", "no", "signed out", r#"{"error":"signed_out","message":"Sign in again."}"#, r#"{"error":{"code":7}}"#];
        for body in own.map(str::to_owned).into_iter().chain([refusal(999), refusal(114)]) {
            cases.push((Config::cookie(), status, body, true));
        }
        for code in [30, 200, 201, 203] {
            cases.push((Config::cookie(), status, refusal(code), false));
        }
    }
    for (config, status, body, ends) in cases {
        signed_in(ONCE, &config, move |browser| {
            let body = body.clone();
            async move {
                let (tab, user) = browser.open_signed_in().await;
                let (other, _) = browser.open_signed_in().await;
                expire(&browser.executor);
                browser.service.script(move |seen| if seen.is_refresh() { Act::Answer(status, body.clone()) } else { Act::Pass });
                let error = user.jwt().await.unwrap_err();
                assert!(!error.retryable(), "{error:?}");
                browser.executor.quiet().await;
                assert_eq!(user.is_signed_out(), ends, "{error:?}");
                assert_eq!((tab.sign_outs().len(), other.sign_outs().len()), if ends { (1, 1) } else { (0, 0) });
                if ends {
                    browser.assert_nothing_left();
                    assert_eq!(user.jwt().await.unwrap_err().code, Code::SignedOut);
                } else {
                    browser.service.no_script();
                    user.jwt().await.unwrap();
                }
            }
        });
    }
}

/// Whatever answers in the back end's place says nothing of the session, and neither does a header that was dropped on the
/// way: it stays, and the next refresh gets its JWT.
#[test]
fn what_a_gateway_says_ends_no_session() {
    let mut cases: Vec<(Config, u16, String)> = vec![(Config::api(), 401, refusal(31)), (Config::cookie(), 401, refusal(31))];
    let long = "x".repeat(300);
    let pages = [
        "<!doctype html><title>Just a moment…</title>",
        "Access denied<br>",
        r#"{"message":"Unauthorized"}"#,
        r#"{"error":"foreign","message":"not a page of this app"}"#,
        r#"{"error":null}"#,
        r#"{"code":401}"#,
        r#"["error"]"#,
        r#"{"error":"#,
        &long,
    ];
    for status in [401, 403] {
        cases.extend(pages.map(|page| (Config::cookie(), status, page.to_owned())));
    }
    for (config, status, body) in cases {
        signed_in(ONCE, &config, move |browser| {
            let body = body.clone();
            async move {
                let (tab, user) = browser.open_signed_in().await;
                let before = browser.disk.text();
                expire(&browser.executor);
                let answer = body.clone();
                browser.service.script(move |seen| if seen.is_refresh() { Act::Answer(status, answer.clone()) } else { Act::Pass });
                let error = user.jwt().await.unwrap_err();
                assert!(error.retryable(), "{body}: {error:?}");
                assert!(browser.open().client.init().await.unwrap().unwrap().offline);
                browser.executor.quiet().await;
                assert!(tab.events().is_empty() && !user.is_signed_out(), "{body}");
                assert_eq!(browser.disk.text(), before);
                browser.service.no_script();
                user.jwt().await.unwrap();
            }
        });
    }
}

/// The header says it whatever stands in the body; and only together with a refusal.
#[test]
fn the_header_ends_a_session() {
    for (status, body, ends) in [(401, "<h1>no</h1>", true), (403, r#"{"message":"no"}"#, true), (401, &refusal(30), true), (502, "no", false)] {
        let body = body.to_owned();
        signed_in(ONCE, &Config::cookie(), move |browser| {
            let body = body.clone();
            async move {
                let (tab, user) = browser.open_signed_in().await;
                expire(&browser.executor);
                browser.service.script(move |seen| if seen.is_refresh() { Act::AnswerEnded(status, body.clone()) } else { Act::Pass });
                let error = user.jwt().await.unwrap_err();
                browser.executor.quiet().await;
                assert_eq!((user.is_signed_out(), tab.sign_outs().len(), error.code == Code::RefreshRefused), (ends, usize::from(ends), ends));
            }
        });
    }
}

/// One damaged answer: cut at its end, or with something behind it. It is not stored, and the next refresh gets a JWT.
#[test]
fn a_damaged_answer_is_not_stored() {
    let damages: [fn(String) -> String; 4] =
        [|jwt| jwt.get(..jwt.len() - 10).unwrap().to_owned(), |jwt| format!("{jwt}\n<!-- x -->"), |jwt| format!("{jwt} {jwt}"), |jwt| format!("\"{jwt}")];
    for config in Config::strategies() {
        for damage in damages {
            signed_in(ONCE, &config, move |browser| async move {
                let (tab, user) = browser.open_signed_in().await;
                let before = browser.disk.text();
                expire(&browser.executor);
                let (service, executor) = (browser.service.clone(), browser.executor.clone());
                browser.service.script(move |seen| {
                    let jwt = damage(service.account(|account| account.issue(executor.time(), false)));
                    match seen.path.as_str() {
                        "/refresh" => Act::Answer(200, ok(json!({ "user_id": USER, "device_id": DEVICE, "jwt": jwt }))),
                        ENDPOINT => Act::Answer(200, jwt),
                        _ => Act::Pass,
                    }
                });
                assert_eq!(user.jwt().await.unwrap_err().code, Code::RefreshAnswer);
                if browser.config.options.refresh.stores_refresh_token() {
                    let (jwt, token) = (user.data().jwt, user.data().refresh_token);
                    assert_eq!(tab.client.refresh_jwt(&jwt, &token).await.unwrap_err().code, Code::RefreshAnswer);
                }
                browser.executor.quiet().await;
                assert_eq!(browser.disk.text(), before);
                assert!(tab.events().is_empty() && !user.is_signed_out());
                browser.service.no_script();
                user.jwt().await.unwrap();
                browser.open_signed_in().await.1.devices().page().await.unwrap();
            });
        }
    }
}

/// A record with a damaged JWT, as an earlier fault could store it. Where a back end knows its cookie without the JWT, the
/// session goes on; where the JWT is needed, it is over, and said so, instead of failing for ever.
#[test]
fn a_damaged_jwt_in_the_storage_jams_nothing() {
    let damages: [fn(&str) -> String; 4] =
        [|jwt| jwt.get(..jwt.len() - 10).unwrap().to_owned(), |jwt| format!("{jwt}\\n<!-- x -->"), |_| String::new(), |jwt| jwt.replacen('.', "!", 1)];
    for config in Config::strategies() {
        for damage in damages {
            for needs_jwt in [false, true] {
                signed_in(ONCE, &config, move |browser| async move {
                    let (key, text) = browser.disk.find("/user/").unwrap();
                    let jwt = browser.stored().unwrap().jwt.clone();
                    // Another tab has a good one: a damaged record takes nothing from it.
                    let (tab, other) = browser.open_signed_in().await;
                    browser.disk.put(&key, &text.replace(&jwt, &damage(&jwt)));
                    other.devices().page().await.unwrap();
                    browser.service.script(move |seen| {
                        let is_refused = needs_jwt && seen.is_refresh() && seen.jwt.is_none();
                        if is_refused { Act::Answer(401, refusal(31)) } else { Act::Pass }
                    });
                    let again = browser.open();
                    let user = again.client.current_user().await.unwrap();
                    let refreshed = user.jwt().await;
                    browser.executor.quiet().await;
                    let sent = browser.service.requests().into_iter().rfind(|seen| seen.is_refresh()).unwrap();
                    assert!(sent.jwt.is_none(), "{sent:?}");
                    if needs_jwt && !browser.config.is_cookie_fn() {
                        assert_eq!(refreshed.unwrap_err().status(), "server_31");
                        assert_eq!(again.sign_outs().len(), 1);
                        browser.assert_nothing_left();
                    } else if !needs_jwt {
                        assert_eq!(browser.stored().unwrap().jwt, refreshed.unwrap());
                        user.devices().page().await.unwrap();
                        assert!(tab.sign_outs().is_empty() && again.sign_outs().is_empty());
                    }
                });
            }
        }
    }
}
