//! Time: `Date.now` and `setTimeout`.

use futures_channel::oneshot;
use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::convert::{get, local, method};
use crate::client::capabilities::Clock;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, milliseconds: i32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

#[derive(Clone, Copy, Debug)]
pub struct WebClock;

impl Clock for WebClock {
    fn now(&self) -> i64 {
        // Milliseconds since 1970 are far below 2^53.
        #[allow(clippy::cast_possible_truncation)]
        let now = js_sys::Date::now() as i64;
        now
    }

    fn steady(&self) -> i64 {
        // Of pages, workers and Node alike; without one, the time of day has to do.
        let now = get(&js_sys::global(), "performance");
        let now = method(&now, "now").and_then(|function| function.call0(&now).ok()).and_then(|value| value.as_f64());
        #[allow(clippy::cast_possible_truncation)] // milliseconds since the page was opened
        now.map_or_else(|| self.now(), |milliseconds| milliseconds as i64)
    }

    fn sleep(&self, milliseconds: u32) -> impl Future<Output = ()> + Send {
        let milliseconds = i32::try_from(milliseconds).unwrap_or(i32::MAX);
        local(async move {
            let (sender, receiver) = oneshot::channel::<()>();
            let callback = Closure::once(move || drop(sender));
            let _timer = Timer { id: set_timeout(callback.as_ref().unchecked_ref(), milliseconds), _callback: callback };
            let _ = receiver.await;
        })
    }
}

/// Cleared when nobody waits any more: a running timer would keep a Node process alive.
struct Timer {
    id: JsValue,
    _callback: Closure<dyn FnMut()>,
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.id);
    }
}
