//! Trying a line: which rule would fire, or why none does.

use super::super::{About, Effect, ToolSpec, tool as make};
use crate::error::Failure;
use crate::scopes::Scope;
use crate::service;
use crate::workspace::Workspace;
use buzzchat::protocol::{Manner, Trial, TriedRule};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(super) fn tool() -> ToolSpec {
    let about = About {
        name: "buzzchat_test_line",
        title: "Test a line against the FAQ rules",
        description: "Says what the bot would make of a viewer's line: which FAQ rule fires and by which trigger, or why \
                      none does. Nothing is written or counted; cooldowns are not looked at.",
        scope: Scope::Read,
        effect: Effect::Reads,
    };
    make(about, test_line)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TestLineIn {
    /// What the viewer writes.
    #[schema(min_length = 1, max_length = 500)]
    text: String,
    /// The viewer's name.
    #[serde(default = "somebody")]
    #[schema(min_length = 1, max_length = 100, default = "viewer")]
    viewer: String,
}

fn somebody() -> String {
    "viewer".to_owned()
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TestLineOut {
    /// Whether an FAQ rule fires.
    fires: bool,
    /// Why, for a person.
    explanation: String,
    /// The rule that fires, or nearly does.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_id: Option<String>,
    /// Its trigger.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    trigger: Option<String>,
    /// What the bot would answer.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<String>,
}

async fn test_line(workspace: Workspace, asked: TestLineIn) -> Result<TestLineOut, Failure> {
    let is_command = asked.text.trim_start().starts_with('!');
    let trial = service::faq::try_viewer_line(&workspace, asked.viewer, asked.text).await?;
    let explanation = explanation(&trial, is_command);
    let Trial { rule, near, .. } = trial;
    let fires = rule.as_ref().is_some_and(|rule| !rule.off);
    let reply = rule.as_ref().filter(|_| fires).map(|rule| rule.reply.clone());
    let named = rule.map(|rule| (rule.id, rule.trigger)).or(near.map(|near| (near.id, near.trigger)));
    let (rule_id, trigger) = named.unzip();
    Ok(TestLineOut { fires, explanation, rule_id, trigger, reply })
}

fn explanation(trial: &Trial, is_command: bool) -> String {
    match trial {
        Trial { ignored: true, .. } => "The bot ignores this viewer.".to_owned(),
        Trial { blocked: Some(word), .. } => {
            format!("The bot ignores the line because of the blocked word \"{word}\".")
        }
        Trial { command: Some(command), .. } => {
            format!("{} is a chat command, answered by its own reply.", command.name)
        }
        Trial { rule: Some(rule), .. } => format!("{} {}", verdict(rule), manner(rule)),
        Trial { near: Some(near), .. } => format!("No rule fires. {}", near.sentence),
        _ if is_command => "No rule fires, and it is no chat command that is in use.".to_owned(),
        _ => "No rule fires.".to_owned(),
    }
}

fn verdict(TriedRule { trigger, off, .. }: &TriedRule) -> String {
    if *off {
        return format!("The trigger \"{trigger}\" would fire, but FAQ answers are switched off.");
    }
    format!("The trigger \"{trigger}\" fires.")
}

fn manner(TriedRule { how, found, .. }: &TriedRule) -> String {
    match how {
        Manner::Typo => format!("\"{found}\" is it, misspelt or as a plural."),
        _ => format!("The line has it as \"{found}\"."),
    }
}
