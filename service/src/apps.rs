//! The two apps this server has, held in memory: who calls, and what that token may do.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use rusqlite::Connection;
use sentc_light_wasm::crypto::{CryptoError, b64, random_bytes};
use serde::Serialize;
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::data_key::DataKey;
use crate::jwt::JwtKey;
use crate::options::{self, OptionError, Preset, TokenAccess};
use crate::store::apps::{AppRow, StoredToken};
use crate::store::{Store, StoreError, apps as rows, hash};

/// The token that all documentation examples use.
const DOCUMENTED_PUBLIC_TOKEN: &str = "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi";

/// Why the apps could not be made ready.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error("{0}: a token must be standard base64 and not empty")]
    TokenFormat(&'static str),
    #[error("the four app tokens must differ")]
    SameTokens,
    #[error("the database was made with another data key: give it in SENTC_DATA_KEY, or put its key file back")]
    OtherDataKey,
    #[error("there is no app \"{0}\": give its number, 1 or 2, or its id")]
    NoSuchApp(String),
    #[error("app options are \"default\", \"lax\", or an object like {{\"POST /register_light\": \"secret\"}} with the values public, secret and block")]
    ChangeFormat,
    #[error(transparent)]
    Options(#[from] OptionError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    #[error(transparent)]
    Jwt(#[from] crate::jwt::JwtKeyError),
}

impl From<rusqlite::Error> for AppError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Which of an app's two tokens a call came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    Public,
    Secret,
}

/// One app.
pub struct App {
    pub id: String,
    /// For people.
    pub name: &'static str,
    pub public_token: String,
    pub secret_token: Zeroizing<String>,
    pub key: JwtKey,
    /// Behind the salts of unknown identifiers.
    pub decoy: [u8; 16],
    public_hash: [u8; 32],
    secret_hash: [u8; 32],
    pub options: options::Table,
}

impl App {
    /// What this app's options say of an endpoint ("POST /register_light").
    pub fn access(&self, endpoint: &str) -> TokenAccess {
        self.options.access(endpoint)
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("id", &self.id).field("name", &self.name).finish_non_exhaustive()
    }
}

/// What the owner of an app may know, secrets too: the answer of GET /dev/apps.
#[derive(Serialize)]
pub struct Description<'a> {
    id: &'a str,
    name: &'a str,
    public_token: &'a str,
    secret_token: &'a str,
    jwt_kid: &'a str,
    jwt_alg: &'static str,
    jwt_public_key: String,
    options: BTreeMap<String, TokenAccess>,
}

impl<'a> From<&'a App> for Description<'a> {
    fn from(app: &'a App) -> Self {
        Self {
            id: &app.id,
            name: app.name,
            public_token: &app.public_token,
            secret_token: &app.secret_token,
            jwt_kid: app.key.kid(),
            jwt_alg: crate::jwt::ALG,
            jwt_public_key: app.key.public_pem(),
            options: app.options.all(),
        }
    }
}

/// The tokens that the apps are to have. None: as stored, and random at first; the first app's public token is at first the
/// documentation's.
#[derive(Clone, Default)]
pub struct Tokens {
    /// Of the first app, which allows everything with its public token.
    pub public: Option<String>,
    pub secret: Option<String>,
    /// Of the second app, which has the default options.
    pub public2: Option<String>,
    pub secret2: Option<String>,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").finish_non_exhaustive()
    }
}

/// All apps of this server.
#[derive(Debug)]
pub struct Apps(Vec<App>);

impl Apps {
    /// Makes the apps on first start and reads them afterwards. Given tokens replace stored ones.
    ///
    /// # Errors
    /// [`AppError`].
    pub fn open(store: &Store, key: &DataKey, tokens: &Tokens) -> Result<Self, AppError> {
        let first = Wanted {
            slot: 1,
            name: "everything allowed with the public token",
            public: ("the first app's public token", &tokens.public),
            secret: ("the first app's secret token", &tokens.secret),
            default_public: Some(DOCUMENTED_PUBLIC_TOKEN),
            preset: Preset::Lax,
        };
        let second = Wanted {
            slot: 2,
            name: "default options: register and delete user need the secret token",
            public: ("the second app's public token", &tokens.public2),
            secret: ("the second app's secret token", &tokens.secret2),
            default_public: None,
            preset: Preset::Default,
        };
        store.write(|db| {
            let apps = Self(vec![first.open(db, key)?, second.open(db, key)?]);
            let hashes: HashSet<_> = apps.iter().flat_map(|app| [app.public_hash, app.secret_hash]).collect();
            if hashes.len() == 4 { Ok(apps) } else { Err(AppError::SameTokens) }
        })
    }

    pub(crate) fn set_options(&self, store: &Store, app: &str, change: &options::Change) -> Result<(), AppError> {
        let found = (1..).zip(self.iter()).find(|(number, known): &(u8, &App)| known.id == app || number.to_string() == app);
        let (_, app) = found.ok_or_else(|| AppError::NoSuchApp(app.to_owned()))?;
        let table = change.apply(&app.options.not_public())?;
        store.write(|db| store_options(db, &app.id, &table))?;
        app.options.replace(table);
        Ok(())
    }

    pub fn iter(&self) -> impl Iterator<Item = &App> {
        self.0.iter()
    }

    /// All of them for their owner, as JSON. It holds the secret tokens.
    pub fn describe(&self) -> Vec<Description<'_>> {
        self.iter().map(Description::from).collect()
    }

    /// The app that a token belongs to.
    pub fn by_token(&self, token: &str) -> Option<(&App, TokenKind)> {
        let hash = hash(token);
        let is = |stored: &[u8; 32]| bool::from(stored.ct_eq(&hash));
        self.iter().find_map(|app| match (is(&app.public_hash), is(&app.secret_hash)) {
            (_, true) => Some((app, TokenKind::Secret)),
            (true, _) => Some((app, TokenKind::Public)),
            _ => None,
        })
    }

    /// The app whose JWT key has this name.
    pub fn by_kid(&self, kid: &str) -> Option<&App> {
        self.iter().find(|app| app.key.kid() == kid)
    }
}

/// What an app is to be.
struct Wanted<'a> {
    slot: u8,
    name: &'static str,
    public: (&'static str, &'a Option<String>),
    secret: (&'static str, &'a Option<String>),
    default_public: Option<&'static str>,
    preset: Preset,
}

impl Wanted<'_> {
    fn open(&self, db: &Connection, key: &DataKey) -> Result<App, AppError> {
        let row = match rows::find(db, self.slot)? {
            Some(row) => row,
            None => self.create(db, key)?,
        };
        let open = |what, sealed: &[u8]| key.open(what, sealed).map_err(|_| AppError::OtherDataKey);
        let text = |sealed: &[u8]| Ok::<_, AppError>(Zeroizing::new(String::from_utf8_lossy(&open("app token", sealed)?).into_owned()));
        let (public, secret) = (text(&row.public_token_sealed)?, text(&row.secret_token_sealed)?);
        let public_token = replaced(public, self.public, |token| rows::set_public_token(db, &row.id, &stored(token, key)?))?;
        let secret_token = replaced(secret, self.secret, |token| rows::set_secret_token(db, &row.id, &stored(token, key)?))?;
        let decoy = open("decoy", &row.decoy_sealed)?;
        Ok(App {
            name: self.name,
            public_hash: hash(&public_token),
            secret_hash: hash(&secret_token),
            public_token: public_token.as_str().to_owned(),
            secret_token,
            key: JwtKey::from_pkcs8(row.kid, &open("JWT key", &row.jwt_private_sealed)?)?,
            decoy: decoy.as_slice().try_into().map_err(|_| AppError::OtherDataKey)?,
            options: options::Table::new(stored_options(db, &row.id)?),
            id: row.id,
        })
    }

    fn create(&self, db: &Connection, key: &DataKey) -> Result<AppRow, AppError> {
        let public = match self.default_public {
            Some(token) => token.to_owned(),
            None => random_token()?,
        };
        let (public, secret) = (stored(&public, key)?, stored(&random_token()?, key)?);
        let row = AppRow {
            id: Uuid::new_v4().to_string(),
            public_token_sealed: public.sealed.clone(),
            secret_token_sealed: secret.sealed.clone(),
            decoy_sealed: key.seal(&random_bytes::<16>()?)?,
            kid: Uuid::new_v4().to_string(),
            jwt_private_sealed: key.seal(&JwtKey::generate()?)?,
        };
        rows::insert(db, self.slot, &row, &public, &secret)?;
        store_options(db, &row.id, &self.preset.table())?;
        Ok(row)
    }
}

fn store_options(db: &Connection, app: &str, table: &BTreeMap<String, TokenAccess>) -> Result<(), StoreError> {
    rows::set_options(db, app, table.iter().map(|(endpoint, access)| (endpoint.as_str(), access.name())))
}

fn stored_options(db: &Connection, app: &str) -> Result<BTreeMap<String, TokenAccess>, StoreError> {
    // what is unreadable blocks: a lock that nobody understands stays closed
    let read = |(endpoint, access): (String, String)| (endpoint, TokenAccess::from_name(&access).unwrap_or(TokenAccess::Block));
    Ok(rows::options(db, app)?.into_iter().map(read).collect())
}

/// The given token, stored when it differs, or the one stored before.
fn replaced(
    old: Zeroizing<String>,
    (name, wanted): (&'static str, &Option<String>),
    store: impl FnOnce(&str) -> Result<(), StoreError>,
) -> Result<Zeroizing<String>, AppError> {
    let Some(new) = wanted.as_ref().filter(|new| **new != *old) else { return Ok(old) };
    if !b64::decode(name, new).is_ok_and(|bytes| !bytes.is_empty()) {
        return Err(AppError::TokenFormat(name));
    }
    store(new)?;
    Ok(Zeroizing::new(new.clone()))
}

fn stored(token: &str, key: &DataKey) -> Result<StoredToken, StoreError> {
    Ok(StoredToken { hash: hash(token), sealed: key.seal(token.as_bytes())? })
}

/// As long as the documented one: 30 bytes.
fn random_token() -> Result<String, CryptoError> {
    Ok(b64::encode(&random_bytes::<30>()?))
}
