//! Readers of what others send that are not public, for the fuzz targets (feature `fuzzing`).

use super::group_cache::Entry;
use super::host::Response;
use super::messages::Message;
use super::records::{KnownIdentifier, Lease, StoredUser};
use super::state::State;
use super::verdict::read_endpoint;
use crate::error::Result;
use crate::json::{self, Json, Value};

/// What an app's refresh endpoint answers.
pub fn refresh_answer(status: u16, body: &str) -> Result<Value> {
    read_endpoint(&Response { status, body: body.to_owned(), session_ended: false })
}

/// A stored record, as each kind of them. Gives what would be written again, of those that could be read.
pub fn stored_records(text: &str) -> Vec<String> {
    fn again<T: Json>(text: &str) -> Option<String> {
        json::from_text::<T>(text).map(|record| json::to_text(&record))
    }
    let user = json::from_text::<StoredUser>(text);
    let session = user.clone().map(State::of_record).map(|state| json::to_text(&state.user));
    [again::<StoredUser>(text), session, again::<Vec<KnownIdentifier>>(text), again::<Lease>(text), again::<String>(text), again::<Vec<Entry>>(text)]
        .into_iter()
        .flatten()
        .collect()
}

/// What another tab says about a session that ends.
pub fn tab_message(text: &str) -> Option<String> {
    let value = json::parse(text)?;
    let done = value.get("type").as_text()? == "signed_out";
    Message::read_ending(&value, done).map(|message| message.ending())
}
