//! The settings of the active account, but for the lists: their items have tools of their own.

use super::{About, DoneOut, Effect, NothingIn, ToolSpec, done, tool_giving, tool_taking};
use crate::api::{SettingsIn, SettingsOut};
use crate::error::Failure;
use crate::mcp::schema::{Object, partial, schema_of, without};
use crate::scopes::Scope;
use crate::service;
use crate::workspace::Workspace;
use serde_json::Value;

/// A list that were sent as a whole would undo what somebody else did to it meanwhile.
const LISTS: [&str; 3] = ["faqRules", "timerMessages", "commands"];

pub(super) fn tools() -> Vec<ToolSpec> {
    let get = About {
        name: "buzzchat_get_settings",
        title: "Get settings",
        description: "The settings of the active account: the bot's switch, welcomes, timers, FAQ, commands, \
                      moderation, giveaways, alerts. Times are milliseconds. FAQ rules, timers and commands are \
                      listed by tools of their own.",
        scope: Scope::Read,
        effect: Effect::Reads,
    };
    let update = About {
        name: "buzzchat_update_settings",
        title: "Update settings",
        description: "Changes the settings named, and nothing else. FAQ rules, timers and commands are changed by \
                      tools of their own.",
        scope: Scope::Settings,
        effect: Effect::Overwrites,
    };
    let nothing = schema_of::<NothingIn>();
    vec![
        tool_giving(get, nothing, without(schema_of::<SettingsOut>(), &LISTS), get_settings),
        tool_taking(update, partial(without(schema_of::<SettingsIn>(), &LISTS), &[]), update_settings),
    ]
}

async fn get_settings(workspace: Workspace, _: NothingIn) -> Result<Value, Failure> {
    let (settings, uses) = service::settings::read(&workspace);
    let mut settings = serde_json::to_value(SettingsOut::new(settings, &uses)).map_err(|_| Failure::Internal)?;
    if let Some(settings) = settings.as_object_mut() {
        settings.retain(|name, _| !LISTS.contains(&name.as_str()));
    }
    Ok(settings)
}

async fn update_settings(workspace: Workspace, changes: Object) -> Result<DoneOut, Failure> {
    if changes.is_empty() {
        return Err(Failure::validation("Name at least one setting to change"));
    }
    service::settings::change(&workspace, &Value::Object(changes)).await?;
    Ok(done("Settings updated"))
}
