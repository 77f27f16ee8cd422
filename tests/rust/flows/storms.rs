//! Tabs that do all sorts of things at once: no session is lost, none comes back, none is half written.

use futures_util::future::{join, join_all, join3};

use crate::account::{DEVICE, IDENTIFIER, PASSWORD, PHONE, PHONE_IDENTIFIER};
use crate::deeds::{DEEDS, Deed, is_of_a_race, log_in};
use crate::host::Config;
use crate::{RACES, browsers, expire, signed_in};

#[test]
fn whatever_tabs_do_at_once_ends_well() {
    for config in browsers() {
        signed_in(RACES, &config, |browser| async move {
            let tabs = [browser.open_signed_in().await, browser.open_signed_in().await, browser.open_signed_in().await];
            if browser.executor.pick(2) == 0 {
                expire(&browser.executor);
            }
            // A login with a name that is being changed may be the last to be stored: which of the two it is nobody knows.
            let excluded = if browser.executor.pick(2) == 0 { Deed::LogIn } else { Deed::Rename("bea") };
            let deeds: Vec<_> = DEEDS.into_iter().filter(|deed| *deed != excluded).collect();
            let plan: Vec<Vec<Deed>> = tabs.iter().map(|_| (0..2).map(|_| deeds[browser.executor.pick(deeds.len() as u64) as usize]).collect()).collect();
            let what = format!("{plan:?}");
            let run = tabs.iter().zip(&plan).map(async |((tab, _), deeds)| {
                for deed in deeds {
                    let identifier = browser.service.account(|account| account.identifier.clone());
                    if let Err(error) = deed.run(tab.clone(), identifier).await {
                        assert!(is_of_a_race(&error), "{what}: {deed:?} {error:?}");
                    }
                }
            });
            join_all(run).await;
            browser.executor.quiet().await;
            let logs_out = plan.iter().flatten().any(|deed| *deed == Deed::LogOut);
            assert!(logs_out || (browser.stored().is_some() && tabs.iter().all(|(tab, user)| tab.sign_outs().is_empty() && !user.is_signed_out())), "{what}");
            browser.assert_whole(&what);
            browser.assert_it_goes_on(&what).await;
        });
    }
}

/// The device was given another identifier in another browser; the person logs in with that one here.
#[test]
fn a_login_under_an_identifier_that_was_changed_elsewhere_replaces_the_old_record() {
    for config in browsers() {
        for live in [true, false] {
            signed_in(RACES / 10, &config, move |browser| async move {
                let tab = browser.open();
                if live {
                    tab.client.current_user().await.unwrap();
                }
                browser.service.account(|account| account.identifier = "bea".into());
                log_in(&tab, "bea").await.unwrap();
                browser.executor.quiet().await;
                browser.assert_whole("renamed elsewhere");
                browser.assert_it_goes_on("renamed elsewhere").await;
            });
        }
    }
}

/// Two devices of one person in one browser, each in its tab, and a third tab that has both: what ends one leaves the other.
#[test]
fn two_devices_in_one_browser_do_not_touch_each_other() {
    let all = |config: Config| [config.clone(), config.clone().without_locks(), config.clone().without_channel(), config.without_locks().without_channel()];
    for config in all(Config::api()) {
        signed_in(RACES, &config, |browser| async move {
            let (_, user) = browser.open_signed_in().await;
            let (two, third) = (browser.open(), browser.open());
            log_in(&two, PHONE_IDENTIFIER).await.unwrap();
            let phone = two.client.current_user().await.unwrap();
            let (same, same_phone) =
                (third.client.stored_user(IDENTIFIER).await.unwrap().unwrap(), third.client.stored_user(PHONE_IDENTIFIER).await.unwrap().unwrap());
            expire(&browser.executor);
            let deeds = (browser.executor.pick(4), browser.executor.pick(4), browser.executor.pick(4));
            let what = format!("{deeds:?}");
            let (a, b, c) = join3(
                async {
                    match deeds.0 {
                        0 => user.log_out().await,
                        1 => user.update_user("bea").await,
                        2 => user.change_password(PASSWORD, PASSWORD, None).await,
                        _ => user.group("group-1", None).await.map(drop),
                    }
                },
                async {
                    match deeds.1 {
                        0 => phone.log_out().await,
                        1 => log_in(&two, PHONE_IDENTIFIER).await,
                        2 => phone.register_otp(PASSWORD, None).await.map(drop),
                        _ => phone.group("group-1", None).await.map(drop),
                    }
                },
                async {
                    match deeds.2 {
                        0 => same.jwt().await.map(drop),
                        1 => same_phone.jwt().await.map(drop),
                        2 => log_in(&third, PHONE_IDENTIFIER).await,
                        _ => third.client.init().await.map(drop),
                    }
                },
            )
            .await;
            for error in [a, b, c].into_iter().filter_map(Result::err) {
                assert!(is_of_a_race(&error), "{what}: {error:?}");
            }
            browser.executor.quiet().await;
            let is_stored = |device: &str| browser.disk.text().contains(&format!("\"device_id\":\"{device}\""));
            if deeds.0 != 0 {
                assert!(is_stored(DEVICE) && !user.is_signed_out() && !same.is_signed_out(), "{what}");
                expire(&browser.executor);
                user.jwt().await.expect(&what);
                same.jwt().await.expect(&what);
                assert_eq!(user.identifier(), same.identifier(), "{what}");
            } else {
                assert!(user.is_signed_out() && !is_stored(DEVICE), "{what}");
            }
            if deeds.1 != 0 {
                assert!(is_stored(PHONE) && !phone.is_signed_out() && !same_phone.is_signed_out(), "{what}");
                expire(&browser.executor);
                phone.jwt().await.expect(&what);
                same_phone.jwt().await.expect(&what);
            }
            browser.executor.quiet().await;
            let last = browser.open();
            for identifier in [IDENTIFIER, "bea", PHONE_IDENTIFIER] {
                if let Some(session) = last.client.stored_user(identifier).await.unwrap() {
                    session.log_out().await.expect(&what);
                }
            }
            browser.executor.quiet().await;
            browser.assert_nothing_left();
        });
    }
}

/// A newer login of the device in another tab is taken over as soon as that tab says so, or at the next look.
#[test]
fn a_newer_login_in_another_tab_is_taken_over() {
    for config in browsers() {
        signed_in(RACES / 2, &config, |browser| async move {
            let (tab, user) = browser.open_signed_in().await;
            let other = browser.open();
            let old = user.data().jwt;
            // Whatever this tab is at.
            let deed = browser.executor.pick(4);
            let is_at_it = async {
                match deed {
                    0 => {
                        expire(&browser.executor);
                        drop(user.jwt().await);
                    }
                    1 => drop(user.group("group-1", None).await),
                    2 => drop(user.change_password(PASSWORD, PASSWORD, None).await),
                    _ => {}
                }
            };
            let ((), login) = join(is_at_it, log_in(&other, IDENTIFIER)).await;
            if let Err(error) = login {
                // The password's new salt came in between.
                assert!(deed == 2 && is_of_a_race(&error), "{error:?}");
                browser.executor.quiet().await;
                return;
            }
            browser.executor.quiet().await;
            let newer = other.client.current_user().await.unwrap().data();
            if !browser.config.channel {
                expire(&browser.executor);
                user.jwt().await.unwrap();
            }
            assert_ne!(user.data().jwt, old);
            assert_eq!(user.data().refresh_token, newer.refresh_token);
            assert_eq!(browser.stored().unwrap().jwt, user.data().jwt);
            assert!(tab.sign_outs().is_empty() && other.sign_outs().is_empty());
        });
    }
}
