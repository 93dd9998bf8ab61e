//! The site adapters: which one belongs to an address, what the seller changed about it on this device, and the limits it
//! names. The content script gets the whole file as data; `worker.js` reads the files from our own package, nothing of them
//! ever comes from elsewhere.

mod overrides;
mod schema;

use crate::protocol::{Limits, SiteRow, SiteView};
use regex::Regex;
use serde_json::Value;
use std::collections::BTreeMap;

pub use schema::check;

/// A site's adapter.
pub struct Adapter {
    /// `demo`, `whatnot`, …
    pub site: String,
    /// What its platform allows.
    pub limits: Limits,
    file: Value,
    matches: Vec<Regex>,
}

/// All adapters of the package, with what the seller chose for them.
#[derive(Default)]
pub struct Adapters {
    packaged: Vec<Adapter>,
    schema: Value,
    choices: BTreeMap<String, SiteRow>,
}

impl Adapters {
    /// Reads the packaged files, which a test checks against their schema. Where two fit an address, the earlier counts.
    #[must_use]
    pub fn read(files: &[String], schema: &str) -> Self {
        Self {
            packaged: files.iter().filter_map(|file| read(file)).collect(),
            schema: serde_json::from_str(schema).unwrap_or_default(),
            choices: BTreeMap::new(),
        }
    }

    /// The adapter for an address.
    #[must_use]
    pub fn for_address(&self, address: &str) -> Option<&Adapter> {
        let address = address.split('#').next().unwrap_or(address);
        self.packaged.iter().find(|adapter| adapter.matches.iter().any(|pattern| pattern.is_match(address)))
    }

    /// The adapter of a site.
    #[must_use]
    pub fn for_site(&self, site: &str) -> Option<&Adapter> {
        self.packaged.iter().find(|adapter| adapter.site == site)
    }

    /// What the seller chose for a site, if anything.
    #[must_use]
    pub fn choice(&self, site: &str) -> Option<&SiteRow> {
        self.choices.get(site)
    }

    /// From now on this counts for its site.
    pub fn choose(&mut self, row: SiteRow) {
        self.choices.insert(row.site.clone(), row);
    }

    /// Whether lines are typed there. Where it is not known to work, only once the seller wants it.
    #[must_use]
    pub fn sends(&self, adapter: &Adapter) -> bool {
        let chosen = self.choice(&adapter.site).and_then(|row| row.send);
        chosen.unwrap_or_else(|| adapter.file["confidence"]["send"] != "low")
    }

    /// The file a page gets: with the seller's selectors, or the packaged one and why theirs cannot be used.
    #[must_use]
    pub fn file(&self, adapter: &Adapter) -> (Value, Option<String>) {
        let wanted = match self.choice(&adapter.site) {
            Some(row) if !row.overrides.is_empty() => overrides::apply(&adapter.file, &row.overrides),
            _ => return (adapter.file.clone(), None),
        };
        match wanted.and_then(|file| check(&self.schema, &file).map(|()| file)) {
            Ok(file) => (file, None),
            Err(problem) => (adapter.file.clone(), Some(problem)),
        }
    }

    /// Every site as people see it.
    #[must_use]
    pub fn view(&self) -> Vec<SiteView> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let view = |adapter: &Adapter| SiteView {
            site: adapter.site.clone(),
            name: text(&adapter.file["name"]),
            confidence: text(&adapter.file["confidence"]["send"]),
            sends: self.sends(adapter),
            overrides: self.choice(&adapter.site).map(|row| row.overrides.clone()).unwrap_or_default(),
            problem: self.file(adapter).1,
        };
        self.packaged.iter().map(view).collect()
    }
}

fn read(file: &str) -> Option<Adapter> {
    let file: Value = serde_json::from_str(file).ok()?;
    let patterns = file["matches"].as_array()?.iter().filter_map(Value::as_str);
    Some(Adapter {
        site: file["id"].as_str()?.to_owned(),
        limits: serde_json::from_value(file["limits"].clone()).ok()?,
        matches: patterns.filter_map(match_pattern).collect(),
        file,
    })
}

/// An extension match pattern as a regular expression: `*` stands for anything, and a host without a port for any port.
fn match_pattern(pattern: &str) -> Option<Regex> {
    let (scheme, rest) = pattern.split_once("://")?;
    let (host, path) = rest.split_once('/')?;
    let open = |text: &str| regex::escape(text).replace(r"\*", ".*");
    Regex::new(&format!("^{}://{}(?::[0-9]+)?/{}$", open(scheme), open(host), open(path))).ok()
}
