//! The site adapters: which one belongs to an address, and the limits it names. The content script gets the whole file as
//! data; `worker.js` reads the files from our own package, nothing of them ever comes from elsewhere.

use crate::protocol::Limits;
use regex::Regex;
use serde_json::Value;

/// A site's adapter.
pub(super) struct Adapter {
    /// `demo`, `whatnot`, …
    pub(super) site: String,
    /// What its platform allows.
    pub(super) limits: Limits,
    /// The whole file.
    pub(super) file: Value,
    matches: Vec<Regex>,
}

/// All adapters of the package.
pub(super) struct Adapters(Vec<Adapter>);

impl Adapters {
    /// Reads the packaged files, which a test checks against their schema. Where two fit an address, the earlier counts.
    pub(super) fn read(files: &[String]) -> Self {
        Self(files.iter().filter_map(|file| read(file)).collect())
    }

    /// The adapter for an address.
    pub(super) fn for_address(&self, address: &str) -> Option<&Adapter> {
        let address = address.split('#').next().unwrap_or(address);
        self.0.iter().find(|adapter| adapter.matches.iter().any(|pattern| pattern.is_match(address)))
    }

    /// The adapter of a site.
    pub(super) fn for_site(&self, site: &str) -> Option<&Adapter> {
        self.0.iter().find(|adapter| adapter.site == site)
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
