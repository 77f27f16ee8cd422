//! Locks by name, for all clients of this process. With a storage file, also for all processes that use the file.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use super::files::owners_file;

type Lock = Arc<tokio::sync::Mutex<()>>;

/// Returns the lock of this name in this space. Removes all locks that are not in use.
pub(super) fn named(space: &str, name: &str) -> Lock {
    static LOCKS: OnceLock<Mutex<HashMap<String, Lock>>> = OnceLock::new();
    let mut locks = LOCKS.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    locks.retain(|_, lock| Arc::strong_count(lock) > 1);
    locks.entry([space, "\0", name].concat()).or_default().clone()
}

/// A locked file. Dropping it releases the lock and, on Unix, removes the file. The end of the process releases the lock too.
#[derive(Debug)]
pub(super) struct FileLock {
    file: File,
    path: PathBuf,
}

impl FileLock {
    /// Waits for the lock and blocks this thread. For locks that are held only while a file is written.
    pub fn wait(path: &Path) -> io::Result<Self> {
        loop {
            let file = open(path)?;
            file.lock()?;
            if let Some(lock) = Self::of(file, path)? {
                return Ok(lock);
            }
        }
    }

    /// Waits for the lock without blocking a thread. For locks that may be held longer. Dropping the future ends the wait.
    pub async fn poll(path: &Path) -> io::Result<Self> {
        let mut pause = Duration::from_millis(2);
        loop {
            let file = open(path)?;
            match file.try_lock() {
                Ok(()) => {
                    if let Some(lock) = Self::of(file, path)? {
                        return Ok(lock);
                    }
                }
                Err(TryLockError::WouldBlock) => {
                    tokio::time::sleep(pause).await;
                    pause = Duration::from_millis(50).min(pause * 2);
                }
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
    }

    /// Returns `None` if the last holder has removed the file: the path then names another file or none.
    fn of(file: File, path: &Path) -> io::Result<Option<Self>> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let own = file.metadata()?;
            match fs::metadata(path) {
                Ok(there) if (there.dev(), there.ino()) == (own.dev(), own.ino()) => {}
                Ok(_) => return Ok(None),
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(error),
            }
        }
        Ok(Some(Self { file, path: path.to_owned() }))
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // Removes the file while the lock is held: whoever waits for it then notices, and creates another file.
        if cfg!(unix) {
            let _ = fs::remove_file(&self.path);
        }
        let _ = self.file.unlock();
    }
}

fn open(path: &Path) -> io::Result<File> {
    owners_file(OpenOptions::new().read(true).write(true).create(true).truncate(false), path)
}
