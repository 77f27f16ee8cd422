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

/// From the first moment of a log-out nobody finds that session any more, although it is still stored.
#[test]
fn who_is_signing_out_is_not_found() {
    for config in [Config::api(), Config::api().without_channel()] {
        signed_in(RACES / 10, &config, move |browser| async move {
            let (tab, user) = browser.open_signed_in().await;
            let (leaves, left) = (user.clone(), user.clone());
            let out = browser.executor.start(async move { leaves.log_out().await });
            browser.executor.until(move || left.is_signed_out()).await;
            assert!(tab.client.stored_user(crate::account::IDENTIFIER).await.unwrap().is_none());
            assert!(tab.client.current_user().await.is_err());
            out.await.unwrap();
            browser.executor.quiet().await;
            browser.assert_nothing_left();
            // Another login of the device is another session.
            browser.open().log_in().await.unwrap();
            assert!(!tab.client.current_user().await.unwrap().is_signed_out());
            browser.executor.quiet().await;
        });
    }
}

/// A storage of the app's own that takes the keys of two people for one, by ignoring case for instance.
#[test]
fn a_record_is_a_persons_only_if_it_says_so() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        let (key, text) = browser.disk.find("/user/").unwrap();
        browser.disk.put(&key.replace("/user/ada", "/user/ADA"), &text);
        let current = browser.disk.find("/current").unwrap().0;
        let tab = browser.open();
        assert!(tab.client.stored_user("ADA").await.unwrap().is_none());
        browser.disk.put(&current, "\"ADA\"");
        assert_eq!(browser.open().client.current_user().await.map(|_| ()).unwrap_err().code, Code::NoUser);
        browser.executor.quiet().await;
        assert!(browser.disk.find("/current").is_none());
        assert!(tab.client.stored_user("ada").await.unwrap().is_some());
    });
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
