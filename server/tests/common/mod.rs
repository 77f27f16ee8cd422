//! A server in this process, and someone to call it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that panics has failed")]
#![allow(dead_code, reason = "every test file uses a part of it")]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::{Client, Method};
use sentc_light_server::{Clock, Config, Server};
use sentc_light_wasm::crypto::{EncryptAlg, PrivateKey, SecretKey, b64, generate_sign_key_pair, hash_authentication_key, random_bytes};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub struct TestServer {
    pub url: String,
    pub server: Arc<Server>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

pub async fn start() -> TestServer {
    start_with(Config::in_memory(), Clock::System).await
}

pub async fn start_with(config: Config, clock: Clock) -> TestServer {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = Arc::new(Server::open(&config, clock).unwrap());
    let (stop, stopped) = oneshot::channel();
    let serving = Arc::clone(&server);
    let task = tokio::spawn(async move { serving.serve(&config, listener, async { drop(stopped.await) }).await.unwrap() });
    TestServer { url, server, stop, task }
}

impl TestServer {
    /// Ends it, so that its database can be opened again.
    pub async fn stop(self) {
        drop(self.stop);
        self.task.await.unwrap();
    }

    /// The first app, with its public token.
    pub fn app(&self) -> Caller {
        self.caller(0, false)
    }

    /// The first app, with its secret token.
    pub fn back(&self) -> Caller {
        self.caller(0, true)
    }

    pub fn app2(&self) -> Caller {
        self.caller(1, false)
    }

    pub fn back2(&self) -> Caller {
        self.caller(1, true)
    }

    fn caller(&self, app: usize, secret: bool) -> Caller {
        let app = self.server.service.apps.iter().nth(app).unwrap();
        let token = if secret { app.secret_token.as_str() } else { &app.public_token };
        Caller { url: self.url.clone(), http: Client::new(), headers: vec![("x-sentc-app-token".into(), token.to_owned())] }
    }

    /// Sends bytes as they are, and no more, and reads what comes until the server closes.
    pub async fn raw(&self, request: impl AsRef<[u8]>) -> String {
        let mut stream = TcpStream::connect(self.url.strip_prefix("http://").unwrap()).await.unwrap();
        stream.write_all(request.as_ref()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}

#[derive(Clone)]
pub struct Caller {
    pub url: String,
    pub http: Client,
    headers: Vec<(String, String)>,
}

/// An answer: the HTTP status and the envelope, checked for its shape.
#[derive(Debug, PartialEq)]
pub struct Answer {
    pub http: u16,
    pub json: Value,
}

impl Answer {
    #[track_caller]
    pub fn ok(self) -> Value {
        assert_eq!((self.http, &self.json["status"]), (200, &json!(true)), "{}", self.json);
        self.json["result"].clone()
    }

    #[track_caller]
    pub fn fails(&self, http: u16, code: u32) {
        assert_eq!((self.http, &self.json["status"], &self.json["err_code"]), (http, &json!(false), &json!(code)), "{}", self.json);
        assert!(self.json["err_msg"].is_string() && self.json.get("result").is_none(), "{}", self.json);
    }
}

impl Caller {
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut other = self.clone();
        other.headers.retain(|(known, _)| known != name);
        other.headers.push((name.into(), value.into()));
        other
    }

    pub fn without(&self, name: &str) -> Self {
        let mut other = self.clone();
        other.headers.retain(|(known, _)| known != name);
        other
    }

    pub fn bearer(&self, jwt: &str) -> Self {
        self.with("authorization", &format!("Bearer {jwt}"))
    }

    pub fn acting_as(&self, group: &str) -> Self {
        self.with("x-sentc-group-access-id", group)
    }

    pub async fn send(&self, method: Method, path: &str, body: impl Into<reqwest::Body>) -> Answer {
        let mut request = self.http.request(method, format!("{}/api/v1{path}", self.url)).body(body);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["access-control-allow-origin"], "*", "{path}");
        let http = response.status().as_u16();
        let text = response.text().await.unwrap();
        Answer { http, json: serde_json::from_str(&text).unwrap_or_else(|_| panic!("{path}: no envelope: {text}")) }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, "").await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, body.to_string()).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, body.to_string()).await
    }

    pub async fn patch(&self, path: &str) -> Answer {
        self.send(Method::PATCH, path, "").await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, "").await
    }
}

/// An account and what its client knows. The auth key is random: the server sees nothing of the password.
pub struct Account {
    pub identifier: String,
    pub body: Value,
    pub auth_key: String,
    private: PrivateKey,
}

static COUNTER: AtomicU32 = AtomicU32::new(0);

pub fn unique(name: &str) -> String {
    format!("{name}-{}@example.org", COUNTER.fetch_add(1, Ordering::Relaxed))
}

impl Account {
    pub fn new(identifier: &str) -> Self {
        let auth = SecretKey::generate().unwrap();
        let (private, public) = PrivateKey::generate(EncryptAlg::Ecies).unwrap();
        let sign = generate_sign_key_pair().unwrap();
        let sealed = b64::encode(&[7; 60]);
        let body = json!({
            "master_key": { "master_key_alg": "AES-GCM-256", "encrypted_master_key": sealed, "encrypted_master_key_alg": "AES-GCM-256" },
            "derived": {
                "derived_alg": "ARGON-2-SHA256", "client_random_value": b64::encode(&random_bytes::<16>().unwrap()),
                "hashed_authentication_key": b64::encode(&hash_authentication_key(&auth)),
                "public_key": public.to_wire(), "encrypted_private_key": sealed, "keypair_encrypt_alg": "ECIES-ed25519",
                "verify_key": sign.verify_key, "encrypted_sign_key": sealed, "keypair_sign_alg": "ED25519",
            },
            "device_identifier": identifier,
        });
        Self { identifier: identifier.into(), body, auth_key: auth.to_base64().to_string(), private }
    }

    /// What done_login takes.
    pub fn login_body(&self) -> Value {
        json!({ "auth_key": self.auth_key, "device_identifier": self.identifier })
    }

    /// What the two MFA calls take.
    pub fn mfa_body(&self, token: &str) -> Value {
        json!({ "token": token, "auth_key": self.auth_key, "device_identifier": self.identifier })
    }

    /// What verify_login_light takes, from a `{device_keys, challenge}`.
    pub fn answer(&self, step: &Value) -> Value {
        let sealed = b64::decode("challenge", step["challenge"].as_str().unwrap()).unwrap();
        let text = String::from_utf8(self.private.decrypt("challenge", &sealed).unwrap().to_vec()).unwrap();
        json!({ "auth_key": self.auth_key, "device_identifier": self.identifier, "challenge": text })
    }

    pub async fn login(&self, app: &Caller) -> User {
        let step = app.post("/done_login", self.login_body()).await.ok();
        let session = app.post("/verify_login_light", self.answer(&step["Direct"])).await.ok();
        let keys = &step["Direct"]["device_keys"];
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        User {
            caller: app.bearer(session["jwt"].as_str().unwrap()),
            id: text(&keys["user_id"]),
            device: text(&keys["device_id"]),
            jwt: text(&session["jwt"]),
            refresh_token: text(&session["refresh_token"]),
        }
    }
}

/// Someone signed in.
pub struct User {
    pub caller: Caller,
    pub id: String,
    pub device: String,
    pub jwt: String,
    pub refresh_token: String,
}

impl std::ops::Deref for User {
    type Target = Caller;
    fn deref(&self) -> &Caller {
        &self.caller
    }
}

pub async fn register(app: &Caller, name: &str) -> Account {
    let account = Account::new(&unique(name));
    app.post("/register_light", account.body.clone()).await.ok();
    account
}

pub async fn user(app: &Caller) -> User {
    register(app, "user").await.login(app).await
}

pub async fn group(user: &Caller) -> String {
    created(user.post("/group/light", Value::Null).await)
}

pub async fn child(user: &Caller, of: &str) -> String {
    created(user.post(&format!("/group/{of}/child/light"), Value::Null).await)
}

pub async fn connected(user: &Caller, of: &str) -> String {
    created(user.post(&format!("/group/{of}/connected/light"), Value::Null).await)
}

#[track_caller]
fn created(answer: Answer) -> String {
    answer.ok()["group_id"].as_str().unwrap().to_owned()
}

/// A file in a folder of its own, which goes when this is dropped.
pub struct TempDb(PathBuf);

impl TempDb {
    pub fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("sentc-light-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&folder).unwrap();
        Self(folder)
    }

    pub fn path(&self) -> PathBuf {
        self.0.join("data.sqlite")
    }

    pub fn config(&self) -> Config {
        Config { db: self.path(), ..Config::in_memory() }
    }

    /// Every byte that lies in the folder but the key file.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for file in std::fs::read_dir(&self.0).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "key") {
                bytes.extend(std::fs::read(path).unwrap());
            }
        }
        bytes
    }
}

impl Drop for TempDb {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}
