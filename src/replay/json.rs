//! Recordings in JSON: one object a line, or one list of objects. It knows no column names.

use super::fields::{Field, find, plain};
use super::recording::{Fault, Raw};
use super::times::Time;
use serde_json::{Map, Value};

/// One object a line.
pub(super) fn read_lines(text: &str) -> impl Iterator<Item = Result<Raw, Fault>> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(index, line)| {
        let value = serde_json::from_str(line).map_err(|error| Fault::new(index + 1, not_json(&error)))?;
        read_object(index + 1, &value)
    })
}

/// A list of objects.
pub(super) fn read_list(text: &str) -> Result<Vec<Result<Raw, Fault>>, Fault> {
    let list: Vec<Value> = serde_json::from_str(text).map_err(|error| Fault::new(error.line(), not_json(&error)))?;
    Ok(list.iter().enumerate().map(|(index, value)| read_object(index + 1, value)).collect())
}

fn not_json(error: &serde_json::Error) -> String {
    format!("is not JSON: {error}")
}

fn read_object(row: usize, value: &Value) -> Result<Raw, Fault> {
    let object = value.as_object().ok_or_else(|| Fault::new(row, "is no object"))?;
    let names: Vec<String> = object.keys().map(|name| plain(name)).collect();
    let field = |field| find(&names, field).and_then(|index| object.iter().nth(index)).filter(|(_, v)| !v.is_null());
    let text = |wanted| field(wanted).and_then(|(_, value)| text_of(value)).unwrap_or_default();
    let time = match field(Field::Time) {
        None => None,
        Some((name, value)) => Some(read_time(&plain(name), value).ok_or_else(|| Fault::bad_time(row, value))?),
    };
    Raw::new(row, time, text(Field::Author), text(Field::Text), &text(Field::Roles), &text(Field::Kind))
}

fn read_time(name: &str, value: &Value) -> Option<Time> {
    match value {
        Value::Number(number) => Time::number(name, number.as_f64()?),
        Value::String(text) => Time::parse(name, text),
        _ => None,
    }
}

/// Text, the name of an author who is an object, or a list as one text.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(object) => name_of(object),
        Value::Array(list) => Some(list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",")),
        _ => None,
    }
}

fn name_of(object: &Map<String, Value>) -> Option<String> {
    let names: Vec<String> = object.keys().map(|name| plain(name)).collect();
    object.values().nth(find(&names, Field::Author)?)?.as_str().map(ToOwned::to_owned)
}
