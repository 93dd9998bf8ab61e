//! The items of the settings' lists: FAQ rules, timers, chat commands. Each list has four tools that work alike; rules have
//! one more, which tries a line.

mod kinds;
mod trial;

use super::{About, DoneOut, Effect, PartIn, ToolSpec, done, tool, tool_taking};
use crate::error::Failure;
use crate::mcp::schema::{Object, joined, partial, schema_of, without};
use crate::scopes::Scope;
use crate::service;
use crate::workspace::Workspace;
use buzzchat::protocol::{ListItem, Settings};
use kinds::{Commands, Rules, Timers};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// How often each command was used.
type Uses = BTreeMap<String, u64>;

/// A list of the settings.
trait Kind: 'static {
    /// An item as the core knows it.
    type Item: ListItem + Send + 'static;
    /// An item as a writer sends it.
    type In: ToSchema;
    /// An item as a reader gets it.
    type Out: Serialize + ToSchema + Send + 'static;
    /// What is said about listing, adding, changing and removing.
    const WORDS: [(&'static str, &'static str, &'static str); 4];
    /// The list.
    fn held(settings: Settings) -> Vec<Self::Item>;
    /// An item for a reader.
    fn out(item: Self::Item, uses: &Uses) -> Self::Out;
}

pub(super) fn tools() -> Vec<ToolSpec> {
    let lists = [tools_of::<Rules>(), tools_of::<Timers>(), tools_of::<Commands>()];
    lists.into_iter().flatten().chain([trial::tool()]).collect()
}

fn tools_of<K: Kind>() -> [ToolSpec; 4] {
    let about = |place: usize, scope, effect| {
        let (name, title, description) = K::WORDS[place];
        About { name, title, description, scope, effect }
    };
    let fields = || without(schema_of::<K::In>(), &["id"]);
    [
        tool(about(0, Scope::Read, Effect::Reads), list::<K>),
        tool_taking(about(1, Scope::Settings, Effect::Adds), fields(), add::<K>),
        tool_taking(
            about(2, Scope::Settings, Effect::Overwrites),
            partial(joined(schema_of::<ItemIn>(), fields()), &["id"]),
            change::<K>,
        ),
        tool(about(3, Scope::Settings, Effect::Overwrites), remove::<K>),
    ]
}

/// Which item.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ItemIn {
    /// The item's id, as the list gives it.
    #[schema(min_length = 1, max_length = 64)]
    id: String,
}

/// An item and what to set.
#[derive(Deserialize)]
struct ChangeIn {
    id: String,
    #[serde(flatten)]
    fields: Object,
}

/// A part of a list.
#[derive(Serialize, ToSchema)]
struct PartOut<T> {
    items: Vec<T>,
    /// How many there are.
    total: usize,
}

async fn list<K: Kind>(workspace: Workspace, part: PartIn) -> Result<PartOut<K::Out>, Failure> {
    let (settings, uses) = service::settings::read(&workspace);
    let items = K::held(settings);
    let total = items.len();
    Ok(PartOut { items: part.of(items).map(|item| K::out(item, &uses)).collect(), total })
}

async fn add<K: Kind>(workspace: Workspace, fields: Object) -> Result<K::Out, Failure> {
    let id = service::items::add::<K::Item>(&workspace, fields).await?;
    found::<K>(&workspace, &id)
}

async fn change<K: Kind>(workspace: Workspace, asked: ChangeIn) -> Result<K::Out, Failure> {
    if asked.fields.is_empty() {
        return Err(Failure::validation("Name at least one field to change"));
    }
    service::items::change::<K::Item>(&workspace, asked.id.clone(), asked.fields).await?;
    found::<K>(&workspace, &asked.id)
}

async fn remove<K: Kind>(workspace: Workspace, asked: ItemIn) -> Result<DoneOut, Failure> {
    service::items::remove::<K::Item>(&workspace, asked.id).await?;
    Ok(done("Removed"))
}

/// The item as it is now: what a command changed is known here before its reply.
fn found<K: Kind>(workspace: &Workspace, id: &str) -> Result<K::Out, Failure> {
    let (settings, uses) = service::settings::read(workspace);
    let item = K::held(settings).into_iter().find(|item| item.id() == id);
    let gone = || Failure::NotFound("The item was removed meanwhile".into());
    item.map(|item| K::out(item, &uses)).ok_or_else(gone)
}
