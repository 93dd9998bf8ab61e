//! Changes of settings as the journal records them, and the settings that come of them.

use super::patch::from_field;
use super::{ChatCommand, FaqRule, ListItem, QuickReply, Settings, TimerMessage};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// One field set. Items of a list are fields of their own, by id, with a place, and without a value where one was removed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// The setting's documented name.
    pub field: String,
    /// The item's id, where the setting is a list of items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The item's place in its list.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub order: u32,
    /// The value; nothing where an item was removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_zero(order: &u32) -> bool {
    *order == 0
}

impl Change {
    /// A plain field.
    #[must_use]
    pub fn set(field: &str, value: Value) -> Self {
        Self { field: field.to_owned(), id: None, order: 0, value: Some(value) }
    }

    /// An item of a list, or its removal.
    ///
    /// # Panics
    /// Never: an item holds nothing that JSON cannot write.
    #[must_use]
    pub fn item<T: ListItem>(id: &str, order: u32, item: Option<&T>) -> Self {
        let value = item.map(|item| serde_json::to_value(item).expect("an item is plain data"));
        Self { field: T::LIST.to_owned(), id: Some(id.to_owned()), order, value }
    }

    /// What a later change of the same key replaces.
    #[must_use]
    pub fn key(&self) -> String {
        match &self.id {
            Some(id) => format!("{}/{id}", self.field),
            None => self.field.clone(),
        }
    }
}

impl Settings {
    /// The defaults, and what was changed. A value that this version cannot read leaves the default in place.
    #[must_use]
    pub fn from_changes<'a>(changes: impl Iterator<Item = &'a Change> + Clone) -> Self {
        let mut settings = Self::default();
        for change in changes.clone().filter(|change| change.id.is_none()) {
            if let Ok(patch) = from_field(&change.field, change.value.clone().unwrap_or_default()) {
                settings.apply(patch);
            }
        }
        settings.faq_rules = changed_list::<FaqRule>(&settings.faq_rules, changes.clone());
        settings.timer_messages = changed_list::<TimerMessage>(&settings.timer_messages, changes.clone());
        settings.commands = changed_list::<ChatCommand>(&settings.commands, changes.clone());
        settings.quick_replies = changed_list::<QuickReply>(&settings.quick_replies, changes);
        settings
    }
}

fn changed_list<'a, 'b: 'a, T: ListItem>(defaults: &'a [T], changes: impl Iterator<Item = &'b Change>) -> Vec<T> {
    let mut read = defaults.to_vec();
    let mut places = Places::new();
    for (item, order) in defaults.iter().zip(0..) {
        places.insert(item.id(), (order, Some(order as usize)));
    }
    for change in changes.filter(|change| change.field == T::LIST) {
        let value = change.value.as_ref().map(T::deserialize);
        if let (Some(id), None | Some(Ok(_))) = (&change.id, &value) {
            places.insert(id, (change.order, value.is_some().then_some(read.len())));
            read.extend(value.and_then(Result::ok));
        }
    }
    in_order(places).into_iter().map(|index| read[index].clone()).collect()
}

/// Where the item of each id stands: its place in the list, and among the items read; nothing there where it was removed.
type Places<'a> = BTreeMap<&'a str, (u32, Option<usize>)>;

fn in_order(places: Places<'_>) -> Vec<usize> {
    let mut kept: Vec<_> = places.into_iter().filter_map(|(id, (order, index))| Some((order, id, index?))).collect();
    kept.sort_unstable();
    kept.into_iter().map(|(_, _, index)| index).collect()
}
