//! The site adapters: which one belongs to an address, what the seller changed about it on this device, and the limits it
//! names. The content script gets the whole file as data; `worker.js` reads the files from our own package. Of pages that the
//! seller pointed at only selectors are theirs.

mod overrides;
mod own;
mod schema;

use crate::protocol::{Limits, OwnPageRow, OwnPageView, PickedPage, SiteRow, SiteView};
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

/// All adapters of the package and of the seller's own pages, with what the seller chose for them.
#[derive(Default)]
pub struct Adapters {
    packaged: Vec<Adapter>,
    own: Vec<Adapter>,
    schema: Value,
    choices: BTreeMap<String, SiteRow>,
}

impl Adapters {
    /// Reads the packaged files, which a test checks against their schema. Where two fit an address, the earlier counts.
    #[must_use]
    pub fn read(files: &[String], schema: &str) -> Self {
        Self {
            packaged: files.iter().filter_map(|file| adapter(serde_json::from_str(file).ok()?)).collect(),
            own: Vec::new(),
            schema: serde_json::from_str(schema).unwrap_or_default(),
            choices: BTreeMap::new(),
        }
    }

    /// The adapter for an address.
    #[must_use]
    pub fn for_address(&self, address: &str) -> Option<&Adapter> {
        self.all().find(|adapter| adapter.fits(address))
    }

    /// The adapter of a site.
    #[must_use]
    pub fn for_site(&self, site: &str) -> Option<&Adapter> {
        self.all().find(|adapter| adapter.site == site)
    }

    fn all(&self) -> impl Iterator<Item = &Adapter> {
        self.packaged.iter().chain(&self.own)
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
        self.all().map(view).collect()
    }

    /// The site's id that a page at this address would have.
    ///
    /// # Errors
    /// Why it cannot be one of the seller's own, in words for them.
    pub fn own_site<'a>(&self, address: &'a str) -> Result<&'a str, String> {
        let host = own::host(address)?;
        match self.packaged.iter().find(|adapter| adapter.fits(address)) {
            Some(known) => Err(format!(
                "BuzzChat knows {}. Where it reads that site wrongly, set its selectors in the popup, under Settings.",
                known.file["name"].as_str().unwrap_or_default()
            )),
            None => Ok(host),
        }
    }

    /// Takes a page that the seller pointed at; picked again, it replaces what was picked before.
    ///
    /// # Errors
    /// Why it cannot be used, in words for the seller.
    pub fn own(&mut self, address: &str, picked: PickedPage) -> Result<OwnPageRow, String> {
        let row = OwnPageRow { site: self.own_site(address)?.to_owned(), picked };
        self.remember(&row)?;
        Ok(row)
    }

    /// Takes a page that was kept.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub fn remember(&mut self, row: &OwnPageRow) -> Result<(), String> {
        let told = |problem: String| format!("What was picked cannot be used: {problem}");
        let file = own::file(row).map_err(told)?;
        check(&self.schema, &file).map_err(told)?;
        let made = adapter(file).ok_or_else(|| told("it is no adapter.".into()))?;
        self.own.retain(|known| known.site != made.site);
        self.own.push(made);
        Ok(())
    }

    /// Forgets a page of the seller's own, and what they chose for it. Whether there was one.
    pub fn forget(&mut self, site: &str) -> bool {
        let before = self.own.len();
        self.own.retain(|known| known.site != site);
        let known = self.own.len() < before;
        if known {
            self.choices.remove(site);
        }
        known
    }

    /// The seller's own pages.
    #[must_use]
    pub fn own_pages(&self) -> Vec<OwnPageView> {
        self.own.iter().map(|made| OwnPageView { site: made.site.clone(), origin: own::origin(&made.site) }).collect()
    }
}

impl Adapter {
    fn fits(&self, address: &str) -> bool {
        let address = address.split('#').next().unwrap_or(address);
        self.matches.iter().any(|pattern| pattern.is_match(address))
    }
}

fn adapter(file: Value) -> Option<Adapter> {
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
