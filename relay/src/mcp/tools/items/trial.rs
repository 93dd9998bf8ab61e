//! Trying a line: which rule would fire, or why none does.

use super::super::{About, Effect, ToolSpec, tool as make};
use crate::error::Failure;
use crate::scopes::Scope;
use crate::service;
use crate::workspace::Workspace;
use buzzchat::replay::Note;
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
    let notes = service::faq::explain(&workspace, asked.viewer, asked.text).await?;
    let Some(first) = notes.first().cloned() else { return Err(Failure::Internal) };
    let fires = first.what == "left";
    let rules = service::settings::read(&workspace).0.faq_rules;
    let rule = rules.into_iter().find(|rule| Some(&rule.id) == first.rule.as_ref());
    Ok(TestLineOut {
        fires,
        explanation: explanation(&notes),
        reply: rule.filter(|_| fires).map(|rule| rule.reply),
        rule_id: first.rule,
        trigger: first.trigger,
    })
}

fn explanation(notes: &[Note]) -> String {
    let said = |note: &Note| {
        let (trigger, text) = (note.trigger.as_deref().unwrap_or_default(), note.text.as_deref().unwrap_or_default());
        match note.what {
            "left" => format!("The trigger \"{trigger}\" fires."),
            "faq_off" => format!("The trigger \"{trigger}\" would fire, but FAQ answers are switched off."),
            "as_typo" => format!("\"{text}\" is it, misspelt or as a plural."),
            "as_word" | "as_phrase" | "as_part" | "as_pattern" => format!("The line has it as \"{text}\"."),
            "near" => format!("No rule fires. {text}"),
            "ignored" => "The bot ignores this viewer.".to_owned(),
            "blocked" => format!("The bot ignores the line because of the blocked word \"{trigger}\"."),
            "command_rests" => format!("{trigger} is a chat command, answered by its own reply."),
            "no_command" => format!("{trigger} is no chat command that is in use."),
            _ => "No rule fires.".to_owned(),
        }
    };
    notes.iter().map(said).collect::<Vec<_>>().join(" ")
}
