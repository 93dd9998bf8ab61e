//! The seller's own selectors, laid over a packaged adapter. Must not: judge whether a selector is CSS; only a browser can.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The adapter with these selectors instead of its own; an empty one keeps the packaged value.
///
/// # Errors
/// What cannot be used, in words for the seller.
pub(super) fn apply(file: &Value, overrides: &BTreeMap<String, Value>) -> Result<Value, String> {
    let mut file = file.clone();
    for (fact, value) in overrides {
        let selector = value.as_str().ok_or_else(|| format!("\"{fact}\" must be a text."))?.trim();
        if !selector.is_empty() {
            lay(&mut file, fact, selector)?;
        }
    }
    Ok(file)
}

fn lay(file: &mut Value, fact: &str, selector: &str) -> Result<(), String> {
    let root = file.as_object_mut().ok_or("The adapter is no object.")?;
    match fact {
        // The packaged surroundings, attributes and fallbacks belong to the packaged selector.
        "container" => replace(root, fact, selector, &["within"]),
        "item" => replace(root, fact, selector, &[]),
        "author" => replace(root, fact, selector, &["from", "attr", "capture", "or", "fallback"]),
        "text" => replace(root, fact, selector, &["from", "attr", "capture", "or", "fallback"]),
        "input" => {
            root.entry(fact).or_insert_with(|| json!({"kind": "auto"}));
            replace(root, fact, selector, &["within"]);
            root.entry("submit").or_insert_with(|| json!({"order": ["enter"]}));
        }
        "button" => {
            let submit = root.entry("submit").or_insert_with(|| json!({}));
            submit["order"] = json!(["button", "enter"]);
            submit["button"] = json!([selector]);
        }
        _ => return Err(format!("\"{fact}\" is nothing that can be set for a site.")),
    }
    Ok(())
}

fn replace(root: &mut Map<String, Value>, fact: &str, selector: &str, without: &[&str]) {
    let Some(facts) = root.get_mut(fact).and_then(Value::as_object_mut) else { return };
    facts.insert("select".into(), json!([selector]));
    without.iter().for_each(|name| drop(facts.remove(*name)));
}
