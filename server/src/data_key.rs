//! The key under which TOTP secrets, recovery keys, JWT keys and app tokens lie in the database. It is not in there.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use sentc_light_wasm::crypto::{self, CryptoError, SecretKey, b64};
use zeroize::Zeroizing;

use crate::config::Config;
use crate::store::create_private;

/// Why there is no data key.
#[derive(Debug, thiserror::Error)]
pub enum DataKeyError {
    #[error("SENTC_DATA_KEY must be base64 of 32 bytes ({0})")]
    Environment(CryptoError),
    #[error("{}: the key file must hold base64 of 32 bytes ({error})", path.display())]
    Content { path: PathBuf, error: CryptoError },
    #[error("{}: {error}", path.display())]
    File { path: PathBuf, error: std::io::Error },
    #[error(transparent)]
    Random(CryptoError),
}

/// Seals and opens columns of the database.
#[derive(Clone, Debug)]
pub struct DataKey(SecretKey);

impl DataKey {
    /// From the environment, else from the file beside the database, which is made with mode 0600 when there is none.
    /// A database in memory gets a key in memory.
    ///
    /// # Errors
    /// [`DataKeyError`].
    pub fn load(config: &Config) -> Result<Self, DataKeyError> {
        if let Some(text) = &config.data_key {
            return SecretKey::from_base64("data key", text.trim()).map(Self).map_err(DataKeyError::Environment);
        }
        if config.is_in_memory() {
            return SecretKey::generate().map(Self).map_err(DataKeyError::Random);
        }
        from_file(key_path(&config.db))
    }

    /// # Errors
    /// [`CryptoError::Random`].
    pub fn seal(&self, plain: &[u8]) -> Result<Vec<u8>, CryptoError> {
        crypto::seal(self.0.as_bytes(), plain)
    }

    /// # Errors
    /// [`CryptoError::Decrypt`] when it was sealed under another key.
    pub fn open(&self, what: &'static str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        crypto::open(what, self.0.as_bytes(), sealed)
    }
}

/// `<db>.key`
fn key_path(db: &Path) -> PathBuf {
    let mut name = OsString::from(db);
    name.push(".key");
    name.into()
}

fn from_file(path: PathBuf) -> Result<DataKey, DataKeyError> {
    let file = |error| DataKeyError::File { path: path.clone(), error };
    // made only where there is none, so that two servers that start at once end up with one key
    if let Some(mut created) = create_private(&path).map_err(file)? {
        let key = SecretKey::generate().map_err(DataKeyError::Random)?;
        created.write_all(key.to_base64().as_bytes()).and_then(|()| created.write_all(b"\n")).and_then(|()| created.sync_all()).map_err(file)?;
        return Ok(DataKey(key));
    }
    let text = Zeroizing::new(std::fs::read_to_string(&path).map_err(file)?);
    let bytes = b64::decode_secret("data key", text.trim()).map_err(|error| DataKeyError::Content { path: path.clone(), error })?;
    SecretKey::from_slice("data key", &bytes).map(DataKey).map_err(|error| DataKeyError::Content { path, error })
}
