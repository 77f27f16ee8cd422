//! The time of day, which tests can stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Where the service has the time from.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The platform's. Not in WebAssembly, whose host moves a fixed clock.
    #[default]
    System,
    /// Stands at these Unix milliseconds until someone moves it.
    Fixed(Arc<AtomicU64>),
}

impl Clock {
    /// A clock that stands at the current time.
    pub fn stopped() -> Self {
        Self::Fixed(Arc::new(AtomicU64::new(Self::System.millis())))
    }

    /// Unix milliseconds.
    pub fn millis(&self) -> u64 {
        match self {
            // a machine whose clock stands before 1970 has other problems
            Self::System => SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX)),
            Self::Fixed(millis) => millis.load(Ordering::Relaxed),
        }
    }
}
