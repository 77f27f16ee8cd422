//! `--app-options`: what the tokens of each app may call, from a file.

use std::collections::BTreeMap;
use std::path::Path;

use sentc_light_service::Service;
use sentc_light_service::options::Change;

use crate::StartError;

/// `{"1": change, "2": change}`, where a change is "default", "lax" or an object of endpoints.
pub fn set_from_file(service: &Service, path: &Path) -> Result<(), StartError> {
    let fail = |why: String| StartError::AppOptions { path: path.to_owned(), why };
    let text = std::fs::read_to_string(path).map_err(|error| fail(error.to_string()))?;
    let changes: BTreeMap<String, Change> = serde_json::from_str(&text).map_err(|error| {
        fail(format!("{error}. Expected: {{\"1\": \"lax\", \"2\": {{\"POST /register_light\": \"public\"}}}}, each value public, secret or block"))
    })?;
    for (app, change) in &changes {
        service.set_options(app, change).map_err(|error| fail(error.to_string()))?;
    }
    Ok(())
}
