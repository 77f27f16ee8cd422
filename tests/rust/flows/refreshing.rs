//! A valid JWT: one request for all callers and tabs, whatever the order; what ends a session and what does not.

use futures_util::future::{join, join_all};
use sentc_light_wasm::client::host::{Host, HttpFault};
use sentc_light_wasm::client::{Call, Options};
use sentc_light_wasm::error::Code;
use serde_json::{Value, json};

use crate::account::{DEVICE, USER};
use crate::executor::{Gate, START};
use crate::host::Config;
use crate::service::{Act, ENDPOINT, claims_of, jwt_of, ok, refusal};
use crate::{ONCE, RACES, expire, signed_in};

#[test]
fn one_refresh_for_all_callers_and_tabs() {
    for config in Config::strategies() {
        signed_in(RACES, &config, |browser| async move {
            let tabs = [browser.open_signed_in().await, browser.open_signed_in().await, browser.open_signed_in().await];
            let old = tabs[0].1.data().jwt;
            expire(&browser.executor);
            let callers: Vec<_> = tabs.iter().flat_map(|(_, user)| [user.clone(), user.clone()]).collect();
            let jwts = join_all(callers.iter().map(async |user| user.jwt().await.unwrap())).await;
            assert!(jwts.iter().all(|jwt| *jwt == jwts[0] && *jwt != old));
            assert_eq!(browser.service.refreshes(), 1);
            browser.executor.quiet().await;
            // Who refreshed tells its app, and nobody else does.
            assert_eq!(tabs.iter().map(|(tab, _)| tab.events().len()).sum::<usize>(), 1);
            assert_eq!(browser.stored().unwrap().jwt, jwts[0]);
        });
    }
}

/// Faults, repetitions and callers of all kinds at any moment: refreshes come one after the other where tabs share locks.
#[test]
fn refreshes_never_overlap() {
    for config in Config::strategies() {
        signed_in(RACES, &config.retries(1), |browser| async move {
            let executor = browser.executor.clone();
            browser.service.script(move |seen| match executor.pick(4) {
                0 if seen.is_refresh() => Act::Fault(HttpFault::Network("cut".into())),
                1 if seen.is_refresh() => Act::Lost(HttpFault::Network("cut".into())),
                2 if seen.is_refresh() => Act::Answer(503, "<html>".into()),
                _ => Act::Pass,
            });
            let tabs = [browser.open_signed_in().await, browser.open_signed_in().await];
            for _ in 0..3 {
                expire(&browser.executor);
                let calls = tabs.iter().map(async |(tab, user)| drop(join(user.jwt(), tab.client.init()).await));
                join_all(calls).await;
            }
            assert_eq!(browser.service.overlaps(), 0);
            assert!(tabs.iter().all(|(tab, user)| !user.is_signed_out() && tab.sign_outs().is_empty()));
            assert!(browser.stored().is_some());
        });
    }
}

/// Without locks tabs may refresh at once, and each gets a JWT.
#[test]
fn without_locks_every_tab_gets_its_jwt() {
    for config in Config::strategies() {
        signed_in(RACES, &config.without_locks(), |browser| async move {
            let tabs = [browser.open_signed_in().await, browser.open_signed_in().await, browser.open_signed_in().await];
            let old = tabs[0].1.data().jwt;
            for _ in 0..2 {
                expire(&browser.executor);
                let jwts = join_all(tabs.iter().map(async |(_, user)| user.jwt().await.unwrap())).await;
                assert!(jwts.iter().all(|jwt| *jwt != old));
            }
            browser.executor.quiet().await;
            assert!(tabs.iter().all(|(tab, user)| !user.is_signed_out() && tab.sign_outs().is_empty()));
            assert!((2..=6).contains(&browser.service.refreshes()));
        });
    }
}

#[test]
fn a_storage_that_tabs_do_not_share_has_one_refresh_per_tab() {
    for config in Config::strategies() {
        signed_in(RACES / 10, &config.in_memory(), |browser| async move {
            let tabs = [browser.open_signed_in().await, browser.open_signed_in().await];
            expire(&browser.executor);
            join_all(tabs.iter().map(async |(_, user)| user.jwt().await.unwrap())).await;
            assert_eq!(browser.service.refreshes(), 2);
        });
    }
}

#[test]
fn a_lock_that_is_never_given_is_done_without() {
    for config in Config::strategies() {
        let limit = i64::from(config.options.timeout_ms);
        // The lease is asked for and given back under the lock, for which it waits three seconds, and one from then on.
        let expected = if config.is_cookie_fn() { 3_000..=4_000 } else { limit..=limit + 1_000 };
        signed_in(ONCE, &config, move |browser| {
            let expected = expected.clone();
            async move {
                let (tab, user) = browser.open_signed_in().await;
                let _held = tab.machine.lock(&format!("{}/refresh/{DEVICE}", tab.client.core().channel_name())).await;
                expire(&browser.executor);
                let before = browser.executor.steady();
                // The lock is not this client's, so events may come while somebody holds it.
                tab.machine.forget_locks();
                user.jwt().await.unwrap();
                assert!(expected.contains(&(browser.executor.steady() - before)));
                assert_eq!(browser.service.refreshes(), 1);
            }
        });
    }
}

/// Events come after the lock was released: the host fails where one comes before.
#[test]
fn nothing_is_told_under_a_lock() {
    for config in Config::strategies() {
        let asks_service = !config.is_cookie_fn();
        signed_in(RACES / 10, &config, move |browser| async move {
            let tabs = [browser.open_signed_in().await, browser.open_signed_in().await];
            for _ in 0..2 {
                expire(&browser.executor);
                join_all(tabs.iter().map(async |(_, user)| user.devices().page().await.unwrap())).await;
            }
            browser.executor.quiet().await;
            assert!(tabs.iter().any(|(tab, _)| !tab.events().is_empty()));
            assert_eq!(tabs.iter().map(|(tab, _)| tab.log().len()).sum::<usize>(), if asks_service { 6 } else { 4 });
        });
    }
}

#[test]
fn a_caller_that_gives_up_leaves_the_refresh_to_the_others() {
    for config in Config::strategies() {
        signed_in(RACES, &config, |browser| async move {
            let (tab, user) = browser.open_signed_in().await;
            expire(&browser.executor);
            let (cancellable, canceller) = Call::cancellable();
            let given_up = {
                let user = user.clone();
                browser.executor.start(async move { user.with_call(&cancellable).jwt().await })
            };
            let other = {
                let user = user.clone();
                browser.executor.start(async move { user.jwt().await })
            };
            crate::executor::give_way(browser.executor.pick(20)).await;
            canceller.cancel();
            if let Err(error) = given_up.await {
                assert_eq!(error.code, Code::Aborted);
            }
            let jwt = other.await.unwrap();
            assert_eq!(browser.stored().unwrap().jwt, jwt);
            assert_eq!(browser.service.refreshes(), 1);
            assert!(tab.sign_outs().is_empty());
        });
    }
}

/// A normal call answered 30 or 35: refreshed once and repeated once. Other refusals of it end nothing.
#[test]
fn a_call_answered_30_or_35_is_repeated_once_after_one_refresh() {
    for config in Config::strategies() {
        for (code, times) in [(30, 1), (35, 1), (30, 9), (35, 9), (31, 9), (32, 9), (100, 9), (114, 9)] {
            signed_in(ONCE, &config, move |browser| async move {
                let (tab, user) = browser.open_signed_in().await;
                // A JWT of the same second counts as new.
                browser.executor.advance(1000);
                browser.service.script(
                    move |seen| {
                        if seen.path.starts_with("/user/device") && seen.number < times { Act::Answer(401, refusal(code)) } else { Act::Pass }
                    },
                );
                let (first, second) = join(user.devices().page(), user.devices().page()).await;
                let repeats = code == 30 || code == 35;
                let asked = browser.service.count("/user/device/0/none");
                if repeats && times == 1 {
                    assert!(first.is_ok() && second.is_ok());
                    assert_eq!(asked, 3);
                } else {
                    assert!([first, second].into_iter().all(|answer| answer.unwrap_err().status() == format!("server_{code}")));
                    assert_eq!(asked, if repeats { 4 } else { 2 });
                }
                // Of the second call the JWT may be another by then; it was not this one that was refused.
                assert_eq!(browser.service.refreshes(), usize::from(repeats));
                browser.executor.quiet().await;
                assert!(tab.sign_outs().is_empty() && !user.is_signed_out());
                assert!(browser.stored().is_some());
            });
        }
    }
}

fn refresh_path(config: &Config) -> &'static str {
    if config.options.refresh.stores_refresh_token() { "/refresh" } else { ENDPOINT }
}

/// A network error, a fault of the service or a time-out never ends a session, at a refresh or at the start.
#[test]
fn what_passes_never_ends_a_session() {
    type Faults = Vec<fn() -> Act>;
    let faults: Faults = vec![
        || Act::Fault(HttpFault::Network("cut".into())),
        || Act::Lost(HttpFault::Network("cut".into())),
        || Act::Fault(HttpFault::Body { status: 200, reason: "cut".into() }),
        || Act::AnswerHeld(Gate::default()),
        || Act::Held(Gate::default()),
        || Act::Answer(429, String::new()),
        || Act::Answer(502, "<html>bad gateway".into()),
        || Act::Answer(503, refusal(999)),
    ];
    for config in Config::strategies() {
        let path = refresh_path(&config);
        for fault in &faults {
            let fault = *fault;
            signed_in(ONCE, &config, move |browser| async move {
                let (tab, user) = browser.open_signed_in().await;
                let before = browser.disk.text();
                expire(&browser.executor);
                browser.service.script(move |seen| if seen.is_refresh() { fault() } else { Act::Pass });
                let error = user.jwt().await.unwrap_err();
                assert!(error.retryable(), "{error:?}");
                let started = browser.open().client.init().await.unwrap().expect("the stored user");
                assert!(started.offline && started.invites.is_empty());
                browser.executor.quiet().await;
                assert!(tab.sign_outs().is_empty() && !user.is_signed_out());
                assert_eq!(browser.disk.text(), before);
                browser.service.no_script();
                user.jwt().await.unwrap();
                started.user.devices().page().await.unwrap();
                assert!(browser.service.count(path) > 0);
            });
        }
    }
}

/// An answer that is no new JWT of this user and device counts for nothing.
#[test]
fn only_a_new_jwt_of_this_device_is_taken() {
    let iat = START / 1000 + 300;
    let claims = |more: Value| {
        let mut claims = json!({ "aud": USER, "sub": DEVICE, "iat": iat, "exp": iat + 300, "fresh": false });
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        claims
    };
    let header = json!({ "alg": "ES384", "kid": "k" });
    let bad = [
        jwt_of(&header, &claims(json!({ "aud": "somebody" }))),
        jwt_of(&header, &claims(json!({ "sub": "another" }))),
        jwt_of(&header, &claims(json!({ "iat": iat - 700 }))),
        jwt_of(&header, &json!({})),
        jwt_of(&json!({ "alg": "none" }), &claims(json!({}))),
        jwt_of(&json!({}), &claims(json!({}))),
        jwt_of(&json!([]), &claims(json!({}))),
        "please log in".into(),
        "a.b.c".into(),
        String::new(),
    ];
    for config in Config::strategies() {
        let envelope = config.options.refresh.stores_refresh_token();
        for jwt in &bad {
            signed_in(1, &config, |browser| {
                let jwt = jwt.clone();
                async move {
                    let (tab, user) = browser.open_signed_in().await;
                    let old = user.data().jwt;
                    expire(&browser.executor);
                    browser.service.script(move |seen| match seen.path.as_str() {
                        "/refresh" => Act::Answer(200, ok(json!({ "user_id": USER, "device_id": DEVICE, "jwt": jwt }))),
                        "/init" => Act::Answer(200, ok(json!({ "jwt": jwt, "invites": [] }))),
                        ENDPOINT => Act::Answer(200, jwt.clone()),
                        _ => Act::Pass,
                    });
                    let again = browser.open();
                    let started = again.client.init().await.map(|_| "started").unwrap_err();
                    for error in [user.jwt().await.unwrap_err(), started] {
                        assert!(matches!(error.code, Code::RefreshAnswer | Code::JwtClaims | Code::JwtMalformed), "{envelope} {error:?}");
                        assert!(!error.retryable());
                    }
                    assert_eq!((&user.data().jwt, &browser.stored().unwrap().jwt), (&old, &old));
                    assert!(tab.events().is_empty() && !user.is_signed_out());
                }
            });
        }
    }
}

/// refreshJwt gives nobody another user's JWT.
#[test]
fn refresh_jwt_keeps_user_and_device() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        let (tab, user) = browser.open_signed_in().await;
        let (jwt, token) = (user.data().jwt, user.data().refresh_token);
        let fresh = tab.client.refresh_jwt(&jwt, &token).await.unwrap();
        assert_eq!(claims_of(&fresh)["aud"], USER);
        for (field, other) in [("aud", "somebody"), ("sub", "another")] {
            browser.service.script(move |_| {
                Act::Changed(Box::new(move |mut answer| {
                    let mut claims = claims_of(answer["result"]["jwt"].as_str().unwrap());
                    claims[field] = other.into();
                    answer["result"]["jwt"] = jwt_of(&json!({ "alg": "ES384" }), &claims).into();
                    answer
                }))
            });
            assert_eq!(tab.client.refresh_jwt(&jwt, &token).await.unwrap_err().code, Code::JwtClaims);
        }
        browser.service.script(|_| Act::Answer(400, refusal(114)));
        assert_eq!(tab.client.refresh_jwt(&jwt, "unknown").await.unwrap_err().status(), "server_114");
        // Said to the app, which knows what it asked for: the session goes on.
        assert!(!user.is_signed_out() && tab.events().is_empty());
    });
}

/// Stored by the strategy `api`, found by an app that has a cookie now.
#[test]
fn an_app_that_changes_its_strategy_keeps_no_refresh_token() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        let token = browser.stored().unwrap().refresh_token.clone();
        let cookie = browser.open_with(Options { refresh: Config::cookie().options.refresh, ..browser.config.options.clone() });
        assert_eq!(cookie.client.init().await.unwrap().unwrap().user.data().refresh_token, "");
        assert!(!browser.disk.text().contains(&token));
        // Back again: good until the JWT expires, and then over.
        let (api, user) = browser.open_signed_in().await;
        user.devices().page().await.unwrap();
        expire(&browser.executor);
        assert_eq!(user.jwt().await.unwrap_err().status(), "server_114");
        browser.executor.quiet().await;
        assert_eq!(api.sign_outs().len(), 1);
        browser.assert_nothing_left();
    });
}
