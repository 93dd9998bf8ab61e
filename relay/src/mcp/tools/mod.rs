//! The tools: what they are called, what they take and give, and which function of `service` each calls.

mod accounts;
mod chat;
mod giveaway;
mod items;
mod numbers;
mod people;
mod settings;

use super::arguments;
use super::schema::{Object, schema_of};
use crate::app::App;
use crate::error::Failure;
use crate::scopes::{Scope, Scopes};
use crate::workspace::Workspace;
use rmcp::model::{Tool, ToolAnnotations};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use utoipa::ToSchema;

type Answer = Pin<Box<dyn Future<Output = Result<Value, Failure>> + Send>>;
type Run = Box<dyn Fn(Reach, Object) -> Answer + Send + Sync>;

/// What a tool can reach: the caller's workspace, and what serves every workspace.
#[derive(Clone, Debug)]
pub(super) struct Reach {
    pub(super) workspace: Workspace,
    pub(super) app: App,
}

impl From<Reach> for Workspace {
    fn from(reach: Reach) -> Self {
        reach.workspace
    }
}

/// What a tool does to the world: hints for a client that asks its user first.
#[derive(Clone, Copy)]
enum Effect {
    /// It looks.
    Reads,
    /// It puts something into a state; doing it again changes nothing.
    Sets,
    /// It does one thing more each time.
    Adds,
    /// It writes over something, or throws it away.
    Overwrites,
}

/// What is said about a tool.
#[derive(Clone, Copy)]
struct About {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    scope: Scope,
    effect: Effect,
}

/// A tool.
pub(super) struct ToolSpec {
    tool: Tool,
    scope: Scope,
    run: Run,
}

static TOOLS: LazyLock<Vec<ToolSpec>> = LazyLock::new(|| {
    let groups = [
        chat::tools(),
        people::tools(),
        numbers::tools(),
        giveaway::tools(),
        items::tools(),
        settings::tools(),
        accounts::tools(),
    ];
    groups.into_iter().flatten().collect()
});

/// The tools that a key with these scopes may use.
pub(super) fn listed(scopes: Scopes) -> Vec<Tool> {
    TOOLS.iter().filter(|spec| scopes.allows(spec.scope)).map(|spec| spec.tool.clone()).collect()
}

/// The tool of this name.
pub(super) fn find(name: &str) -> Option<&'static ToolSpec> {
    TOOLS.iter().find(|spec| spec.tool.name == name)
}

impl ToolSpec {
    /// What a client is told of it.
    pub(super) fn tool(&self) -> &Tool {
        &self.tool
    }

    /// What a key must be allowed for it.
    pub(super) fn scope(&self) -> Scope {
        self.scope
    }

    /// Does it.
    ///
    /// # Errors
    /// What is wrong with the arguments, or why it cannot be done.
    pub(super) async fn run(&self, reach: Reach, arguments: Object) -> Result<Value, Failure> {
        arguments::check(&arguments, &self.tool.input_schema).map_err(Failure::Validation)?;
        (self.run)(reach, arguments).await
    }
}

/// A tool whose schemas are those of its function's types. A function takes the workspace, or all that a tool can reach.
fn tool<Place, In, Out, Done>(about: About, act: fn(Place, In) -> Done) -> ToolSpec
where
    Place: From<Reach> + 'static,
    In: DeserializeOwned + ToSchema + Send + 'static,
    Out: Serialize + ToSchema,
    Done: Future<Output = Result<Out, Failure>> + Send + 'static,
{
    tool_taking(about, schema_of::<In>(), act)
}

/// A tool that takes what its schema says.
fn tool_taking<Place, In, Out, Done>(about: About, input: Object, act: fn(Place, In) -> Done) -> ToolSpec
where
    Place: From<Reach> + 'static,
    In: DeserializeOwned + Send + 'static,
    Out: Serialize + ToSchema,
    Done: Future<Output = Result<Out, Failure>> + Send + 'static,
{
    tool_giving(about, input, schema_of::<Out>(), act)
}

fn tool_giving<Place, In, Out, Done>(
    about: About,
    input: Object,
    output: Object,
    act: fn(Place, In) -> Done,
) -> ToolSpec
where
    Place: From<Reach> + 'static,
    In: DeserializeOwned + Send + 'static,
    Out: Serialize,
    Done: Future<Output = Result<Out, Failure>> + Send + 'static,
{
    let tool = Tool::new(about.name, about.description, Arc::new(input))
        .with_title(about.title)
        .with_raw_output_schema(Arc::new(output))
        .with_annotations(about.annotations());
    let run: Run = Box::new(move |reach, arguments| {
        let read = serde_json::from_value(Value::Object(arguments));
        Box::pin(async move {
            let read = read.map_err(|error| Failure::Validation(error.to_string()))?;
            let out = act(reach.into(), read).await?;
            serde_json::to_value(out).map_err(|error| {
                tracing::error!(%error, "a tool's result cannot be written");
                Failure::Internal
            })
        })
    });
    ToolSpec { tool, scope: about.scope, run }
}

impl About {
    fn annotations(&self) -> ToolAnnotations {
        let (reads, overwrites, idempotent) = match self.effect {
            Effect::Reads => (true, false, true),
            Effect::Sets => (false, false, true),
            Effect::Adds => (false, false, false),
            Effect::Overwrites => (false, true, true),
        };
        // What is written into a chat, or to somebody, is out in the world.
        let public = !reads && matches!(self.scope, Scope::Messages | Scope::Giveaway);
        ToolAnnotations::with_title(self.title)
            .read_only(reads)
            .destructive(overwrites)
            .idempotent(idempotent)
            .open_world(public)
    }
}

/// A tool that takes nothing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NothingIn {}

/// That something was done.
#[derive(Serialize, ToSchema)]
struct DoneOut {
    /// What was done.
    message: &'static str,
}

fn done(message: &'static str) -> DoneOut {
    DoneOut { message }
}

/// A part of a long list.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PartIn {
    /// The most items to return.
    #[serde(default = "PartIn::most")]
    #[schema(minimum = 1, maximum = 500, default = 100)]
    limit: u64,
    /// So many items are passed over first.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 10_000_000, default = 0)]
    offset: u64,
}

impl PartIn {
    fn most() -> u64 {
        100
    }

    fn of<T>(&self, items: impl IntoIterator<Item = T>) -> impl Iterator<Item = T> {
        let number = |wanted: u64| usize::try_from(wanted).unwrap_or(usize::MAX);
        items.into_iter().skip(number(self.offset)).take(number(self.limit))
    }
}

#[cfg(test)]
mod tests {
    use super::{TOOLS, listed};
    use crate::scopes::Scopes;
    use std::collections::BTreeSet;

    #[test]
    fn a_key_is_shown_what_it_may_use() {
        let names = |scopes: &str| -> Vec<_> {
            listed(Scopes::parse(scopes).unwrap()).into_iter().map(|tool| tool.name.into_owned()).collect()
        };
        assert_eq!(names("messages"), ["buzzchat_send_message", "buzzchat_send_direct_message"]);
        assert!(names("webhooks").is_empty());
        let reads = listed(Scopes::parse("read").unwrap());
        let only_looks = |annotations: &rmcp::model::ToolAnnotations| annotations.read_only_hint == Some(true);
        assert!(reads.iter().all(|tool| tool.annotations.as_ref().is_some_and(only_looks)), "a reader changes nothing");
        let parts = ["read", "messages", "giveaway", "settings"].map(|scope| names(scope).len());
        assert_eq!(parts.iter().sum::<usize>(), TOOLS.len(), "each tool belongs to one scope");
    }

    #[test]
    fn every_tool_says_what_it_takes_and_gives() {
        let names: BTreeSet<_> = TOOLS.iter().map(|spec| spec.tool.name.as_ref()).collect();
        assert_eq!(names.len(), TOOLS.len(), "two tools share a name");
        for spec in TOOLS.iter() {
            let tool = &spec.tool;
            assert!(tool.name.starts_with("buzzchat_"), "{}", tool.name);
            assert!(tool.description.as_ref().is_some_and(|text| text.len() > 40), "{}", tool.name);
            assert_eq!(tool.input_schema["type"], "object", "{}", tool.name);
            assert_eq!(tool.input_schema["additionalProperties"], false, "{}", tool.name);
            let output = tool.output_schema.as_ref().unwrap();
            assert_eq!(output["type"], "object", "{}", tool.name);
            for property in tool.input_schema.get("properties").and_then(|p| p.as_object()).into_iter().flatten() {
                assert!(property.1.get("description").is_some(), "{}: {}", tool.name, property.0);
            }
        }
    }
}
