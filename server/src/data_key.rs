//! Where the data key comes from: the environment, or a file beside the database.

use std::ffi::OsString;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use sentc_light_service::data_key::DataKey;
use sentc_light_wasm::crypto::CryptoError;
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

/// From the environment, else from the file beside the database, which is made with mode 0600 when there is none.
/// A database in memory gets a key in memory.
///
/// # Errors
/// [`DataKeyError`].
pub fn load(config: &Config) -> Result<DataKey, DataKeyError> {
    if let Some(text) = &config.data_key {
        return DataKey::from_base64(text).map_err(DataKeyError::Environment);
    }
    if config.is_in_memory() {
        return DataKey::generate().map_err(DataKeyError::Random);
    }
    from_file(key_path(&config.db))
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
        let key = DataKey::generate().map_err(DataKeyError::Random)?;
        let line = Zeroizing::new(format!("{}\n", key.to_base64().as_str()));
        file.rewind().and_then(|()| file.write_all(line.as_bytes())).and_then(|()| file.sync_all()).map_err(failed)?;
        return Ok(key);
    }
    DataKey::from_base64(&text).map_err(|error| DataKeyError::Content { path, error })
}

/// Until the file is closed. Some network file systems have no locks; there a second program that starts in the same moment may find no key
/// yet.
fn lock(file: &std::fs::File) -> std::io::Result<()> {
    match file.lock() {
        Err(error) if error.kind() == std::io::ErrorKind::Unsupported => Ok(()),
        result => result,
    }
}
