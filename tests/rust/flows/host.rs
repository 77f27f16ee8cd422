//! A tab as a host: the clock, the storage, the locks and the network of its browser, all by script.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};

use sentc_light_wasm::client::events::{Event, LogEntry, SignOutReason};
use sentc_light_wasm::client::host::{Change, Guard, Host, HttpFault, Pending, Request, Response, Stored};
use sentc_light_wasm::client::{Options, StoredUser, WeakClient};
use sentc_light_wasm::crypto::DerivedKeys;
use sentc_light_wasm::error::{Code, Error, Result};
use sentc_light_wasm::steps::kdf::KdfInput;
use sentc_light_wasm::wire::Method;
use sentc_light_wasm::{Client, LoggedIn, LoginUser, User};

use crate::account::{IDENTIFIER, PASSWORD, keys_of};
pub use crate::config::Config;
use crate::executor::{Executor, lock};
use crate::locks::Locks;
use crate::service::{Account, Act, ENDPOINT, Seen, Service, claims_of, is_refresh};
use crate::storage::{Access, Disk, Store};

/// A browser, and the service that it talks to.
pub struct Browser {
    pub executor: Executor,
    pub service: Service,
    pub config: Config,
    pub disk: Disk,
    locks: Locks,
    tabs: Mutex<Vec<Arc<Machine>>>,
    /// A JWT past its `exp` may be sent: the scenario lies about the time.
    pub expired_may_be_sent: std::sync::atomic::AtomicBool,
}

/// A client in a tab, and what it was told.
#[derive(Clone)]
pub struct Tab {
    pub client: Client,
    pub machine: Arc<Machine>,
}

type EndpointFn = Box<dyn Fn(String) -> Pending<Result<String>> + Send>;

/// One tab's machine.
pub struct Machine {
    pub number: usize,
    browser: Weak<Browser>,
    executor: Executor,
    pub store: Arc<Mutex<Store>>,
    client: Mutex<Option<WeakClient>>,
    events: Mutex<Vec<Event>>,
    log: Mutex<Vec<LogEntry>>,
    pub endpoint_fn: Mutex<Option<EndpointFn>>,
    refresh_locks_held: Arc<AtomicI64>,
    pub derivations: AtomicU64,
    /// What the bindings show of each session; nothing of one that has ended.
    pub shown: Mutex<BTreeMap<u32, Option<String>>>,
    crashed: AtomicBool,
}

impl Browser {
    pub fn new(executor: &Executor, config: &Config, account: Account, disk: Disk) -> Arc<Self> {
        Arc::new(Self {
            executor: executor.clone(),
            service: Service::new(account),
            config: config.clone(),
            disk,
            locks: Locks::default(),
            tabs: Mutex::default(),
            expired_may_be_sent: false.into(),
        })
    }

    /// A new tab.
    pub fn open(self: &Arc<Self>) -> Tab {
        self.open_with(self.config.options.clone())
    }

    pub fn open_with(self: &Arc<Self>, options: Options) -> Tab {
        let mut tabs = lock(&self.tabs);
        let disk = if self.config.shared { self.disk.clone() } else { self.disk.copy() };
        let machine = Arc::new(Machine {
            number: tabs.len(),
            browser: Arc::downgrade(self),
            executor: self.executor.clone(),
            store: Arc::new(Mutex::new(Store::on(disk))),
            client: Mutex::default(),
            events: Mutex::default(),
            log: Mutex::default(),
            endpoint_fn: Mutex::default(),
            refresh_locks_held: Arc::default(),
            derivations: AtomicU64::new(0),
            shown: Mutex::default(),
            crashed: AtomicBool::new(false),
        });
        tabs.push(machine.clone());
        let client = Client::new(machine.clone(), options).unwrap();
        *lock(&machine.client) = Some(client.core().downgrade());
        Tab { client, machine }
    }

    /// A new tab with the user that is stored.
    pub async fn open_signed_in(self: &Arc<Self>) -> (Tab, User) {
        let tab = self.open();
        let user = tab.client.current_user().await.unwrap();
        (tab, user)
    }

    /// Whether anything of a session is in any storage of any tab.
    pub fn assert_nothing_left(&self) {
        for machine in lock(&self.tabs).iter() {
            let left: Vec<_> = lock(&machine.store).disk().keys().into_iter().filter(|key| !key.ends_with("/kdf")).collect();
            assert!(left.is_empty(), "tab {} still has {left:?}", machine.number);
        }
    }

    /// The record of the session in the storage that is shared.
    pub fn stored(&self) -> Option<StoredUser> {
        self.disk.find("/user/").map(|(_, text)| sentc_light_wasm::json::from_text(&text).expect("a whole record"))
    }

    fn tell(&self, from: usize, message: &str) {
        for machine in lock(&self.tabs).iter().filter(|machine| machine.number != from) {
            let (machine, text) = (machine.clone(), message.to_owned());
            // Messages of one tab to another keep their order.
            let lane = (from as u64) << 32 | machine.number as u64;
            self.executor.later(None, Some(lane), move || machine.hears(&text));
        }
    }
}

impl Tab {
    pub async fn log_in(&self) -> Result<LoggedIn> {
        self.log_in_as(IDENTIFIER, PASSWORD).await
    }

    pub async fn log_in_as(&self, identifier: &str, password: &str) -> Result<LoggedIn> {
        match self.client.login(identifier, password).await? {
            LoginUser::User(user) => {
                self.keep_cookie(&user.refresh_token);
                Ok(user)
            }
            LoginUser::Mfa(_) => Err(Error::new(Code::MfaRequired)),
        }
    }

    /// The app's back end gets the refresh token of a login.
    pub fn keep_cookie(&self, refresh_token: &str) {
        self.machine.browser().service.account(|account| account.cookie = Some(refresh_token.to_owned()));
    }

    pub fn events(&self) -> Vec<Event> {
        lock(&self.machine.events).clone()
    }

    pub fn log(&self) -> Vec<LogEntry> {
        lock(&self.machine.log).clone()
    }

    /// Runs something in this tab; `None` when the tab crashes before it is done.
    pub async fn run<T: Send + 'static>(&self, task: impl Future<Output = T> + Send + 'static) -> Option<T> {
        self.machine.executor.start_for(Some(self.machine.number), task).await.ok()
    }

    /// The tab is gone in the middle of whatever it does. What it was writing or sending is through, or never was.
    pub fn crash(&self) {
        self.machine.crashed.store(true, Ordering::Relaxed);
        *lock(&self.machine.client) = None;
        self.machine.executor.kill(self.machine.number);
    }

    /// How often this tab was told that somebody signed out.
    pub fn sign_outs(&self) -> Vec<SignOutReason> {
        self.events().iter().filter_map(|event| if let Event::SignedOut { reason, .. } = event { Some(*reason) } else { None }).collect()
    }

    pub fn fault(&self, fault: impl FnMut(Access<'_>) -> bool + Send + 'static) {
        lock(&self.machine.store).fault = Some(Box::new(fault));
    }

    /// The machine has lost the records whose keys contain this, and knows that they were there.
    pub fn loses(&self, what: &'static str) {
        lock(&self.machine.store).lost = Some(what);
    }

    pub fn no_fault(&self) {
        lock(&self.machine.store).fault = None;
    }
}

impl Machine {
    pub fn browser(&self) -> Arc<Browser> {
        self.browser.upgrade().expect("the browser is there as long as its tabs")
    }

    pub fn hears(&self, message: &str) {
        let client = lock(&self.client).as_ref().and_then(WeakClient::upgrade);
        if let Some(client) = client {
            client.hear(message);
        }
    }

    /// A host may call back at any time: that looks at every session, and waits for ever where the caller has one locked.
    fn calls_back(&self) {
        self.hears(r#"{"type":"renamed","device_id":"nobody"}"#);
    }

    /// Locks that the scenario holds are not the client's.
    pub fn forget_locks(&self) {
        self.refresh_locks_held.store(i64::MIN / 2, Ordering::Relaxed);
    }

    /// Nothing more comes of what a crashed tab has begun, or it does.
    fn is_cut_off(&self) -> bool {
        self.crashed.load(Ordering::Relaxed) && self.executor.pick(2) == 0
    }

    fn free_of_locks(&self, what: &str) {
        if self.refresh_locks_held.load(Ordering::Relaxed) > 0 {
            self.executor.fail(format!("{what} under a lock"));
        }
    }

    /// The service remembers the expired JWTs that it was shown.
    fn check_jwt(&self, seen: &Seen, browser: &Browser) {
        let Some(jwt) = &seen.jwt else { return };
        let expired = claims_of(jwt)["exp"].as_i64().is_none_or(|exp| exp * 1000 <= self.executor.time());
        if expired && !seen.is_refresh() && !browser.expired_may_be_sent.load(Ordering::Relaxed) {
            self.executor.fail(format!("an expired JWT was sent to {}", seen.path));
        }
    }

    /// One request: it arrives some time, and some time its answer does. Who gives up may be too late to stop it.
    async fn exchange(self: Arc<Self>, request: Request) -> std::result::Result<Response, HttpFault> {
        let browser = self.browser();
        let (seen, act) = browser.service.sees(self.number, &request);
        self.check_jwt(&seen, &browser);
        let (before, after) = match &act {
            Act::Held(gate) => (Some(gate.clone()), None),
            Act::AnswerHeld(gate) => (None, Some(gate.clone())),
            _ => (None, None),
        };
        let (sender, receiver) = futures_channel::oneshot::channel();
        let executor = self.executor.clone();
        self.clone().executor.later(before, None, move || {
            if self.is_cut_off() {
                return;
            }
            let handle = || browser.service.handle(&seen, executor.time());
            let result = match act {
                Act::Pass | Act::Held(_) | Act::AnswerHeld(_) => Ok(handle()),
                Act::Answer(status, body) if body.len() > request.max_body => Err(HttpFault::TooBig { status }),
                Act::Answer(status, body) => Ok(Response { status, body, session_ended: false }),
                Act::AnswerEnded(status, body) => Ok(Response { status, body, session_ended: true }),
                Act::Fault(fault) => Err(fault),
                Act::Lost(fault) => {
                    handle();
                    Err(fault)
                }
                Act::Changed(change) => {
                    let response = handle();
                    let body = change(serde_json::from_str(&response.body).unwrap()).to_string();
                    Ok(Response { body, ..response })
                }
            };
            executor.later(after, None, move || drop(sender.send(result)));
        });
        match receiver.await {
            Ok(result) => result,
            Err(_) => std::future::pending().await,
        }
    }

    /// What an app's `endpoint_fn` does: it asks the app's own back end.
    async fn by_the_app(self: Arc<Self>, old_jwt: String) -> Result<String> {
        let headers = vec![("Authorization", format!("Bearer {old_jwt}"))];
        let request = Request { method: Method::Get, url: ENDPOINT.into(), headers, body: None, with_cookies: true, max_body: 1 << 20 };
        match self.exchange(request).await {
            Ok(Response { status: 200, body, .. }) => Ok(body),
            Ok(Response { status: 401, .. }) => Err(Error::new(Code::RefreshRefused)),
            _ => Err(Error::new(Code::RefreshEndpoint)),
        }
    }

    fn itself(&self) -> Arc<Self> {
        lock(&self.browser().tabs)[self.number].clone()
    }
}

impl Host for Machine {
    fn send(&self, request: Request) -> Pending<std::result::Result<Response, HttpFault>> {
        let (machine, service) = (self.itself(), self.browser().service.clone());
        Box::pin(async move {
            let _under_way = is_refresh(&request.url).then(|| service.refresh_begins());
            machine.exchange(request).await
        })
    }

    fn derive(&self, input: KdfInput) -> Pending<Result<DerivedKeys>> {
        self.derivations.fetch_add(1, Ordering::Relaxed);
        self.executor.answer(move || Ok(keys_of(&input.password, &input.salt, input.profile)))
    }

    fn session_changed(&self, number: u32, session: Option<&StoredUser>) {
        self.calls_back();
        lock(&self.shown).insert(number, session.map(StoredUser::view));
    }

    fn read(&self, key: &str) -> Pending<Result<Stored>> {
        let (store, key) = (self.store.clone(), key.to_owned());
        self.executor.answer(move || lock(&store).read(&key))
    }

    fn write(&self, changes: Vec<Change>, guard: Option<String>) -> Pending<Result<bool>> {
        let (machine, store) = (self.itself(), self.store.clone());
        self.executor.answer(move || if machine.is_cut_off() { Ok(false) } else { lock(&store).write(changes, guard) })
    }

    fn keys(&self, prefix: &str) -> Pending<Result<Vec<String>>> {
        let (store, prefix) = (self.store.clone(), prefix.to_owned());
        self.executor.answer(move || Ok(lock(&store).keys(&prefix)))
    }

    fn shared(&self) -> bool {
        self.browser().config.shared
    }

    fn now(&self) -> i64 {
        self.executor.now()
    }

    fn steady(&self) -> i64 {
        self.calls_back();
        self.executor.steady()
    }

    fn sleep(&self, milliseconds: u32) -> Pending<()> {
        self.executor.sleep(milliseconds.into())
    }

    fn lock(&self, name: &str) -> Pending<Guard> {
        let browser = self.browser();
        let name = if browser.config.locks { name.to_owned() } else { format!("{}/{name}", self.number) };
        browser.locks.request(&self.executor, &name, &self.refresh_locks_held)
    }

    fn ask(&self, old_jwt: &str) -> Pending<Result<String>> {
        self.free_of_locks("endpoint_fn");
        let under_way = self.browser().service.refresh_begins();
        let asked = match &*lock(&self.endpoint_fn) {
            Some(endpoint_fn) => endpoint_fn(old_jwt.to_owned()),
            None => Box::pin(self.itself().by_the_app(old_jwt.to_owned())),
        };
        Box::pin(async move {
            let _under_way = under_way;
            asked.await
        })
    }

    fn event(&self, event: &Event) {
        self.free_of_locks("an event");
        lock(&self.events).push(event.clone());
    }

    fn log(&self, entry: &LogEntry) {
        self.free_of_locks("a log entry");
        lock(&self.log).push(entry.clone());
    }

    fn broadcast(&self, message: &str) {
        let browser = self.browser();
        if browser.config.channel {
            browser.tell(self.number, message);
        }
    }

    fn spawn(&self, task: Pending<()>) {
        self.executor.spawn_for(Some(self.number), task);
    }
}
