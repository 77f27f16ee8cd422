//! Clocks that are wrong, are set, or stood still: an expired JWT goes nowhere but to a refresh (the host fails where one
//! is sent elsewhere), and there is no refresh for nothing.

use sentc_light_wasm::error::Code;

use crate::host::Config;
use crate::service::{Act, ENDPOINT, claims_of, jwt_of};
use crate::{ONCE, RACES, expire, play, signed_in};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// Wrong from the start: told from the JWT's `iat`, so there is nothing to refresh before its time.
#[test]
fn a_clock_that_is_wrong_from_the_start_costs_nothing() {
    for wrong in [-DAY, DAY, -90_000, 90_000] {
        play(ONCE, &Config::api(), move |browser| async move {
            browser.executor.set_clock(wrong);
            let user = browser.open().log_in().await.unwrap().user;
            user.devices().page().await.unwrap();
            browser.executor.advance(4 * 60_000);
            user.devices().page().await.unwrap();
            assert_eq!(browser.service.refreshes(), 0, "{wrong}");
            browser.executor.advance(60_000);
            user.devices().page().await.unwrap();
            assert_eq!(browser.service.refreshes(), 1, "{wrong}");
        });
    }
}

/// Set while a session lives, forward or back, in the middle of calls of two tabs.
#[test]
fn a_clock_that_is_set_loses_no_session_and_sends_no_expired_jwt() {
    for config in Config::strategies() {
        for step in [-DAY, DAY, -3 * HOUR, 8 * HOUR, -400_000, 400_000, -10_000, 10_000] {
            signed_in(RACES / 20, &config, move |browser| async move {
                let (tab, user) = browser.open_signed_in().await;
                let (_, same) = browser.open_signed_in().await;
                let sets = async {
                    crate::executor::give_way(browser.executor.pick(30)).await;
                    browser.executor.set_clock(step);
                };
                let calls = async { user.devices().page().await.unwrap() };
                let others = async { same.devices().page().await.unwrap() };
                futures_util::future::join3(sets, calls, others).await;
                for _ in 0..4 {
                    browser.executor.advance(100_000);
                    user.devices().page().await.unwrap();
                    same.devices().page().await.unwrap();
                }
                let before = browser.service.refreshes();
                // Once it is right or known to be wrong, there is one refresh for the life of a JWT.
                for _ in 0..3 {
                    expire(&browser.executor);
                    user.devices().page().await.unwrap();
                    user.devices().page().await.unwrap();
                }
                assert_eq!(browser.service.refreshes(), before + 3);
                assert!(tab.sign_outs().is_empty());
            });
        }
    }
}

/// A back end that gives one JWT to several pages. The time that it was issued at says nothing of this clock, so it must
/// not be used for longer than it is good. (The host fails where an expired one is sent.)
#[test]
fn a_jwt_that_was_given_before_sets_no_clock() {
    for config in [Config::cookie(), Config::cookie_fn()] {
        for reloads in [false, true] {
            for age in [60, 100, 200] {
                signed_in(ONCE, &config, move |browser| async move {
                    let (_, mut user) = browser.open_signed_in().await;
                    expire(&browser.executor);
                    user.devices().page().await.unwrap();
                    browser.executor.advance((320 - age) * 1000);
                    let kept = browser.service.account(|account| account.issue(browser.executor.time(), false));
                    browser.executor.advance(age * 1000);
                    let given = kept.clone();
                    browser.service.script(move |seen| if seen.path == ENDPOINT { Act::Answer(200, given.clone()) } else { Act::Pass });
                    if reloads {
                        user = browser.open_signed_in().await.1;
                    }
                    assert_eq!(user.jwt().await.unwrap(), kept);
                    browser.service.no_script();
                    for _ in 0..30 {
                        browser.executor.advance(10_000);
                        user.devices().page().await.unwrap();
                    }
                });
            }
        }
    }
}

/// It gives one that is expired by now: a bad answer, and not a JWT for anybody.
#[test]
fn a_jwt_that_is_expired_already_is_refused() {
    for config in [Config::cookie(), Config::cookie_fn()] {
        signed_in(ONCE, &config, |browser| async move {
            let (tab, user) = browser.open_signed_in().await;
            browser.executor.advance(40_000);
            let kept = browser.service.account(|account| account.issue(browser.executor.time(), false));
            expire(&browser.executor);
            browser.executor.advance(1000);
            browser.service.script(move |seen| if seen.path == ENDPOINT { Act::Answer(200, kept.clone()) } else { Act::Pass });
            assert_eq!(user.jwt().await.unwrap_err().code, Code::RefreshAnswer);
            assert!(tab.events().is_empty() && !user.is_signed_out());
            browser.service.no_script();
            user.devices().page().await.unwrap();
        });
    }
}

/// It would set the clock, and each call would ask for another one.
#[test]
fn a_jwt_that_expires_before_it_was_issued_is_refused() {
    for config in [Config::cookie(), Config::cookie_fn()] {
        signed_in(ONCE, &config, |browser| async move {
            let (tab, user) = browser.open_signed_in().await;
            expire(&browser.executor);
            let good = browser.service.account(|account| account.issue(browser.executor.time(), false));
            for lasts in [0, -1, -600] {
                let mut claims = claims_of(&good);
                claims["exp"] = (claims["iat"].as_i64().unwrap() + lasts).into();
                let bad = jwt_of(&serde_json::json!({ "alg": "ES384" }), &claims);
                browser.service.script(move |seen| if seen.path == ENDPOINT { Act::Answer(200, bad.clone()) } else { Act::Pass });
                assert_eq!(user.jwt().await.unwrap_err().code, Code::RefreshAnswer, "{lasts}");
            }
            assert!(tab.events().is_empty() && !user.is_signed_out());
            browser.service.no_script();
            user.devices().page().await.unwrap();
        });
    }
}

/// A machine that slept: its steady clock did not see the time pass.
#[test]
fn a_machine_that_slept_refreshes_first() {
    for config in Config::strategies() {
        signed_in(ONCE, &config, |browser| async move {
            let (_, user) = browser.open_signed_in().await;
            for slept in [HOUR, 290_000, DAY] {
                let before = browser.service.refreshes();
                browser.executor.suspend(slept);
                user.devices().page().await.unwrap();
                assert_eq!(browser.service.refreshes(), before + 1);
            }
        });
    }
}
