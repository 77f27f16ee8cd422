//! Calls that are cancelled from elsewhere.

use sentc_light_wasm::client::Call;
use sentc_light_wasm::error::Code;

use crate::executor::Gate;
use crate::host::Config;
use crate::service::Act;
use crate::{ONCE, signed_in};

/// Before it begins, nothing is sent; under way, nobody waits for the answer; without a canceller it goes on.
#[test]
fn a_cancelled_call_ends_at_once() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        let (tab, user) = browser.open_signed_in().await;
        let (call, canceller) = Call::cancellable();
        canceller.cancel();
        let cancelled = user.with_call(&call);
        assert_eq!(cancelled.jwt().await.unwrap_err().code, Code::Aborted);
        assert_eq!(cancelled.devices().page().await.unwrap_err().code, Code::Aborted);
        assert_eq!(tab.client.with_call(&call).register("bea", "p").await.unwrap_err().code, Code::Aborted);
        assert!(browser.service.requests().is_empty());

        browser.service.script(|_| Act::Held(Gate::default()));
        let (call, canceller) = Call::cancellable();
        let cancelled = user.with_call(&call);
        let waits = browser.executor.start(async move { cancelled.devices().page().await });
        let service = browser.service.clone();
        browser.executor.until(move || service.requests().len() == 1).await;
        let before = browser.executor.steady();
        canceller.cancel();
        assert_eq!(waits.await.unwrap_err().code, Code::Aborted);
        assert_eq!(browser.executor.steady(), before);

        browser.service.no_script();
        let (call, canceller) = Call::cancellable();
        drop(canceller);
        user.with_call(&call).devices().page().await.unwrap();
        assert!(!user.is_signed_out());
    });
}
