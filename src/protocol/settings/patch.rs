//! Reading what somebody wants to change, so that the first field that cannot be taken is named.

use super::check::FieldError;
use super::{ChatCommand, FaqRule, ListItem, QuickReply, Settings, SettingsPatch, TimerMessage};
use serde_json::{Map, Value};

/// Settings that a reader gets and a writer need not send back: what the bot alone knows of an item.
const OUTPUT_FIELDS: [&str; 2] = ["lastSent", "usageCount"];

impl SettingsPatch {
    /// Reads a request body, naming the first field that is unknown or of the wrong type.
    ///
    /// # Errors
    /// The field and what is wrong with it; no field where the body is no object.
    pub fn parse(body: &Value) -> Result<Self, FieldError> {
        let fields = body.as_object().ok_or_else(|| FieldError::new("", "The body must be a JSON object"))?;
        let mut known = Map::new();
        for (name, value) in fields {
            known.insert(name.clone(), read_field(name, value)?);
        }
        serde_json::from_value(Value::Object(known)).map_err(|error| FieldError::new("", error.to_string()))
    }
}

/// Checks that a field exists and is of its type. Returns it without what a reader was told besides.
fn read_field(name: &str, value: &Value) -> Result<Value, FieldError> {
    let value = match name {
        FaqRule::LIST => items::<FaqRule>(name, value)?,
        TimerMessage::LIST => items::<TimerMessage>(name, value)?,
        ChatCommand::LIST => items::<ChatCommand>(name, value)?,
        QuickReply::LIST => items::<QuickReply>(name, value)?,
        // `null` would read as "leave it", which nobody who writes it means.
        _ if value.is_null() => return Err(FieldError::new(name, format!("{name} must not be null"))),
        _ => value.clone(),
    };
    match from_field(name, value.clone()) {
        Ok(_) => Ok(value),
        Err(_) if !is_known(name) => Err(FieldError::new(name, format!("Unknown setting \"{}\"", clip(name)))),
        Err(error) => Err(FieldError::new(name, format!("{name}: {error}"))),
    }
}

/// The settings that one field makes.
pub(super) fn from_field(name: &str, value: Value) -> serde_json::Result<SettingsPatch> {
    let mut field = Map::new();
    field.insert(name.to_owned(), value);
    serde_json::from_value(Value::Object(field))
}

fn is_known(name: &str) -> bool {
    serde_json::to_value(Settings::default()).is_ok_and(|settings| settings.get(name).is_some())
}

/// A list, so that the error names the item.
fn items<T: ListItem>(name: &str, value: &Value) -> Result<Value, FieldError> {
    let list = value.as_array().ok_or_else(|| FieldError::new(name, format!("{name} must be a list")))?;
    let read = |(index, item): (usize, &Value)| {
        let place = format!("{name}[{index}]");
        // A list would be read as the fields in order, which nobody means.
        if !item.is_object() {
            return Err(FieldError::new(place.clone(), format!("{place} must be an object")));
        }
        let item = without_output_fields(item);
        match T::deserialize(&item) {
            Ok(_) => Ok(item),
            Err(error) => Err(FieldError::new(place.clone(), format!("{place}: {error}"))),
        }
    };
    list.iter().enumerate().map(read).collect::<Result<Vec<_>, _>>().map(Value::Array)
}

fn without_output_fields(item: &Value) -> Value {
    let mut item = item.clone();
    if let Value::Object(fields) = &mut item {
        for name in OUTPUT_FIELDS {
            fields.remove(name);
        }
    }
    item
}

fn clip(text: &str) -> String {
    text.chars().take(60).collect()
}
