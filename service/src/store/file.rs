//! A database in a file, with connections that only read.

use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::{Result, Store, StoreError, configure, lock, migrate};

/// Reading connections: some idle, some lent. Each takes three file descriptors, so there is an end to them.
#[derive(Debug)]
pub struct Readers {
    path: PathBuf,
    idle: Mutex<Idle>,
    returned: Condvar,
}

#[derive(Debug, Default)]
struct Idle {
    connections: Vec<Connection>,
    lent: usize,
}

const MOST_READERS: usize = 16;
/// Reading connections kept for the next request.
const KEPT_READERS: usize = 4;
/// How long a request waits for one.
const PATIENCE: Duration = Duration::from_secs(10);

/// A place among the readers, given back also when a request panics.
struct Place<'a>(&'a Readers);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        lock(&self.0.idle).lent -= 1;
        self.0.returned.notify_one();
    }
}

impl Readers {
    /// Lends a connection to `work`. When it panics the connection is dropped.
    pub fn with<T, E: From<StoreError>>(&self, work: impl FnOnce(&mut Connection) -> std::result::Result<T, E>) -> std::result::Result<T, E> {
        let is_full = |idle: &mut Idle| idle.lent >= MOST_READERS;
        let (mut idle, waited) = self.returned.wait_timeout_while(lock(&self.idle), PATIENCE, is_full).unwrap_or_else(std::sync::PoisonError::into_inner);
        if waited.timed_out() {
            return Err(StoreError::Busy.into());
        }
        idle.lent += 1;
        let place = Place(self);
        let kept = idle.connections.pop();
        drop(idle);
        let mut connection = match kept {
            Some(connection) => connection,
            None => connect(&self.path)?,
        };
        let result = work(&mut connection);
        let mut idle = lock(&self.idle);
        if idle.connections.len() < KEPT_READERS {
            idle.connections.push(connection);
        }
        drop(idle);
        drop(place);
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
        write_ahead(&connection)?;
        // in WAL mode this loses nothing when the program dies, only, at worst, the last commits when the machine does
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        migrate(&mut connection)?;
        let readers = Readers { path: path.to_owned(), idle: Mutex::default(), returned: Condvar::new() };
        Ok(Self { writer: Mutex::new(connection), readers: Some(readers) })
    }
}

/// Switches a database to a write-ahead log. Of two programs that do so in the same moment one is refused at once, whatever the busy timeout
/// says, and then finds it done.
///
/// # Errors
/// [`StoreError`].
pub fn write_ahead(connection: &Connection) -> Result<()> {
    let mut tries = 0;
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error) if tries < 200 && error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) => {
                tries += 1;
                std::thread::sleep(Duration::from_millis(50));
            }
            result => return Ok(result?),
        }
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
    for suffix in ["", "-wal", "-shm", ".key", "-backend", "-backend-wal", "-backend-shm"] {
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
