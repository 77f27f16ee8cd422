//! Web Locks, bound by hand: web-sys keeps them behind an unstable flag. Without them (plain http pages, older Node)
//! there is nothing to wait for.

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use js_sys::{Function, Promise};
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use super::convert::{get, local, method, object};
use crate::client::capabilities::Lock;

#[derive(Clone, Copy, Debug)]
pub struct WebLocks;

/// Releases the lock on drop.
#[derive(Debug)]
pub struct HeldLock(SendWrapper<Function>);

impl Drop for HeldLock {
    fn drop(&mut self) {
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }
}

impl Lock for WebLocks {
    type Guard = HeldLock;

    fn acquire(&self, name: &str) -> impl Future<Output = Option<HeldLock>> + Send {
        let name = name.to_owned();
        local(async move { acquire(&name).await })
    }
}

async fn acquire(name: &str) -> Option<HeldLock> {
    let locks = get(&get(&js_sys::global(), "navigator"), "locks");
    let request = method(&locks, "request")?;
    // The lock is held until this promise settles.
    let mut release = None;
    let held = Promise::new(&mut |resolve, _| release = Some(resolve));
    let release = HeldLock(SendWrapper::new(release?));

    let (granted, is_granted) = oneshot::channel::<()>();
    let on_granted = Closure::once(move |_lock: JsValue| -> Promise {
        // Where nobody waits any more, `release` was dropped and the promise is settled already.
        let _ = granted.send(());
        held
    });
    let waiting = AbortWaiting(AbortController::new().ok()?);
    let options = object(&[("signal", waiting.0.signal().into())]);
    let requested = request.call3(&locks, &name.into(), &options, on_granted.as_ref()).ok()?;
    let ended = JsFuture::from(Promise::resolve(&requested));
    // It ends before it is granted only when it is refused.
    match select(is_granted, ended).await {
        Either::Left((Ok(()), ended)) => {
            drop(ended);
            Some(release)
        }
        _ => None,
    }
}

/// Takes the request back when nobody waits any more. Without effect on a lock that was granted.
struct AbortWaiting(AbortController);

impl Drop for AbortWaiting {
    fn drop(&mut self) {
        self.0.abort();
    }
}
