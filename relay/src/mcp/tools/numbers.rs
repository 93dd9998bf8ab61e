//! What the bot did, in numbers.

use super::{About, Effect, PartIn, ToolSpec, tool};
use crate::api::AnalyticsOut;
use crate::error::Failure;
use crate::scopes::Scope;
use crate::service;
use crate::workspace::Workspace;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(super) fn tools() -> Vec<ToolSpec> {
    vec![
        tool(
            About {
                name: "buzzchat_get_analytics",
                title: "Get analytics",
                description: "What the bot did in a period: messages in total, welcomes, FAQ replies, timed messages, \
                              their shares in percent, questions answered, viewers welcomed, lines read.",
                scope: Scope::Read,
                effect: Effect::Reads,
            },
            get_analytics,
        ),
        tool(
            About {
                name: "buzzchat_get_faq_triggers",
                title: "Get the most asked questions",
                description: "How often each FAQ trigger was asked for, all time, the most frequent first.",
                scope: Scope::Read,
                effect: Effect::Reads,
            },
            get_faq_triggers,
        ),
    ]
}

#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(default = "week")]
enum Period {
    Day,
    #[default]
    Week,
    Month,
    All,
}

impl Period {
    fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::All => "all",
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AnalyticsIn {
    /// Rolling time back from now: 24 hours, 7 days, 30 days, or everything.
    #[serde(default)]
    #[schema(nullable = false)]
    period: Period,
    /// The account's id; the active account unless given.
    #[schema(nullable = false, max_length = 64)]
    account: Option<String>,
}

async fn get_analytics(workspace: Workspace, asked: AnalyticsIn) -> Result<AnalyticsOut, Failure> {
    let period = asked.period.word();
    let totals = service::analytics::totals(&workspace, period, asked.account.as_deref())?;
    Ok(AnalyticsOut::new(&totals, period.to_owned()))
}

#[derive(Serialize, ToSchema)]
struct TriggersOut {
    /// The most frequent first.
    triggers: Vec<TriggerOut>,
    /// How many there are.
    total: usize,
}

#[derive(Serialize, ToSchema)]
struct TriggerOut {
    keyword: String,
    count: u64,
}

async fn get_faq_triggers(workspace: Workspace, part: PartIn) -> Result<TriggersOut, Failure> {
    let triggers = service::analytics::triggers(&workspace);
    let total = triggers.len();
    let triggers = part.of(triggers).map(|(keyword, count)| TriggerOut { keyword, count }).collect();
    Ok(TriggersOut { triggers, total })
}
