//! After a log-out nothing of that session is in any storage of any tab, whichever order things happen in.

use futures_util::future::{join, join3};
use sentc_light_wasm::client::Options;
use sentc_light_wasm::client::events::Event;
use sentc_light_wasm::error::Code;

use crate::host::{Browser, Config};
use crate::service::Act;
use crate::storage::Access;
use crate::{ONCE, RACES, browsers, expire, signed_in};
use std::sync::Arc;

async fn assert_nobody(browser: &Arc<Browser>) {
    browser.executor.quiet().await;
    browser.assert_nothing_left();
    let tab = browser.open();
    assert_eq!(tab.client.current_user().await.map(|_| ()).unwrap_err().code, Code::NoUser);
    assert!(tab.client.stored_user(crate::account::IDENTIFIER).await.unwrap().is_none());
    assert!(tab.client.init().await.unwrap().is_none());
}

#[test]
fn a_log_out_while_another_tab_refreshes_leaves_nothing() {
    for config in browsers() {
        signed_in(RACES / 2, &config, |browser| async move {
            let (tab, user) = browser.open_signed_in().await;
            let (other, same) = browser.open_signed_in().await;
            expire(&browser.executor);
            let (jwt, out) = join(async { user.jwt().await }, async { same.log_out().await }).await;
            out.unwrap();
            if let Err(error) = jwt {
                assert_eq!(error.code, Code::SignedOut);
            }
            assert_nobody(&browser).await;
            assert_eq!(other.sign_outs().len(), 1);
            // A tab that gets no message finds out when it looks.
            if !browser.config.channel {
                expire(&browser.executor);
                let _ = user.jwt().await;
                browser.executor.quiet().await;
            }
            assert_eq!(tab.sign_outs().len(), 1);
            assert_eq!(user.jwt().await.unwrap_err().code, Code::SignedOut);
            assert!(tab.client.stored_user(crate::account::IDENTIFIER).await.unwrap().is_none());
            assert_nobody(&browser).await;
        });
    }
}

#[test]
fn a_log_out_during_the_tabs_own_calls_leaves_nothing() {
    for config in browsers() {
        signed_in(RACES / 4, &config, |browser| async move {
            let (tab, user) = browser.open_signed_in().await;
            expire(&browser.executor);
            let group = async { drop(user.group("group-1", None).await) };
            let (_, _, out) = join3(async { user.jwt().await }, group, async { user.log_out().await }).await;
            out.unwrap();
            assert_nobody(&browser).await;
            assert_eq!(tab.sign_outs().len(), 1);
        });
    }
}

/// Starting, opening a group, turning MFA on: what is written by them does not outlive a log-out in another tab.
#[test]
fn a_log_out_while_another_tab_writes_leaves_nothing() {
    for config in browsers() {
        signed_in(RACES / 4, &config, |browser| async move {
            let (tab, user) = browser.open_signed_in().await;
            let (_, same) = browser.open_signed_in().await;
            let writes = async {
                match browser.executor.pick(3) {
                    0 => drop(tab.client.init().await),
                    1 => drop(user.group("group-1", None).await),
                    _ => drop(user.register_otp(crate::account::PASSWORD, None).await),
                }
            };
            let (_, out) = join(writes, async { same.log_out().await }).await;
            out.unwrap();
            assert_nobody(&browser).await;
        });
    }
}

/// A tab that has logged in itself notices, too, when it looks.
#[test]
fn a_log_out_elsewhere_is_noticed_after_an_own_login() {
    for config in Config::strategies().map(Config::without_channel) {
        signed_in(ONCE, &config, |browser| async move {
            let tab = browser.open();
            let user = tab.log_in().await.unwrap().user;
            let (_, same) = browser.open_signed_in().await;
            same.log_out().await.unwrap();
            expire(&browser.executor);
            assert_eq!(user.jwt().await.unwrap_err().code, Code::SignedOut);
            assert_nobody(&browser).await;
            assert_eq!(tab.sign_outs().len(), 1);
        });
    }
}

#[test]
fn two_tabs_log_out_at_once() {
    for config in browsers() {
        signed_in(RACES / 4, &config, |browser| async move {
            let (tab, user) = browser.open_signed_in().await;
            let (other, same) = browser.open_signed_in().await;
            let (one, two) = join(async { user.log_out().await }, async { same.log_out().await }).await;
            for result in [one, two] {
                assert!(result.is_ok_and(|()| true) || browser.config.channel);
            }
            assert_nobody(&browser).await;
            assert!(!tab.sign_outs().is_empty() && !other.sign_outs().is_empty());
        });
    }
}

/// Who logs in again before the log-out is through is signed in, wholly, or signed out, wholly.
#[test]
fn a_login_during_a_log_out_of_the_same_tab_stays() {
    for config in browsers() {
        signed_in(RACES / 4, &config, |browser| async move {
            let (tab, user) = browser.open_signed_in().await;
            let out = {
                let user = user.clone();
                browser.executor.start(async move { user.log_out().await })
            };
            // It was called first.
            let ended = user.clone();
            browser.executor.until(move || ended.is_signed_out()).await;
            let login = tab.log_in().await.unwrap();
            out.await.unwrap();
            browser.executor.quiet().await;
            assert!(!login.user.is_signed_out() && tab.sign_outs().len() == 1);
            let told: Vec<_> = tab.events().into_iter().filter(|event| matches!(event, Event::SignedIn { .. } | Event::SignedOut { .. })).collect();
            assert!(matches!(told.as_slice(), [Event::SignedOut { .. }, Event::SignedIn { .. }]), "{told:?}");
            assert_eq!(browser.stored().expect("the new login is stored").jwt, login.user.data().jwt);
            assert_eq!(browser.open().client.current_user().await.unwrap().data().jwt, login.user.data().jwt);
            expire(&browser.executor);
            login.user.jwt().await.unwrap();
        });
    }
}

/// Another account of this client logs in while one logs out: it stays the current one.
#[test]
fn another_account_stays_the_current_one() {
    for config in [Config::api(), Config::api().without_locks()] {
        signed_in(RACES, &config, |browser| async move {
            let (_, user) = browser.open_signed_in().await;
            let other = browser.open();
            let key = format!("{}/current", other.client.core().channel_name().trim_start_matches("sentc-light/"));
            let stores_another = {
                let disk = browser.disk.clone();
                browser.executor.answer(move || disk.put(&key, "\"bob\""))
            };
            let (out, ()) = join(async { user.log_out().await }, stores_another).await;
            out.unwrap();
            browser.executor.quiet().await;
            assert_eq!(browser.disk.find("/current").map(|(_, text)| text), Some("\"bob\"".into()));
            assert!(browser.disk.find("/user/").is_none());
        });
    }
}

/// Storages that tabs do not share: a log-out that was heard is one, for the next start too.
#[test]
fn a_log_out_that_was_heard_is_not_undone_by_the_next_init() {
    for config in Config::strategies() {
        for reads_fail in [false, true] {
            signed_in(RACES / 4, &config.clone().in_memory(), move |browser| async move {
                let (tab, user) = browser.open_signed_in().await;
                let (_, same) = browser.open_signed_in().await;
                if reads_fail {
                    tab.fault(|access| matches!(access, Access::Read(key) if key.contains("/user/")));
                }
                let (_, out) = join(async { drop(user.devices().page().await) }, async { same.log_out().await }).await;
                out.unwrap();
                browser.executor.quiet().await;
                tab.no_fault();
                browser.assert_nothing_left();
                assert_eq!(tab.sign_outs().len(), 1);
                assert!(tab.client.init().await.unwrap().is_none());
                assert!(tab.client.stored_user(crate::account::IDENTIFIER).await.unwrap().is_none());
            });
        }
    }
}

/// A storage that does not delete: told, and it can be said again; for this page the session is over at once.
#[test]
fn a_log_out_that_could_not_delete_tells_and_can_be_repeated() {
    for torn in [false, true] {
        for failing in ["/user/", "/current"] {
            signed_in(RACES / 4, &Config::api(), move |browser| async move {
                let (tab, user) = browser.open_signed_in().await;
                let (other, same) = browser.open_signed_in().await;
                for tab in [&tab, &other] {
                    tab.fault(move |access| matches!(access, Access::Delete(key) if key.contains(failing)));
                    crate::executor::lock(&tab.machine.store).torn = torn;
                }
                for _ in 0..2 {
                    assert_eq!(user.log_out().await.unwrap_err().code, Code::Storage);
                    assert!(user.is_signed_out());
                    assert_eq!(user.jwt().await.unwrap_err().code, Code::SignedOut);
                }
                browser.executor.quiet().await;
                assert!(same.is_signed_out());
                assert_eq!((tab.sign_outs().len(), tab.events().len()), (1, 1));
                tab.no_fault();
                user.log_out().await.unwrap();
                assert_nobody(&browser).await;
                assert_eq!(user.log_out().await.unwrap_err().code, Code::SignedOut);
                assert_eq!(tab.sign_outs().len(), 1);
            });
        }
    }
}

/// A storage that failed once and works again: the record that was there is missed like any other.
#[test]
fn a_session_whose_record_could_not_be_written_once_is_not_revived() {
    signed_in(RACES, &Config::api().without_channel(), |browser| async move {
        let (tab, user) = browser.open_signed_in().await;
        let (_, same) = browser.open_signed_in().await;
        expire(&browser.executor);
        tab.fault(|access| matches!(access, Access::Set(_)));
        user.jwt().await.unwrap();
        tab.no_fault();
        expire(&browser.executor);
        let (_, out) = join(async { user.jwt().await }, async { same.log_out().await }).await;
        out.unwrap();
        assert_nobody(&browser).await;
    });
}

/// A refresh that nobody answers holds the lock: a log-out waits for it no longer than a request may take.
#[test]
fn a_log_out_does_not_wait_for_a_lock_for_ever() {
    let config = Config { options: Options { timeout_ms: 5_000, ..Config::api().options }, ..Config::api() };
    signed_in(ONCE, &config, |browser| async move {
        let (tab, user) = browser.open_signed_in().await;
        let (_, same) = browser.open_signed_in().await;
        expire(&browser.executor);
        browser.service.script(|seen| if seen.is_refresh() { Act::Held(Default::default()) } else { Act::Pass });
        let refresh = {
            let user = user.clone();
            browser.executor.start(async move { user.jwt().await })
        };
        let service = browser.service.clone();
        browser.executor.until(move || service.refreshes() == 1).await;
        let before = browser.executor.steady();
        same.log_out().await.unwrap();
        assert!(browser.executor.steady() - before <= 5_000);
        assert!(user.is_signed_out());
        let _ = refresh.await;
        assert_nobody(&browser).await;
        assert_eq!(tab.sign_outs().len(), 1);
    });
}
