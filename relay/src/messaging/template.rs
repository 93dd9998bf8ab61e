//! Templates: texts that the service approved beforehand, sent with values for their blanks. What they say is not known here.

use super::{Content, Kind};
use serde_json::{Value, json};

/// What a template is called in `extra`.
pub const TEMPLATE: &str = "template";

impl Content {
    /// A template by its name. `extra["template"]` is what WhatsApp's Cloud API takes: `{name, language: {code}, components}`.
    #[must_use]
    pub fn template(name: &str, language: &str, components: &[Value]) -> Self {
        let template = json!({ "name": name, "language": { "code": language }, "components": components });
        let extra = [(TEMPLATE.to_owned(), template)].into_iter().collect();
        Self { kind: Kind::Template, body: name.to_owned(), extra }
    }
}
