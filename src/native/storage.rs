//! Sessions in memory, or in one JSON file that only its owner may read.
//!
//! Any number of processes may share the file. A change takes a lock, reads the file, and replaces the whole file. Memory holds
//! only hashes of the records, for conditional writes.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::files::{beside, owners_file};
use super::locks::FileLock;
use crate::client::host::{Change, Stored};
use crate::error::{Code, Error, Result};
use crate::json::{self, Object, Value};

/// Where a native client keeps its sessions: in memory, or in a file.
#[derive(Debug)]
pub struct NativeStore {
    place: Place,
    /// For conditional writes: the hash of each record as last read or written; `None` if there was no record.
    seen: Mutex<BTreeMap<String, Option<[u8; 32]>>>,
}

enum Place {
    Memory(Mutex<Records>),
    File(PathBuf),
}

type Records = BTreeMap<String, Zeroizing<String>>;

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Memory(_) => f.write_str("Memory"),
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
        }
    }
}

impl NativeStore {
    /// Keeps sessions in memory: they end with the program.
    pub fn in_memory() -> Self {
        Self::new(Place::Memory(Mutex::default()))
    }

    /// Keeps sessions in this file. The first write creates it; its folder must exist. On Unix only the file's owner may read
    /// it: a file with another mode gets the mode 0600. Programs with the same file share the sessions. During writes and locks
    /// there are other files beside it: its name with another ending.
    ///
    /// # Errors
    /// STORAGE if the folder can't be written, or if the file can't be read or is not a storage file.
    pub fn in_file(path: impl AsRef<Path>) -> Result<Self> {
        let path = resolved(path.as_ref()).map_err(failed)?;
        let lock = FileLock::wait(&beside(&path, "lock")).map_err(failed)?;
        tighten(&path).map_err(failed)?;
        read_all(&path)?;
        drop(lock);
        Ok(Self::new(Place::File(path)))
    }

    fn new(place: Place) -> Self {
        Self { place, seen: Mutex::default() }
    }

    /// Returns the path of the file, if sessions are in a file.
    pub(super) fn file(&self) -> Option<&Path> {
        match &self.place {
            Place::Memory(_) => None,
            Place::File(path) => Some(path),
        }
    }

    pub(super) fn read(&self, key: &str) -> Result<Stored> {
        let found = match &self.place {
            Place::Memory(records) => locked(records).get(key).cloned(),
            // A write replaces the whole file, so a reader never sees half of a change.
            Place::File(path) => read_all(path)?.remove(key),
        };
        locked(&self.seen).insert(key.to_owned(), hash(found.as_ref()));
        Ok(found.map_or(Stored::Nothing, |text| Stored::Text(text.to_string())))
    }

    pub(super) fn keys(&self, prefix: &str) -> Result<Vec<String>> {
        let with_prefix = |records: &Records| records.keys().filter(|key| key.starts_with(prefix)).cloned().collect();
        match &self.place {
            Place::Memory(records) => Ok(with_prefix(&locked(records))),
            Place::File(path) => Ok(with_prefix(&read_all(path)?)),
        }
    }

    pub(super) fn write(&self, changes: Vec<Change>, guard: Option<&str>) -> Result<bool> {
        let changes: Vec<_> = changes.into_iter().map(|(key, value)| (key, value.map(Zeroizing::new))).collect();
        let seen = changes.iter().map(|(key, value)| (key.clone(), hash(value.as_ref()))).collect::<Vec<_>>();
        match &self.place {
            Place::Memory(records) => {
                let mut records = locked(records);
                if !self.is_as_seen(&records, guard) {
                    return Ok(false);
                }
                apply(&mut records, changes);
            }
            Place::File(path) => {
                let _lock = FileLock::wait(&beside(path, "lock")).map_err(failed)?;
                let mut records = read_all(path)?;
                if !self.is_as_seen(&records, guard) {
                    return Ok(false);
                }
                apply(&mut records, changes);
                replace(path, &to_text(&records)).map_err(failed)?;
            }
        }
        locked(&self.seen).extend(seen);
        Ok(true)
    }

    fn is_as_seen(&self, records: &Records, guard: Option<&str>) -> bool {
        guard.is_none_or(|guard| locked(&self.seen).get(guard).copied().flatten() == hash(records.get(guard)))
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn hash(record: Option<&Zeroizing<String>>) -> Option<[u8; 32]> {
    record.map(|text| Sha256::digest(text.as_bytes()).into())
}

fn apply(records: &mut Records, changes: Vec<(String, Option<Zeroizing<String>>)>) {
    for (key, value) in changes {
        match value {
            Some(value) => drop(records.insert(key, value)),
            None => drop(records.remove(&key)),
        }
    }
}

/// Uses the system's message, which contains no stored value.
#[allow(clippy::needless_pass_by_value)] // for map_err
fn failed(error: io::Error) -> Error {
    Error::with(Code::Storage, error.to_string())
}

/// Resolves symbolic links, so that a write replaces the file and not the link, and all programs use the same lock.
fn resolved(path: &Path) -> io::Result<PathBuf> {
    match path.canonicalize() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let name = path.file_name().ok_or(io::Error::new(io::ErrorKind::InvalidInput, "the storage's path names no file"))?;
            Ok(folder.canonicalize()?.join(name))
        }
        other => other,
    }
}

fn read_all(path: &Path) -> Result<Records> {
    let text = match fs::read_to_string(path) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Records::new()),
        Err(error) => return Err(failed(error)),
    };
    parse(&text).ok_or(Error::with(Code::Storage, "the storage file is not a JSON object of strings"))
}

fn parse(text: &str) -> Option<Records> {
    let Value::Object(fields) = json::parse(text)? else { return None };
    fields.into_iter().map(|(key, value)| Some((key, Zeroizing::new(value.as_text()?.to_owned())))).collect()
}

fn to_text(records: &Records) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::new());
    let mut object = Object::begin(&mut out);
    records.iter().for_each(|(key, value)| object.field(key, &**value));
    object.end();
    out
}

/// Writes a new file and renames it, so that a crash leaves the old or the new one. The caller must hold the lock.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let new = beside(path, "new");
    // A crash may have left the file. It is created again and not opened: another program may have it open, or may have put a
    // link there.
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = owners_file(OpenOptions::new().write(true).create_new(true), &new)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    sync_folder(path);
    Ok(())
}

/// Makes the renaming survive a power loss. Ignores a folder that can't be opened.
fn sync_folder(path: &Path) {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// Removes the permissions of group and others. A file that was copied or made by another program may have them.
fn tighten(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        match fs::metadata(path) {
            Ok(metadata) if metadata.permissions().mode() & 0o077 != 0 => fs::set_permissions(path, fs::Permissions::from_mode(0o600))?,
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
