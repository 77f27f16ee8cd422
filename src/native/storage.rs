//! Sessions in memory, or in one JSON file that only its owner may read.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::client::capabilities::Store;
use crate::error::{Code, Error, Result};

#[derive(Debug)]
pub struct NativeStore {
    records: Mutex<BTreeMap<String, String>>,
    file: Option<PathBuf>,
}

impl NativeStore {
    pub fn in_memory() -> Self {
        Self { records: Mutex::default(), file: None }
    }

    /// Reads the file, if there is one, and writes it whole at every change. For one process at a time.
    ///
    /// # Errors
    /// STORAGE when the file can't be read or is not one of these.
    pub fn in_file(path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        let records = match std::fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text).map_err(|_| Error::with(Code::Storage, "the storage file is no JSON object of texts"))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(Error::with(Code::Storage, error.to_string())),
        };
        Ok(Self { records: Mutex::new(records), file: Some(path) })
    }

    fn change(&self, f: impl FnOnce(&mut BTreeMap<String, String>)) -> Result<()> {
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        f(&mut records);
        let Some(file) = &self.file else { return Ok(()) };
        let text = serde_json::to_string(&*records).map_err(|_| Error::new(Code::Storage))?;
        write_whole(file, &text).map_err(|e| Error::with(Code::Storage, e.to_string()))
    }
}

/// Writes beside the file and renames, so that a crash leaves the old or the new one.
fn write_whole(path: &std::path::Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let beside = path.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(beside, path)
}

impl Store for NativeStore {
    async fn get(&self, key: &str) -> Result<Option<String>> {
        Ok(self.records.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned())
    }

    async fn set(&self, key: &str, value: &str) -> Result<()> {
        self.change(|records| drop(records.insert(key.to_owned(), value.to_owned())))
    }

    async fn delete(&self, key: &str) -> Result<()> {
        self.change(|records| drop(records.remove(key)))
    }

    fn shared(&self) -> bool {
        false
    }
}
