//! Pages of the seller's own: an adapter from what they pointed at, for the one address where they did.
//! Must not: believe a page about its address, or take more from it than selectors.

use super::overrides;
use crate::protocol::{OwnPageRow, PickedPage};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const TEMPLATE: &str = include_str!("own.json");
/// What `schema.json` allows a name.
const NAME_LENGTH: usize = 40;

/// The host of an address that can be a page of the seller's own.
///
/// # Errors
/// Why it cannot, in words for the seller.
pub(super) fn host(address: &str) -> Result<&str, String> {
    let rest = address
        .strip_prefix("https://")
        .ok_or("Only pages whose address begins with https can be shown to BuzzChat.")?;
    let place = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = place.split_once(':').map_or(place, |(host, _)| host);
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-');
    // The host becomes the site's id, and those of the package have no dot.
    if host.contains('.') && host.len() <= 253 && host.bytes().all(plain) {
        Ok(host)
    } else {
        Err("BuzzChat cannot remember a page at this address.".into())
    }
}

/// The pages that the adapter of a host is for, as a match pattern.
pub(super) fn origin(host: &str) -> String {
    format!("https://{host}/*")
}

/// The adapter of a page of the seller's own.
///
/// # Errors
/// What cannot be used of what was picked.
pub(super) fn file(row: &OwnPageRow) -> Result<Value, String> {
    let template: Value = serde_json::from_str(TEMPLATE).map_err(|error| error.to_string())?;
    let facts = facts(&row.picked);
    if let Some((fact, _)) =
        facts.iter().find(|(_, selector)| selector.as_str().is_none_or(|text| text.trim().is_empty()))
    {
        return Err(format!("\"{fact}\" is empty."));
    }
    let mut file = overrides::apply(&template, &facts)?;
    file["id"] = json!(row.site);
    file["name"] = json!(row.site.chars().take(NAME_LENGTH).collect::<String>());
    file["matches"] = json!([origin(&row.site)]);
    // Other pages of that host are no streams, and no alarm either.
    file["route"]["shows"] = json!([row.picked.container]);
    file["item"]["recycles"] = json!(row.picked.recycles);
    if row.picked.input.is_none() {
        file["confidence"]["send"] = json!("none");
    }
    Ok(file)
}

fn facts(picked: &PickedPage) -> BTreeMap<String, Value> {
    let PickedPage { container, item, author, text, input, button, .. } = picked;
    let read = [("container", container), ("item", item), ("author", author), ("text", text)];
    let write = [("input", input.as_ref()), ("button", button.as_ref().filter(|_| input.is_some()))];
    let write = write.into_iter().filter_map(|(fact, selector)| Some((fact, selector?)));
    read.into_iter().chain(write).map(|(fact, selector)| (fact.to_owned(), json!(selector))).collect()
}
