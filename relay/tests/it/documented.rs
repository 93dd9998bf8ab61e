//! The description contains all that the published documentation promises, as `tests/fixtures/api/seed-0.json` lists it by
//! hand: every call, parameter, property, code and example. Nothing here is read off our own handlers.

use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The description, and what the documentation promises.
struct Papers {
    description: Value,
    promised: Value,
}

impl Papers {
    fn read() -> Self {
        let promised = include_str!("../../../tests/fixtures/api/seed-0.json");
        let description = buzzchat_relay::openapi::json();
        let [description, promised] = [&description, promised].map(|text| serde_json::from_str(text).unwrap());
        Self { description, promised }
    }

    /// What the documentation says of a call, beside what the description does.
    fn calls(&self) -> impl Iterator<Item = (&str, &Value, &Value)> {
        self.promised["operations"].as_array().unwrap().iter().map(|promised| {
            let call = promised["call"].as_str().unwrap();
            let (method, path) = call.split_once(' ').unwrap();
            let described = &self.description["paths"][path][method.to_lowercase()];
            assert!(described.is_object(), "{call} is not described");
            (call, promised, described)
        })
    }

    fn operations(&self) -> impl Iterator<Item = (String, &Value)> {
        let paths = self.description["paths"].as_object().unwrap().iter();
        paths.flat_map(|(path, item)| {
            item.as_object().unwrap().iter().map(move |(method, operation)| (format!("{method} {path}"), operation))
        })
    }

    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(place) => self.resolve(self.description.pointer(place.strip_prefix('#').unwrap()).unwrap()),
            None => schema,
        }
    }

    /// The alternatives of a schema, but null.
    fn alternatives<'a>(&'a self, schema: &'a Value) -> Vec<&'a Value> {
        let schema = self.resolve(schema);
        let several = ["oneOf", "anyOf", "allOf"].iter().find_map(|word| schema[word].as_array());
        let several = several.map(|several| several.iter().flat_map(|one| self.alternatives(one)).collect());
        several.unwrap_or_else(|| if schema["type"] == "null" { Vec::new() } else { vec![schema] })
    }

    /// The example a reader is shown: what is written as one, or what its properties add up to.
    fn example(&self, schema: &Value) -> Value {
        let schemas = self.alternatives(schema);
        if let Some(written) = schemas.iter().find_map(|schema| schema.get("example")) {
            return written.clone();
        }
        let properties = schemas.iter().filter_map(|schema| schema["properties"].as_object()).flatten();
        let object: serde_json::Map<_, _> = properties.map(|(name, part)| (name.clone(), self.example(part))).collect();
        match schemas.first() {
            _ if !object.is_empty() => Value::Object(object),
            Some(schema) if schema["type"] == "array" => json!([]),
            _ => Value::Null,
        }
    }

    fn body_example(&self, content: &Value) -> Value {
        let content = &content["content"]["application/json"];
        content.get("example").cloned().unwrap_or_else(|| self.example(&content["schema"]))
    }

    /// Every property of the example is described, with the type of its value.
    fn describes(&self, schema: &Value, example: &Value, place: &str) {
        let schemas = self.alternatives(schema);
        match example {
            Value::Object(fields) => {
                for (name, value) in fields {
                    let property = schemas.iter().find_map(|schema| schema["properties"].get(name));
                    let property = property.unwrap_or_else(|| panic!("{place}.{name} is not described"));
                    self.describes(property, value, &format!("{place}.{name}"));
                }
            }
            Value::Array(items) => {
                let list = schemas.iter().find(|schema| schema["type"] == "array");
                let list = list.unwrap_or_else(|| panic!("{place} is no list"));
                items.iter().for_each(|item| self.describes(&list["items"], item, place));
            }
            value => {
                let described: Vec<_> = schemas.iter().map(|schema| schema["type"].clone()).collect();
                assert!(described.iter().any(|kind| is_of(kind, value)), "{place}: {value} is none of {described:?}");
            }
        }
    }
}

fn is_of(kind: &Value, value: &Value) -> bool {
    match kind {
        Value::Array(kinds) => kinds.iter().any(|kind| is_of(kind, value)),
        kind => match kind.as_str() {
            Some("string") => value.is_string(),
            Some("boolean") => value.is_boolean(),
            Some("integer") => value.is_u64(),
            Some("number") => value.is_number(),
            _ => false,
        },
    }
}

/// Whether what is shown has all that was promised, value for value.
fn shows(shown: &Value, promised: &Value) -> bool {
    match (shown, promised) {
        (Value::Object(shown), Value::Object(promised)) => {
            promised.iter().all(|(name, value)| shown.get(name).is_some_and(|shown| shows(shown, value)))
        }
        (Value::Array(shown), Value::Array(promised)) => {
            shown.len() >= promised.len() && promised.iter().zip(shown).all(|(value, shown)| shows(shown, value))
        }
        (Value::Number(shown), Value::Number(promised)) => shown.as_f64() == promised.as_f64(),
        _ => shown == promised,
    }
}

#[test]
fn every_parameter_is_described() {
    let papers = Papers::read();
    for (call, promised, described) in papers.calls() {
        for parameter in promised["parameters"].as_array().into_iter().flatten() {
            let (name, place) = (&parameter["name"], &parameter["in"]);
            let all = described["parameters"].as_array().unwrap();
            let found = all.iter().find(|one| one["name"] == *name && one["in"] == *place);
            let found = found.unwrap_or_else(|| panic!("{call}: {name} is not described"));
            assert_eq!(found["required"].as_bool().unwrap_or_default(), place == "path", "{call}: {name}");
            let schemas = papers.alternatives(&found["schema"]);
            for (promised, described) in [("type", "type"), ("values", "enum"), ("default", "default")] {
                let Some(value) = parameter.get(promised) else { continue };
                assert!(schemas.iter().any(|schema| schema[described] == *value), "{call}: {promised} of {name}");
            }
        }
    }
}

#[test]
fn every_request_is_described_with_its_example() {
    let papers = Papers::read();
    for (call, promised, described) in papers.calls() {
        let Some(example) = promised.get("request") else {
            assert!(described.get("requestBody").is_none(), "{call} is documented without a body");
            continue;
        };
        let schema = &described["requestBody"]["content"]["application/json"]["schema"];
        papers.describes(schema, example, call);
        let shown = papers.body_example(&described["requestBody"]);
        assert!(shows(&shown, example), "{call}: {shown:#} lacks something of {example:#}");
        let required: BTreeSet<_> = papers.alternatives(schema)[0]["required"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|name| name.as_str().unwrap())
            .collect();
        let promised: BTreeSet<_> =
            promised["required"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        assert_eq!(required, promised, "{call}: nothing may be required that the documentation leaves out");
    }
}

#[test]
fn every_answer_is_described_with_its_example() {
    let papers = Papers::read();
    for (call, promised, described) in papers.calls() {
        let response = &described["responses"][promised["status"].to_string()];
        assert!(response.is_object(), "{call}: {}", promised["status"]);
        papers.describes(&response["content"]["application/json"]["schema"], &promised["answer"], call);
        let shown = papers.body_example(response);
        assert!(shows(&shown, &promised["answer"]), "{call}: {shown:#} lacks something of {:#}", promised["answer"]);
    }
}

#[test]
fn every_error_is_described_in_the_documented_envelope() {
    let papers = Papers::read();
    for (call, promised, described) in papers.calls() {
        for status in promised["errors"].as_array().unwrap() {
            let response = &described["responses"][status.to_string()];
            assert!(response.is_object(), "{call}: {status} is not described");
            papers.describes(&response["content"]["application/json"]["schema"], &papers.promised["error"], call);
        }
        let shown = papers.body_example(&described["responses"]["401"]);
        assert_eq!(shown, papers.promised["error"], "{call}");
    }
}

/// The table stands in the code's own description; its codes are exactly those that can be sent.
#[test]
fn every_code_is_described_with_its_status_and_text() {
    let papers = Papers::read();
    let codes = &papers.description["components"]["schemas"]["ErrorCode"];
    let sent: BTreeSet<_> = codes["enum"].as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect();
    let table = codes["description"].as_str().unwrap();
    for code in papers.promised["codes"].as_array().unwrap() {
        let [name, status, text] = [0, 1, 2].map(|i| code[i].as_str().map_or(code[i].to_string(), str::to_owned));
        assert!(sent.contains(name.as_str()), "{name}");
        assert!(table.contains(&format!("| `{name}` | {status} | {text} |")), "{name}\n{table}");
    }
    for code in sent {
        assert_eq!(table.matches(&format!("| `{code}` |")).count(), 1, "{code}\n{table}");
    }
}

#[test]
fn every_answer_is_described_with_the_headers_of_limits() {
    let papers = Papers::read();
    for (call, operation) in papers.operations() {
        for (status, response) in operation["responses"].as_object().unwrap() {
            for (name, example) in papers.promised["limits"].as_object().unwrap() {
                let header = papers.resolve(&response["headers"][name]);
                assert_eq!(&header["example"], example, "{call} {status} {name}");
            }
            assert_eq!(response["headers"].get("Retry-After").is_some(), status == "429", "{call} {status}");
        }
    }
}

#[test]
fn what_webhooks_get_is_described_with_its_example() {
    let papers = Papers::read();
    let sent = &papers.description["webhooks"]["event"]["post"];
    let schema = &sent["requestBody"]["content"]["application/json"]["schema"];
    papers.describes(schema, &papers.promised["event"], "event");
    assert_eq!(papers.example(schema), papers.promised["event"]);
    assert_eq!(sent["parameters"][0]["name"], "X-BuzzChat-Signature");
    let kinds = &papers.description["components"]["schemas"]["EventType"]["enum"];
    let promised = papers.promised["events"].as_array().unwrap();
    assert_eq!(kinds.as_array().unwrap().len(), promised.len());
    for event in promised {
        assert!(kinds.as_array().unwrap().contains(&event[0]), "{event}");
        let row = format!("| `{}` | {} |", event[0].as_str().unwrap(), event[1].as_str().unwrap());
        assert!(sent["description"].as_str().unwrap().contains(&row), "{row}");
    }
}

#[test]
fn everything_can_be_told_apart_and_read() {
    let papers = Papers::read();
    let info = &papers.description["info"];
    assert_eq!(info["contact"]["email"], papers.promised["support"]);
    assert!(
        info["license"]["identifier"].is_string() && info["version"].is_string() && info["description"].is_string()
    );
    assert!(papers.description["servers"].as_array().is_some_and(|servers| !servers.is_empty()));
    let tags = papers.description["tags"].as_array().unwrap();
    let mut ids = BTreeSet::new();
    for (call, operation) in papers.operations() {
        let id = operation["operationId"].as_str().unwrap_or_else(|| panic!("{call} has no id"));
        assert!(ids.insert(id.to_owned()), "{id} names two operations");
        for text in ["summary", "description"] {
            assert!(operation[text].as_str().is_some_and(|text| !text.is_empty()), "{call} has no {text}");
        }
        assert!(tags.iter().any(|tag| tag["name"] == operation["tags"][0]), "{call}");
        for status in ["401", "403", "429", "500"] {
            let schema = &operation["responses"][status]["content"]["application/json"]["schema"];
            assert_eq!(schema["$ref"], "#/components/schemas/ErrorOut", "{call} {status}");
        }
    }
}
