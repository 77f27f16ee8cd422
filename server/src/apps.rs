//! The two apps this server has, held in memory: who calls, and what that token may do.

use std::collections::HashSet;
use std::fmt;

use rusqlite::Connection;
use sentc_light_wasm::crypto::{CryptoError, b64, random_bytes};
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::config::Config;
use crate::data_key::DataKey;
use crate::jwt::JwtKey;
use crate::store::apps::{AppRow, StoredToken};
use crate::store::{Store, StoreError, apps as rows, hash};

/// The token that all documentation examples use.
const DOCUMENTED_PUBLIC_TOKEN: &str = "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi";

/// What an app with the default options asks the secret token for, beside what the table of endpoints always does.
const DEFAULT_SECRET: [&str; 3] = ["POST /register", "POST /register_light", "DELETE /user"];

/// Why the apps could not be made ready.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error("{0}: a token must be standard base64 and not empty")]
    TokenFormat(&'static str),
    #[error("the four app tokens must differ")]
    SameTokens,
    #[error("the database was made with another data key: give it in SENTC_DATA_KEY, or put its key file back")]
    OtherDataKey,
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
    /// Endpoints, as "METHOD /path", that need the secret token.
    secret_endpoints: HashSet<String>,
}

impl App {
    /// Whether this app's options let the public token reach the endpoint ("POST /register_light").
    pub fn is_public(&self, endpoint: &str) -> bool {
        !self.secret_endpoints.contains(endpoint)
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("id", &self.id).field("name", &self.name).finish_non_exhaustive()
    }
}

/// All apps of this server.
#[derive(Debug)]
pub struct Apps(Vec<App>);

impl Apps {
    /// Makes the apps on first start and reads them afterwards. Tokens of the command line replace stored ones.
    ///
    /// # Errors
    /// [`AppError`].
    pub fn open(store: &Store, key: &DataKey, config: &Config) -> Result<Self, AppError> {
        let first = Wanted {
            slot: 1,
            name: "everything allowed with the public token",
            public: ("--public-token", &config.public_token),
            secret: ("--secret-token", &config.secret_token),
            default_public: Some(DOCUMENTED_PUBLIC_TOKEN),
            secret_endpoints: &[],
        };
        let second = Wanted {
            slot: 2,
            name: "default options: register and delete user need the secret token",
            public: ("--public-token2", &config.public_token2),
            secret: ("--secret-token2", &config.secret_token2),
            default_public: None,
            secret_endpoints: &DEFAULT_SECRET,
        };
        store.write(|db| {
            let apps = Self(vec![first.open(db, key)?, second.open(db, key)?]);
            let tokens: HashSet<_> = apps.iter().flat_map(|app| [app.public_hash, app.secret_hash]).collect();
            if tokens.len() == 4 { Ok(apps) } else { Err(AppError::SameTokens) }
        })
    }

    pub fn iter(&self) -> impl Iterator<Item = &App> {
        self.0.iter()
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

/// What the command line says about an app.
struct Wanted<'a> {
    slot: u8,
    name: &'static str,
    public: (&'static str, &'a Option<String>),
    secret: (&'static str, &'a Option<String>),
    default_public: Option<&'static str>,
    secret_endpoints: &'static [&'static str],
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
            secret_endpoints: rows::secret_endpoints(db, &row.id)?.into_iter().collect(),
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
        for endpoint in self.secret_endpoints {
            rows::require_secret(db, &row.id, endpoint)?;
        }
        Ok(row)
    }
}

/// The token of the command line, stored when it differs, or the one stored before.
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
