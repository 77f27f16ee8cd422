//! The options of a client.

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

    /// Sets the address of the service, without `/api/v1`. Default: `https://api.sentc.com`.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.options.base_url = url.into();
        self
    }

    /// Sets the client's name. Clients of one app with different names keep separate sessions in one storage. Default: no name.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.options.name = name.into();
        self
    }

    /// Sets the time limit for a request, including the body of the answer. Default: 15 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets how often the client retries a request that is safe to repeat: 0 to 10. Default: 2.
    pub fn retries(mut self, retries: u32) -> Self {
        self.options.retries = retries;
        self
    }

    /// Sets how keys are derived, and which accounts of other clients can log in. Use [`KdfPolicy::Legacy`] as long as other
    /// published clients must open accounts that are registered here. Default: [`KdfPolicy::Compatible`].
    pub fn kdf(mut self, kdf: KdfPolicy) -> Self {
        self.options.kdf = kdf;
        self
    }

    /// Sets where the client gets a new JWT. Default: [`RefreshStrategy::Api`].
    pub fn refresh(mut self, refresh: RefreshStrategy) -> Self {
        self.options.refresh = refresh;
        self
    }

    /// Sets where the built-in host keeps sessions. Default: in memory, so sessions end with the program.
    #[cfg(feature = "native")]
    pub fn storage(mut self, storage: NativeStore) -> Self {
        self.storage = Some(storage);
        self
    }

    /// Sets the listener of the built-in host. It receives events and log entries, and returns new JWTs for
    /// [`RefreshStrategy::CookieFn`]. Default: none.
    #[cfg(feature = "native")]
    pub fn listener(mut self, listener: impl Listener) -> Self {
        self.listener = Box::new(listener);
        self
    }

    /// Sets the cookie jar of the built-in host, for [`RefreshStrategy::Cookie`]. It must contain the cookie of your back end:
    /// pass the jar that your reqwest client uses to sign in there (`cookie_provider`; reqwest 0.12). The host sends these
    /// cookies only to the refresh endpoint, and accepts cookies only from it (RFC 6265).
    ///
    /// A [`Jar`](crate::native::Jar) ends with the program. A session in a file then has no cookie, and the next refresh ends
    /// it with REFRESH_REFUSED. To keep such sessions, pass a jar that is stored too: any
    /// [`CookieStore`](crate::native::CookieStore).
    #[cfg(feature = "native")]
    pub fn cookies(mut self, jar: Arc<impl CookieStore + 'static>) -> Self {
        self.cookies = Some(jar);
        self
    }

    /// Sets the host. Default: the built-in one (feature `native`).
    pub fn host(mut self, host: Arc<dyn Host>) -> Self {
        self.host = Some(host);
        self
    }

    /// Makes the client. Sends no request.
    ///
    /// # Errors
    /// INVALID_OPTIONS: the message names the option. NETWORK if TLS can't be set up.
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
                // A relative URL is impossible: a native program has no page as its base.
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

/// Leaves out the token.
impl std::fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientBuilder").field("base_url", &self.options.base_url).finish_non_exhaustive()
    }
}
