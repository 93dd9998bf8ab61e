//! `flow`: what a workspace has said by itself when an Elitbuzz trigger asks for it. A running server heeds it at once.

use super::{CliResult, PlaceOptions};
use crate::messaging::Flow;
use clap::Subcommand;
use std::path::{Path, PathBuf};

/// What to do with flows.
#[derive(Clone, Debug, Subcommand)]
pub enum FlowCommand {
    /// Define a flow by a JSON file, in place of the one with the same key
    Set {
        /// The flow: {"key", "name", "steps"}
        #[arg(value_name = "FLOW.json")]
        file: PathBuf,
    },
    /// List the flows
    List,
    /// Print a flow as the JSON that defines it
    Show {
        /// Its key
        key: String,
    },
    /// Forget a flow; who waits in it hears no more of it
    Remove {
        /// Its key
        key: String,
    },
}

pub(super) async fn run(place: &PlaceOptions, command: FlowCommand) -> CliResult {
    let workspace = &place.workspace;
    let unknown = |key: &str| format!("there is no flow \"{key}\"; `flow list` shows those there are");
    match command {
        FlowCommand::Set { file } => set(place, &file).await?,
        FlowCommand::List => list(place).await?,
        FlowCommand::Show { key } => {
            let flow = place.open_store().await?.flow(workspace, &key).await?.ok_or_else(|| unknown(&key))?;
            println!("{}", serde_json::to_string_pretty(&flow)?);
        }
        FlowCommand::Remove { key } if place.open_store().await?.delete_flow(workspace, &key).await? => {
            println!("\"{key}\" is forgotten.");
        }
        FlowCommand::Remove { key } => return Err(unknown(&key).into()),
    }
    Ok(())
}

async fn set(place: &PlaceOptions, file: &Path) -> CliResult {
    let named = |why: String| format!("{}: {why}", file.display());
    let json = std::fs::read_to_string(file).map_err(|error| named(error.to_string()))?;
    let flow = Flow::read(&json).map_err(named)?;
    place.open_store().await?.set_flow(&place.workspace, &flow).await?;
    println!("The flow \"{}\" has {} steps. A trigger runs it by …/flow/{}", flow.name, flow.steps.len(), flow.key);
    Ok(())
}

async fn list(place: &PlaceOptions) -> CliResult {
    let flows = place.open_store().await?.flows(&place.workspace).await?;
    if flows.is_empty() {
        println!("No flow is defined in the workspace \"{}\". Define one with `flow set FLOW.json`.", place.workspace);
    }
    for Flow { key, name, steps } in flows {
        println!("{key}  {} steps  {name}", steps.len());
    }
    Ok(())
}
