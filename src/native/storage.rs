//! Sessions in memory, or in one JSON file that only its owner may read.
//!
//! The file may be shared by any number of processes: every change is made under a lock, to what the file holds at that
//! moment, and replaces the file as a whole. Nothing of it is kept in memory but hashes, for conditional writes.

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
    /// What was read or written last, for conditional writes: a hash of the record, or that there was none.
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
    /// Sessions end with the program.
    pub fn in_memory() -> Self {
        Self::new(Place::Memory(Mutex::default()))
    }

    /// Sessions live in this file, which is made with the first of them. Its folder must be there. On Unix only the file's
    /// owner may read it (mode 0600); a file with a wider mode is tightened. Programs that name the same file share the
    /// sessions. While somebody writes there are other files beside it, of the same name with an ending.
    ///
    /// # Errors
    /// STORAGE when the folder can't be written, or the file can't be read or is not one of these.
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

    /// The file, where there is one.
    pub(super) fn file(&self) -> Option<&Path> {
        match &self.place {
            Place::Memory(_) => None,
            Place::File(path) => Some(path),
        }
    }

    pub(super) fn read(&self, key: &str) -> Result<Stored> {
        let found = match &self.place {
            Place::Memory(records) => locked(records).get(key).cloned(),
            // Files are replaced as a whole: there is no half of one to be seen.
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

/// The words of the machine, which name no value.
#[allow(clippy::needless_pass_by_value)] // for map_err
fn failed(error: io::Error) -> Error {
    Error::with(Code::Storage, error.to_string())
}

/// The file behind a symbolic link, so that it is not the link that gets replaced; the same name for all who mean it.
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

/// Writes beside the file and renames, so that a crash leaves the old or the new one. To be called under the lock.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let new = beside(path, "new");
    // A crash may have left it. Created rather than opened: otherwise another program may hold it, or have put a link there.
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

/// Makes the renaming last over a loss of power. What can't be opened for it, can't be helped.
fn sync_folder(path: &Path) {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// A file that others may read was made by somebody else, or by copying.
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
