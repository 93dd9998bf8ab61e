//! The command line. Every command but `serve` leaves the server alone: it reads the database, or leaves a command
//! there. An option is declared once, as a field here or in `serve`, and can then stand in the configuration file.

mod backup;
mod file;
mod flow;
mod generator;
mod key;
mod line;
mod pair;
mod serve;
mod sign_in;
mod verify;
mod workspace;

use crate::config::{DEFAULT_WORKSPACE, default_data_dir};
use crate::logging::LogFormat;
use crate::openapi;
use crate::store::{Store, make_folder};
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use file::ConfigFile;
use std::error::Error;
use std::ffi::OsString;
use std::fmt::{self, Debug, Formatter};
use std::path::PathBuf;

pub use file::DEFAULTS;
pub use flow::FlowCommand;
pub use generator::GeneratorCommand;
pub use key::KeyCommand;
pub use line::LineCommand;
pub use serve::ServeOptions;
pub use workspace::WorkspaceCommand;

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
#[derive(Clone, Args)]
pub struct PlaceOptions {
    /// The configuration file [default: relay.toml in the data folder, where there is one]
    #[arg(long, global = true, env = "BUZZCHAT_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
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
    /// Print a link that opens the dashboard; it works once, for ten minutes
    SignIn {
        /// Where the server answers
        #[arg(long, env = "BUZZCHAT_URL", default_value = "http://127.0.0.1:4117")]
        url: String,
    },
    /// Make, list and revoke API keys; works while the server runs
    #[command(subcommand)]
    Key(KeyCommand),
    /// Make and list workspaces, and change their tiers; works while the server runs
    #[command(subcommand)]
    Workspace(WorkspaceCommand),
    /// Connect iMessage and WhatsApp, and say how the lines stand; works while the server runs
    #[command(subcommand)]
    Line(LineCommand),
    /// Choose what writes answers for the AVA addresses; works while the server runs
    #[command(subcommand)]
    Generator(GeneratorCommand),
    /// Define what Elitbuzz triggers run; works while the server runs
    #[command(subcommand)]
    Flow(FlowCommand),
    /// Copy the database to a new file; works while the server runs
    Backup {
        /// The copy
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Print a configuration file with every option and its default
    Config,
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

    async fn open_store_alone(&self) -> Result<Store, Box<dyn Error + Send + Sync>> {
        Ok(Store::open_alone(&self.data_folder()?, self.database_url.as_deref()).await?)
    }

    /// The data folder, made if it is not there.
    fn data_folder(&self) -> std::io::Result<PathBuf> {
        let folder = self.folder();
        make_folder(&folder)?;
        Ok(folder)
    }

    fn folder(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(default_data_dir)
    }
}

/// The database's address may hold a password.
impl Debug for PlaceOptions {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.debug_struct("PlaceOptions").field("data", &self.data).field("workspace", &self.workspace).finish()
    }
}

impl CliCommand {
    /// Whether it works on data, and so heeds the configuration file.
    fn has_place(&self) -> bool {
        !matches!(self, Self::Config | Self::Openapi | Self::Verify { .. })
    }
}

impl Cli {
    /// Reads the words of a command line, the environment, and then the configuration file.
    ///
    /// # Errors
    /// What is wrong with one of them, for a person; also where help or the version is asked for.
    pub fn read(words: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let mut words: Vec<_> = words.into_iter().collect();
        let mut command = Self::command();
        let given = command.try_get_matches_from_mut(&words)?;
        let cli = Self::from_arg_matches(&given)?;
        if !cli.command.has_place() {
            return Ok(cli);
        }
        let refuse = |why: String| clap::Error::raw(ErrorKind::InvalidValue, format!("{why}\n"));
        let Some(file) = ConfigFile::find(&cli.place).map_err(refuse)? else { return Ok(cli) };
        let added = file.words(&command, &given).map_err(refuse)?;
        if matches!(cli.command, CliCommand::Serve(_)) {
            words.extend(added.serve.into_iter().map(OsString::from));
        }
        words.splice(1..1, added.before.into_iter().map(OsString::from));
        Self::try_parse_from(words).map_err(|error| refuse(format!("{}: {error}", file.path().display())))
    }

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
            CliCommand::SignIn { url } => sign_in::run(&self.place, &url).await,
            CliCommand::Key(command) => key::run(&self.place, command).await,
            CliCommand::Workspace(command) => workspace::run(&self.place, command).await,
            CliCommand::Line(command) => line::run(&self.place, command).await,
            CliCommand::Generator(command) => generator::run(&self.place, command).await,
            CliCommand::Flow(command) => flow::run(&self.place, command).await,
            CliCommand::Verify { proof } => verify::run(&proof),
            CliCommand::Backup { file } => backup::run(&self.place, &file).await,
            CliCommand::Config => {
                print!("{DEFAULTS}");
                Ok(())
            }
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
