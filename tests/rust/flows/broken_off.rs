//! Broken off anywhere: a tab crashes, a call is dropped, the storage fails once, an answer is lost.

use futures_util::future::{join, select};
use sentc_light_wasm::client::host::HttpFault;
use sentc_light_wasm::error::Code;

use crate::account::{DEVICE, IDENTIFIER, PASSWORD};
use crate::deeds::{DEEDS, Deed, log_in};
use crate::executor::{give_way, lock};
use crate::host::Config;
use crate::service::Act;
use crate::{RACES, expire, signed_in};

/// A tab that is closed, or crashes, wherever it is.
#[test]
fn a_tab_that_crashes_anywhere_leaves_nothing_half_done() {
    for config in Config::strategies() {
        for deed in DEEDS {
            signed_in(RACES / 4, &config, move |browser| async move {
                let (tab, _) = browser.open_signed_in().await;
                let (other, user) = browser.open_signed_in().await;
                if browser.executor.pick(2) == 0 {
                    expire(&browser.executor);
                }
                let what = format!("{deed:?}");
                let running = tab.run(deed.run(tab.clone(), IDENTIFIER.into()));
                let crashes = async {
                    give_way(browser.executor.pick(60)).await;
                    tab.crash();
                };
                let (done, ()) = join(running, crashes).await;
                browser.executor.quiet().await;
                if done.is_none_or(|result| result.is_err()) && deed != Deed::LogOut {
                    assert!(browser.stored().is_some(), "{what}");
                }
                if deed != Deed::LogOut {
                    assert!(!user.is_signed_out() && other.sign_outs().is_empty(), "{what}");
                }
                if matches!(deed, Deed::Rename(_)) {
                    // The person tries which identifier it is.
                    let identifier = browser.service.account(|account| account.identifier.clone());
                    log_in(&other, &identifier).await.expect(&what);
                }
                browser.assert_it_goes_on(&what).await;
            });
        }
    }
}

/// A program that drops a call, wherever it is: its task is gone, and the client goes on.
#[test]
fn a_call_that_is_dropped_anywhere_leaves_nothing_half_done() {
    for config in Config::strategies() {
        for deed in DEEDS {
            signed_in(RACES / 4, &config, move |browser| async move {
                let (tab, user) = browser.open_signed_in().await;
                if browser.executor.pick(2) == 0 {
                    expire(&browser.executor);
                }
                let what = format!("{deed:?}");
                let running = Box::pin(deed.run(tab.clone(), IDENTIFIER.into()));
                let given_up = Box::pin(give_way(browser.executor.pick(60)));
                drop(select(running, given_up).await);
                browser.executor.quiet().await;
                if deed == Deed::LogOut {
                    assert_eq!(user.is_signed_out(), browser.stored().is_none(), "{what}");
                } else {
                    assert!(browser.stored().is_some() && !user.is_signed_out() && tab.sign_outs().is_empty(), "{what}");
                }
                if matches!(deed, Deed::Rename(_)) {
                    // The person tries which identifier it is.
                    let identifier = browser.service.account(|account| account.identifier.clone());
                    log_in(&tab, &identifier).await.expect(&what);
                }
                browser.assert_it_goes_on(&what).await;
            });
        }
    }
}

/// The storage fails at each access once, with and without transactions, and works again.
#[test]
fn a_storage_that_fails_at_any_one_access_costs_no_session() {
    for config in Config::strategies() {
        for (deed, torn) in DEEDS.into_iter().flat_map(|deed| [(deed, false), (deed, true)]) {
            for n in 0..32 {
                signed_in(1, &config, move |browser| async move {
                    let (tab, user) = browser.open_signed_in().await;
                    expire(&browser.executor);
                    let what = format!("{deed:?}, access {n}, {torn}");
                    let mut left = n;
                    tab.fault(move |_| {
                        left -= 1;
                        left == -1
                    });
                    lock(&tab.machine.store).torn = torn;
                    let result = deed.run(tab.clone(), IDENTIFIER.into()).await;
                    browser.executor.quiet().await;
                    tab.no_fault();
                    if let Err(error) = &result {
                        assert_eq!(error.code, Code::Storage, "{what}");
                    }
                    if deed == Deed::LogOut {
                        // It can be said again.
                        assert!(result.is_ok() || !user.is_signed_out() || user.log_out().await.is_ok(), "{what}");
                    } else {
                        // What could not be written is written with the next refresh.
                        expire(&browser.executor);
                        user.jwt().await.expect(&what);
                        assert!(tab.sign_outs().is_empty(), "{what}");
                    }
                    browser.executor.quiet().await;
                    browser.assert_whole(&what);
                    browser.assert_it_goes_on(&what).await;
                });
            }
        }
    }
}

/// The service does what it was asked, and the answer is lost.
#[test]
fn an_answer_that_is_lost_costs_no_session() {
    let paths = [
        "/prepare_login",
        "/done_login",
        "/validate_mfa",
        "/verify_login_light",
        "/user/update_pw",
        "/user/register_otp",
        "/user/disable_otp",
        "/user",
        "/refresh",
        "/init",
    ];
    for config in Config::strategies() {
        for deed in DEEDS {
            for path in paths {
                signed_in(4, &config, move |browser| async move {
                    let (tab, user) = browser.open_signed_in().await;
                    expire(&browser.executor);
                    let what = format!("{deed:?}, {path}");
                    browser
                        .service
                        .script(move |seen| if seen.path == path && seen.method != "GET" { Act::Lost(HttpFault::Network("cut".into())) } else { Act::Pass });
                    let result = deed.run(tab.clone(), IDENTIFIER.into()).await;
                    browser.executor.quiet().await;
                    browser.service.no_script();
                    if let Err(error) = result {
                        assert!(error.retryable(), "{what} {error:?}");
                        assert!(!user.is_signed_out() && tab.sign_outs().is_empty(), "{what}");
                    }
                    if matches!(deed, Deed::Rename(_)) && path == "/user" {
                        // The person tries which identifier it is.
                        log_in(&tab, "bea").await.expect(&what);
                    }
                    browser.assert_it_goes_on(&what).await;
                });
            }
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum By {
    Crash,
    Drop,
    LostAnswer,
}

/// The account, or this device, is removed, and the end of it is not heard: as soon as a tab asks the service, nothing is left.
#[test]
fn an_account_or_a_device_that_was_removed_is_forgotten() {
    for config in [Config::api(), Config::cookie()] {
        for (device, by) in [true, false].into_iter().flat_map(|device| [By::Crash, By::Drop, By::LostAnswer].map(|by| (device, by))) {
            signed_in(RACES / 4, &config, move |browser| async move {
                let (tab, user) = browser.open_signed_in().await;
                let (_, same) = browser.open_signed_in().await;
                let what = format!("{device} {by:?}");
                let removes = async move { if device { user.delete_device(PASSWORD, DEVICE, None).await } else { user.delete_user(PASSWORD, None).await } };
                let breaks_off = give_way(browser.executor.pick(80));
                match by {
                    By::Crash => drop(join(tab.run(removes), async { (breaks_off.await, tab.crash()).1 }).await),
                    By::Drop => drop(select(Box::pin(removes), Box::pin(breaks_off)).await),
                    By::LostAnswer => {
                        browser.service.script(|seen| if seen.method == "DELETE" { Act::Lost(HttpFault::Network("cut".into())) } else { Act::Pass });
                        assert!(removes.await.unwrap_err().retryable(), "{what}");
                        browser.service.no_script();
                    }
                }
                browser.executor.quiet().await;
                expire(&browser.executor);
                let found = browser.open().client.init().await.expect(&what);
                browser.executor.quiet().await;
                if browser.service.account(|account| account.exists) {
                    found.expect(&what).user.devices().page().await.expect(&what);
                    assert!(!same.is_signed_out(), "{what}");
                } else {
                    assert!(found.is_none() && same.jwt().await.is_err() && same.is_signed_out(), "{what}");
                    browser.assert_nothing_left();
                }
                browser.executor.quiet().await;
            });
        }
    }
}
