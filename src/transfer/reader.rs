//! Reading a file field by field: what is taken is gone from it, so that what is left can be named.

use super::join;
use crate::protocol::{LeftOut, SettingsPatch};
use serde_json::{Map, Value};

/// Nothing here is called so.
pub(super) const NO_PLACE: &str = "There is no such setting here";

/// An object of the file and where it stands. What is read from it is gone from it.
pub(super) struct Section {
    pub(super) place: String,
    pub(super) fields: Map<String, Value>,
}

/// What was taken so far, and what was not.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) patch: SettingsPatch,
    pub(super) left_out: Vec<LeftOut>,
}

impl Reader {
    pub(super) fn leave(&mut self, field: String, reason: impl Into<String>) {
        self.left_out.push(LeftOut { field, reason: reason.into() });
    }

    pub(super) fn without(&mut self, section: &mut Section, name: &str, reason: &str) {
        if section.fields.remove(name).is_some() {
            self.leave(join(&section.place, name), reason);
        }
    }

    /// Nothing that is left is known.
    pub(super) fn rest(&mut self, section: &Section, reason: &str) {
        for name in section.fields.keys() {
            self.leave(join(&section.place, name), reason);
        }
    }

    fn read<T>(
        &mut self,
        section: &mut Section,
        name: &str,
        read: impl Fn(Value) -> Option<T>,
        fault: &str,
    ) -> Option<T> {
        let read = read(section.fields.remove(name)?);
        if read.is_none() {
            self.leave(join(&section.place, name), fault);
        }
        read
    }

    pub(super) fn flag(&mut self, section: &mut Section, name: &str) -> Option<bool> {
        self.read(section, name, |value| value.as_bool(), "This is neither true nor false")
    }

    pub(super) fn number(&mut self, section: &mut Section, name: &str) -> Option<f64> {
        self.read(section, name, |value| value.as_f64(), "This is no number")
    }

    pub(super) fn seconds(&mut self, section: &mut Section, name: &str) -> Option<u64> {
        let milliseconds =
            |value: Value| value.as_f64().filter(|seconds| *seconds >= 0.0).map(|s| (s * 1_000.0).round() as u64);
        self.read(section, name, milliseconds, "This is no time in seconds")
    }

    pub(super) fn text(&mut self, section: &mut Section, name: &str) -> Option<String> {
        let text = |value| if let Value::String(text) = value { Some(text) } else { None };
        self.read(section, name, text, "This is no text")
    }

    fn list(&mut self, section: &mut Section, name: &str) -> Option<Vec<Value>> {
        let list = |value| if let Value::Array(items) = value { Some(items) } else { None };
        self.read(section, name, list, "This is no list")
    }

    /// A list of words, without those that say nothing.
    pub(super) fn words(&mut self, section: &mut Section, name: &str) -> Option<Vec<String>> {
        let items = self.list(section, name)?;
        let mut words = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            match item {
                Value::String(word) if !word.trim().is_empty() => words.push(word),
                _ => self.leave(format!("{}[{index}]", join(&section.place, name)), "This is no word"),
            }
        }
        Some(words)
    }

    /// Reads a list of objects, and names what is left of each. Returns whether there is one.
    pub(super) fn items(
        &mut self,
        section: &mut Section,
        name: &str,
        mut read: impl FnMut(&mut Self, &mut Section),
    ) -> bool {
        let Some(items) = self.list(section, name) else { return false };
        for (index, item) in items.into_iter().enumerate() {
            let place = format!("{}[{index}]", join(&section.place, name));
            match item {
                Value::Object(fields) => {
                    let mut item = Section { place, fields };
                    read(self, &mut item);
                    if item.fields.remove("usageCount").is_some() {
                        self.leave(join(&item.place, "usageCount"), "Counts are not settings");
                    }
                    self.rest(&item, NO_PLACE);
                }
                _ => self.leave(place, "This is no object"),
            }
        }
        true
    }

    /// Whether an item can be taken, tried alone as the first of its list.
    pub(super) fn fits(&mut self, item: &Section, alone: &str, fill: impl FnOnce(&mut SettingsPatch)) -> bool {
        let mut patch = SettingsPatch::default();
        fill(&mut patch);
        let checked = patch.check().map_err(|error| error.message.replacen(alone, &item.place, 1));
        checked.map_err(|reason| self.leave(item.place.clone(), reason)).is_ok()
    }

    /// Takes settings that the checks let pass.
    pub(super) fn offer(&mut self, section: &Section, name: &str, patch: SettingsPatch) {
        match patch.check() {
            Ok(()) => self.patch.extend(patch),
            Err(error) => self.leave(join(&section.place, name), error.message),
        }
    }
}
