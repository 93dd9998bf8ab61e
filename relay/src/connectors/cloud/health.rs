//! Whether Meta lets a number send. A number can be asked about while its account is blocked, so that an answer says nothing.

use crate::connectors::service::or_default;
use serde::Deserialize;

const BLOCKED: &str = "BLOCKED";

/// A number, as far as it matters here.
#[derive(Debug, Default, Deserialize)]
pub(super) struct NumberIn {
    #[serde(default, deserialize_with = "or_default")]
    pub(super) health_status: HealthIn,
}

/// Whether messages can be sent, and of all that takes part in it: the number, the account, the business, the app.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct HealthIn {
    #[serde(deserialize_with = "or_default")]
    can_send_message: String,
    #[serde(deserialize_with = "or_default")]
    entities: Vec<EntityIn>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct EntityIn {
    #[serde(deserialize_with = "or_default")]
    errors: Vec<ProblemIn>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ProblemIn {
    #[serde(deserialize_with = "or_default")]
    error_description: String,
}

impl HealthIn {
    /// Why nothing can be sent, in Meta's words; nothing where something can, or Meta does not say.
    pub(super) fn blocked(&self) -> Option<String> {
        if self.can_send_message != BLOCKED {
            return None;
        }
        let mut said =
            self.entities.iter().flat_map(|entity| &entity.errors).map(|problem| problem.error_description.trim());
        let why = said.find(|words| !words.is_empty()).unwrap_or("Meta lets nothing be sent from this number");
        Some(why.chars().take(300).collect())
    }
}
