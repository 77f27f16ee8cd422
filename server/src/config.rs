//! The command line and its environment.

use std::fmt;
use std::path::PathBuf;

use clap::Parser;
use sentc_light_service::Options;
use sentc_light_service::apps::Tokens;

/// Development and test server for the light variant of the sentc API.
#[derive(Clone, Parser)]
#[command(version, after_help = DATA_KEY_HELP)]
pub struct Config {
    /// Address or name to listen on
    #[arg(long, env = "SENTC_HOST", default_value = "127.0.0.1")]
    pub host: String,
    /// Port to listen on; 0 takes any free one
    #[arg(long, env = "SENTC_PORT", default_value_t = 3002)]
    pub port: u16,
    /// SQLite file; :memory: keeps nothing
    #[arg(long, env = "SENTC_DB", default_value = "sentc-light.sqlite")]
    pub db: PathBuf,
    /// Folder served at /
    #[arg(long, env = "SENTC_WWW", default_value = "www")]
    pub www: PathBuf,
    /// Folder with the built SDK, served at /dist/
    #[arg(long, env = "SENTC_DIST", default_value = "pkg/dist")]
    pub dist: PathBuf,
    /// Public token of the first app (everything allowed with it); base64. Default: the documentation's
    #[arg(long, env = "SENTC_PUBLIC_TOKEN")]
    pub public_token: Option<String>,
    /// Secret token of the first app; base64. Default: random, made on first start
    #[arg(long, env = "SENTC_SECRET_TOKEN", hide_env_values = true)]
    pub secret_token: Option<String>,
    /// Public token of the second app (default options); base64. Default: random, made on first start
    #[arg(long, env = "SENTC_PUBLIC_TOKEN2")]
    pub public_token2: Option<String>,
    /// Secret token of the second app; base64. Default: random, made on first start
    #[arg(long, env = "SENTC_SECRET_TOKEN2", hide_env_values = true)]
    pub secret_token2: Option<String>,
    /// JSON file with the options of the apps: {"1": "lax", "2": {"POST /register_light": "public"}}. They are set at
    /// each start. GET /dev/apps lists the endpoints; each is public, secret or block
    #[arg(long, env = "SENTC_APP_OPTIONS")]
    pub app_options: Option<PathBuf>,
    /// Seconds until a JWT expires, for tests of expiry
    #[arg(long, env = "SENTC_JWT_SECONDS", default_value_t = 300)]
    pub jwt_seconds: u64,
    /// Seconds that an expired JWT is still accepted
    #[arg(long, env = "SENTC_JWT_LEEWAY", default_value_t = 60)]
    pub jwt_leeway: u64,
    /// Seconds that a client may take for the headers of a request
    #[arg(long, env = "SENTC_HEADER_SECONDS", default_value_t = 30)]
    pub header_seconds: u64,
    /// Mail server of the example back end: smtps://user:password@host, smtp://host:587?tls=required. Default: mails are kept for the
    /// demo's mailbox page
    #[arg(long, env = "SENTC_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// Sender of the example back end's mails
    #[arg(long, env = "SENTC_MAIL_FROM", default_value = MAIL_FROM)]
    pub mail_from: String,
    /// Where the example back end finds the service. Default: this server
    #[arg(long, env = "SENTC_SERVICE_URL")]
    pub service_url: Option<String>,
    /// The key that encrypts secrets in the database. From the environment only: other programs see arguments.
    #[arg(skip = std::env::var("SENTC_DATA_KEY").ok())]
    pub data_key: Option<String>,
}

impl Config {
    /// What the program uses when it is started without arguments and environment, but for a database in memory.
    pub fn in_memory() -> Self {
        Self {
            host: "127.0.0.1".into(),
            port: 0,
            db: MEMORY.into(),
            www: "www".into(),
            dist: "pkg/dist".into(),
            public_token: None,
            secret_token: None,
            public_token2: None,
            secret_token2: None,
            app_options: None,
            jwt_seconds: 300,
            jwt_leeway: 60,
            header_seconds: 30,
            smtp_url: None,
            mail_from: MAIL_FROM.into(),
            service_url: None,
            data_key: None,
        }
    }

    /// What of this is the service's.
    pub fn service(&self) -> Options {
        Options {
            tokens: Tokens {
                public: self.public_token.clone(),
                secret: self.secret_token.clone(),
                public2: self.public_token2.clone(),
                secret2: self.secret_token2.clone(),
            },
            jwt_seconds: self.jwt_seconds,
            jwt_leeway: self.jwt_leeway,
        }
    }

    /// Whether the database is to die with the process.
    pub fn is_in_memory(&self) -> bool {
        self.db.as_os_str() == MEMORY
    }
}

impl fmt::Debug for Config {
    /// Without tokens and keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config").field("host", &self.host).field("port", &self.port).field("db", &self.db).finish_non_exhaustive()
    }
}

const MEMORY: &str = ":memory:";
const MAIL_FROM: &str = "sentc light <no-reply@localhost>";

const DATA_KEY_HELP: &str = "Secrets in the database are encrypted under the key in SENTC_DATA_KEY: base64 of 32 bytes. Without it the key is \
     in the file beside the database, its name with .key at the end, which is made on first start.

RUST_LOG=sentc_light_service=debug shows every call, without ids and secrets.";
