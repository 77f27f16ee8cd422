//! Several people in one storage: who is signed in, switching, and a log-out of all.

use futures_util::future::join;
use sentc_light_wasm::client::events::{Event, SignOutReason};
use sentc_light_wasm::error::Code;
use sentc_light_wasm::{SignedInUser, User};
use serde_json::json;

use crate::account::{DEVICE, IDENTIFIER, USER};
use crate::host::{Config, Tab};
use crate::service::{Act, ok};
use crate::several::put_another;
use crate::storage::Access;
use crate::{ONCE, RACES, browsers, play, signed_in};

fn identifiers(users: Vec<SignedInUser>) -> Vec<String> {
    users.into_iter().map(|user| user.identifier).collect()
}

fn switches(tab: &Tab) -> Vec<bool> {
    tab.events().iter().filter_map(|event| if let Event::SignedIn { remote, .. } = event { Some(*remote) } else { None }).collect()
}

async fn current(tab: &Tab) -> User {
    tab.client.current_user().await.unwrap()
}

#[test]
fn everybody_who_is_signed_in_is_listed() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        put_another(&browser);
        let (tab, ada) = browser.open_signed_in().await;
        let users = tab.client.stored_users().await.unwrap();
        let [first, second] = &users[..] else { panic!("{users:?}") };
        assert_eq!((first.identifier.as_str(), first.user_id.as_str(), first.device_id.as_str()), (IDENTIFIER, USER, DEVICE));
        assert_eq!((second.identifier.as_str(), second.device_id.as_str()), ("bea", "device-2"));
        ada.log_out().await.unwrap();
        assert_eq!(identifiers(tab.client.stored_users().await.unwrap()), ["bea"]);
        // A record that nobody can read is nobody.
        let (key, _) = browser.disk.find("/user/bea").unwrap();
        browser.disk.put(&key, "{}");
        assert_eq!(identifiers(browser.open().client.stored_users().await.unwrap()), Vec::<String>::new());
    });
}

#[test]
fn the_time_is_that_of_the_login_and_the_last_one_comes_first() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        let first = browser.stored().unwrap();
        assert_eq!(first.signed_in_at, browser.executor.now());
        put_another(&browser);
        // A refresh changes nothing.
        browser.executor.advance(400_000);
        let tab = browser.open();
        tab.client.init().await.unwrap();
        assert_ne!(browser.stored().unwrap().jwt, first.jwt);
        let listed = |users: Vec<SignedInUser>| users.into_iter().map(|user| (user.identifier, user.signed_in_at)).collect::<Vec<_>>();
        let ada = (IDENTIFIER.to_owned(), first.signed_in_at);
        let bea = ("bea".to_owned(), first.signed_in_at);
        assert_eq!(listed(tab.client.stored_users().await.unwrap()), [ada, bea.clone()]);
        // Another login of the same device does.
        put_another(&browser);
        tab.log_in().await.unwrap();
        let ada = (IDENTIFIER.to_owned(), browser.executor.now());
        assert_eq!(listed(browser.open().client.stored_users().await.unwrap()), [ada, bea]);
    });
}

#[test]
fn nobody_is_listed_where_nobody_has_logged_in() {
    play(ONCE, &Config::api(), |browser| async move {
        let tab = browser.open();
        assert!(tab.client.stored_users().await.unwrap().is_empty());
        assert_eq!(tab.client.switch_to(IDENTIFIER).await.unwrap_err().code, Code::NoUser);
        tab.client.log_out_all().await.unwrap();
        assert!(tab.events().is_empty() && browser.disk.keys().is_empty());
    });
}

#[test]
fn a_switch_is_seen_by_all_who_ask_and_by_the_next_start() {
    signed_in(RACES / 8, &Config::api(), |browser| async move {
        put_another(&browser);
        let (tab, ada) = browser.open_signed_in().await;
        let other = browser.open();
        other.client.init().await.unwrap();
        let bea = tab.client.switch_to("bea").await.unwrap();
        assert_eq!(bea.identifier(), "bea");
        assert!(!ada.is_signed_out());
        browser.executor.quiet().await;
        assert_eq!(switches(&tab), [false]);
        for tab in [&tab, &other, &browser.open()] {
            assert_eq!(current(tab).await.identifier(), "bea");
        }
        other.client.switch_to(IDENTIFIER).await.unwrap();
        assert_eq!(current(&tab).await.identifier(), IDENTIFIER);
        assert_eq!(tab.client.switch_to("nobody").await.unwrap_err().code, Code::NoUser);
        assert_eq!(current(&tab).await.identifier(), IDENTIFIER);
    });
}

/// Both read who is the current user, and write by that. Neither undoes the switch, in whatever order they run.
#[test]
fn a_switch_during_a_log_out_or_a_rename_of_the_user_before() {
    for rename in [false, true] {
        signed_in(RACES, &Config::api(), |browser| async move {
            put_another(&browser);
            let (tab, ada) = browser.open_signed_in().await;
            browser.service.script(|_| Act::Answer(200, ok(json!("Success"))));
            let before = async { if rename { ada.update_user("cleo").await } else { ada.log_out().await } };
            let (switched, done) = join(tab.client.switch_to("bea"), before).await;
            done.unwrap();
            assert_eq!(switched.unwrap().identifier(), "bea");
            browser.executor.quiet().await;
            assert_eq!(current(&browser.open()).await.identifier(), "bea");
        });
    }
}

/// Whoever is switched to while another tab signs them out: the current user is somebody who is signed in, or nobody.
#[test]
fn a_switch_while_another_tab_logs_out() {
    for config in browsers() {
        signed_in(RACES / 4, &config, |browser| async move {
            put_another(&browser);
            let tab = browser.open();
            let other = browser.open();
            let Some(theirs) = other.client.stored_user("bea").await.unwrap() else { return };
            let (_, out) = join(async { tab.client.switch_to("bea").await }, async { theirs.log_out().await }).await;
            out.unwrap();
            browser.executor.quiet().await;
            if browser.config.shared {
                let next = browser.open();
                match next.client.current_user().await {
                    Ok(user) => assert_eq!(user.identifier(), IDENTIFIER),
                    Err(error) => assert_eq!(error.code, Code::NoUser),
                }
                assert_eq!(identifiers(next.client.stored_users().await.unwrap()), [IDENTIFIER]);
                assert!(browser.disk.find("/current").is_none_or(|(_, text)| !text.contains("bea")), "{}", browser.disk.text());
            }
        });
    }
}

#[test]
fn a_log_out_of_all_leaves_nothing_and_is_heard() {
    for config in browsers() {
        signed_in(RACES / 8, &config, |browser| async move {
            put_another(&browser);
            let (tab, ada) = browser.open_signed_in().await;
            let bea = tab.client.stored_user("bea").await.unwrap();
            let (other, same) = browser.open_signed_in().await;
            // Not readable, and of nobody who is signed in.
            if browser.config.shared {
                let (key, _) = browser.disk.find("/user/ada").unwrap();
                browser.disk.put(&key.replace("/user/ada", "/user/carl"), "damaged");
                browser.disk.put(&key.replace("/user/ada", "/groups/device-9"), "{}");
            }
            tab.client.log_out_all().await.unwrap();
            browser.executor.quiet().await;
            assert!(ada.is_signed_out() && bea.is_none_or(|bea| bea.is_signed_out()));
            if browser.config.channel {
                assert!(same.is_signed_out());
                assert_eq!(other.sign_outs(), [SignOutReason::LogOut]);
            }
            if browser.config.shared {
                browser.assert_nothing_left();
            }
            assert!(!tab.sign_outs().is_empty());
            assert!(tab.client.stored_users().await.unwrap().is_empty());
            assert!(tab.client.init().await.unwrap().is_none());
        });
    }
}

/// A record that can't be removed is no reason to keep the others.
#[test]
fn a_log_out_of_all_that_could_not_delete_can_be_repeated() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        put_another(&browser);
        let (tab, ada) = browser.open_signed_in().await;
        tab.fault(|access| matches!(access, Access::Delete(key) if key.contains("/user/ada")));
        assert_eq!(tab.client.log_out_all().await.unwrap_err().code, Code::Storage);
        assert!(ada.is_signed_out());
        assert!(browser.disk.find("/user/bea").is_none());
        tab.no_fault();
        tab.client.log_out_all().await.unwrap();
        browser.executor.quiet().await;
        browser.assert_nothing_left();
    });
}
