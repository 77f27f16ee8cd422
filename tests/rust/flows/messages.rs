//! What other tabs, or other scripts of the origin, say on the channel: nothing that the storage does not confirm.

use futures_util::future::join;
use sentc_light_wasm::client::events::Event;

use crate::account::{DEVICE, IDENTIFIER, USER};
use crate::executor::lock;
use crate::host::{Config, Tab};
use crate::{ONCE, RACES, expire, play, signed_in};

fn renamed(device: &str, identifier: &str) -> String {
    format!(r#"{{"type":"renamed","device_id":"{device}","identifier":"{identifier}"}}"#)
}

#[test]
fn a_forged_or_stale_renamed_changes_nothing() {
    signed_in(RACES / 10, &Config::api(), |browser| async move {
        let (tab, user) = browser.open_signed_in().await;
        // Another device's record, and one of an earlier login of this device.
        let (key, text) = browser.disk.find("/user/").unwrap();
        let place = |identifier: &str| key.replace(IDENTIFIER, identifier);
        browser.disk.put(&place("mallory"), &text.replace(DEVICE, "device-2"));
        let earlier = browser.stored().unwrap().login_id.clone();
        browser.disk.put(&place("earlier"), &text.replace(&earlier, "another"));
        browser.disk.put(&place("broken"), r#"{"identifier":"broken"}"#);
        let before = browser.disk.text();
        for identifier in ["nobody", "mallory", "earlier", "broken", "../x", ""] {
            tab.machine.hears(&renamed(DEVICE, identifier));
            tab.machine.hears(&renamed("device-2", identifier));
        }
        browser.executor.quiet().await;
        assert_eq!((user.identifier(), browser.disk.text()), (IDENTIFIER.into(), before));
        // One that the storage confirms counts.
        let (other, same) = browser.open_signed_in().await;
        same.update_user("bea").await.unwrap();
        browser.executor.quiet().await;
        assert_eq!(user.identifier(), "bea");
        // What was said before comes late.
        tab.machine.hears(&renamed(DEVICE, IDENTIFIER));
        browser.executor.quiet().await;
        assert_eq!(user.identifier(), "bea");
        assert!(tab.events().is_empty() && other.sign_outs().is_empty());
        expire(&browser.executor);
        user.jwt().await.unwrap();
    });
}

/// A log-out of an earlier login ends nothing of this one.
#[test]
fn a_stale_sign_out_leaves_the_new_login() {
    signed_in(RACES / 10, &Config::api(), |browser| async move {
        let (tab, user) = browser.open_signed_in().await;
        for kind in ["signing_out", "signed_out"] {
            for (device, login_id) in [(DEVICE, "\"another\""), (DEVICE, "null"), ("device-2", "\"another\"")] {
                tab.machine.hears(&format!(
                    r#"{{"type":"{kind}","user_id":"{USER}","device_id":"{device}","identifier":"{IDENTIFIER}","login_id":{login_id},"reason":"log_out"}}"#
                ));
            }
        }
        browser.executor.quiet().await;
        assert!(!user.is_signed_out() && browser.stored().is_some());
        user.devices().page().await.unwrap();
    });
}

#[test]
fn anything_else_on_the_channel_is_ignored() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        let (tab, user) = browser.open_signed_in().await;
        let deep = "[".repeat(100_000);
        for text in [
            "",
            "null",
            "[]",
            "{}",
            "\"renamed\"",
            r#"{"type":"renamed"}"#,
            r#"{"type":"signed_out","reason":"x"}"#,
            r#"{"type":7}"#,
            r#"{"__proto__":{}}"#,
            &deep,
        ] {
            tab.machine.hears(text);
        }
        browser.executor.quiet().await;
        assert!(tab.events().is_empty() && !user.is_signed_out());
    });
}

/// Whether the last that the app was told of signing in and out is so.
fn assert_told_as_it_is(tab: &Tab, signed_in: bool) {
    let events = tab.events();
    let last = events.iter().rev().find(|event| matches!(event, Event::SignedIn { .. } | Event::SignedOut { .. }));
    assert_eq!(!matches!(last, Some(Event::SignedOut { .. })), signed_in, "{events:?}");
}

/// A message that changes nothing here makes no event: about a user who is signed in already, or who is not.
#[test]
fn a_message_alone_tells_nothing() {
    for here in [true, false] {
        signed_in(RACES / 10, &Config::api(), move |browser| async move {
            let tab = browser.open();
            if here {
                tab.client.current_user().await.unwrap();
            } else {
                browser.open_signed_in().await.1.log_out().await.unwrap();
            }
            browser.executor.quiet().await;
            for device in [DEVICE, "device-2"] {
                for (kind, login_id) in [("signing_out", "x"), ("signed_out", "x"), ("signed_in", "x")] {
                    tab.machine.hears(&format!(
                        r#"{{"type":"{kind}","user_id":"{USER}","device_id":"{device}","identifier":"{IDENTIFIER}","login_id":"{login_id}","reason":"log_out"}}"#
                    ));
                }
            }
            browser.executor.quiet().await;
            assert_eq!(tab.events(), []);
        });
    }
}

/// Another tab's log-out is slow, and somebody logs in here meanwhile: who is signed in is not told of a log-out afterwards.
#[test]
fn a_log_out_elsewhere_is_not_told_to_a_newer_login() {
    for config in Config::strategies().into_iter().flat_map(|config| [config.clone(), config.without_locks()]) {
        signed_in(RACES / 2, &config, |browser| async move {
            let (tab, _) = browser.open_signed_in().await;
            let (_, same) = browser.open_signed_in().await;
            let (out, login) = join(async { same.log_out().await }, tab.log_in()).await;
            let user = login.unwrap().user;
            let _ = out;
            browser.executor.quiet().await;
            assert_told_as_it_is(&tab, !user.is_signed_out());
        });
    }
}

/// A login in another tab makes one event, and that session is here by then.
#[test]
fn a_login_elsewhere_is_told_when_it_is_here() {
    play(RACES / 10, &Config::api(), |browser| async move {
        let (tab, other) = (browser.open(), browser.open());
        other.log_in().await.unwrap();
        browser.executor.quiet().await;
        assert_eq!(tab.events(), [Event::SignedIn { user_id: USER.into(), remote: true }]);
        assert!(lock(&tab.machine.shown).values().any(Option::is_some));
        assert_eq!(tab.client.current_user().await.unwrap().data().jwt, browser.stored().unwrap().jwt);
        // Said again: no news.
        tab.machine.hears(&format!(r#"{{"type":"signed_in","user_id":"{USER}","device_id":"{DEVICE}"}}"#));
        browser.executor.quiet().await;
        assert_eq!(tab.events().len(), 1);
    });
}
