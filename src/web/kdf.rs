//! The derivation: by the worker that the façade runs, else on this thread.

use js_sys::{Function, Promise, Uint8Array};
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use zeroize::Zeroizing;

use super::convert::local;
use crate::client::capabilities::Kdf;
use crate::crypto::{DerivedKeys, KdfProfile};
use crate::error::Result;
use crate::steps::kdf::KdfInput;

#[derive(Debug)]
pub struct WebKdf {
    /// `(password, salt, profile) => Promise<Uint8Array>`.
    elsewhere: SendWrapper<Option<Function>>,
}

impl WebKdf {
    pub fn new(elsewhere: Option<Function>) -> Self {
        Self { elsewhere: SendWrapper::new(elsewhere) }
    }
}

impl Kdf for WebKdf {
    fn derive(&self, input: KdfInput) -> impl Future<Output = Result<DerivedKeys>> + Send {
        let elsewhere = self.elsewhere.clone();
        local(async move {
            // A worker that can't be had (a policy, no memory) is no reason not to log in.
            match derive_elsewhere(elsewhere.as_ref(), &input).await {
                Some(keys) => Ok(keys),
                None => input.derive(),
            }
        })
    }
}

async fn derive_elsewhere(function: Option<&Function>, input: &KdfInput) -> Option<DerivedKeys> {
    let salt = Uint8Array::from(input.salt.as_slice());
    let answer = function?.call3(&JsValue::UNDEFINED, &input.password.as_str().into(), &salt, &profile_name(input.profile).into()).ok()?;
    let bytes: Uint8Array = JsFuture::from(Promise::resolve(&answer)).await.ok()?.dyn_into().ok()?;
    let keys = DerivedKeys::from_bytes(&Zeroizing::new(bytes.to_vec())).ok();
    bytes.fill(0, 0, bytes.length());
    keys
}

pub fn profile_name(profile: KdfProfile) -> &'static str {
    match profile {
        KdfProfile::Standard => "standard",
        KdfProfile::Legacy => "legacy",
    }
}
