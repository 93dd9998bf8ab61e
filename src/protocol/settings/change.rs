//! Changes of settings as the journal records them, and the settings that come of them.

use super::{ChatCommand, FaqRule, ListItem, Settings, SettingsPatch, TimerMessage};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
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
            let field = Map::from_iter([(change.field.clone(), change.value.clone().unwrap_or_default())]);
            if let Ok(patch) = serde_json::from_value::<SettingsPatch>(Value::Object(field)) {
                settings.apply(patch);
            }
        }
        settings.faq_rules = changed_list::<FaqRule>(&settings.faq_rules, changes.clone());
        settings.timer_messages = changed_list::<TimerMessage>(&settings.timer_messages, changes.clone());
        settings.commands = changed_list::<ChatCommand>(&settings.commands, changes);
        settings
    }
}

fn changed_list<'a, T: ListItem>(defaults: &[T], changes: impl Iterator<Item = &'a Change>) -> Vec<T> {
    let place = |(item, order): (&T, u32)| (item.id().to_owned(), (order, Some(item.clone())));
    let mut items: BTreeMap<String, (u32, Option<T>)> = defaults.iter().zip(0..).map(place).collect();
    for change in changes.filter(|change| change.field == T::LIST) {
        let value = change.value.as_ref().map(T::deserialize);
        if let (Some(id), None | Some(Ok(_))) = (&change.id, &value) {
            items.insert(id.clone(), (change.order, value.and_then(Result::ok)));
        }
    }
    let mut items: Vec<_> = items.into_iter().collect();
    items.sort_unstable_by(|(a, (x, _)), (b, (y, _))| x.cmp(y).then_with(|| a.cmp(b)));
    items.into_iter().filter_map(|(_, (_, item))| item).collect()
}
