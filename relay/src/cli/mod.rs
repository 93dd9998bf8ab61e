//! The command line. Every command but `serve` leaves the server alone: it reads the database, or leaves a command
//! there.

mod key;
mod pair;
mod serve;
mod verify;

use crate::config::{DEFAULT_WORKSPACE, default_data_dir};
use crate::logging::LogFormat;
use crate::openapi;
use crate::store::Store;
use clap::{Args, Parser, Subcommand};
use std::error::Error;
use std::path::PathBuf;

pub use key::KeyCommand;
pub use serve::ServeOptions;

/// What a command comes to.
pub type CliResult = Result<(), Box<dyn Error + Send + Sync>>;

/// BuzzChat's relay.
#[derive(Debug, Parser)]
#[command(name = "buzzchat-relay", version, about = "BuzzChat's relay: one binary, one file of data")]
pub struct Cli {
    #[command(flatten)]
    place: PlaceOptions,
    #[command(subcommand)]
    command: CliCommand,
}

/// Where the data lies, and whose it is.
#[derive(Clone, Debug, Args)]
pub struct PlaceOptions {
    /// The folder that keeps everything [default: the platform's place for application data]
    #[arg(long, global = true, env = "BUZZCHAT_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// A PostgreSQL database to keep everything in, instead of a file in the folder
    #[arg(long, global = true, env = "BUZZCHAT_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// The workspace to work on
    #[arg(long, global = true, env = "BUZZCHAT_WORKSPACE", value_name = "NAME", default_value = DEFAULT_WORKSPACE,
          value_parser = read_workspace)]
    pub workspace: String,
}

#[derive(Debug, Subcommand)]
enum CliCommand {
    /// Serve the API, the link for extensions and the demo stream
    Serve(ServeOptions),
    /// Print a one-time code that connects an extension; it works for ten minutes
    Pair,
    /// Make, list and revoke API keys; works while the server runs
    #[command(subcommand)]
    Key(KeyCommand),
    /// Print the API's description as YAML
    Openapi,
    /// Do a giveaway's draw again from its proof, and say whether the winners are right
    Verify {
        /// The proof, as BuzzChat saved it
        #[arg(value_name = "PROOF.json")]
        proof: PathBuf,
    },
}

impl PlaceOptions {
    async fn open_store(&self) -> Result<Store, Box<dyn Error + Send + Sync>> {
        Ok(Store::open(&self.data_folder()?, self.database_url.as_deref()).await?)
    }

    /// The data folder, made if it is not there.
    fn data_folder(&self) -> std::io::Result<PathBuf> {
        let folder = self.data.clone().unwrap_or_else(default_data_dir);
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }
}

impl Cli {
    /// The form of log lines.
    #[must_use]
    pub fn log_format(&self) -> LogFormat {
        match &self.command {
            CliCommand::Serve(options) => options.log_format,
            _ => LogFormat::Text,
        }
    }

    /// Does what was asked.
    ///
    /// # Errors
    /// What went wrong, for a person.
    pub async fn run(self) -> CliResult {
        match self.command {
            CliCommand::Serve(options) => serve::run(&self.place, &options).await,
            CliCommand::Pair => pair::run(&self.place).await,
            CliCommand::Key(command) => key::run(&self.place, command).await,
            CliCommand::Verify { proof } => verify::run(&proof),
            CliCommand::Openapi => {
                print!("{}", openapi::yaml());
                Ok(())
            }
        }
    }
}

fn read_workspace(name: &str) -> Result<String, String> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if name.is_empty() || name.len() > 64 || !name.chars().all(allowed) {
        return Err("a workspace's name has 1 to 64 lower-case letters, digits, \"-\" or \"_\"".into());
    }
    Ok(name.to_owned())
}
