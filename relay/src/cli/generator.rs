//! `generator`: what writes answers for a workspace, where that is not the relay itself. A running server heeds it at once.

use super::{CliResult, PlaceOptions};
use crate::generation::{Kind, Service};
use clap::Subcommand;

/// What to do with what writes answers.
#[derive(Clone, Debug, Subcommand)]
pub enum GeneratorCommand {
    /// Have answers written by a model
    Set {
        /// What it speaks
        #[arg(long)]
        kind: Kind,
        /// The base of its addresses, such as `https://api.openai.com`
        #[arg(long)]
        url: String,
        /// Which model
        #[arg(long)]
        model: String,
        /// The key it asks for
        #[arg(long, env = "BUZZCHAT_GENERATOR_KEY", default_value = "", hide_env_values = true)]
        key: String,
    },
    /// Say what writes answers
    Show,
    /// Have answers written by the relay itself again, from the seller's rules
    Remove,
}

pub(super) async fn run(place: &PlaceOptions, command: GeneratorCommand) -> CliResult {
    let store = place.open_store().await?;
    let workspace = &place.workspace;
    match command {
        GeneratorCommand::Set { kind, url, model, key } => {
            if kind.needs_secret() && key.is_empty() {
                return Err("this service asks for a key: give it with --key or BUZZCHAT_GENERATOR_KEY".into());
            }
            store.set_generator(workspace, &Service { kind, url, model, secret: key }).await?;
            println!("Answers in \"{workspace}\" are written by it from now on.");
        }
        GeneratorCommand::Show => println!("{}", describe(store.generator(workspace).await?)),
        GeneratorCommand::Remove if store.delete_generator(workspace).await? => {
            println!("The relay itself writes answers in \"{workspace}\" again.");
        }
        GeneratorCommand::Remove => println!("The relay itself writes answers in \"{workspace}\" already."),
    }
    Ok(())
}

fn describe(service: Option<Service>) -> String {
    match service {
        Some(Service { kind, url, model, .. }) => format!("{} at {url}, model {model}", kind.name()),
        None => "The relay itself writes answers, from the rules of the active account.".to_owned(),
    }
}
