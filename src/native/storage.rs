//! Sessions in memory, or in one JSON file that only its owner may read.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::client::host::{Change, Stored};
use crate::error::{Code, Error, Result};
use crate::json::{self, Object, Value};

#[derive(Debug)]
pub struct NativeStore {
    records: Mutex<Records>,
    file: Option<PathBuf>,
}

#[derive(Debug, Default)]
struct Records {
    all: BTreeMap<String, String>,
    /// What was read or written last, for conditional writes.
    seen: BTreeMap<String, Option<String>>,
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
        let all = match std::fs::read_to_string(&path) {
            Ok(text) => parse(&text).ok_or(Error::with(Code::Storage, "the storage file is no JSON object of texts"))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(Error::with(Code::Storage, error.to_string())),
        };
        Ok(Self { records: Mutex::new(Records { all, seen: BTreeMap::new() }), file: Some(path) })
    }

    /// Whether other clients may read and write the same records.
    pub(super) fn shared(&self) -> bool {
        false
    }

    /// Where this storage's locks count.
    pub(super) fn lock_space(&self) -> String {
        match &self.file {
            Some(path) => path.display().to_string(),
            None => format!("{:p}", &raw const *self),
        }
    }

    pub(super) fn read(&self, key: &str) -> Result<Stored> {
        let mut records = self.records();
        let found = records.all.get(key).cloned();
        records.seen.insert(key.to_owned(), found.clone());
        Ok(found.map_or(Stored::Nothing, Stored::Text))
    }

    pub(super) fn write(&self, changes: Vec<Change>, guard: Option<&str>) -> Result<bool> {
        let mut records = self.records();
        if let Some(guard) = guard
            && records.seen.get(guard).cloned().flatten() != records.all.get(guard).cloned()
        {
            return Ok(false);
        }
        let mut all = records.all.clone();
        for (key, value) in &changes {
            match value {
                Some(value) => drop(all.insert(key.clone(), value.clone())),
                None => drop(all.remove(key)),
            }
        }
        if let Some(file) = &self.file {
            write_whole(file, &to_text(&all)).map_err(|e| Error::with(Code::Storage, e.to_string()))?;
        }
        records.all = all;
        records.seen.extend(changes);
        Ok(true)
    }

    fn records(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn parse(text: &str) -> Option<BTreeMap<String, String>> {
    let Value::Object(fields) = json::parse(text)? else { return None };
    fields.into_iter().map(|(key, value)| Some((key, value.as_text()?.to_owned()))).collect()
}

fn to_text(all: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    let mut object = Object::begin(&mut out);
    all.iter().for_each(|(key, value)| object.field(key, value));
    object.end();
    out
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
