//! The JSON Schema of a type that the API's description knows: written once, published twice. It resolves every reference,
//! because not every client follows them.

use serde_json::{Map, Value};
use utoipa::ToSchema;

/// An object of JSON.
pub(super) type Object = Map<String, Value>;

/// Notes of OpenAPI that JSON Schema has no such word for, or that validators warn about.
const FOREIGN: [&str; 3] = ["example", "discriminator", "xml"];
/// The formats that JSON Schema knows; OpenAPI's widths of numbers are none.
const FORMATS: [&str; 1] = ["date-time"];

/// The schema of a type.
pub(super) fn schema_of<T: ToSchema>() -> Object {
    let mut named = Vec::new();
    T::schemas(&mut named);
    let named = named.into_iter().filter_map(|(name, schema)| Some((name, serde_json::to_value(schema).ok()?)));
    let named: Map<_, _> = named.collect();
    match resolved(serde_json::to_value(T::schema()).unwrap_or_default(), &named) {
        Value::Object(schema) => schema,
        _ => Object::new(),
    }
}

/// The schema without some of its properties.
pub(super) fn without(mut schema: Object, names: &[&str]) -> Object {
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.retain(|name, _| !names.contains(&name.as_str()));
    }
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|name| name.as_str().is_none_or(|name| !names.contains(&name)));
    }
    schema
}

/// The schema of a change: nothing is required but these properties, and what is left out has no default.
pub(super) fn partial(mut schema: Object, names: &[&str]) -> Object {
    schema.insert("required".into(), names.into());
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.values_mut().filter_map(Value::as_object_mut).for_each(|property| drop(property.remove("default")));
    }
    schema
}

/// The schema with the properties of another one too.
pub(super) fn joined(mut schema: Object, other: Object) -> Object {
    for (word, value) in other {
        match (schema.get_mut(&word), value) {
            (Some(Value::Object(here)), Value::Object(there)) => here.extend(there),
            (Some(Value::Array(here)), Value::Array(there)) => here.extend(there),
            _ => {}
        }
    }
    schema
}

fn resolved(schema: Value, named: &Map<String, Value>) -> Value {
    match schema {
        Value::Object(mut schema) => {
            let target = schema.remove("$ref").and_then(|target| named.get(last_part(&target)).cloned());
            let mut merged = match target.map(|target| resolved(target, named)) {
                Some(Value::Object(target)) => target,
                _ => Object::new(),
            };
            merged.extend(schema.into_iter().filter(|(word, value)| is_known(word, value)).map(|(word, value)| {
                let value = if word == "properties" { each(value, named) } else { resolved(value, named) };
                (word, value)
            }));
            Value::Object(merged)
        }
        Value::Array(schemas) => schemas.into_iter().map(|schema| resolved(schema, named)).collect(),
        plain => plain,
    }
}

/// Properties have names of their own: none of them is a word of a schema.
fn each(properties: Value, named: &Map<String, Value>) -> Value {
    match properties {
        Value::Object(properties) => {
            properties.into_iter().map(|(name, schema)| (name, resolved(schema, named))).collect::<Object>().into()
        }
        other => other,
    }
}

fn is_known(word: &str, value: &Value) -> bool {
    match word {
        "format" => value.as_str().is_some_and(|format| FORMATS.contains(&format)),
        _ => !FOREIGN.contains(&word),
    }
}

fn last_part(target: &Value) -> &str {
    target.as_str().and_then(|target| target.rsplit('/').next()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{partial, schema_of, without};
    use crate::api::SettingsIn;
    use serde_json::{Value, json};

    #[test]
    fn a_schema_stands_alone() {
        let schema = schema_of::<SettingsIn>();
        let text = Value::Object(schema.clone()).to_string();
        assert!(!text.contains("$ref") && !text.contains("int64") && !text.contains("\"example\""), "{text}");
        let rule = &schema["properties"]["faqRules"]["items"];
        assert_eq!(rule["properties"]["mode"]["enum"], json!(["word", "phrase", "contains", "regex"]));
        assert_eq!(rule["properties"]["mode"]["description"], "How triggers are looked for.");
        assert_eq!(rule["properties"]["cooldown"]["type"], "integer");
        assert_eq!(schema["additionalProperties"], false);
        let smaller = without(schema, &["faqRules"]);
        assert!(smaller["properties"].get("faqRules").is_none() && smaller["properties"].get("botActive").is_some());
        assert_eq!(partial(smaller, &["botActive"])["required"], json!(["botActive"]));
    }
}
