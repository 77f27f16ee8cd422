//! Whatever happens at once, in whatever order, and wherever it breaks off: no session is lost, none comes back, none is
//! half written.

use std::sync::Arc;

use futures_util::future::{join, join_all, join3, select};
use sentc_light_wasm::client::host::HttpFault;
use sentc_light_wasm::error::{Code, Error};
use sentc_light_wasm::{LoginUser, MfaToken};

use crate::account::{DEVICE, IDENTIFIER, PASSWORD, PHONE, PHONE_IDENTIFIER};
use crate::executor::give_way;
use crate::host::{Browser, Config, Tab};
use crate::service::Act;
use crate::{RACES, expire, signed_in};

/// What a person, or the page, does in a tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    LogIn,
    LogOut,
    Jwt,
    Init,
    Rename(&'static str),
    ChangePassword,
    MfaOn,
    MfaOff,
    Group,
}

const DEEDS: [Deed; 9] = [Deed::LogIn, Deed::LogOut, Deed::Jwt, Deed::Init, Deed::Rename("bea"), Deed::ChangePassword, Deed::MfaOn, Deed::MfaOff, Deed::Group];

fn code() -> MfaToken {
    MfaToken::code("123456")
}

async fn log_in(tab: &Tab, identifier: &str) -> Result<(), Error> {
    let logged_in = match tab.client.login(identifier, PASSWORD).await? {
        LoginUser::User(user) => user,
        LoginUser::Mfa(login) => tab.client.mfa_login(&code(), &login).await?,
    };
    tab.keep_cookie(&logged_in.refresh_token);
    Ok(())
}

impl Deed {
    async fn run(self, tab: Tab, identifier: String) -> Result<(), Error> {
        if self == Self::LogIn {
            return log_in(&tab, &identifier).await;
        }
        if self == Self::Init {
            return tab.client.init().await.map(drop);
        }
        let user = tab.client.current_user().await?;
        match self {
            Self::LogOut => user.log_out().await,
            Self::Jwt => user.jwt().await.map(drop),
            Self::Rename(identifier) => user.update_user(identifier).await,
            Self::ChangePassword => user.change_password(PASSWORD, PASSWORD, Some(&code())).await,
            Self::MfaOn => user.register_otp(PASSWORD, Some(&code())).await.map(drop),
            Self::MfaOff => user.disable_otp(PASSWORD, Some(&code())).await,
            Self::Group => user.group("group-1", None).await.map(drop),
            Self::LogIn | Self::Init => Ok(()),
        }
    }
}

impl Browser {
    /// What is stored is whole: one record of the device at most, that the current user is.
    fn assert_whole(&self, what: &str) {
        let users: Vec<_> = self.disk.keys().into_iter().filter(|key| key.contains("/user/")).collect();
        assert!(users.len() <= 1, "{what}: {users:?}");
        match (self.stored(), self.disk.find("/current")) {
            (Some(stored), Some((_, current))) => {
                assert_eq!(current, format!("{:?}", stored.identifier), "{what}");
                assert!(users[0].ends_with(&format!("/user/{}", stored.identifier)), "{what}");
            }
            (None, None) => self.assert_nothing_left(),
            (stored, current) => panic!("{what}: {:?} {current:?}", stored.is_some()),
        }
    }

    /// Whoever is signed in can go on, here and in a new tab; and after a log-out nobody is.
    async fn assert_it_goes_on(self: &Arc<Self>, what: &str) {
        let identifier = self.service.account(|account| account.identifier.clone());
        let stored = self.stored().is_some();
        let tab = self.open();
        assert_eq!(tab.client.current_user().await.is_ok(), stored, "{what}");
        if stored {
            expire(&self.executor);
            let user = tab.client.init().await.unwrap().expect(what).user;
            assert_eq!(user.identifier(), identifier, "{what}");
            user.devices().page().await.expect(what);
        } else {
            log_in(&tab, &identifier).await.expect(what);
        }
        let user = tab.client.current_user().await.expect(what);
        user.change_password(PASSWORD, PASSWORD, Some(&code())).await.expect(what);
        self.executor.quiet().await;
        self.assert_whole(what);
        user.log_out().await.expect(what);
        self.executor.quiet().await;
        self.assert_nothing_left();
        let tab = self.open();
        for identifier in [IDENTIFIER, "bea"] {
            assert!(tab.client.stored_user(identifier).await.unwrap().is_none(), "{what}");
        }
        assert!(tab.client.init().await.unwrap().is_none(), "{what}");
        self.executor.quiet().await;
    }
}

fn browsers() -> Vec<Config> {
    let all = |config: Config| [config.clone(), config.clone().without_locks(), config.clone().without_channel(), config.without_locks().without_channel()];
    Config::strategies().into_iter().flat_map(all).collect()
}

/// Refusals that follow from who was first.
fn is_of_a_race(error: &Error) -> bool {
    matches!(error.code, Code::SignedOut | Code::NoUser | Code::UserNotFound | Code::WrongPassword | Code::MfaRequired | Code::JwtExpired)
}

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

/// The storage fails at each access once, and works again.
#[test]
fn a_storage_that_fails_at_any_one_access_costs_no_session() {
    for config in Config::strategies() {
        for deed in DEEDS {
            for n in 0..24 {
                signed_in(2, &config, move |browser| async move {
                    let (tab, _) = browser.open_signed_in().await;
                    expire(&browser.executor);
                    let what = format!("{deed:?}, access {n}");
                    let mut left = n;
                    tab.fault(move |_| {
                        left -= 1;
                        left == -1
                    });
                    let result = deed.run(tab.clone(), IDENTIFIER.into()).await;
                    browser.executor.quiet().await;
                    tab.no_fault();
                    // What could not be written is written with the next refresh.
                    expire(&browser.executor);
                    if let (true, Ok(user)) = (result.is_ok(), tab.client.current_user().await) {
                        user.jwt().await.expect(&what);
                    }
                    if let Err(error) = &result {
                        assert_eq!(error.code, Code::Storage, "{what}");
                    }
                    if deed == Deed::LogOut && result.is_err() {
                        if let Ok(user) = tab.client.current_user().await {
                            user.log_out().await.expect(&what);
                        }
                    }
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
