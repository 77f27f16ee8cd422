//! A database in a file, with connections that only read.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rusqlite::{Connection, OpenFlags};

use super::{Result, Store, StoreError, configure, lock, migrate};

/// Idle reading connections.
#[derive(Debug)]
pub struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

/// Reading connections kept for the next request.
const KEPT_READERS: usize = 4;

impl Readers {
    /// Lends a connection to `work`. When it panics the connection is dropped.
    pub fn with<T, E: From<StoreError>>(&self, work: impl FnOnce(&mut Connection) -> std::result::Result<T, E>) -> std::result::Result<T, E> {
        let idle = lock(&self.idle).pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => connect(&self.path)?,
        };
        let result = work(&mut connection);
        let mut idle = lock(&self.idle);
        if idle.len() < KEPT_READERS {
            idle.push(connection);
        }
        result
    }
}

impl Store {
    /// Opens the file, creating it when there is none, and brings its schema up to date. Only its owner may read a
    /// file made here.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open(path: &Path) -> Result<Self> {
        create_private(path)?;
        tighten(path)?;
        let mut connection = connect(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // in WAL mode this loses nothing when the program dies, only, at worst, the last commits when the machine does
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        migrate(&mut connection)?;
        let readers = Readers { path: path.to_owned(), idle: Mutex::default() };
        Ok(Self { writer: Mutex::new(connection), readers: Some(readers) })
    }
}

fn connect(path: &Path) -> Result<Connection> {
    // without SQLITE_OPEN_URI: a path is a path, whatever it begins with
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    configure(&connection)?;
    Ok(connection)
}

/// Makes the file with mode 0600 when there is none. SQLite gives the same mode to the files it puts beside it.
pub fn create_private(path: &Path) -> std::io::Result<Option<std::fs::File>> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(None),
        Err(error) => Err(error),
    }
}

/// Takes what others may do with an existing database and the files beside it, which an earlier version, a copy or a restore
/// left open.
#[cfg(unix)]
fn tighten(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    for suffix in ["", "-wal", "-shm", ".key"] {
        let mut name = std::ffi::OsString::from(path);
        name.push(suffix);
        let Ok(metadata) = std::fs::metadata(&name) else { continue };
        let mode = metadata.permissions().mode();
        if metadata.is_file() && mode & 0o077 != 0 {
            tracing::warn!(file = %Path::new(&name).display(), "others could read this file; from now on only its owner can");
            std::fs::set_permissions(&name, std::fs::Permissions::from_mode(mode & 0o700))?;
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn tighten(_: &Path) -> std::io::Result<()> {
    Ok(())
}
