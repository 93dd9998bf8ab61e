//! One item of a list in the settings, added, changed or removed: the list is read where it is written, so that two who
//! edit different items at once do not undo each other.

use super::settings::change_settings;
use super::{Decision, Entropy, invalid};
use crate::journal::Shared;
use crate::protocol::{
    ChatCommand, FaqRule, ItemEdit, ListItem, Millis, Outcome, QuickReply, RefusalCode, SettingsPatch, TimerMessage,
};
use serde_json::{Map, Value};

pub(super) fn edit_item(
    shared: &Shared,
    entropy: &mut Entropy,
    now: Millis,
    (list, id): (&str, &str),
    edit: &ItemEdit,
) -> Result<Decision, Outcome> {
    let (held, mut patch) = (shared.active().settings(), SettingsPatch::default());
    match list {
        FaqRule::LIST => patch.faq_rules = Some(edited(held.faq_rules, id, edit)?),
        TimerMessage::LIST => patch.timer_messages = Some(edited(held.timer_messages, id, edit)?),
        ChatCommand::LIST => patch.commands = Some(edited(held.commands, id, edit)?),
        QuickReply::LIST => patch.quick_replies = Some(edited(held.quick_replies, id, edit)?),
        _ => return Err(invalid("There is no such list of items")),
    }
    change_settings(shared, entropy, now, &patch, None)
}

fn edited<T: ListItem>(mut items: Vec<T>, id: &str, edit: &ItemEdit) -> Result<Vec<T>, Outcome> {
    let place = items.iter().position(|item| item.id() == id);
    match (edit, place) {
        (ItemEdit::Add(_), _) if id.is_empty() => return Err(invalid("An item needs an id")),
        (ItemEdit::Add(_), Some(_)) => return Err(invalid(format!("The id \"{id}\" is taken"))),
        (ItemEdit::Add(fields), None) => items.push(read(Map::new(), fields, id)?),
        (ItemEdit::Change(fields), Some(place)) => items[place] = read(fields_of(&items[place]), fields, id)?,
        (ItemEdit::Remove, Some(place)) => drop(items.remove(place)),
        (_, None) => return Err(Outcome::refused(RefusalCode::NotFound, format!("There is no item \"{id}\""))),
    }
    Ok(items)
}

fn fields_of<T: ListItem>(item: &T) -> Map<String, Value> {
    match serde_json::to_value(item) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// The item with the fields set. Its id stays what the command says.
fn read<T: ListItem>(mut held: Map<String, Value>, fields: &Map<String, Value>, id: &str) -> Result<T, Outcome> {
    held.extend(fields.clone());
    held.insert("id".into(), id.into());
    serde_json::from_value(Value::Object(held)).map_err(|error| invalid(format!("{}: {error}", T::LIST)))
}
