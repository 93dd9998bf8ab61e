//! Checks a tool's arguments against the schema it publishes, so that what is wrong is told by its name. It knows the words
//! of JSON Schema that our schemas use, and no others.

use super::schema::Object;
use serde_json::Value;

/// The longest piece of what a client sent that is repeated to it.
const MAX_ECHO: usize = 60;

/// Checks arguments.
///
/// # Errors
/// The first thing that is wrong, for a person, beginning with the field's name.
pub(super) fn check(arguments: &Object, schema: &Object) -> Result<(), String> {
    check_object("", arguments, schema)
}

fn check_object(place: &str, fields: &Object, schema: &Object) -> Result<(), String> {
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, value) in fields {
        let place = inside(place, name);
        match properties.and_then(|properties| properties.get(name)?.as_object()) {
            Some(schema) => check_value(&place, value, schema)?,
            None if schema.get("additionalProperties") == Some(&Value::Bool(false)) => {
                return Err(format!("{place} is unknown: there is {}", names(properties)));
            }
            None => {}
        }
    }
    let required = schema.get("required").and_then(Value::as_array);
    let mut missing =
        required.into_iter().flatten().filter_map(Value::as_str).filter(|name| !fields.contains_key(*name));
    missing.next().map_or(Ok(()), |name| Err(format!("{} is required", inside(place, name))))
}

fn inside(place: &str, name: &str) -> String {
    let name: String = name.chars().take(MAX_ECHO).collect();
    if place.is_empty() { name } else { format!("{place}.{name}") }
}

fn names(properties: Option<&Object>) -> String {
    let names: Vec<_> = properties.into_iter().flat_map(Object::keys).map(String::as_str).collect();
    if names.is_empty() { "no argument".into() } else { names.join(", ") }
}

fn check_value(place: &str, value: &Value, schema: &Object) -> Result<(), String> {
    check_type(place, value, schema)?;
    if let Some(Value::Array(words)) = schema.get("enum")
        && !words.contains(value)
    {
        let words: Vec<_> =
            words.iter().map(|word| word.as_str().map_or_else(|| word.to_string(), str::to_owned)).collect();
        return Err(format!("{place} must be one of {}", words.join(", ")));
    }
    match value {
        Value::String(text) => check_count(place, text.chars().count(), schema, "Length", "characters"),
        Value::Number(number) => check_range(place, number.as_f64().unwrap_or(f64::NAN), schema),
        Value::Array(items) => {
            check_count(place, items.len(), schema, "Items", "items")?;
            let Some(Value::Object(of)) = schema.get("items") else { return Ok(()) };
            let mut items = items.iter().enumerate();
            items.try_for_each(|(index, item)| check_value(&format!("{place}[{index}]"), item, of))
        }
        Value::Object(fields) => check_object(place, fields, schema),
        Value::Null | Value::Bool(_) => Ok(()),
    }
}

fn check_type(place: &str, value: &Value, schema: &Object) -> Result<(), String> {
    let Some(wanted) = schema.get("type").and_then(Value::as_str) else { return Ok(()) };
    let (fits, what) = match wanted {
        "string" => (value.is_string(), "a text"),
        "integer" => (value.is_i64() || value.is_u64(), "a whole number"),
        "number" => (value.is_number(), "a number"),
        "boolean" => (value.is_boolean(), "true or false"),
        "array" => (value.is_array(), "a list"),
        "object" => (value.is_object(), "an object"),
        _ => (true, ""),
    };
    if fits { Ok(()) } else { Err(format!("{place} must be {what}")) }
}

fn check_range(place: &str, number: f64, schema: &Object) -> Result<(), String> {
    let bound = |word: &str| schema.get(word).and_then(Value::as_f64);
    match (bound("minimum"), bound("maximum")) {
        (Some(least), _) if number < least => Err(format!("{place} must be at least {least}")),
        (_, Some(most)) if number > most => Err(format!("{place} must be at most {most}")),
        _ => Ok(()),
    }
}

fn check_count(place: &str, count: usize, schema: &Object, of: &str, what: &str) -> Result<(), String> {
    let bound = |word: &str| schema.get(&format!("{word}{of}")).and_then(Value::as_u64);
    match (bound("min"), bound("max")) {
        (Some(least), _) if (count as u64) < least => Err(format!("{place} must have at least {least} {what}")),
        (_, Some(most)) if count as u64 > most => Err(format!("{place} must have at most {most} {what}")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use serde_json::{Value, json};

    fn wrong(arguments: &Value) -> Option<String> {
        let schema = json!({
            "type": "object",
            "required": ["text"],
            "additionalProperties": false,
            "properties": {
                "text": { "type": "string", "minLength": 1, "maxLength": 3 },
                "count": { "type": "integer", "minimum": 1, "maximum": 10 },
                "mode": { "type": "string", "enum": ["a", "b"] },
                "words": { "type": "array", "maxItems": 2, "items": { "type": "string" } },
                "on": { "type": "boolean" },
                "share": { "type": "number" },
            },
        });
        check(arguments.as_object().unwrap(), schema.as_object().unwrap()).err()
    }

    #[test]
    fn what_is_wrong_is_named() {
        let cases = [
            (json!({}), "text is required"),
            (json!({ "text": "" }), "text must have at least 1 characters"),
            (json!({ "text": "four" }), "text must have at most 3 characters"),
            (json!({ "text": 1 }), "text must be a text"),
            (json!({ "text": null }), "text must be a text"),
            (json!({ "text": "x", "count": 0 }), "count must be at least 1"),
            (json!({ "text": "x", "count": 11 }), "count must be at most 10"),
            (json!({ "text": "x", "count": 1.5 }), "count must be a whole number"),
            (json!({ "text": "x", "mode": "c" }), "mode must be one of a, b"),
            (json!({ "text": "x", "words": ["a", 1] }), "words[1] must be a text"),
            (json!({ "text": "x", "words": ["a", "b", "c"] }), "words must have at most 2 items"),
            (json!({ "text": "x", "on": "yes" }), "on must be true or false"),
            (json!({ "text": "x", "share": "1" }), "share must be a number"),
            (json!({ "text": "x", "more": 1 }), "more is unknown: there is count, mode, on, share, text, words"),
        ];
        for (arguments, message) in cases {
            assert_eq!(wrong(&arguments).as_deref(), Some(message), "{arguments}");
        }
        assert_eq!(wrong(&json!({ "text": "äöü", "count": 10, "words": [], "on": true, "share": 0.5 })), None);
    }
}
