//! Kinds of browsers, and how the app is set up.

use sentc_light_wasm::RefreshStrategy;
use sentc_light_wasm::client::Options;
use sentc_light_wasm::steps::kdf::KdfPolicy;

use crate::service::ENDPOINT;

/// What kind of browser it is.
#[derive(Clone)]
pub struct Config {
    /// Locks count across tabs; else within each.
    pub locks: bool,
    pub channel: bool,
    /// Tabs share their storage; else each has its own, in memory.
    pub shared: bool,
    pub options: Options,
}

impl Config {
    pub fn new(refresh: RefreshStrategy) -> Self {
        let options = Options { refresh, retries: 0, ..Options::new("token") };
        Self { locks: true, channel: true, shared: true, options }
    }

    pub fn api() -> Self {
        Self::new(RefreshStrategy::Api)
    }

    pub fn cookie() -> Self {
        Self::new(RefreshStrategy::Cookie { endpoint_url: ENDPOINT.into() })
    }

    pub fn cookie_fn() -> Self {
        Self::new(RefreshStrategy::CookieFn)
    }

    pub fn strategies() -> [Self; 3] {
        [Self::api(), Self::cookie(), Self::cookie_fn()]
    }

    pub fn without_locks(self) -> Self {
        Self { locks: false, ..self }
    }

    pub fn without_channel(self) -> Self {
        Self { channel: false, ..self }
    }

    pub fn in_memory(self) -> Self {
        Self { shared: false, ..self }
    }

    pub fn retries(mut self, retries: u32) -> Self {
        self.options.retries = retries;
        self
    }

    pub fn kdf(mut self, kdf: KdfPolicy) -> Self {
        self.options.kdf = kdf;
        self
    }

    pub fn is_cookie_fn(&self) -> bool {
        self.options.refresh == RefreshStrategy::CookieFn
    }
}

/// With and without locks and channel.
pub fn browsers() -> Vec<Config> {
    let all = |config: Config| [config.clone(), config.clone().without_locks(), config.clone().without_channel(), config.without_locks().without_channel()];
    Config::strategies().into_iter().flat_map(all).collect()
}
