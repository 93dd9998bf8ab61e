//! Flows: what a workspace has said by itself to whom a trigger names. What a flow is, and how one is read; it says nothing.

use super::attributes::{MAX_VALUE, check_attribute};
use super::blanks::filled;
use super::{Content, Kind};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Duration;

/// The most steps of a flow.
const MAX_STEPS: usize = 50;
/// The longest name, in characters.
const MAX_NAME: usize = 100;
/// The longest wait.
const MAX_WAIT: Duration = Duration::from_secs(30 * 24 * 3_600);

/// A flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// What addresses call it.
    pub key: String,
    /// What the seller calls it.
    pub name: String,
    /// What it does, in order.
    pub steps: Vec<Step>,
}

/// What a flow does. In its texts `{{name}}` stands for an attribute of the person, or for nothing where there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub enum Step {
    /// Sends words.
    Text {
        /// The words.
        text: String,
    },
    /// Sends a file.
    Media {
        /// What it is.
        kind: MediaKind,
        /// Where it is.
        url: String,
        /// What stands below it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        caption: Option<String>,
        /// What it is called.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        filename: Option<String>,
    },
    /// Sends a template.
    Template {
        /// What it is called at the service.
        name: String,
        /// In which language.
        language: String,
        /// What stands in its blanks, as the service takes it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        components: Vec<Map<String, Value>>,
    },
    /// Notes something of the person.
    Set {
        /// By which name.
        attribute: String,
        /// What.
        value: String,
    },
    /// Goes on later: after the seconds and the minutes together.
    Wait {
        /// So many seconds.
        #[serde(default, skip_serializing_if = "is_zero")]
        seconds: u64,
        /// So many minutes.
        #[serde(default, skip_serializing_if = "is_zero")]
        minutes: u64,
    },
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A sound.
    Audio,
    /// Any other.
    Document,
}

/// As far as a flow goes without waiting.
#[derive(Debug)]
pub struct Segment {
    /// What is said.
    pub contents: Vec<Content>,
    /// What is noted of the person.
    pub attributes: Vec<(String, String)>,
    /// What is left to do, and after how long; nothing where the flow ends.
    pub rest: Option<(Vec<Step>, Duration)>,
}

impl Flow {
    /// Reads a flow.
    ///
    /// # Errors
    /// What is wrong with it, for a person.
    pub fn read(json: &str) -> Result<Self, String> {
        let flow: Self = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let in_key = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if !(1..=64).contains(&flow.key.len()) || !flow.key.bytes().all(in_key) {
            return Err("key must have 1 to 64 letters, digits, \"-\" or \"_\"".to_owned());
        }
        check_name("name", &flow.name)?;
        if flow.steps.is_empty() || flow.steps.len() > MAX_STEPS {
            return Err(format!("steps must be 1 to {MAX_STEPS}"));
        }
        for (at, step) in flow.steps.iter().enumerate() {
            step.check().map_err(|why| format!("step {}: {why}", at + 1))?;
        }
        Ok(flow)
    }
}

impl Step {
    fn check(&self) -> Result<(), String> {
        match self {
            Self::Text { text } if text.trim().is_empty() => Err("text must not be empty".to_owned()),
            Self::Media { url, .. } if !url.starts_with("https://") && !url.starts_with("http://") => {
                Err("url must be the URL of a file, such as https://example.com/a.jpg".to_owned())
            }
            Self::Template { name, language, .. } => check_name("name", name).and(check_name("language", language)),
            Self::Set { attribute, .. } => check_attribute(attribute),
            Self::Wait { .. } if !(Duration::from_secs(1)..=MAX_WAIT).contains(&self.wait()) => {
                Err("a wait must be between a second and thirty days".to_owned())
            }
            _ => Ok(()),
        }
    }

    fn wait(&self) -> Duration {
        match self {
            Self::Wait { seconds, minutes } => Duration::from_secs(minutes.saturating_mul(60).saturating_add(*seconds)),
            _ => Duration::ZERO,
        }
    }
}

fn check_name(what: &str, name: &str) -> Result<(), String> {
    if name.trim().is_empty() || name.chars().count() > MAX_NAME {
        return Err(format!("{what} must have 1 to {MAX_NAME} characters"));
    }
    Ok(())
}

/// Goes through steps until one waits. What is set on the way is known from then on.
#[must_use]
pub fn segment(steps: &[Step], known: &mut BTreeMap<String, String>) -> Segment {
    let mut segment = Segment { contents: Vec::new(), attributes: Vec::new(), rest: None };
    for (at, step) in steps.iter().enumerate() {
        match step {
            Step::Wait { .. } => {
                let rest = &steps[at + 1..];
                segment.rest = (!rest.is_empty()).then(|| (rest.to_vec(), step.wait()));
                break;
            }
            Step::Set { attribute, value } => {
                let value: String = fill(value, known).chars().take(MAX_VALUE).collect();
                known.insert(attribute.clone(), value.clone());
                segment.attributes.push((attribute.clone(), value));
            }
            Step::Text { text } => segment.contents.push(Content::text(fill(text, known))),
            Step::Media { kind, url, caption, filename } => {
                segment.contents.push(media(
                    *kind,
                    fill(url, known),
                    [("caption", caption), ("filename", filename)],
                    known,
                ));
            }
            Step::Template { name, language, components } => {
                let components: Vec<_> =
                    components.iter().map(|component| fill_all(&Value::Object(component.clone()), known)).collect();
                segment.contents.push(Content::template(name, language, &components));
            }
        }
    }
    segment
}

fn media(
    kind: MediaKind,
    url: String,
    words: [(&str, &Option<String>); 2],
    known: &BTreeMap<String, String>,
) -> Content {
    let kind = match kind {
        MediaKind::Image => Kind::Image,
        MediaKind::Video => Kind::Video,
        MediaKind::Audio => Kind::Audio,
        MediaKind::Document => Kind::Document,
    };
    let given =
        |(name, text): (&str, &Option<String>)| Some((name.to_owned(), Value::String(fill(text.as_deref()?, known))));
    Content { kind, body: url, extra: words.into_iter().filter_map(given).collect() }
}

fn fill(text: &str, known: &BTreeMap<String, String>) -> String {
    let value_of = |name: &str| Ok::<_, Infallible>(known.get(name).cloned().unwrap_or_default());
    filled(text, value_of).unwrap_or_else(|never| match never {})
}

fn fill_all(value: &Value, known: &BTreeMap<String, String>) -> Value {
    match value {
        Value::String(text) => Value::String(fill(text, known)),
        Value::Array(items) => items.iter().map(|item| fill_all(item, known)).collect(),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (name.clone(), fill_all(value, known))).collect())
        }
        other => other.clone(),
    }
}

/// Serde hands a reference.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for this form")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

#[cfg(test)]
mod tests {
    use super::{Flow, Step, segment};
    use crate::messaging::{Content, Kind, TEMPLATE};
    use serde_json::{Value, json};
    use std::collections::BTreeMap;
    use std::time::Duration;

    fn flow(steps: &Value) -> Result<Flow, String> {
        Flow::read(&json!({ "key": "welcome", "name": "Welcome", "steps": steps }).to_string())
    }

    #[test]
    fn a_flow_is_read_strictly() {
        for (steps, why) in [
            (json!([]), "steps must be 1 to 50"),
            (json!([{ "type": "text", "text": " " }]), "step 1: text must not be empty"),
            (json!([{ "type": "text", "text": "a" }, { "type": "shout", "text": "a" }]), "unknown variant `shout`"),
            (json!([{ "type": "text", "text": "a", "more": 1 }]), "unknown field `more`"),
            (json!([{ "type": "text" }]), "missing field `text`"),
            (json!([{ "type": "media", "kind": "image", "url": "a.jpg" }]), "URL of a file"),
            (json!([{ "type": "media", "kind": "music", "url": "https://a/" }]), "unknown variant `music`"),
            (json!([{ "type": "template", "name": "", "language": "en" }]), "name must have 1 to 100"),
            (json!([{ "type": "set", "attribute": "user.phone_no", "value": "1" }]), "known of everybody"),
            (json!([{ "type": "set", "attribute": " ", "value": "1" }]), "name of an attribute"),
            (json!([{ "type": "wait" }]), "between a second and thirty days"),
            (json!([{ "type": "wait", "minutes": 43_200, "seconds": 1 }]), "between a second and thirty days"),
            (json!([{ "type": "wait", "minutes": u64::MAX }]), "between a second and thirty days"),
            (json!([{ "type": "wait", "seconds": -1 }]), "invalid value"),
        ] {
            let error = flow(&steps).unwrap_err();
            assert!(error.contains(why), "{steps}: {error}");
        }
        for (key, name) in [("", "a"), ("a b", "a"), (&"x".repeat(65)[..], "a"), ("a", " ")] {
            let json = json!({ "key": key, "name": name, "steps": [{ "type": "text", "text": "a" }] });
            assert!(Flow::read(&json.to_string()).is_err(), "{json}");
        }
    }

    #[test]
    fn a_flow_goes_as_far_as_it_need_not_wait() {
        let steps = json!([
            { "type": "set", "attribute": "stage", "value": "{{stage}}+new" },
            { "type": "text", "text": "Hello {{user.user_name}}, {{none}}{{stage}}" },
            { "type": "media", "kind": "image", "url": "https://a/{{stage}}.jpg", "caption": "for {{user.user_name}}" },
            { "type": "wait", "minutes": 1, "seconds": 30 },
            { "type": "template", "name": "t", "language": "en",
              "components": [{ "type": "body", "parameters": [{ "type": "text", "text": "{{stage}}" }] }] },
            { "type": "wait", "seconds": 5 },
        ]);
        let flow = flow(&steps).unwrap();
        assert_eq!(
            serde_json::from_str::<Vec<Step>>(&serde_json::to_string(&flow.steps).unwrap()).unwrap(),
            flow.steps
        );
        let mut known: BTreeMap<_, _> = [("user.user_name", "Ann {{stage}}"), ("stage", "old")]
            .map(|(name, value)| (name.into(), value.into()))
            .into();
        let first = segment(&flow.steps, &mut known);
        let extra = [("caption".to_owned(), json!("for Ann {{stage}}"))].into_iter().collect();
        let image = Content { kind: Kind::Image, body: "https://a/old+new.jpg".into(), extra };
        assert_eq!(first.contents, [Content::text("Hello Ann {{stage}}, old+new"), image]);
        assert_eq!(first.attributes, [("stage".to_owned(), "old+new".to_owned())]);
        let (rest, wait) = first.rest.unwrap();
        assert_eq!((rest.len(), wait), (2, Duration::from_secs(90)));
        let last = segment(&rest, &mut known);
        let filled = &last.contents[0].extra[TEMPLATE]["components"][0]["parameters"][0]["text"];
        assert_eq!(filled, "old+new");
        assert!(last.rest.is_none(), "nothing is left after the last wait");
    }
}
