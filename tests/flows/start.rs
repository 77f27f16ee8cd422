//! Starting with a stored user.

use futures_util::future::join;
use sentc_light_wasm::client::Call;
use sentc_light_wasm::client::host::HttpFault;
use sentc_light_wasm::error::Code;

use crate::executor::give_way;
use crate::host::Config;
use crate::service::{Act, refusal};
use crate::{ONCE, RACES, expire, signed_in};

#[test]
fn a_start_asks_once_and_says_when_it_is_offline() {
    for config in Config::strategies() {
        let api = config.options.refresh.stores_refresh_token();
        signed_in(ONCE, &config, move |browser| async move {
            let paths = || browser.service.requests().iter().map(|seen| seen.path.clone()).collect::<Vec<_>>();
            let started = browser.open().client.init().await.unwrap().unwrap();
            assert!(!started.offline);
            assert_eq!(paths(), [if api { "/init" } else { "/group/invite/0/none" }]);
            browser.service.script(|_| Act::Fault(HttpFault::Network("no network".into())));
            let tab = browser.open();
            let started = tab.client.init().await.unwrap().unwrap();
            assert!(started.offline && started.invites.is_empty());
            assert!(started.user.devices().page().await.unwrap_err().retryable());
            browser.service.no_script();
            started.user.devices().page().await.unwrap();
            assert!(!tab.client.init().await.unwrap().unwrap().offline);
        });
    }
}

#[test]
fn a_start_whose_session_is_over_finds_nobody() {
    for config in Config::strategies() {
        signed_in(ONCE, &config, |browser| async move {
            expire(&browser.executor);
            browser.service.account(crate::service::Account::end_sessions);
            let tab = browser.open();
            assert!(tab.client.init().await.unwrap().is_none());
            browser.executor.quiet().await;
            browser.assert_nothing_left();
            assert_eq!((tab.sign_outs().len(), tab.events().len()), (1, 2));
        });
    }
}

/// A refusal that says nothing about the session is the caller's to see; the session stays.
#[test]
fn a_start_that_is_refused_otherwise_rejects() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        browser.service.script(|_| Act::Answer(401, refusal(200)));
        let before = browser.disk.text();
        assert_eq!(browser.open().client.init().await.map(|_| ()).unwrap_err().code, Code::AppTokenUnknown);
        assert_eq!(browser.disk.text(), before);
    });
}

/// Given up at any moment: the record is the old one or the new one, nobody is half signed out, and the next call works.
#[test]
fn an_aborted_start_leaves_no_half_write() {
    for config in Config::strategies() {
        for ended in [false, true] {
            signed_in(RACES, &config, move |browser| async move {
                expire(&browser.executor);
                let old = browser.stored().unwrap().jwt.clone();
                if ended {
                    browser.service.account(crate::service::Account::end_sessions);
                }
                let tab = browser.open();
                let (cancellable, canceller) = Call::cancellable();
                let aborts = async {
                    give_way(browser.executor.pick(40)).await;
                    canceller.cancel();
                };
                let (started, ()) = join(async { tab.client.with_call(&cancellable).init().await.map(|started| started.is_some()) }, aborts).await;
                if let Err(error) = &started {
                    assert_eq!(error.code, Code::Aborted);
                }
                browser.executor.quiet().await;
                if ended && tab.sign_outs().is_empty() {
                    // It was given up before the service was asked.
                    assert_eq!(browser.stored().unwrap().jwt, old);
                } else if ended {
                    browser.assert_nothing_left();
                    assert_eq!(tab.events().len(), 2);
                } else {
                    let asked = browser.service.refreshes() > 0;
                    assert_eq!(browser.stored().unwrap().jwt == old, !asked);
                    let started = tab.client.init().await.unwrap().unwrap();
                    assert_eq!(browser.stored().unwrap().jwt, started.user.data().jwt);
                }
            });
        }
    }
}

/// A session that ends while it is being read from the storage is nobody's afterwards.
#[test]
fn who_signs_out_meanwhile_is_not_found() {
    for in_the_same_tab in [true, false] {
        signed_in(2 * RACES, &Config::api(), move |browser| async move {
            let (tab, user) = browser.open_signed_in().await;
            let other = if in_the_same_tab { tab } else { browser.open() };
            let (out, found) = join(async { user.log_out().await }, async { other.client.stored_user(crate::account::IDENTIFIER).await.unwrap() }).await;
            out.unwrap();
            browser.executor.quiet().await;
            if let Some(found) = found {
                assert!(found.is_signed_out());
            }
            browser.assert_nothing_left();
        });
    }
}

/// Stored by a cookie strategy: without a refresh token the service is asked for the invites only.
#[test]
fn a_start_without_a_refresh_token_asks_for_the_invites() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        let (key, text) = browser.disk.find("/user/").unwrap();
        browser.disk.put(&key, &text.replace(&browser.stored().unwrap().refresh_token, ""));
        assert!(!browser.open().client.init().await.unwrap().unwrap().offline);
        assert_eq!((browser.service.refreshes(), browser.service.count("/group/invite/0/none")), (0, 1));
    });
}
