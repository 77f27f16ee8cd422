//! The rules of sessions, proven on a scripted host: no server, no waiting, and of every race thousands of interleavings.
//!
//! | file | what it is |
//! |---|---|
//! | `executor` | the scheduler and its clock |
//! | `config`, `host`, `storage`, `locks` | browsers, their tabs and what tabs share |
//! | `service`, `account`, `added` | a sentc API with one account and two devices, and the devices that are added |
//! | `refreshing`, `leases`, `clocks` | a valid JWT, once for all callers and tabs |
//! | `answers`, `refusals`, `log_out`, `renaming`, `messages`, `start` | what ends a session, and what does not |
//! | `logging_in`, `requests`, `lies` | logins, faults of network and storage, a service that lies |
//! | `replacing` | a new device in the place of a lost one, broken off anywhere |
//! | `groups`, `several`, `people`, `cancelling` | groups, several sessions and several people in one client, calls that are cancelled |
//! | `deeds`, `storms`, `broken_off` | everything at once; everything broken off anywhere |

// Scripted, and the same on every target: what compiles all tests for the browser leaves it out.
#![cfg(not(target_arch = "wasm32"))]
// Tests may panic: that is how they fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod account;
mod added;
mod config;
mod deeds;
mod executor;
mod host;
mod locks;
mod service;
mod storage;

mod answers;
mod broken_off;
mod cancelling;
mod clocks;
mod groups;
mod leases;
mod lies;
mod log_out;
mod logging_in;
mod messages;
mod people;
mod refreshing;
mod refusals;
mod renaming;
mod replacing;
mod requests;
mod several;
mod start;
mod storms;
mod stuck;

use std::future::Future;
use std::sync::{Arc, OnceLock};

use config::browsers;
use executor::{Executor, explore};
use host::{Browser, Config};
use service::{Account, JWT_SECONDS};
use storage::Disk;

/// Interleavings of a scenario that is about a race.
pub const RACES: u64 = 200;
/// Of one that is not.
pub const ONCE: u64 = 4;

/// Runs a scenario in a browser where nobody has logged in yet.
pub fn play<F: Future<Output = ()> + Send + 'static>(runs: u64, config: &Config, scenario: impl Fn(Arc<Browser>) -> F) {
    explore(runs, 0, |executor| Box::pin(scenario(Browser::new(executor, config, Account::default(), Disk::default()))));
}

/// Runs a scenario in a browser where somebody is signed in.
pub fn signed_in<F: Future<Output = ()> + Send + 'static>(runs: u64, config: &Config, scenario: impl Fn(Arc<Browser>) -> F) {
    signed_in_impatiently(runs, 0, config, scenario);
}

/// The same, and of a hundred steps so many let the next timer go off, whatever else could happen.
pub fn signed_in_impatiently<F: Future<Output = ()> + Send + 'static>(runs: u64, impatience: u64, config: &Config, scenario: impl Fn(Arc<Browser>) -> F) {
    let (account, disk) = after_login(config);
    explore(runs, impatience, |executor| Box::pin(scenario(Browser::new(executor, config, account.clone(), disk.copy()))));
}

/// What service and browser have after a login, made once by a real one.
fn after_login(config: &Config) -> &'static (Account, Disk) {
    static MADE: [OnceLock<(Account, Disk)>; 2] = [const { OnceLock::new() }; 2];
    let stores = config.options.refresh.stores_refresh_token();
    MADE[usize::from(stores)].get_or_init(|| {
        let disk = Disk::default();
        let account = Arc::new(OnceLock::new());
        let config = Config { shared: true, ..config.clone() };
        explore(1, 0, |executor| {
            let browser = Browser::new(executor, &config, Account::default(), disk.clone());
            let account = account.clone();
            Box::pin(async move {
                browser.open().log_in().await.unwrap();
                browser.executor.quiet().await;
                let _ = account.set(browser.service.account(|account| account.clone()));
            })
        });
        let account = account.get().expect("the login was recorded").clone();
        (account, disk)
    })
}

/// Lets the JWT expire.
pub fn expire(executor: &Executor) {
    executor.advance(JWT_SECONDS * 1000);
}
