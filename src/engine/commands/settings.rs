//! Changing settings: which fields really differ, and how a list becomes the wanted one.

use super::{Decision, Entropy, field_error};
use crate::draw::to_hex;
use crate::journal::Shared;
use crate::protocol::{
    Change, ChatCommand, Fact, FaqRule, ListItem, Millis, Outcome, QuickReply, RefusalCode, Settings, SettingsPatch,
    TimerMessage,
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// So that an event with the longest rules still fits into a frame of the link. All events of a command are one batch.
const CHANGES_PER_EVENT: usize = 10;
const CHANGED_MEANWHILE: &str = "The settings have changed meanwhile: read them again";
/// The one setting that has facts of its own.
const BOT_ACTIVE: &str = "botActive";

pub(super) fn change_settings(
    shared: &Shared,
    entropy: &mut Entropy,
    now: Millis,
    patch: &SettingsPatch,
    versions: Option<&[String]>,
) -> Result<Decision, Outcome> {
    let (account, held) = (shared.active_id(), shared.active().settings());
    patch.check_over(&held).map_err(field_error)?;
    if versions.is_some_and(|wanted| !wanted.is_empty() && !wanted.contains(&settings_version(account, &held))) {
        return Err(Outcome::refused(RefusalCode::PreconditionFailed, CHANGED_MEANWHILE));
    }
    let mut facts = settings_facts(&held, patch, entropy, now);
    match patch.bot_active {
        Some(true) if !held.bot_active => facts.push(Fact::BotStarted),
        Some(false) if held.bot_active => facts.push(Fact::BotStopped),
        _ => {}
    }
    let done = || Outcome::Changed { version: settings_version(account, &shared.active().settings_after(&facts)) };
    let outcome = versions.map_or(Outcome::Done, |_| done());
    Ok(Decision { outcome, ..Decision::done(facts) })
}

/// What tells settings from others: the same on every device for the same settings of the same account.
#[must_use]
pub fn settings_version(account: &str, settings: &Settings) -> String {
    let mut hasher = Sha256::new();
    hasher.update((account.len() as u64).to_be_bytes());
    hasher.update(account);
    hasher.update(Value::Object(fields(settings)).to_string());
    to_hex(&hasher.finalize()[..16])
}

/// How settings become the wanted ones. Whether the bot works is not told here.
pub(super) fn settings_facts(held: &Settings, wanted: &SettingsPatch, entropy: &mut Entropy, now: Millis) -> Vec<Fact> {
    let changes = changes_between(held, wanted, entropy, now);
    let chunks = changes.chunks(CHANGES_PER_EVENT);
    chunks.map(|changes| Fact::SettingsChanged { changes: changes.to_vec() }).collect()
}

/// The fields that really differ; writing what is there already is no event.
fn changes_between(held: &Settings, patch: &SettingsPatch, entropy: &mut Entropy, now: Millis) -> Vec<Change> {
    let lists = [FaqRule::LIST, TimerMessage::LIST, ChatCommand::LIST, QuickReply::LIST, BOT_ACTIVE];
    let (before, after) = (fields(held), fields(patch));
    let differs =
        |(name, value): &(&String, &Value)| !lists.contains(&name.as_str()) && before.get(*name) != Some(*value);
    let mut changes: Vec<_> =
        after.iter().filter(differs).map(|(name, value)| Change::set(name, value.clone())).collect();
    let mut list_changes = ListChanges { entropy, now, changes: &mut changes };
    list_changes.add(&held.faq_rules, patch.faq_rules.as_deref());
    list_changes.add(&held.timer_messages, patch.timer_messages.as_deref());
    list_changes.add(&held.commands, patch.commands.as_deref());
    list_changes.add(&held.quick_replies, patch.quick_replies.as_deref());
    changes
}

fn fields(settings: &impl serde::Serialize) -> serde_json::Map<String, Value> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    }
}

struct ListChanges<'a> {
    entropy: &'a mut Entropy,
    now: Millis,
    changes: &'a mut Vec<Change>,
}

impl ListChanges<'_> {
    fn add<T: ListItem>(&mut self, held: &[T], wanted: Option<&[T]>) {
        let Some(wanted) = wanted else { return };
        self.changes.extend(list_changes(held, wanted, || self.entropy.id(T::PREFIX, self.now)));
    }
}

/// How a list becomes the wanted one: items that are new, changed or moved, and tombstones for those that are gone.
fn list_changes<T: ListItem>(held: &[T], wanted: &[T], mut new_id: impl FnMut() -> String) -> Vec<Change> {
    let wanted = with_ids(held, wanted, &mut new_id);
    let unchanged = |index: usize, item: &T| held.get(index) == Some(item);
    let written = wanted.iter().enumerate().filter(|(index, item)| !unchanged(*index, item));
    let mut changes: Vec<_> = written.map(|(index, item)| Change::item(item.id(), index as u32, Some(item))).collect();
    let kept: BTreeSet<_> = wanted.iter().map(ListItem::id).collect();
    let gone = held.iter().filter(|item| !kept.contains(item.id()));
    changes.extend(gone.map(|item| Change::item::<T>(item.id(), 0, None)));
    changes
}

/// An item without an id is the held one that says the same, else the one in its place, else new: a client that knows no ids
/// may send its list again and again without anything changing.
fn with_ids<T: ListItem>(held: &[T], wanted: &[T], new_id: &mut impl FnMut() -> String) -> Vec<T> {
    let named: BTreeSet<_> = wanted.iter().map(ListItem::id).collect();
    let mut free: Vec<&T> = held.iter().filter(|item| !named.contains(item.id())).collect();
    let mut claim = |fits: &dyn Fn(&T) -> bool| {
        let index = free.iter().position(|item| fits(item))?;
        Some(free.remove(index).id().to_owned())
    };
    let mut ids = Vec::with_capacity(wanted.len());
    for item in wanted {
        let known = (!item.id().is_empty()).then(|| item.id().to_owned());
        ids.push(known.or_else(|| claim(&|other| other.clone().with_id(String::new()) == *item)));
    }
    for (index, id) in ids.iter_mut().enumerate().filter(|(_, id)| id.is_none()) {
        *id = held.get(index).and_then(|place| claim(&|other| other.id() == place.id()));
    }
    let ids = ids.into_iter().map(|id| id.unwrap_or_else(&mut *new_id));
    wanted.iter().cloned().zip(ids).map(|(item, id)| item.with_id(id)).collect()
}
