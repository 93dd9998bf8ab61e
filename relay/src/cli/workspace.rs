//! `workspace`: makes and lists workspaces, and says what their tiers open. A running server notices by itself.

use super::{CliResult, PlaceOptions, read_workspace};
use crate::clock;
use crate::tier::Tier;
use clap::Subcommand;

/// What to do with workspaces.
#[derive(Clone, Debug, Subcommand)]
pub enum WorkspaceCommand {
    /// Make a workspace
    Create {
        /// What you call it
        #[arg(value_parser = read_workspace)]
        name: String,
    },
    /// List the workspaces with their tiers
    List,
    /// Change a workspace's tier; below business its API keys are refused
    Tier {
        /// Its name
        #[arg(value_parser = read_workspace)]
        name: String,
        /// Its new tier
        tier: Tier,
    },
}

pub(super) async fn run(place: &PlaceOptions, command: WorkspaceCommand) -> CliResult {
    match command {
        WorkspaceCommand::Create { name } => create(place, &name).await,
        WorkspaceCommand::List => list(place).await,
        WorkspaceCommand::Tier { name, tier } => change_tier(place, &name, tier).await,
    }
}

async fn create(place: &PlaceOptions, name: &str) -> CliResult {
    let now = clock::now();
    let origin = clock::entropy().id("rel_", now);
    if !place.open_store().await?.add_workspace(name, &origin, now).await? {
        return Err(format!("there is already a workspace \"{name}\"").into());
    }
    println!("The workspace \"{name}\" is made. Its tier is {}.", Tier::Business.name());
    println!("A key for it: buzzchat-relay key create --name NAME --workspace {name}");
    println!("A device:     buzzchat-relay pair --workspace {name}");
    Ok(())
}

async fn list(place: &PlaceOptions) -> CliResult {
    let workspaces = place.open_store().await?.workspaces().await?;
    if workspaces.is_empty() {
        println!("There is no workspace yet. The first `serve` makes one, and so does `workspace create NAME`.");
    }
    for (name, tier, created) in workspaces {
        println!("{name}  {}  {}", tier.name(), clock::rfc3339(created));
    }
    Ok(())
}

async fn change_tier(place: &PlaceOptions, name: &str, tier: Tier) -> CliResult {
    if !place.open_store().await?.set_tier(name, tier).await? {
        return Err(format!("there is no workspace \"{name}\"; `workspace list` shows those there are").into());
    }
    let effect = if tier < Tier::Business { "refused" } else { "accepted" };
    println!("\"{name}\" is {} now. A running server notices within a second: its API keys are {effect}.", tier.name());
    Ok(())
}
