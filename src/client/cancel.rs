//! Cancelling a call from outside.

use std::future::Future;

use futures_channel::oneshot;
use futures_util::FutureExt;
use futures_util::future::{Either, Shared, select};
use std::pin::pin;

use crate::error::{Code, Error, Result};

/// A call's options. Only waiting is cancelled (requests, locks, pauses): what is being written is written to its end,
/// so that no record and no session is left half changed.
#[derive(Clone, Default)]
pub struct Call {
    cancelled: Option<Shared<oneshot::Receiver<()>>>,
}

/// The other end of [`Call::cancellable`]. Dropping it without cancelling leaves the call alone.
#[derive(Debug)]
pub struct Canceller(oneshot::Sender<()>);

impl Canceller {
    /// Ends the call with ABORTED.
    pub fn cancel(self) {
        // Nobody listens any more: the call is over.
        let _ = self.0.send(());
    }
}

impl Call {
    /// A call, and what cancels it.
    pub fn cancellable() -> (Self, Canceller) {
        let (sender, receiver) = oneshot::channel();
        (Self { cancelled: Some(receiver.shared()) }, Canceller(sender))
    }

    /// ABORTED when the call was cancelled already.
    pub fn check(&self) -> Result<()> {
        match self.cancelled.as_ref().and_then(|c| c.peek().copied().or_else(|| c.clone().now_or_never())) {
            Some(Ok(())) => Err(Error::new(Code::Aborted)),
            _ => Ok(()),
        }
    }

    /// Waits for a future, or for the end of the call. The future is dropped in the second case.
    pub async fn race<T>(&self, future: impl Future<Output = T> + Send) -> Result<T> {
        self.check()?;
        let Some(cancelled) = self.cancelled.clone() else { return Ok(future.await) };
        let cancelled = async move {
            if cancelled.await.is_err() {
                // The canceller is gone: this call can't be cancelled any more.
                std::future::pending::<()>().await;
            }
        };
        match select(pin!(future), pin!(cancelled)).await {
            Either::Left((value, _)) => Ok(value),
            Either::Right(_) => Err(Error::new(Code::Aborted)),
        }
    }
}
