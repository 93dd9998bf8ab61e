//! Checks a value against `extension/content/sites/schema.json`, as far as that schema uses JSON Schema.
//! Must not: be taken for a general validator, or know a field of an adapter.

use serde_json::{Map, Value};

/// Whether an adapter is what the schema allows.
///
/// # Errors
/// The first thing that is not, and where it stands.
pub fn check(schema: &Value, adapter: &Value) -> Result<(), String> {
    Checker { root: schema }.value(schema, adapter, "")
}

struct Checker<'a> {
    root: &'a Value,
}

impl Checker<'_> {
    fn value(&self, rule: &Value, value: &Value, place: &str) -> Result<(), String> {
        let rule = match rule["$ref"].as_str().and_then(|name| name.strip_prefix('#')) {
            Some(pointer) => self.root.pointer(pointer).ok_or_else(|| fault(place, "is not described"))?,
            None => rule,
        };
        has_type(&rule["type"], value, place)?;
        if rule["enum"].as_array().is_some_and(|allowed| !allowed.contains(value)) {
            return Err(fault(place, "has a value that is not known"));
        }
        match value {
            Value::String(text) => within(rule, "Length", text.chars().count() as f64, place),
            Value::Number(number) => within(rule, "imum", number.as_f64().unwrap_or_default(), place),
            Value::Array(items) => self.items(rule, items, place),
            Value::Object(fields) => self.fields(rule, fields, place),
            Value::Null | Value::Bool(_) => Ok(()),
        }
    }

    fn items(&self, rule: &Value, items: &[Value], place: &str) -> Result<(), String> {
        within(rule, "Items", items.len() as f64, place)?;
        let each = |(index, item): (usize, &Value)| self.value(&rule["items"], item, &format!("{place}[{index}]"));
        items.iter().enumerate().try_for_each(each)
    }

    fn fields(&self, rule: &Value, fields: &Map<String, Value>, place: &str) -> Result<(), String> {
        let missing = |name: &&str| !fields.contains_key(*name);
        let mut required = rule["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        if let Some(name) = required.find(missing) {
            return Err(fault(&below(place, name), "is missing"));
        }
        for (name, value) in fields {
            let place = below(place, name);
            match (rule["properties"].get(name), &rule["additionalProperties"]) {
                (Some(described), _) => self.value(described, value, &place)?,
                (None, Value::Bool(false)) => return Err(fault(&place, "is not a field of an adapter")),
                (None, others) => self.value(others, value, &place)?,
            }
        }
        Ok(())
    }
}

fn below(place: &str, name: &str) -> String {
    if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") }
}

fn has_type(types: &Value, value: &Value, place: &str) -> Result<(), String> {
    let fits = |name: &Value| match name.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_u64() || value.is_i64(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        _ => false,
    };
    let ok = match types {
        Value::Null => true,
        Value::Array(names) => names.iter().any(fits),
        name => fits(name),
    };
    if ok { Ok(()) } else { Err(fault(place, "has the wrong type")) }
}

/// `minLength`, `maxItems`, `minimum`, …
fn within(rule: &Value, of: &str, size: f64, place: &str) -> Result<(), String> {
    let limit = |end: &str| rule[format!("{end}{of}")].as_f64();
    if limit("min").is_some_and(|least| size < least) {
        return Err(fault(place, "is too small"));
    }
    if limit("max").is_some_and(|most| size > most) {
        return Err(fault(place, "is too long"));
    }
    Ok(())
}

fn fault(place: &str, what: &str) -> String {
    format!("\"{place}\" {what}.")
}
