//! A refusal ends only the session whose tokens it was about (PUT /refresh, POST /init, a cookie's 401, `endpoint_fn`).

use futures_util::future::join;
use sentc_light_wasm::client::events::{Event, SignOutReason};
use sentc_light_wasm::error::Code;

use crate::account::USER;
use crate::executor::Gate;
use crate::host::{Browser, Config, Tab};
use crate::service::{Act, refusal};
use crate::{ONCE, RACES, expire, signed_in};
use std::sync::Arc;

/// How the old tokens come to be refused.
#[derive(Clone, Copy, PartialEq)]
enum By {
    Refresh,
    Init,
}

fn cases() -> Vec<(Config, By, bool)> {
    let mut cases = Vec::new();
    for config in Config::strategies().into_iter().flat_map(|config| [config.clone(), config.without_locks()]) {
        for by in [By::Refresh, By::Init] {
            for same_tab in [true, false] {
                cases.push((config.clone(), by, same_tab));
            }
        }
    }
    cases
}

/// Opens the tabs, and lets the service forget the session that is stored.
async fn ended_at_the_service(browser: &Arc<Browser>, same_tab: bool) -> (Tab, Tab) {
    let (tab, _) = browser.open_signed_in().await;
    let other = if same_tab { tab.clone() } else { browser.open_signed_in().await.0 };
    browser.service.account(crate::service::Account::end_sessions);
    expire(&browser.executor);
    (tab, other)
}

async fn use_old_tokens(tab: &Tab, by: By) {
    match by {
        By::Refresh => {
            let user = tab.client.current_user().await.unwrap();
            let _ = user.jwt().await;
        }
        By::Init => drop(tab.client.init().await),
    }
}

/// The refusal arrives after a login has succeeded: that one goes on, everywhere.
#[test]
fn a_refusal_after_a_new_login_ends_nothing() {
    for (config, by, same_tab) in cases() {
        signed_in(RACES / 4, &config, move |browser| async move {
            let (tab, other) = ended_at_the_service(&browser, same_tab).await;
            let gate = Gate::default();
            let held = gate.clone();
            browser.service.script(move |seen| if seen.is_refresh() && seen.number == 0 { Act::AnswerHeld(held.clone()) } else { Act::Pass });
            let refused = {
                let tab = tab.clone();
                browser.executor.start(async move { use_old_tokens(&tab, by).await })
            };
            let service = browser.service.clone();
            browser.executor.until(move || service.refreshes() == 1).await;
            // Arrived at the service, and refused there.
            browser.executor.quiet().await;
            let login = other.log_in().await.unwrap();
            gate.open();
            refused.await;
            browser.executor.quiet().await;
            assert_eq!((tab.sign_outs(), other.sign_outs()), (vec![], vec![]));
            assert!(!login.user.is_signed_out());
            assert_eq!(browser.stored().unwrap().jwt, login.user.data().jwt);
            // The tab with the old tokens continues with the new ones.
            let user = tab.client.current_user().await.unwrap();
            user.devices().page().await.unwrap();
            assert_eq!(browser.open().client.current_user().await.unwrap().data().jwt, user.data().jwt);
        });
    }
}

/// The same in any order: whatever ends before the login, the login stays.
#[test]
fn a_login_while_the_old_tokens_are_refused_stays() {
    for (config, by, same_tab) in cases() {
        signed_in(RACES / 2, &config, move |browser| async move {
            let (tab, other) = ended_at_the_service(&browser, same_tab).await;
            let (_, login) = join(use_old_tokens(&tab, by), other.log_in()).await;
            let user = login.unwrap().user;
            browser.executor.quiet().await;
            assert!(
                !user.is_signed_out(),
                "{:?} {same_tab} {:?}: {:?} {:?}",
                browser.config.options.refresh,
                browser.config.locks,
                tab.events(),
                other.events()
            );
            assert_eq!(browser.stored().expect("the login is stored").login_id, user_login_id(&browser));
            user.devices().page().await.unwrap();
            browser.open().client.current_user().await.unwrap().devices().page().await.unwrap();
            expire(&browser.executor);
            user.jwt().await.unwrap();
        });
    }
}

fn user_login_id(browser: &Browser) -> String {
    browser.stored().unwrap().login_id.clone()
}

/// A login of the same device while a refresh of the old session is under way, which the service still accepts.
#[test]
fn a_login_during_a_refresh_goes_on_with_its_own_tokens() {
    for config in Config::strategies().into_iter().flat_map(|config| [config.clone(), config.without_locks()]) {
        for same_tab in [true, false] {
            signed_in(RACES / 2, &config, move |browser| async move {
                let (tab, old) = browser.open_signed_in().await;
                let other = if same_tab { tab.clone() } else { browser.open() };
                expire(&browser.executor);
                let (jwt, login) = join(async { old.jwt().await }, other.log_in()).await;
                jwt.unwrap();
                let user = login.unwrap().user;
                browser.executor.quiet().await;
                assert!(tab.sign_outs().is_empty() && other.sign_outs().is_empty());
                if browser.config.options.refresh.stores_refresh_token() {
                    assert_eq!(browser.stored().unwrap().refresh_token, user.data().refresh_token);
                }
                // From here on the old refresh token is of no use to anybody.
                browser.service.account(|account| {
                    let newest = user.data().refresh_token;
                    account.refresh_tokens.retain(|token| newest.is_empty() || *token == newest);
                });
                for _ in 0..2 {
                    expire(&browser.executor);
                    let (a, b) = join(async { old.jwt().await }, async { user.jwt().await }).await;
                    a.unwrap();
                    b.unwrap();
                }
                assert!(tab.sign_outs().is_empty() && other.sign_outs().is_empty());
            });
        }
    }
}

/// While a refusal is under way another tab, of which this one can't hear, has signed out, or has a new JWT of the same
/// login: what is stored by then counts.
#[test]
fn what_is_stored_when_a_refusal_comes_counts() {
    for signed_out in [true, false] {
        signed_in(ONCE, &Config::api().without_channel(), move |browser| async move {
            let (tab, user) = browser.open_signed_in().await;
            expire(&browser.executor);
            let (disk, service, executor) = (browser.disk.clone(), browser.service.clone(), browser.executor.clone());
            browser.service.script(move |seen| {
                if !seen.is_refresh() {
                    return Act::Pass;
                }
                let (key, text) = disk.find("/user/").unwrap();
                let old = sentc_light_wasm::json::from_text::<sentc_light_wasm::client::StoredUser>(&text).unwrap().jwt.clone();
                let new = service.account(|account| account.issue(executor.time(), false));
                disk.put(&key, if signed_out { "null".into() } else { text.replace(&old, &new) }.as_str());
                Act::Answer(400, refusal(114))
            });
            let jwt = user.jwt().await;
            browser.executor.quiet().await;
            if signed_out {
                assert_eq!(jwt.unwrap_err().code, Code::SignedOut);
                assert_eq!(tab.events(), [Event::SignedOut { user_id: USER.into(), remote: true, reason: SignOutReason::LogOut }]);
            } else {
                assert_eq!(jwt.unwrap(), browser.stored().unwrap().jwt);
                assert!(tab.events().is_empty() && !user.is_signed_out());
            }
        });
    }
}
