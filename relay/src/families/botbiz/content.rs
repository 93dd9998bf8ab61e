//! What is to be sent over WhatsApp, as a client writes it. It sends nothing.

use crate::error::Failure;
use crate::messaging::{Content, Kind};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// The most characters of a message's content, whatever it is.
const MAX_CONTENT: usize = 4_096;
/// The most characters of a caption, of a file's name, and of a template's language.
const MAX_CAPTION: usize = 1_024;
const MAX_FILENAME: usize = 240;
const MAX_LANGUAGE: usize = 20;
/// The most parts of a template, and cards in a message.
const MAX_PARTS: usize = 50;

/// A message to send.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "to": "+1234567890", "type": "text", "content": "Hello! How can we help you today?"
}))]
pub(super) struct SendMessageIn {
    /// Whom to, in E.164 format.
    #[schema(pattern = r"^\+[1-9]\d{6,14}$")]
    pub(super) to: String,
    #[serde(rename = "type")]
    kind: KindIn,
    /// The text; of media, the URL of the file, which WhatsApp fetches; of a `location`, "latitude,longitude"; of a
    /// `template`, its name; of `contacts`, who they are, in words.
    #[schema(min_length = 1, max_length = 4096, pattern = r"\S")]
    content: String,
    /// Over which account; only needed where several are connected.
    #[schema(example = "wha_12345")]
    pub(super) account_id: Option<String>,
    /// What stands below an `image`, a `video` or a `document`.
    #[schema(max_length = 1024)]
    caption: Option<String>,
    /// What a `document` is called.
    #[schema(max_length = 240, example = "invoice.pdf")]
    filename: Option<String>,
    /// The language of a `template`; `en_US` unless given.
    #[schema(min_length = 1, max_length = 20, example = "en_US")]
    language: Option<String>,
    /// What is filled into a `template`, as WhatsApp's Cloud API has it.
    #[schema(max_items = 50)]
    components: Option<Vec<Map<String, Value>>>,
    /// The cards of a message of type `contacts`, as WhatsApp's Cloud API has them.
    #[schema(min_items = 1, max_items = 50)]
    contacts: Option<Vec<Map<String, Value>>>,
}

/// What is sent.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum KindIn {
    Text,
    Image,
    Video,
    Audio,
    Document,
    Sticker,
    Location,
    Contacts,
    Template,
}

impl From<KindIn> for Kind {
    fn from(kind: KindIn) -> Self {
        match kind {
            KindIn::Text => Self::Text,
            KindIn::Image => Self::Image,
            KindIn::Video => Self::Video,
            KindIn::Audio => Self::Audio,
            KindIn::Document => Self::Document,
            KindIn::Sticker => Self::Sticker,
            KindIn::Location => Self::Location,
            KindIn::Contacts => Self::Contacts,
            KindIn::Template => Self::Template,
        }
    }
}

impl SendMessageIn {
    /// What is written; what goes with another type is refused rather than left out.
    pub(super) fn content(&self) -> Result<Content, Failure> {
        let kind = Kind::from(self.kind);
        let has_caption = matches!(kind, Kind::Image | Kind::Video | Kind::Document);
        let is_template = kind == Kind::Template;
        for (name, is_given, belongs) in [
            ("caption", self.caption.is_some(), has_caption),
            ("filename", self.filename.is_some(), kind == Kind::Document),
            ("language", self.language.is_some(), is_template),
            ("components", self.components.is_some(), is_template),
            ("contacts", self.contacts.is_some(), kind == Kind::Contacts),
        ] {
            if is_given && !belongs {
                return Err(Failure::Validation(format!("{name} does not go with the type {}", kind.name())));
            }
        }
        within("content", &self.content, MAX_CONTENT)?;
        let mut extra = Map::new();
        for (name, text, most) in [("caption", &self.caption, MAX_CAPTION), ("filename", &self.filename, MAX_FILENAME)]
        {
            if let Some(text) = text {
                extra.insert(name.to_owned(), json!(within(name, text, most)?));
            }
        }
        if is_template {
            extra.insert("template".to_owned(), self.template()?);
        }
        if kind == Kind::Contacts {
            extra.insert("contacts".to_owned(), json!(self.cards()?));
        }
        Ok(Content { kind, body: self.content.clone(), extra })
    }

    fn template(&self) -> Result<Value, Failure> {
        let language = within("language", self.language.as_deref().unwrap_or("en_US"), MAX_LANGUAGE)?;
        let components = self.components.as_deref().unwrap_or_default();
        if components.len() > MAX_PARTS {
            return Err(Failure::Validation(format!("components must be at most {MAX_PARTS}")));
        }
        Ok(json!({ "name": self.content, "language": { "code": language }, "components": components }))
    }

    fn cards(&self) -> Result<&[Map<String, Value>], Failure> {
        let cards =
            self.contacts.as_deref().ok_or_else(|| Failure::validation("Missing required parameter: contacts"))?;
        if cards.is_empty() || cards.len() > MAX_PARTS {
            return Err(Failure::Validation(format!("contacts must be between 1 and {MAX_PARTS}")));
        }
        Ok(cards)
    }
}

fn within<'a>(name: &str, text: &'a str, most: usize) -> Result<&'a str, Failure> {
    if text.trim().is_empty() || text.chars().count() > most {
        return Err(Failure::Validation(format!("{name} must have between 1 and {most} characters")));
    }
    Ok(text)
}
