//! updateUser moves the records, while other tabs do what they do.

use futures_util::future::join;

use crate::storage::Access;
use crate::{ONCE, RACES, browsers, expire, signed_in};

#[test]
fn a_new_identifier_while_another_tab_refreshes() {
    for config in browsers() {
        signed_in(RACES / 2, &config, |browser| async move {
            let (tab, user) = browser.open_signed_in().await;
            let (other, same) = browser.open_signed_in().await;
            expire(&browser.executor);
            let (jwt, renamed) = join(async { user.jwt().await }, async { same.update_user("bea").await }).await;
            jwt.unwrap();
            renamed.unwrap();
            browser.executor.quiet().await;
            assert_eq!(browser.disk.keys().iter().filter(|key| key.contains("/user/")).count(), 1);
            assert_eq!(browser.stored().unwrap().identifier, "bea");
            let (_, found) = browser.open_signed_in().await;
            assert_eq!((found.identifier(), same.identifier()), ("bea".into(), "bea".into()));
            for _ in 0..2 {
                expire(&browser.executor);
                let (one, two) = join(async { user.jwt().await }, async { same.jwt().await }).await;
                one.unwrap();
                two.unwrap();
            }
            browser.executor.quiet().await;
            assert_eq!(user.identifier(), "bea");
            assert!(tab.sign_outs().is_empty() && other.sign_outs().is_empty());
        });
    }
}

/// Nothing is left of a session that was renamed in one tab while another one logged out.
#[test]
fn a_new_identifier_while_another_tab_logs_out() {
    for config in browsers() {
        signed_in(RACES / 2, &config, |browser| async move {
            let (_, user) = browser.open_signed_in().await;
            let (_, same) = browser.open_signed_in().await;
            let (out, _) = join(async { user.log_out().await }, async { same.update_user("bea").await }).await;
            out.unwrap();
            browser.executor.quiet().await;
            browser.assert_nothing_left();
        });
    }
}

/// A storage that names another place for the records at each reading is given up: the call ends, and the session stays.
#[test]
fn a_storage_that_moves_the_records_at_each_reading() {
    for config in browsers() {
        signed_in(ONCE, &config, |browser| async move {
            let (tab, user) = browser.open_signed_in().await;
            let (disk, mut moves) = (browser.disk.clone(), 0);
            tab.fault(move |access| {
                if let Access::Read(key) = access
                    && (key.contains("/device/") || key.contains("/user/"))
                {
                    moves += 1;
                    assert!(moves < 1_000, "the records are looked for again and again");
                    disk.put(key, &if key.contains("/device/") { format!("\"moved-{moves}\"") } else { "null".into() });
                }
                false
            });
            expire(&browser.executor);
            user.jwt().await.unwrap();
            assert!(tab.sign_outs().is_empty());
        });
    }
}
