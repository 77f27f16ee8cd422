//! Locks by name: for all clients of this process, and, beside a storage file, for all processes that use it.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use super::files::owners_file;

type Lock = Arc<tokio::sync::Mutex<()>>;

/// The lock of this name in this space. Those that nobody holds or waits for are forgotten.
pub(super) fn named(space: &str, name: &str) -> Lock {
    static LOCKS: OnceLock<Mutex<HashMap<String, Lock>>> = OnceLock::new();
    let mut locks = LOCKS.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    locks.retain(|_, lock| Arc::strong_count(lock) > 1);
    locks.entry([space, "\0", name].concat()).or_default().clone()
}

/// A locked file. Dropping it releases the lock, and on Unix removes the file. A process that dies releases it too.
#[derive(Debug)]
pub(super) struct FileLock {
    file: File,
    path: PathBuf,
}

impl FileLock {
    /// Waits on this thread: for locks that are held as long as it takes to write a file.
    pub fn wait(path: &Path) -> io::Result<Self> {
        loop {
            let file = open(path)?;
            file.lock()?;
            if let Some(lock) = Self::of(file, path)? {
                return Ok(lock);
            }
        }
    }

    /// Waits without a thread, for locks that may be held longer. Who drops the future waits no more.
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

    /// `None`: the file was removed by its last holder meanwhile, and the path names another one or none.
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
        // Removed while it is held: who waits for it sees that, and makes another.
        if cfg!(unix) {
            let _ = fs::remove_file(&self.path);
        }
        let _ = self.file.unlock();
    }
}

fn open(path: &Path) -> io::Result<File> {
    owners_file(OpenOptions::new().read(true).write(true).create(true).truncate(false), path)
}
