//! A valid JWT: one request for all callers and tabs, whatever the order.

use futures_util::future::join_all;

use crate::host::Config;
use crate::{RACES, call, expire, signed_in};

/// All callers of a tab, and all tabs, share one request.
#[test]
fn one_refresh_for_all_callers_and_tabs() {
    for config in Config::strategies() {
        signed_in(RACES, &config, |browser| async move {
            let tabs = [browser.open_signed_in().await, browser.open_signed_in().await, browser.open_signed_in().await];
            let old = tabs[0].1.data().jwt;
            expire(&browser.executor);
            let callers: Vec<_> = tabs.iter().flat_map(|(_, user)| [user.clone(), user.clone()]).collect();
            let jwts = join_all(callers.iter().map(async |user| user.jwt(&call()).await.unwrap())).await;
            assert!(jwts.iter().all(|jwt| *jwt == jwts[0] && *jwt != old));
            assert_eq!(browser.service.refreshes(), 1);
        });
    }
}
