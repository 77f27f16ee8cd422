//! What an app lets each endpoint be called with: its options.

use std::collections::{BTreeMap, HashMap};
use std::sync::{PoisonError, RwLock};

use sentc_light_wasm::wire::{Authorization, Endpoint};
use serde::{Deserialize, Serialize};

/// Which of an app's tokens reach an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenAccess {
    /// Either token.
    Public,
    /// The secret token alone.
    Secret,
    /// No token.
    Block,
}

impl TokenAccess {
    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Secret => "secret",
            Self::Block => "block",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Public, Self::Secret, Self::Block].into_iter().find(|access| access.name() == name)
    }
}

/// Two ready-made tables of options.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    /// As the service makes a new app: register and delete user need the secret token, everything else the public one.
    Default,
    /// Everything with the public token.
    Lax,
}

/// What an app with the default options asks the secret token for, beside what the table of endpoints always does.
const DEFAULT_SECRET: [&str; 3] = ["POST /register", "POST /register_light", "DELETE /user"];

impl Preset {
    /// Every endpoint that is not public.
    pub fn table(self) -> BTreeMap<String, TokenAccess> {
        match self {
            Self::Lax => BTreeMap::new(),
            Self::Default => DEFAULT_SECRET.iter().map(|name| ((*name).to_owned(), TokenAccess::Secret)).collect(),
        }
    }
}

/// New options for an app: a preset, or single endpoints ("POST /register_light"), the others stay as they are.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Change {
    Preset(Preset),
    Endpoints(BTreeMap<String, TokenAccess>),
}

/// Why options can't be set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OptionError {
    #[error("app options: there is no endpoint \"{0}\". Write it as \"POST /register_light\", as GET /dev/apps lists it")]
    UnknownEndpoint(String),
    #[error("app options: \"{0}\" always needs the secret token, so it can be \"secret\" or \"block\" but not \"public\"")]
    AlwaysSecret(String),
}

impl Change {
    /// What the options are after this change. `now`: every endpoint that is not public.
    ///
    /// # Errors
    /// [`OptionError`].
    pub fn apply(&self, now: &BTreeMap<String, TokenAccess>) -> Result<BTreeMap<String, TokenAccess>, OptionError> {
        let endpoints = match self {
            Self::Preset(preset) => return Ok(preset.table()),
            Self::Endpoints(endpoints) => endpoints,
        };
        let mut table = now.clone();
        for (name, access) in endpoints {
            let row = Endpoint::ALL.iter().map(|endpoint| endpoint.row()).find(|row| row.option_name() == *name);
            let row = row.ok_or_else(|| OptionError::UnknownEndpoint(name.clone()))?;
            match (access, row.authorization) {
                (TokenAccess::Public, Authorization::Secret) => return Err(OptionError::AlwaysSecret(name.clone())),
                (TokenAccess::Public, _) => table.remove(name),
                _ => table.insert(name.clone(), *access),
            };
        }
        Ok(table)
    }
}

/// The options of one app, which can change while requests are served.
#[derive(Debug)]
pub struct Table(RwLock<HashMap<String, TokenAccess>>);

impl Table {
    pub fn new(not_public: impl IntoIterator<Item = (String, TokenAccess)>) -> Self {
        Self(RwLock::new(not_public.into_iter().collect()))
    }

    /// What the options say of an endpoint. The table of endpoints may ask for more.
    pub fn access(&self, endpoint: &str) -> TokenAccess {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(endpoint).copied().unwrap_or(TokenAccess::Public)
    }

    /// Every endpoint that is not public.
    pub fn not_public(&self) -> BTreeMap<String, TokenAccess> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).iter().map(|(name, access)| (name.clone(), *access)).collect()
    }

    /// Every endpoint there is, with the access that counts.
    pub fn all(&self) -> BTreeMap<String, TokenAccess> {
        let effective = |endpoint: &Endpoint| {
            let row = endpoint.row();
            let name = row.option_name();
            let access = match self.access(&name) {
                TokenAccess::Public if row.authorization == Authorization::Secret => TokenAccess::Secret,
                access => access,
            };
            (name, access)
        };
        Endpoint::ALL.iter().map(effective).collect()
    }

    pub(crate) fn replace(&self, not_public: BTreeMap<String, TokenAccess>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = not_public.into_iter().collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(json: &str) -> Change {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn presets_and_single_endpoints() {
        let default = Preset::Default.table();
        assert_eq!(change("\"lax\"").apply(&default), Ok(BTreeMap::new()));
        assert_eq!(change("\"default\"").apply(&BTreeMap::new()), Ok(default.clone()));
        let changed = change(r#"{ "POST /register_light": "public", "PATCH /user/register_otp": "block" }"#).apply(&default).unwrap();
        let table = Table::new(changed);
        let access = |name| table.access(name);
        assert_eq!(access("POST /register_light"), TokenAccess::Public);
        assert_eq!(access("DELETE /user"), TokenAccess::Secret);
        assert_eq!(access("PATCH /user/register_otp"), TokenAccess::Block);
        assert_eq!(table.all().get("PUT /user/reset_pw_light"), Some(&TokenAccess::Secret));
        assert_eq!(table.all().len(), Endpoint::ALL.len());
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |json| change(json).apply(&BTreeMap::new()).unwrap_err().to_string();
        assert!(error(r#"{ "POST /nothing": "block" }"#).contains("POST /nothing"));
        assert!(error(r#"{ "POST /user/forced/login_light": "public" }"#).contains("always needs the secret token"));
        assert!(serde_json::from_str::<Change>(r#"{ "POST /exists": "maybe" }"#).is_err());
    }
}
