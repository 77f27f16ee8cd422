//! What a browser stores, for all tabs of it or for one, and what can go wrong with that.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use sentc_light_wasm::client::host::{Change, Stored};
use sentc_light_wasm::error::{Code, Error, Result};

use crate::executor::lock;

/// The records, each with the number of the write that it comes from.
#[derive(Clone, Default)]
pub struct Disk(Arc<Mutex<Records>>);

#[derive(Clone, Default)]
struct Records {
    all: BTreeMap<String, (u64, String)>,
    writes: u64,
}

type Fault = Box<dyn FnMut(Access<'_>) -> bool + Send>;

/// One tab's view of a disk: which versions it has seen, and its faults.
#[derive(Default)]
pub struct Store {
    disk: Disk,
    seen: HashMap<String, Option<u64>>,
    /// Says which accesses fail.
    pub fault: Option<Fault>,
    /// Records whose keys contain this are lost.
    pub lost: Option<&'static str>,
    /// Whether the changes before the one that fails are made: a storage without transactions.
    pub torn: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access<'a> {
    Read(&'a str),
    Set(&'a str),
    Delete(&'a str),
}

impl Disk {
    /// Another disk with the same records.
    pub fn copy(&self) -> Self {
        Self(Arc::new(Mutex::new(lock(&self.0).clone())))
    }

    pub fn keys(&self) -> Vec<String> {
        lock(&self.0).all.keys().cloned().collect()
    }

    /// All texts.
    pub fn text(&self) -> String {
        lock(&self.0).all.iter().map(|(key, (_, text))| format!("{key} = {text}\n")).collect()
    }

    pub fn get(&self, key: &str) -> Option<String> {
        lock(&self.0).all.get(key).map(|(_, text)| text.clone())
    }

    pub fn put(&self, key: &str, text: &str) {
        lock(&self.0).set(key, Some(text.to_owned()));
    }

    pub fn find(&self, what: &str) -> Option<(String, String)> {
        lock(&self.0).all.iter().find(|(key, _)| key.contains(what)).map(|(key, (_, text))| (key.clone(), text.clone()))
    }
}

impl Records {
    fn version(&self, key: &str) -> Option<u64> {
        self.all.get(key).map(|(version, _)| *version)
    }

    fn set(&mut self, key: &str, value: Option<String>) {
        self.writes += 1;
        match value {
            Some(text) => drop(self.all.insert(key.to_owned(), (self.writes, text))),
            None => drop(self.all.remove(key)),
        }
    }
}

impl Store {
    pub fn on(disk: Disk) -> Self {
        Self { disk, ..Self::default() }
    }

    pub fn disk(&self) -> &Disk {
        &self.disk
    }

    fn fails(&mut self, access: Access<'_>) -> bool {
        self.fault.as_mut().is_some_and(|fault| fault(access))
    }

    pub fn read(&mut self, key: &str) -> Result<Stored> {
        if self.fails(Access::Read(key)) {
            return Err(Error::with(Code::Storage, "the disk can't be read"));
        }
        if self.lost.is_some_and(|lost| key.contains(lost)) {
            return Ok(Stored::Lost);
        }
        let records = lock(&self.disk.0);
        self.seen.insert(key.to_owned(), records.version(key));
        Ok(records.all.get(key).map_or(Stored::Nothing, |(_, text)| Stored::Text(text.clone())))
    }

    pub fn keys(&self, prefix: &str) -> Vec<String> {
        self.disk.keys().into_iter().filter(|key| key.starts_with(prefix)).collect()
    }

    pub fn write(&mut self, changes: Vec<Change>, guard: Option<String>) -> Result<bool> {
        if let Some(guard) = guard {
            assert!(changes.iter().any(|(key, _)| *key == guard), "the guard is one of the keys");
            if lock(&self.disk.0).version(&guard) != self.seen.get(&guard).copied().flatten() {
                return Ok(false);
            }
        }
        let failing = changes.iter().position(|(key, value)| self.fails(if value.is_some() { Access::Set(key) } else { Access::Delete(key) }));
        let mut records = lock(&self.disk.0);
        let made = match failing {
            Some(at) if self.torn => at,
            Some(_) => 0,
            None => changes.len(),
        };
        for (key, value) in changes.into_iter().take(made) {
            records.set(&key, value);
            self.seen.insert(key.clone(), records.version(&key));
        }
        if failing.is_some() { Err(Error::with(Code::Storage, "the disk can't be written")) } else { Ok(true) }
    }
}
