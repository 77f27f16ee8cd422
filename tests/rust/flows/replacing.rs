//! A new device in the place of a lost one: wherever it is broken off the account can be reached, and it is continued.

use std::sync::Arc;

use futures_util::future::join;
use sentc_light_wasm::client::host::HttpFault;
use sentc_light_wasm::error::{Code, Error};
use sentc_light_wasm::{LoggedIn, LoginUser, User};

use crate::account::{DEVICE, IDENTIFIER, PASSWORD, PHONE};
use crate::deeds::code;
use crate::executor::give_way;
use crate::host::{Browser, Config, Tab};
use crate::service::Act;
use crate::{ONCE, RACES, expire, signed_in};

const LOST: &str = "the old laptop";
const NEW_PASSWORD: &str = "a new password";

/// What has to be in place before: a device whose password is forgotten. Gives its id. Whoever is signed in has the kit.
async fn lost_device(tab: &Tab, user: &User, mfa: bool) -> String {
    user.register_device(&tab.client.register_device_start(LOST, "forgotten").await.unwrap()).await.unwrap();
    if mfa {
        user.register_otp(PASSWORD, Some(&code())).await.unwrap();
    }
    tab.machine.browser().service.account(|account| account.added[0].id.clone())
}

async fn log_in(tab: &Tab, identifier: &str, password: &str) -> Result<LoggedIn, Error> {
    match tab.client.login(identifier, password).await? {
        LoginUser::User(user) => Ok(user),
        LoginUser::Mfa(login) => tab.client.mfa_login(&code(), &login).await,
    }
}

/// From the kit, in a tab of its own: it works, and afterwards all is as it should be.
async fn assert_it_is_continued(browser: &Arc<Browser>, lost: &str, what: &str) {
    browser.service.no_script();
    let tab = browser.open();
    // Reachable, and with what the person has: the kit.
    let kit = log_in(&tab, IDENTIFIER, PASSWORD).await.expect(what).user;
    let replaced = kit.replace_device(lost, LOST, NEW_PASSWORD, Some(&code())).await.expect(what).user;
    assert_eq!(replaced.identifier(), LOST, "{what}");
    assert_ne!(replaced.data().device_id, lost, "{what}");
    replaced.devices().page().await.expect(what);
    kit.devices().page().await.expect(what);
    let again = log_in(&browser.open(), LOST, NEW_PASSWORD).await.expect(what).user;
    assert_eq!(again.data().device_id, replaced.data().device_id, "{what}");
    let mut ids: Vec<String> = kit.devices().page().await.unwrap().into_iter().map(|device| device.device_id).collect();
    ids.sort();
    let mut expected = vec![DEVICE.to_owned(), PHONE.to_owned(), replaced.data().device_id];
    expected.sort();
    assert_eq!(ids, expected, "{what}: one device more or less");
    assert_eq!(log_in(&browser.open(), LOST, "forgotten").await.map(drop).unwrap_err().code, Code::WrongPassword, "{what}");
    browser.executor.quiet().await;
}

#[test]
fn a_lost_device_is_replaced() {
    for mfa in [false, true] {
        signed_in(ONCE, &Config::api(), move |browser| async move {
            let (tab, user) = browser.open_signed_in().await;
            let lost = lost_device(&tab, &user, mfa).await;
            // A fresh JWT is not needed: a session that was refreshed does.
            expire(&browser.executor);
            user.jwt().await.unwrap();
            let new = user.replace_device(&lost, LOST, NEW_PASSWORD, mfa.then(code).as_ref()).await.unwrap();
            assert_eq!((new.user.identifier().as_str(), new.user.data().mfa), (LOST, mfa));
            assert!(!new.refresh_token.is_empty());
            // Both are signed in, and the new one is the current one, in other tabs too.
            user.jwt().await.unwrap();
            browser.executor.quiet().await;
            assert_eq!(browser.open().client.current_user().await.unwrap().identifier(), LOST);
            assert_it_is_continued(&browser, &lost, "again").await;
        });
    }
}

/// Every request, one after the other: it does not arrive; or it does, and the answer is lost. Then the tab is gone.
#[test]
fn broken_off_at_any_request_the_account_can_be_reached_and_it_is_continued() {
    for mfa in [false, true] {
        for lost_answer in [false, true] {
            for n in 0..16 {
                signed_in(1, &Config::api(), move |browser| async move {
                    let (tab, user) = browser.open_signed_in().await;
                    let lost = lost_device(&tab, &user, mfa).await;
                    let what = format!("request {n}, {lost_answer}, {mfa}");
                    let mut count = 0;
                    browser.service.script(move |_| {
                        count += 1;
                        let fault = || HttpFault::Network("cut".into());
                        match (count > n, count == n + 1 && lost_answer) {
                            (false, _) => Act::Pass,
                            (_, true) => Act::Lost(fault()),
                            _ => Act::Fault(fault()),
                        }
                    });
                    let result = user.replace_device(&lost, LOST, NEW_PASSWORD, mfa.then(code).as_ref()).await;
                    browser.executor.quiet().await;
                    if let Err(error) = &result {
                        assert!(error.retryable(), "{what} {error:?}");
                    }
                    assert_it_is_continued(&browser, &lost, &what).await;
                });
            }
        }
    }
}

#[test]
fn a_tab_that_crashes_anywhere_leaves_it_to_be_continued() {
    for mfa in [false, true] {
        signed_in(RACES / 2, &Config::api(), move |browser| async move {
            let (tab, user) = browser.open_signed_in().await;
            let lost = lost_device(&tab, &user, mfa).await;
            let (device, mfa_code) = (lost.clone(), mfa.then(code));
            let running = tab.run(async move { user.replace_device(&device, LOST, NEW_PASSWORD, mfa_code.as_ref()).await.map(drop) });
            let crashes = async {
                give_way(browser.executor.pick(120)).await;
                tab.crash();
            };
            join(running, crashes).await;
            browser.executor.quiet().await;
            assert_it_is_continued(&browser, &lost, "after a crash").await;
        });
    }
}

/// What can't be done is refused before anything is changed.
#[test]
fn refused_before_anything_is_changed() {
    signed_in(1, &Config::api(), |browser| async move {
        let (tab, user) = browser.open_signed_in().await;
        let lost = lost_device(&tab, &user, true).await;
        // Of a registration that nobody has confirmed.
        tab.client.register_device_start("taken", "p").await.unwrap();
        let before = browser.service.account(|account| account.added.len());
        let token = code();
        for (device, identifier, password, mfa, code) in [
            (DEVICE, LOST, NEW_PASSWORD, Some(&token), Code::InvalidArgument),
            (lost.as_str(), "", NEW_PASSWORD, Some(&token), Code::InvalidArgument),
            (lost.as_str(), LOST, "", Some(&token), Code::InvalidArgument),
            (lost.as_str(), LOST, NEW_PASSWORD, None, Code::MfaRequired),
            ("another", LOST, "not that one's", Some(&token), Code::IdentifierTaken),
            ("another", "free", NEW_PASSWORD, Some(&token), Code::UserNotFound),
            (lost.as_str(), "taken", NEW_PASSWORD, Some(&token), Code::IdentifierTaken),
            (lost.as_str(), IDENTIFIER, NEW_PASSWORD, Some(&token), Code::IdentifierTaken),
        ] {
            let error = user.replace_device(device, identifier, password, mfa).await.map(drop).unwrap_err();
            assert_eq!(error.code, code, "{device} {identifier}");
        }
        browser.service.account(|account| assert!(account.added.len() == before && account.added[0].id == lost));
        // Another identifier than the lost one had.
        let new = user.replace_device(&lost, "a new name", NEW_PASSWORD, Some(&token)).await.unwrap().user;
        assert_eq!(new.identifier(), "a new name");
        browser.service.account(|account| assert!(account.added.iter().all(|device| device.id != lost)));
        browser.executor.quiet().await;
    });
}

/// Another password is given at the second call: that one counts.
#[test]
fn another_password_the_second_time() {
    signed_in(1, &Config::api(), |browser| async move {
        let (tab, user) = browser.open_signed_in().await;
        let lost = lost_device(&tab, &user, false).await;
        browser.service.script(|seen| if seen.method == "DELETE" { Act::Fault(HttpFault::Network("cut".into())) } else { Act::Pass });
        user.replace_device(&lost, LOST, "the first one", None).await.map(drop).unwrap_err();
        browser.service.no_script();
        user.replace_device(&lost, LOST, NEW_PASSWORD, None).await.unwrap();
        // The device with the first one is gone too.
        assert_eq!(user.devices().page().await.unwrap().len(), 3);
        log_in(&browser.open(), LOST, NEW_PASSWORD).await.unwrap();
        browser.executor.quiet().await;
    });
}

/// A fresh JWT for the app's back end: the session's own stays as it is, and says for how long it is fresh.
#[test]
fn a_confirmation_leaves_the_session_as_it_was() {
    for config in Config::strategies() {
        signed_in(ONCE, &config, |browser| async move {
            let (tab, user) = browser.open_signed_in().await;
            assert!((295..=300).contains(&user.fresh_for()), "{}", user.fresh_for());
            expire(&browser.executor);
            assert_eq!(user.fresh_for(), 0);
            let own = user.jwt().await.unwrap();
            assert_eq!(user.fresh_for(), 0);
            let (tokens, stored) = (user.data().refresh_token, browser.stored().map(|stored| stored.jwt.clone()));
            let jwt = user.confirm(PASSWORD, None).await.unwrap();
            let claims = crate::service::claims_of(&jwt);
            assert!(claims["fresh"] == true && claims["sub"] == DEVICE && jwt != own);
            assert_eq!((user.data().jwt, user.data().refresh_token), (own, tokens));
            assert_eq!(browser.stored().map(|stored| stored.jwt.clone()), stored);
            assert!(tab.sign_outs().is_empty());
            assert_eq!(user.confirm("wrong", None).await.unwrap_err().code, Code::WrongPassword);
            user.register_otp(PASSWORD, None).await.unwrap();
            assert_eq!(user.confirm(PASSWORD, None).await.unwrap_err().code, Code::MfaRequired);
            user.confirm(PASSWORD, Some(&code())).await.unwrap();
        });
    }
}
