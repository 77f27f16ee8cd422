//! How a client is set up.

use std::sync::Arc;
use std::time::Duration;

use super::Client;
use crate::client::host::Host;
use crate::client::{Options, RefreshStrategy};
use crate::error::{Code, Error, Result};
#[cfg(feature = "native")]
use crate::native::{CookieStore, Listener, NO_JAR, NativeHost, NativeStore};
use crate::steps::kdf::KdfPolicy;

/// Options of a client, from [`Client::builder`].
#[must_use = "a builder does nothing before build()"]
pub struct ClientBuilder {
    options: Options,
    timeout: Duration,
    host: Option<Arc<dyn Host>>,
    #[cfg(feature = "native")]
    storage: Option<NativeStore>,
    #[cfg(feature = "native")]
    listener: Box<dyn Listener>,
    #[cfg(feature = "native")]
    cookies: Option<Arc<dyn CookieStore>>,
}

impl ClientBuilder {
    pub(super) fn new(app_token: String) -> Self {
        Self {
            options: Options::new(app_token),
            timeout: Duration::from_millis(Options::DEFAULT_TIMEOUT_MS.into()),
            host: None,
            #[cfg(feature = "native")]
            storage: None,
            #[cfg(feature = "native")]
            listener: Box::new(()),
            #[cfg(feature = "native")]
            cookies: None,
        }
    }

    /// The service, without `/api/v1`. Default: `https://api.sentc.com`.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.options.base_url = url.into();
        self
    }

    /// Keeps several accounts of one app apart that share a storage. Default: none.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.options.name = name.into();
        self
    }

    /// How long a request may take, with its body. Default: 15 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How often a request that may be repeated is repeated, 10 at most. Default: 2.
    pub fn retries(mut self, retries: u32) -> Self {
        self.options.retries = retries;
        self
    }

    /// How keys are derived, and which accounts of other clients are opened. While other published clients have to open the
    /// accounts that are registered here, it must be [`KdfPolicy::Legacy`]. Default: [`KdfPolicy::Compatible`].
    pub fn kdf(mut self, kdf: KdfPolicy) -> Self {
        self.options.kdf = kdf;
        self
    }

    /// Where a new JWT comes from. Default: [`RefreshStrategy::Api`].
    pub fn refresh(mut self, refresh: RefreshStrategy) -> Self {
        self.options.refresh = refresh;
        self
    }

    /// Where sessions are kept. Default: in memory, so that they end with the program. For the host that is built in.
    #[cfg(feature = "native")]
    pub fn storage(mut self, storage: NativeStore) -> Self {
        self.storage = Some(storage);
        self
    }

    /// Sets the listener: it receives events and log entries, and gives JWTs in the `CookieFn` strategy. For the built-in host.
    #[cfg(feature = "native")]
    pub fn listener(mut self, listener: impl Listener) -> Self {
        self.listener = Box::new(listener);
        self
    }

    /// The jar with the cookie of an own back end, for [`RefreshStrategy::Cookie`]: the one that the app's own reqwest client
    /// logs in there with (`cookie_provider`; reqwest 0.12). Only the refresh endpoint is sent what it holds, by the rules for
    /// cookies (RFC 6265), and only its answers may set some. For the host that is built in.
    ///
    /// A [`Jar`](crate::native::Jar) ends with the program. A session in a file that outlives its cookie ends with
    /// REFRESH_REFUSED at the next refresh: to go on with it, give a jar that is stored too, any
    /// [`CookieStore`](crate::native::CookieStore).
    #[cfg(feature = "native")]
    pub fn cookies(mut self, jar: Arc<impl CookieStore + 'static>) -> Self {
        self.cookies = Some(jar);
        self
    }

    /// The host to use instead of the built-in one (feature `native`).
    pub fn host(mut self, host: Arc<dyn Host>) -> Self {
        self.host = Some(host);
        self
    }

    /// The client. Nothing is sent yet.
    ///
    /// # Errors
    /// INVALID_OPTIONS, with words that name the option; NETWORK when no TLS can be set up.
    pub fn build(self) -> Result<Client> {
        let timeout_ms = u32::try_from(self.timeout.as_millis()).map_err(|_| Error::with(Code::InvalidOptions, "the time-out must be below 49 days"))?;
        let options = Options { timeout_ms, ..self.options };
        if let Some(host) = self.host {
            return Client::new(host, options);
        }
        #[cfg(feature = "native")]
        {
            if let RefreshStrategy::Cookie { endpoint_url } = &options.refresh {
                if self.cookies.is_none() {
                    return Err(Error::with(Code::InvalidOptions, NO_JAR));
                }
                // There is no page that it could be relative to.
                if !is_http_url(endpoint_url) {
                    return Err(Error::with(Code::InvalidOptions, "refresh.endpoint_url must be an http or https URL"));
                }
            }
            let storage = self.storage.unwrap_or_else(NativeStore::in_memory);
            Client::new(NativeHost::with_parts(storage, self.listener, self.cookies)?, options)
        }
        #[cfg(not(feature = "native"))]
        Err(Error::with(Code::InvalidOptions, "without the feature \"native\" a client needs a host"))
    }
}

#[cfg(feature = "native")]
fn is_http_url(text: &str) -> bool {
    reqwest::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

/// Without the token.
impl std::fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientBuilder").field("base_url", &self.options.base_url).finish_non_exhaustive()
    }
}
