//! Where the data key comes from: the environment, or a file beside the database.

use std::ffi::OsString;
use std::io::Write;
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

fn from_file(path: PathBuf) -> Result<DataKey, DataKeyError> {
    let file = |error| DataKeyError::File { path: path.clone(), error };
    // made only where there is none, so that two servers that start at once end up with one key
    if let Some(mut created) = create_private(&path).map_err(file)? {
        let key = DataKey::generate().map_err(DataKeyError::Random)?;
        created.write_all(key.to_base64().as_bytes()).and_then(|()| created.write_all(b"\n")).and_then(|()| created.sync_all()).map_err(file)?;
        return Ok(key);
    }
    let text = Zeroizing::new(std::fs::read_to_string(&path).map_err(file)?);
    DataKey::from_base64(&text).map_err(|error| DataKeyError::Content { path, error })
}
