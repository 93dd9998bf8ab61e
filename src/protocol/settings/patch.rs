//! Reading what somebody wants to change, so that the first field that cannot be taken is named.

use super::check::FieldError;
use super::{ChatCommand, FaqRule, ListItem, Settings, SettingsPatch, TimerMessage};
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
        let read = |(name, value): (&String, &Value)| Ok((name.clone(), read_field(name, value)?));
        let fields = fields.iter().map(read).collect::<Result<Map<_, _>, FieldError>>()?;
        serde_json::from_value(Value::Object(fields)).map_err(|error| FieldError::new("", error.to_string()))
    }
}

/// Checks that a field exists and is of its type. Returns it without what a reader was told besides.
fn read_field(name: &str, value: &Value) -> Result<Value, FieldError> {
    let value = match name {
        FaqRule::LIST => items::<FaqRule>(name, value)?,
        TimerMessage::LIST => items::<TimerMessage>(name, value)?,
        ChatCommand::LIST => items::<ChatCommand>(name, value)?,
        // `null` would read as "leave it", which nobody who writes it means.
        _ if value.is_null() => return Err(FieldError::new(name, format!("{name} must not be null"))),
        _ => value.clone(),
    };
    let field = Value::Object(Map::from_iter([(name.to_owned(), value.clone())]));
    match serde_json::from_value::<SettingsPatch>(field) {
        Ok(_) => Ok(value),
        Err(_) if !is_known(name) => Err(FieldError::new(name, format!("Unknown setting \"{}\"", clip(name)))),
        Err(error) => Err(FieldError::new(name, format!("{name}: {error}"))),
    }
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
        fields.retain(|name, _| !OUTPUT_FIELDS.contains(&name.as_str()));
    }
    item
}

fn clip(text: &str) -> String {
    text.chars().take(60).collect()
}
