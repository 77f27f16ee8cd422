//! State that is read and written in one go.

use std::sync::{Mutex, PoisonError};

use futures_channel::oneshot;
use futures_util::future::Shared;

use crate::error::Result;

/// How any number of callers wait for one task that is under way.
pub(super) type Waiting = Shared<oneshot::Receiver<Result<()>>>;

/// A value behind a mutex that is only ever held for the length of a closure, so never across an await.
#[derive(Debug, Default)]
pub(crate) struct Guarded<T>(Mutex<T>);

impl<T> Guarded<T> {
    pub fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    pub fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
