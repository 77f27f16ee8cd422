//! The app's `endpoint_fn`: by one tab at a time, and nobody gets a JWT past its `exp` because it is slow.

use futures_util::future::{join, join_all};
use sentc_light_wasm::client::Options;
use sentc_light_wasm::error::{Code, Error};

use crate::executor::{Gate, lock};
use crate::host::{Browser, Config, Tab};
use crate::service::{ENDPOINT, claims_of};
use crate::{ONCE, RACES, expire, signed_in};
use std::sync::Arc;

const TIMEOUT: u32 = 5_000;

fn quick() -> Config {
    Config { options: Options { timeout_ms: TIMEOUT, ..Config::cookie_fn().options }, ..Config::cookie_fn() }
}

/// A function that waits for a gate before it asks the app's back end.
fn slow(browser: &Arc<Browser>, tab: &Tab, gate: &Gate) {
    let (executor, service, gate) = (browser.executor.clone(), browser.service.clone(), gate.clone());
    *lock(&tab.machine.endpoint_fn) = Some(Box::new(move |_| {
        let (sender, receiver) = futures_channel::oneshot::channel();
        let (now, service) = (executor.clone(), service.clone());
        executor.later(Some(gate.clone()), None, move || drop(sender.send(service.account(|account| account.issue(now.time(), false)))));
        Box::pin(async move { receiver.await.map_err(|_| Error::new(Code::RefreshEndpoint)) })
    }));
}

/// Calls wait for a function that takes long, in its tab and in others; then they have its JWT.
#[test]
fn a_slow_endpoint_fn_is_waited_for() {
    signed_in(RACES / 2, &quick(), |browser| async move {
        let tabs = [browser.open_signed_in().await, browser.open_signed_in().await];
        let gate = Gate::default();
        tabs.iter().for_each(|(tab, _)| slow(&browser, tab, &gate));
        expire(&browser.executor);
        let opens = async {
            browser.executor.sleep(i64::from(TIMEOUT) - 200).await;
            gate.open();
        };
        let callers = join_all(tabs.iter().flat_map(|(_, user)| [user, user]).map(async |user| user.jwt().await.unwrap()));
        let (jwts, ()) = join(callers, opens).await;
        for jwt in jwts {
            assert!(claims_of(&jwt)["exp"].as_i64().unwrap() * 1000 > browser.executor.time());
        }
        assert_eq!(browser.service.overlaps(), 0);
    });
}

/// One that takes too long: an error that names it, and never the old JWT. The session stays.
#[test]
fn an_endpoint_fn_that_is_too_slow_is_named() {
    signed_in(ONCE, &quick(), |browser| async move {
        let (tab, user) = browser.open_signed_in().await;
        slow(&browser, &tab, &Gate::default());
        expire(&browser.executor);
        let before = browser.executor.steady();
        let (one, two) = join(user.jwt(), user.devices().page()).await;
        for error in [one.unwrap_err(), two.unwrap_err()] {
            assert_eq!((error.code, error.retryable()), (Code::Timeout, true));
            assert!(error.message().contains("endpoint_fn") && error.message().contains("5000 ms"), "{error}");
        }
        assert_eq!(browser.executor.steady() - before, i64::from(TIMEOUT));
        browser.executor.quiet().await;
        assert!(tab.sign_outs().is_empty() && browser.disk.find("/lease/").is_none());
        *lock(&tab.machine.endpoint_fn) = None;
        user.jwt().await.unwrap();
    });
}

/// A tab that hangs, or was closed, in the middle of it is relieved at its time-out or at its deadline, and not before.
#[test]
fn a_lease_is_taken_over_at_its_deadline() {
    for closed in [false, true] {
        signed_in(RACES / 4, &quick(), move |browser| async move {
            let (hung, first) = browser.open_signed_in().await;
            let (tab, user) = browser.open_signed_in().await;
            expire(&browser.executor);
            let before = browser.executor.now();
            let stuck = if closed {
                let key = format!("{}/lease/{}", tab.client.core().channel_name().trim_start_matches("sentc-light/"), crate::account::DEVICE);
                browser.disk.put(&key, &format!(r#"{{"owner":"gone","deadline":{}}}"#, before + 6_000));
                None
            } else {
                slow(&browser, &hung, &Gate::default());
                let first = first.clone();
                let stuck = browser.executor.start(async move { first.jwt().await });
                let disk = browser.disk.clone();
                browser.executor.until(move || disk.find("/lease/").is_some()).await;
                Some(stuck)
            };
            let jwt = user.jwt().await.unwrap();
            let waited = browser.executor.now() - before;
            // A tab that is still there gives up after its time-out.
            let deadline = if closed { 6_000 } else { 5_000 };
            assert!((deadline..deadline + 200).contains(&waited), "{waited} ms");
            assert_eq!((browser.service.count(ENDPOINT), browser.service.overlaps()), (1, 0));
            if let Some(stuck) = stuck {
                assert_eq!(stuck.await.unwrap_err().code, Code::Timeout);
            }
            // The tab that hung has not lost its session, and takes over what the other one got.
            assert_eq!(first.jwt().await.unwrap(), jwt);
            assert!(hung.sign_outs().is_empty());
            browser.executor.quiet().await;
            assert!(browser.disk.find("/lease/").is_none());
        });
    }
}

/// A deadline that is too far away comes from a clock that jumped: nobody waits for it.
#[test]
fn a_lease_of_another_time_holds_nobody_up() {
    for by in [-86_400_000_i64, 86_400_000] {
        signed_in(ONCE, &quick(), move |browser| async move {
            let (tab, user) = browser.open_signed_in().await;
            expire(&browser.executor);
            let key = format!("{}/lease/{}", tab.client.core().channel_name().trim_start_matches("sentc-light/"), crate::account::DEVICE);
            browser.disk.put(&key, &format!(r#"{{"owner":"gone","deadline":{}}}"#, browser.executor.now() + by));
            let before = browser.executor.steady();
            user.jwt().await.unwrap();
            assert_eq!(browser.executor.steady(), before);
        });
    }
}

/// What its rejection says decides about the session.
#[test]
fn only_a_definite_rejection_of_endpoint_fn_ends_the_session() {
    let cases = [
        (Error::new(Code::RefreshRefused), true),
        (Error::server(114, String::new(), 0), true),
        (Error::server(100, String::new(), 0), true),
        (Error::server(32, String::new(), 0), true),
        (Error::server(35, String::new(), 0), true),
        (Error::server(30, String::new(), 0), false),
        // No JWT arrived: something on the way dropped the header, so that it may pass.
        (Error::server(31, String::new(), 0).may_pass(), false),
        (Error::server(200, String::new(), 0), false),
        (Error::server(203, String::new(), 0), false),
        (Error::new(Code::RefreshEndpoint), false),
        (Error::new(Code::Network), false),
    ];
    for (error, ends) in cases {
        signed_in(ONCE, &quick(), |browser| {
            let error = error.clone();
            async move {
                let (tab, user) = browser.open_signed_in().await;
                let rejection = if error.server_code == Some(31) { Error::server(31, String::new(), 0) } else { error.clone() };
                *lock(&tab.machine.endpoint_fn) = Some(Box::new(move |_| {
                    let rejection = rejection.clone();
                    Box::pin(async move { Err(rejection) })
                }));
                expire(&browser.executor);
                assert_eq!(user.jwt().await.unwrap_err(), error);
                browser.executor.quiet().await;
                assert_eq!((user.is_signed_out(), tab.sign_outs().len()), (ends, usize::from(ends)));
                assert_eq!(browser.disk.find("/user/").is_none(), ends);
            }
        });
    }
}

/// Leases follow one another, and nobody gets a JWT: an error after the time of the first one, and not before.
#[test]
fn nobody_waits_for_a_second_lease() {
    signed_in(ONCE, &quick(), |browser| async move {
        let (tab, user) = browser.open_signed_in().await;
        expire(&browser.executor);
        let key = format!("{}/lease/{}", tab.client.core().channel_name().trim_start_matches("sentc-light/"), crate::account::DEVICE);
        // Of a second tab that began when the first one had failed.
        browser.disk.put(&key, &format!(r#"{{"owner":"gone","deadline":{}}}"#, browser.executor.now() + 10_000));
        let before = browser.executor.steady();
        let error = user.jwt().await.unwrap_err();
        assert_eq!((error.code, error.retryable()), (Code::Timeout, true));
        assert_eq!((browser.executor.steady() - before, browser.service.count(ENDPOINT)), (i64::from(TIMEOUT) + 1_100, 0));
        assert!(!user.is_signed_out());
        // Its time is over: now this tab asks.
        browser.executor.advance(4_000);
        user.jwt().await.unwrap();
    });
}
