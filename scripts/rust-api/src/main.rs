//! `sentc-light-rust-api FILE`: the public interface in a file of rustdoc's JSON, written with `--document-hidden-items`. What
//! every type has (Send, Into, …) says nothing, and is left out; so are the functions that an implemented trait asks for.

use std::collections::HashSet;
use std::path::PathBuf;

use serde_json::Value;

/// The list leaves out these implementations: of traits of the hidden module `json`, and those of the feature `js`.
const UNLISTED: [&str; 3] = ["sentc_light_wasm::json::", "sentc_light_wasm::web::", "impl tsify::"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = PathBuf::from(std::env::args().nth(1).ok_or("usage: sentc-light-rust-api FILE")?);
    let mut docs: Value = serde_json::from_str(&std::fs::read_to_string(&file)?)?;
    take_out_hidden(&mut docs);
    let public = file.with_extension("public.json");
    std::fs::write(&public, docs.to_string())?;
    let api = public_api::Builder::from_rustdoc_json(public).omit_auto_trait_impls(true).omit_blanket_impls(true).build()?;

    let items: Vec<_> = api.items().map(|item| (item, item.to_string())).collect();
    let of_a_trait = |text: &str| text.starts_with("impl") && text.contains(" for ");
    let is_unlisted = |text: &str| of_a_trait(text) && UNLISTED.iter().any(|name| text.contains(name));
    let ids = |which: &dyn Fn(&str) -> bool| items.iter().filter(|(_, text)| which(text)).map(|(item, _)| item.id()).collect::<HashSet<_>>();
    let (traits, unlisted) = (ids(&of_a_trait), ids(&is_unlisted));
    for (item, text) in &items {
        let is_of = |impls: &HashSet<_>| item.parent_id().is_some_and(|parent| impls.contains(&parent));
        let is_asked_for = is_of(&traits) && !text.starts_with("pub type");
        if !is_asked_for && !is_unlisted(text) && !is_of(&unlisted) {
            println!("{text}");
        }
    }
    Ok(())
}

/// Leaves what is `doc(hidden)` out of the module or type that it is in, and the module for browsers, of the feature `js`.
/// Without `--document-hidden-items`, what is exported from a hidden module would be missing too: here the export still
/// leads to it.
fn take_out_hidden(docs: &mut Value) {
    let Some(index) = docs["index"].as_object_mut() else { return };
    let is_hidden = |item: &Value| item["attrs"].as_array().is_some_and(|all| all.iter().any(|attr| attr["other"] == "#[doc(hidden)]"));
    let is_web = |item: &Value| item["name"] == "web" && item["inner"]["module"].is_object();
    let hidden: HashSet<u64> = index.values().filter(|item| is_hidden(item) || is_web(item)).filter_map(|item| item["id"].as_u64()).collect();
    for item in index.values_mut() {
        for list in ["module", "impl", "trait"] {
            if let Some(items) = item["inner"].get_mut(list).and_then(|inner| inner["items"].as_array_mut()) {
                items.retain(|id| id.as_u64().is_none_or(|id| !hidden.contains(&id)));
            }
        }
    }
}
