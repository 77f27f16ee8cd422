//! The key under which TOTP secrets, recovery keys, JWT keys and app tokens lie in the database. It is not in there.

use std::ffi::OsString;
use std::io::{Read, Seek, Write};
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

/// Under a lock on the file, so that programs that start at once end up with one key. An empty file is one that a program was killed over
/// before it wrote the key, so nothing was sealed under any.
fn from_file(path: PathBuf) -> Result<DataKey, DataKeyError> {
    let failed = |error| DataKeyError::File { path: path.clone(), error };
    create_private(&path).map_err(failed)?;
    let mut file = std::fs::OpenOptions::new().read(true).write(true).open(&path).or_else(|error| match error.kind() {
        // one that somebody else wrote: it is only read
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => std::fs::File::open(&path),
        _ => Err(error),
    });
    let file = file.as_mut().map_err(|error| failed(std::io::Error::from(error.kind())))?;
    lock(file).map_err(failed)?;
    let mut text = Zeroizing::new(String::new());
    file.read_to_string(&mut text).map_err(failed)?;
    if text.trim().is_empty() {
        let key = SecretKey::generate().map_err(DataKeyError::Random)?;
        let line = Zeroizing::new(format!("{}\n", key.to_base64().as_str()));
        file.rewind().and_then(|()| file.write_all(line.as_bytes())).and_then(|()| file.sync_all()).map_err(failed)?;
        return Ok(DataKey(key));
    }
    let bytes = b64::decode_secret("data key", text.trim()).map_err(|error| DataKeyError::Content { path: path.clone(), error })?;
    SecretKey::from_slice("data key", &bytes).map(DataKey).map_err(|error| DataKeyError::Content { path, error })
}

/// Until the file is closed. Some network file systems have no locks; there a second program that starts in the same moment may find no key
/// yet.
fn lock(file: &std::fs::File) -> std::io::Result<()> {
    match file.lock() {
        Err(error) if error.kind() == std::io::ErrorKind::Unsupported => Ok(()),
        result => result,
    }
}
