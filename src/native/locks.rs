//! Locks by name, for all clients of this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

type Lock = Arc<tokio::sync::Mutex<()>>;

/// The lock of this name in this space. Those that nobody holds or waits for are forgotten.
pub(super) fn named(space: &str, name: &str) -> Lock {
    static LOCKS: OnceLock<Mutex<HashMap<String, Lock>>> = OnceLock::new();
    let mut locks = LOCKS.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    locks.retain(|_, lock| Arc::strong_count(lock) > 1);
    locks.entry(format!("{space}\0{name}")).or_default().clone()
}
