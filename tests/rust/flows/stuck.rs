//! A tab that never lets go of a lock, as one that a debugger stopped.

use sentc_light_wasm::client::host::Host;

use crate::host::{Browser, Config};
use crate::{ONCE, expire, signed_in};
use std::future::Future;
use std::sync::Arc;

/// Another tab takes the lock of the device that is signed in, for good.
async fn stop_a_tab(browser: &Arc<Browser>) {
    let (tab, user) = browser.open_signed_in().await;
    let name = format!("{}/refresh/{}", tab.client.core().channel_name(), user.data().device_id);
    std::mem::forget(tab.machine.lock(&name).await);
}

/// What something took of the browser's time, beyond what its requests did.
async fn waited<T>(browser: &Browser, task: impl Future<Output = T>) -> (T, i64) {
    let began = browser.executor.time();
    let value = task.await;
    (value, browser.executor.time() - began)
}

#[test]
fn a_log_out_waits_three_seconds_for_it() {
    for config in Config::strategies() {
        signed_in(ONCE, &config, |browser| async move {
            stop_a_tab(&browser).await;
            let (_, user) = browser.open_signed_in().await;
            let (out, time) = waited(&browser, user.log_out()).await;
            out.unwrap();
            assert!((2_900..3_500).contains(&time), "{time} ms");
            browser.executor.quiet().await;
            browser.assert_nothing_left();
        });
    }
}

#[test]
fn a_start_waits_some_three_seconds_for_it() {
    for config in Config::strategies() {
        // With an own back end a start refreshes only a JWT that is expired. By then the lock is known to be stuck: one second more.
        let expected = if config.is_cookie_fn() { 2_900..6_500 } else { 2_900..4_500 };
        signed_in(ONCE, &config, move |browser| {
            let expected = expected.clone();
            async move {
                stop_a_tab(&browser).await;
                expire(&browser.executor);
                let (started, time) = waited(&browser, browser.open().client.init()).await;
                assert!(!started.unwrap().unwrap().offline);
                assert!(expected.contains(&time), "{time} ms");
            }
        });
    }
}

/// Of a JWT that expired the first caller waits as long as a slow refresh of the other tab could take. An app's `endpoint_fn` never
/// runs under the lock.
#[test]
fn whoever_waited_in_vain_waits_a_second_from_then_on() {
    for config in Config::strategies() {
        let first = if config.is_cookie_fn() { 3_000..6_000 } else { 14_900..16_000 };
        signed_in(ONCE, &config, move |browser| {
            let first = first.clone();
            async move {
                stop_a_tab(&browser).await;
                let (_, user) = browser.open_signed_in().await;
                for (call, expected) in [first, 900..3_100, 900..3_100].into_iter().enumerate() {
                    expire(&browser.executor);
                    let (jwt, time) = waited(&browser, user.jwt()).await;
                    jwt.unwrap();
                    assert!(expected.contains(&time), "call {call}: {time} ms");
                }
            }
        });
    }
}
