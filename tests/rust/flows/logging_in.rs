//! Logins, and what is remembered of them.

use futures_util::future::join;
use sentc_light_wasm::client::events::Event;
use sentc_light_wasm::crypto::{KdfProfile, b64};
use sentc_light_wasm::error::Code;
use sentc_light_wasm::steps::kdf::KdfPolicy;
use sentc_light_wasm::{LoginUser, MfaToken};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::sync::atomic::Ordering;

use crate::account::{IDENTIFIER, PASSWORD, USER};
use crate::executor::Gate;
use crate::host::{Browser, Config, Tab};
use crate::service::{Act, ok, refusal};
use crate::{ONCE, RACES, browsers, expire, play, signed_in};

fn salt_changes(tab: &Tab) -> usize {
    tab.events().iter().filter(|event| matches!(event, Event::SaltChanged { .. })).count()
}

/// MFA is turned on in one tab while another one refreshes: both know it afterwards, and the JWT is the new one.
#[test]
fn what_was_seen_of_mfa_outlasts_a_refresh_of_another_tab() {
    for config in browsers() {
        signed_in(RACES / 2, &config, |browser| async move {
            let (_, user) = browser.open_signed_in().await;
            let (_, same) = browser.open_signed_in().await;
            expire(&browser.executor);
            let (jwt, otp) = join(async { user.jwt().await }, async { same.register_otp(PASSWORD, None).await }).await;
            jwt.unwrap();
            otp.unwrap();
            browser.executor.quiet().await;
            let stored = browser.stored().unwrap();
            assert!(stored.mfa && same.data().mfa);
            expire(&browser.executor);
            user.jwt().await.unwrap();
            browser.executor.quiet().await;
            assert!(user.data().mfa && browser.stored().unwrap().mfa);
            assert_eq!(same.register_otp(PASSWORD, None).await.map(|_| ()).unwrap_err().code, Code::MfaRequired);
        });
    }
}

/// Codes as people type them: the service gets six ASCII digits, at a login and where a change is confirmed.
#[test]
fn codes_in_every_script() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        let (tab, user) = browser.open_signed_in().await;
        user.register_otp(PASSWORD, None).await.unwrap();
        for typed in [
            "123 456",
            "\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}",
            "\u{2068}\u{6f1}\u{6f2}\u{6f3}-\u{6f4}\u{6f5}\u{6f6}\u{2069}",
            "\u{ff11}\u{ff12}\u{ff13}\u{ad}456\n",
        ] {
            let LoginUser::Mfa(login) = tab.client.login(IDENTIFIER, PASSWORD).await.unwrap() else { panic!("no code was asked for") };
            tab.client.mfa_login(&MfaToken::code(typed), &login).await.unwrap();
            user.register_otp(PASSWORD, Some(&MfaToken::code(typed))).await.unwrap();
        }
        let wrong = user.disable_otp(PASSWORD, Some(&MfaToken::code("\u{661}23457"))).await;
        assert_eq!(wrong.unwrap_err().code, Code::WrongTotp);
    });
}

/// Two logins of one device at once: with shared locks they take turns; without, a voided challenge is asked for again.
#[test]
fn logins_at_once_all_succeed() {
    for config in [Config::api(), Config::api().without_locks()] {
        play(RACES / 2, &config, |browser| async move {
            let tabs = [browser.open(), browser.open(), browser.open()];
            let results = futures_util::future::join_all(tabs.iter().map(|tab| tab.log_in())).await;
            let users: Vec<_> = results.into_iter().map(|login| login.unwrap().user).collect();
            if browser.config.locks {
                assert_eq!(browser.service.count("/verify_login_light"), 3);
            }
            browser.executor.quiet().await;
            expire(&browser.executor);
            for user in users {
                user.jwt().await.unwrap();
            }
        });
    }
}

#[test]
fn a_changed_salt_is_told_once() {
    play(ONCE, &Config::api(), |browser| async move {
        let (tab, other) = (browser.open(), browser.open());
        tab.log_in().await.unwrap();
        other.log_in().await.unwrap();
        browser.executor.quiet().await;
        assert_eq!(salt_changes(&tab), 0);
        browser.service.account(|account| account.salt = [8; 32]);
        for _ in 0..3 {
            tab.log_in().await.unwrap();
            browser.executor.quiet().await;
            other.log_in().await.unwrap();
            browser.executor.quiet().await;
        }
        // The other tab finds it remembered.
        assert_eq!((salt_changes(&tab), salt_changes(&other)), (1, 0));
    });
}

/// Where the salt is known, the keys are there before the service has answered; of another salt, they are made again.
#[test]
fn a_known_salt_spares_a_round_trip() {
    play(ONCE, &Config::api(), |browser| async move {
        browser.open().log_in().await.unwrap();
        browser.executor.quiet().await;
        for (salt, expected) in [(None, 1), (Some([8; 32]), 2)] {
            if let Some(salt) = salt {
                browser.service.account(|account| account.salt = salt);
            }
            let tab = browser.open();
            let gate = Gate::default();
            let held = gate.clone();
            browser.service.script(move |seen| if seen.path.ends_with("/prepare_login") { Act::AnswerHeld(held.clone()) } else { Act::Pass });
            let login = {
                let tab = tab.clone();
                browser.executor.start(async move { tab.log_in().await.map(|_| ()) })
            };
            browser.executor.quiet().await;
            assert_eq!(tab.machine.derivations.load(Ordering::Relaxed), 1);
            gate.open();
            login.await.unwrap();
            assert_eq!(tab.machine.derivations.load(Ordering::Relaxed), expected);
            browser.executor.quiet().await;
        }
    });
}

#[test]
fn the_own_password_change_changes_the_salt_unremarked() {
    signed_in(RACES / 10, &Config::api(), |browser| async move {
        let (tab, user) = browser.open_signed_in().await;
        let other = browser.open();
        other.log_in().await.unwrap();
        user.change_password(PASSWORD, "another one", None).await.unwrap();
        browser.service.account(|account| account.password = "another one".into());
        browser.executor.quiet().await;
        for tab in [&tab, &other, &browser.open()] {
            tab.log_in_as(IDENTIFIER, "another one").await.unwrap();
            browser.executor.quiet().await;
            assert_eq!(salt_changes(tab), 0);
        }
    });
}

/// Which parameters are derived with, and how often, at a first login and at the next one.
#[test]
fn the_policy_says_which_key_is_tried_first() {
    use KdfProfile::{Legacy, Standard};
    let cases = [
        (KdfPolicy::Legacy, Legacy, Some((1, 1))),
        (KdfPolicy::Legacy, Standard, Some((2, 1))),
        (KdfPolicy::Compatible, Standard, Some((1, 1))),
        (KdfPolicy::Compatible, Legacy, Some((2, 1))),
        (KdfPolicy::Strict, Standard, Some((1, 1))),
        (KdfPolicy::Strict, Legacy, None),
        // The first login derives a third time, for the new wrapping.
        (KdfPolicy::Migrate, Legacy, Some((3, 1))),
    ];
    for (policy, profile, expected) in cases {
        play(ONCE, &Config::api().kdf(policy), move |browser| async move {
            browser.service.account(|account| account.profile = profile);
            let mut counts = Vec::new();
            for _ in 0..2 {
                let tab = browser.open();
                let result = tab.log_in().await;
                browser.executor.quiet().await;
                match expected {
                    Some(_) => drop(result.unwrap()),
                    None => assert_eq!(result.map(|_| ()).unwrap_err().code, Code::WrongPassword),
                }
                counts.push(tab.machine.derivations.load(Ordering::Relaxed));
            }
            let expected = expected.unwrap_or((1, 1));
            assert_eq!(counts, [expected.0, expected.1], "{policy:?} {profile:?}");
        });
    }
}

/// The cheaper key is never asked for again once 19 MiB worked here.
#[test]
fn a_service_that_refuses_gets_no_cheaper_key() {
    play(ONCE, &Config::api(), |browser| async move {
        browser.open().log_in().await.unwrap();
        browser.executor.quiet().await;
        let tab = browser.open();
        assert_eq!(tab.log_in_as(IDENTIFIER, "wrong").await.map(|_| ()).unwrap_err().code, Code::WrongPassword);
        assert_eq!(tab.machine.derivations.load(Ordering::Relaxed), 1);
    });
}

/// Another client gives the account a new password under the other parameters, or somebody registers the identifier again. The
/// remembered salt refuses nothing that a new browser accepts, and the app gets an event about the other salt.
#[test]
fn what_is_remembered_refuses_no_right_password() {
    use KdfProfile::{Legacy, Standard};
    for policy in [KdfPolicy::Compatible, KdfPolicy::Migrate, KdfPolicy::Legacy, KdfPolicy::Strict] {
        for (before, after) in [(Standard, Legacy), (Legacy, Standard), (Standard, Standard), (Legacy, Legacy)] {
            for stale_tab in [true, false] {
                play(1, &Config::api().kdf(policy), move |browser| async move {
                    let opens = |profile| policy != KdfPolicy::Strict || profile == Standard;
                    browser.service.account(|account| account.profile = before);
                    let tab = browser.open();
                    assert_eq!(tab.log_in().await.is_ok(), opens(before));
                    browser.executor.quiet().await;
                    browser.service.account(|account| (account.salt, account.profile) = ([8; 32], after));
                    let tab = if stale_tab { tab } else { browser.open() };
                    for _ in 0..2 {
                        assert_eq!(tab.log_in().await.is_ok(), opens(after), "{policy:?} {before:?} {after:?}");
                        browser.executor.quiet().await;
                    }
                    assert_eq!(salt_changes(&tab), usize::from(opens(before) && opens(after)) + 2 * usize::from(opens(before) && !opens(after)));
                });
            }
        }
    }
}

/// The policy `legacy` is for accounts that other clients change: it tries both whatever it remembers.
#[test]
fn legacy_tries_both_whatever_it_remembers() {
    play(ONCE, &Config::api().kdf(KdfPolicy::Legacy), |browser| async move {
        let tab = browser.open();
        tab.log_in().await.unwrap();
        browser.executor.quiet().await;
        browser.service.account(|account| account.profile = KdfProfile::Legacy);
        tab.log_in().await.unwrap();
        browser.open().log_in().await.unwrap();
        browser.executor.quiet().await;
    });
}

/// 16 bytes of a SHA-256, in hex.
fn hash_of(identifier: &str) -> String {
    Sha256::digest(identifier.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn remembered(browser: &Browser) -> Option<String> {
    browser.disk.find("/kdf").map(|(_, text)| text)
}

/// A tab that knows the old salt fails to log in: the newer record of another tab stays.
#[test]
fn a_failed_login_writes_nothing() {
    for mfa in [false, true] {
        play(ONCE, &Config::api(), move |browser| async move {
            let (stale, other) = (browser.open(), browser.open());
            stale.log_in().await.unwrap();
            browser.executor.quiet().await;
            browser.service.account(|account| account.salt = [8; 32]);
            other.log_in().await.unwrap();
            browser.executor.quiet().await;
            let before = remembered(&browser).unwrap();
            assert_eq!(stale.log_in_as(IDENTIFIER, "wrong").await.map(|_| ()).unwrap_err().code, Code::WrongPassword);
            // Nor does one whose challenge nobody can answer, or whose code never comes.
            browser.service.account(|account| account.salt = [9; 32]);
            if mfa {
                browser.service.account(|account| account.mfa = true);
                assert!(matches!(stale.client.login(IDENTIFIER, PASSWORD).await.unwrap(), LoginUser::Mfa(_)));
            } else {
                browser.service.script(|seen| if seen.path == "/verify_login_light" { Act::Answer(500, refusal(1)) } else { Act::Pass });
                stale.log_in().await.map(|_| ()).unwrap_err();
            }
            browser.executor.quiet().await;
            assert_eq!(remembered(&browser).unwrap(), before);
            assert!(before.contains(&b64::encode(&[8; 32])));
        });
    }
}

/// The code was right: then the login before it is remembered.
#[test]
fn a_login_with_a_code_is_remembered_once_it_is_verified() {
    play(ONCE, &Config::api(), |browser| async move {
        browser.service.account(|account| account.mfa = true);
        let tab = browser.open();
        let LoginUser::Mfa(login) = tab.client.login(IDENTIFIER, PASSWORD).await.unwrap() else { panic!("no code was asked for") };
        browser.executor.quiet().await;
        assert_eq!(remembered(&browser), None);
        tab.client.mfa_login(&MfaToken::code("123456"), &login).await.unwrap();
        browser.executor.quiet().await;
        assert!(remembered(&browser).unwrap().contains(&b64::encode(&[7; 32])));
    });
}

/// Deleted accounts and old names are forgotten: whoever has the name next has another password.
#[test]
fn what_is_remembered_goes_with_the_account_and_moves_with_its_name() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        let (_, user) = browser.open_signed_in().await;
        assert!(remembered(&browser).unwrap().contains(&hash_of(IDENTIFIER)));
        user.update_user("bea").await.unwrap();
        browser.executor.quiet().await;
        let record = remembered(&browser).unwrap();
        assert!(record.contains(&hash_of("bea")) && !record.contains(&hash_of(IDENTIFIER)));
        user.delete_user(PASSWORD, None).await.unwrap();
        browser.executor.quiet().await;
        assert_eq!(remembered(&browser).unwrap(), "[]");
    });
}

/// This client prepared the new password that its back end set: the new salt is no news.
#[test]
fn a_prepared_password_changes_the_salt_unremarked() {
    play(ONCE, &Config::api(), |browser| async move {
        let tab = browser.open();
        tab.log_in().await.unwrap();
        browser.executor.quiet().await;
        let body = tab.client.prepare_register(IDENTIFIER, "new").await.unwrap();
        // Prepared, and never sent.
        tab.client.prepare_register(IDENTIFIER, "newer").await.unwrap();
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        let random = b64::decode("random", body["derived"]["client_random_value"].as_str().unwrap()).unwrap();
        browser.service.account(|account| {
            account.password = "new".into();
            account.salt = sentc_light_wasm::crypto::derive_salt(random.as_slice().try_into().unwrap());
        });
        tab.log_in_as(IDENTIFIER, "new").await.unwrap();
        browser.executor.quiet().await;
        assert_eq!(salt_changes(&tab), 0);
        browser.service.account(|account| account.salt = [8; 32]);
        tab.log_in_as(IDENTIFIER, "new").await.unwrap();
        browser.executor.quiet().await;
        assert_eq!(salt_changes(&tab), 1);
    });
}

/// 128 identifiers are remembered; the one whose last login is the longest ago goes first.
#[test]
fn so_many_identifiers_are_remembered() {
    play(1, &Config::api(), |browser| async move {
        let tab = browser.open();
        tab.log_in().await.unwrap();
        browser.executor.quiet().await;
        browser.service.script(|seen| match seen.path.as_str() {
            "/register_light" => Act::Answer(200, ok(json!({ "user_id": "u", "device_id": "d", "device_identifier": "x" }))),
            _ => Act::Pass,
        });
        for n in 0..200 {
            tab.client.register(&format!("person {n}"), "p").await.unwrap();
            if n == 100 {
                tab.log_in().await.unwrap();
            }
            browser.executor.quiet().await;
        }
        let record = remembered(&browser).unwrap();
        assert_eq!(record.matches("identifier_hash").count(), 128);
        assert!(record.contains(&hash_of(IDENTIFIER)) && record.contains(&hash_of("person 199")) && !record.contains(&hash_of("person 50")));
    });
}

/// Only a refusal of the password leads to another key; anything else is the caller's to see.
#[test]
fn a_fault_leads_to_no_other_key() {
    play(ONCE, &Config::api(), |browser| async move {
        let tab = browser.open();
        browser.service.script(|seen| if seen.path == "/done_login" { Act::Answer(500, refusal(1)) } else { Act::Pass });
        assert!(tab.log_in().await.map(|_| ()).unwrap_err().retryable());
        assert_eq!((tab.machine.derivations.load(Ordering::Relaxed), browser.service.count("/done_login")), (1, 1));
    });
}

/// Another tab's login makes an event.
#[test]
fn a_login_is_told_to_the_other_tabs() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        let (tab, _) = browser.open_signed_in().await;
        browser.open().log_in().await.unwrap();
        browser.executor.quiet().await;
        assert_eq!(tab.events(), [Event::SignedIn { user_id: USER.into(), remote: true }]);
    });
}

/// What another tab has found out about an identifier counts as much as what this one knows.
#[test]
fn what_another_tab_found_out_saves_a_derivation() {
    play(ONCE, &Config::api(), |browser| async move {
        browser.service.account(|account| account.profile = KdfProfile::Legacy);
        let (tab, other) = (browser.open(), browser.open());
        tab.log_in().await.unwrap();
        browser.executor.quiet().await;
        browser.service.account(|account| account.profile = KdfProfile::Standard);
        other.log_in().await.unwrap();
        browser.executor.quiet().await;
        let before = tab.machine.derivations.load(Ordering::Relaxed);
        tab.log_in().await.unwrap();
        assert_eq!(tab.machine.derivations.load(Ordering::Relaxed) - before, 1);
    });
}

/// A changed salt makes an event: also under a new identifier, and after others have registered here.
#[test]
fn a_changed_salt_says_whose_it_is() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        let (tab, user) = browser.open_signed_in().await;
        let other = browser.open();
        user.update_user("bea").await.unwrap();
        browser.service.script(|seen| match seen.path.as_str() {
            "/register_light" => Act::Answer(200, ok(json!({ "user_id": "u", "device_id": "d", "device_identifier": "cleo" }))),
            _ => Act::Pass,
        });
        other.client.register("cleo", "p").await.unwrap();
        browser.executor.quiet().await;
        browser.service.account(|account| account.salt = [8; 32]);
        let whose = |tab: &Tab| tab.events().iter().find_map(|event| if let Event::SaltChanged { user_id, .. } = event { Some(user_id.clone()) } else { None });
        let nobody = browser.open();
        let refused = nobody.log_in_as("bea", "wrong").await;
        assert_eq!((refused.map(|_| ()).unwrap_err().code, whose(&nobody)), (Code::WrongPassword, Some(None)));
        tab.log_in_as("bea", PASSWORD).await.unwrap();
        assert_eq!(whose(&tab), Some(Some(USER.into())));
        browser.executor.quiet().await;
    });
}
