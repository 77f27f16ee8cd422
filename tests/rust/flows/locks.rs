//! Locks by name, granted in the order of the requests.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use futures_channel::oneshot;
use sentc_light_wasm::client::host::{Guard, Pending};

use crate::executor::{Executor, lock};

#[derive(Clone, Default)]
pub struct Locks(Arc<Mutex<HashMap<String, Lock>>>);

#[derive(Default)]
struct Lock {
    held: bool,
    waiting: VecDeque<oneshot::Sender<Held>>,
}

struct Held {
    locks: Locks,
    executor: Executor,
    name: String,
    /// Counts what its tab holds, once the tab knows that it does.
    count: Option<Arc<AtomicI64>>,
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(count) = &self.count {
            count.fetch_sub(1, Ordering::Relaxed);
        }
        if let Some(lock) = lock(&self.locks.0).get_mut(&self.name) {
            lock.held = false;
        }
        self.locks.grant_later(&self.executor, &self.name);
    }
}

impl Locks {
    pub fn request(&self, executor: &Executor, name: &str, count: &Arc<AtomicI64>) -> Pending<Guard> {
        let (sender, receiver) = oneshot::channel::<Held>();
        lock(&self.0).entry(name.to_owned()).or_default().waiting.push_back(sender);
        self.grant_later(executor, name);
        let count = name.contains("/refresh/").then(|| count.clone());
        Box::pin(async move {
            let Ok(mut held) = receiver.await else { return std::future::pending().await };
            if let Some(count) = count {
                count.fetch_add(1, Ordering::Relaxed);
                held.count = Some(count);
            }
            Box::new(held) as Guard
        })
    }

    fn grant_later(&self, executor: &Executor, name: &str) {
        let (locks, to, name) = (self.clone(), executor.clone(), name.to_owned());
        executor.later(None, None, move || locks.grant(&to, &name));
    }

    fn grant(&self, executor: &Executor, name: &str) {
        let next = {
            let mut locks = lock(&self.0);
            let Some(lock) = locks.get_mut(name).filter(|lock| !lock.held) else { return };
            let next = lock.waiting.pop_front();
            lock.held = next.is_some();
            next
        };
        if let Some(next) = next {
            // One that nobody waits for any more comes back, and is released.
            drop(next.send(Held { locks: self.clone(), executor: executor.clone(), name: name.to_owned(), count: None }));
        }
    }
}
