//! Where new JWTs come from: the service, or an own back end (the dev server's) with the refresh token in a cookie.

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use futures_util::future::join_all;
use sentc_light_wasm::events::{Event, LogEntry, SignOutReason};
use sentc_light_wasm::host::Pending;
use sentc_light_wasm::native::{CookieStore, Jar, Listener, NativeHost, NativeStore};
use sentc_light_wasm::{Client, Code, Error, LoggedIn, RefreshStrategy};
use serde_json::json;

use super::Native;
use super::faults::service;
use super::scenarios::{World, code_of, somebody};
use super::storage::place;

const STRATEGIES: [&str; 3] = ["api", "cookie", "cookie_fn"];

fn endpoint() -> String {
    format!("{}/backend/refresh", Native.base_url())
}

/// The app's own requests.
fn requests(jar: &Arc<Jar>) -> reqwest::Client {
    reqwest::Client::builder().cookie_provider(jar.clone()).build().unwrap()
}

/// What a program hears, and its own way to a new JWT.
#[derive(Clone)]
struct Program {
    jar: Arc<Jar>,
    events: Arc<Mutex<Vec<Event>>>,
    /// The paths of requests for a JWT.
    refreshes: Arc<Mutex<Vec<String>>>,
}

impl Program {
    fn new(jar: &Arc<Jar>) -> Self {
        Self { jar: jar.clone(), events: Arc::default(), refreshes: Arc::default() }
    }

    fn client(&self, strategy: &str, file: &Path) -> Client {
        let refresh = match strategy {
            "api" => RefreshStrategy::Api,
            "cookie" => RefreshStrategy::Cookie { endpoint_url: endpoint() },
            _ => RefreshStrategy::CookieFn,
        };
        let builder = Client::builder(Native.public_token()).base_url(Native.base_url()).refresh(refresh).cookies(self.jar.clone());
        builder.storage(NativeStore::in_file(file).unwrap()).listener(self.clone()).build().unwrap()
    }
}

impl Listener for Program {
    fn event(&self, event: &Event) {
        self.events.lock().unwrap().push(event.clone());
    }

    fn log(&self, entry: &LogEntry) {
        if entry.path.ends_with("/refresh") {
            self.refreshes.lock().unwrap().push(entry.path.clone());
        }
    }

    fn refresh(&self, old_jwt: &str) -> Pending<Result<String, Error>> {
        self.refreshes.lock().unwrap().push("own function".into());
        let request = requests(&self.jar).get(endpoint()).bearer_auth(old_jwt);
        Box::pin(async move {
            let answer = request.send().await.map_err(|_| Error::new(Code::RefreshEndpoint))?;
            let answer = answer.error_for_status().map_err(|_| Error::new(Code::RefreshRefused))?;
            answer.text().await.map_err(|_| Error::new(Code::RefreshEndpoint))
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_strategy_refreshes_once_and_over_restarts() {
    for strategy in STRATEGIES {
        let (file, jar) = (place(), Arc::new(Jar::default()));
        let program = Program::new(&jar);
        let client = program.client(strategy, &file);
        let LoggedIn { user, refresh_token, .. } = somebody(&client).await.1;
        let keeps_token = std::fs::read_to_string(&file).unwrap().contains(&refresh_token);
        assert_eq!(keeps_token, strategy == "api", "{strategy}");
        if strategy != "api" {
            // The back end makes a cookie of it.
            let login = requests(&jar).post(format!("{}/backend/session", Native.base_url())).bearer_auth(user.data().jwt);
            login.json(&json!({ "refresh_token": refresh_token })).send().await.unwrap().error_for_status().unwrap();
        }

        let stale = user.data().jwt;
        let jwts = join_all((0..20).map(|_| user.renew_jwt(&stale))).await;
        let jwt = user.data().jwt;
        assert!(jwt != stale && jwts.into_iter().all(|other| other.unwrap() == jwt), "{strategy}");
        let way = match strategy {
            "api" => "/refresh".into(),
            "cookie" => endpoint(),
            _ => "own function".into(),
        };
        assert_eq!(*program.refreshes.lock().unwrap(), [way], "{strategy}");

        // The program starts again, with the jar that it has kept.
        let started = program.client(strategy, &file).init().await.unwrap().unwrap();
        let before = started.user.data();
        assert_ne!(started.user.renew_jwt(&before.jwt).await.unwrap(), before.jwt, "{strategy}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_whose_cookie_is_lost_ends_at_the_next_refresh() {
    for strategy in ["cookie", "cookie_fn"] {
        let file = place();
        let user_id = somebody(&Program::new(&Arc::default()).client(strategy, &file)).await.1.user.data().user_id;

        // The jar was in memory only: the program starts with an empty one.
        let program = Program::new(&Arc::default());
        let client = program.client(strategy, &file);
        let user = client.current_user().await.unwrap();
        assert_eq!(code_of(user.renew_jwt(&user.data().jwt).await), Code::RefreshRefused, "{strategy}");
        assert!(user.is_signed_out());
        assert_eq!(code_of(client.current_user().await), Code::NoUser);
        assert!(client.init().await.unwrap().is_none());
        let events = program.events.lock().unwrap().clone();
        assert!(matches!(&events[0], Event::SessionExpired { user_id: whose, error } if *whose == user_id && error.code == Code::RefreshRefused), "{events:?}");
        assert_eq!(events[1..], [Event::SignedOut { user_id, remote: false, reason: SignOutReason::SessionExpired }]);
    }
}

/// A service, or an endpoint, that writes down the cookies it is sent, sets one, and gives no JWT.
fn asks_for_cookies(seen: &Arc<Mutex<Vec<String>>>) -> String {
    let seen = seen.clone();
    service(move |stream, head| {
        let cookie = head.lines().find_map(|line| line.split_once(": ").filter(|(name, _)| name.eq_ignore_ascii_case("cookie")));
        seen.lock().unwrap().push(cookie.map_or_else(String::new, |(_, value)| value.to_owned()));
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nset-cookie: another=2; Path=/; HttpOnly\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}");
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_endpoint_is_sent_the_cookie() {
    let (jar, seen) = (Arc::new(Jar::default()), Arc::default());
    let url = asks_for_cookies(&seen);
    let here = reqwest::Url::parse(&url).unwrap();
    jar.add_cookie_str("secret=1; Path=/; HttpOnly", &here);
    let refreshing_at = |endpoint_url: String| {
        let builder = Client::builder(Native.public_token()).base_url(Native.base_url());
        builder.refresh(RefreshStrategy::Cookie { endpoint_url }).cookies(jar.clone()).retries(0).build().unwrap()
    };
    let refreshed_at = async |endpoint_url: String| {
        let user = somebody(&refreshing_at(endpoint_url)).await.1.user;
        assert_eq!(code_of(user.renew_jwt(&user.data().jwt).await), Code::RefreshAnswer);
        user.jwt().await.unwrap();
        std::mem::take(&mut *seen.lock().unwrap())
    };
    // To another host, and by the same host as a service, none goes and none comes back.
    assert_eq!(refreshed_at(url.replace("127.0.0.1", "localhost")).await, [""]);
    let as_service = Client::builder("token").base_url(&url).refresh(RefreshStrategy::Cookie { endpoint_url: url.clone() }).cookies(jar.clone());
    as_service.build().unwrap().check_user_identifier_available("ada").await.unwrap_err();
    assert_eq!(std::mem::take(&mut *seen.lock().unwrap()), [""]);
    assert_eq!(jar.cookies(&here).unwrap(), "secret=1");

    assert_eq!(refreshed_at(url.clone()).await, ["secret=1"]);
    assert!(jar.cookies(&here).unwrap().to_str().unwrap().contains("another=2"));
}

#[tokio::test]
async fn without_a_jar_or_an_address_there_is_no_client() {
    let with = |endpoint_url: &str| Client::builder(Native.public_token()).refresh(RefreshStrategy::Cookie { endpoint_url: endpoint_url.into() });
    let error = with("http://127.0.0.1:9/").build().unwrap_err();
    assert!(error.code == Code::InvalidOptions && error.message().contains("cookies"), "{error}");
    for url in ["", "/refresh", "refresh", "ftp://127.0.0.1/", "http://"] {
        assert_eq!(with(url).cookies(Arc::new(Jar::default())).build().unwrap_err().code, Code::InvalidOptions, "{url}");
    }

    // A host made without one says so at the first refresh, and the session stays.
    let host = NativeHost::new(NativeStore::in_memory(), ()).unwrap();
    let user = somebody(&with(&endpoint()).base_url(Native.base_url()).host(host).build().unwrap()).await.1.user;
    let error = user.renew_jwt(&user.data().jwt).await.unwrap_err();
    assert!(error.code == Code::Network && !error.retryable() && error.message().contains("cookies"), "{error}");
    user.jwt().await.unwrap();
}

/// A proxy's page ends no session; with the back end's header it is the back end's own word.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_header_of_the_back_end_ends_a_session() {
    for (header, code, ends) in [("", Code::RefreshEndpoint, false), ("x-sentc-session: ended\r\n", Code::RefreshRefused, true)] {
        let endpoint_url = service(move |stream, _| {
            let _ = write!(stream, "HTTP/1.1 401 Unauthorized\r\n{header}content-length: 11\r\nconnection: close\r\n\r\n<h1>no</h1>");
        });
        let builder = Client::builder(Native.public_token()).base_url(Native.base_url()).refresh(RefreshStrategy::Cookie { endpoint_url });
        let client = builder.cookies(Arc::new(Jar::default())).retries(0).build().unwrap();
        let user = somebody(&client).await.1.user;
        assert_eq!(code_of(user.renew_jwt(&user.data().jwt).await), code);
        assert_eq!(user.is_signed_out(), ends);
    }
}
