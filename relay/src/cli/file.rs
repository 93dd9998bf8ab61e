//! The configuration file. Its keys are the names of options, and what it says counts where neither the command line nor
//! the environment does. It knows no option itself: those of `serve`, and those of every command, are asked for.

use super::PlaceOptions;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// The file with every option and its default, as `config` prints it.
pub const DEFAULTS: &str = include_str!("../../relay.default.toml");

/// The file's name in the data folder.
const NAME: &str = "relay.toml";
/// Not for the file: it is found by the one, and the others end the command.
const NEVER: [&str; 3] = ["config", "help", "version"];

/// A file that was found.
pub(super) struct ConfigFile {
    path: PathBuf,
    /// Whether it lies in the data folder, and so cannot say where that is.
    in_data: bool,
    table: Table,
}

/// What the file adds to the words of a command line.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// For every command; they stand before it.
    pub(super) before: Vec<String>,
    /// For `serve`; they stand after it.
    pub(super) serve: Vec<String>,
}

impl ConfigFile {
    /// Reads the file that was named, or the one in the data folder where there is one.
    pub(super) fn find(place: &PlaceOptions) -> Result<Option<Self>, String> {
        let (path, in_data) = match &place.config {
            Some(path) => (path.clone(), false),
            None => (place.folder().join(NAME), true),
        };
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if in_data && matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            Err(error) => return Err(format!("{} cannot be read: {error}", path.display())),
        };
        let table = parse(&path, &text)?;
        Ok(Some(Self { path, in_data, table }))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The options that nothing stronger has set, as words.
    pub(super) fn words(&self, command: &Command, given: &ArgMatches) -> Result<Words, String> {
        let serve = command.find_subcommand("serve").ok_or("there is no command to configure")?;
        let mut words = Words::default();
        for (key, value) in &self.table {
            if let Some(option) = option(command, key) {
                words.before.extend(self.option_words(option, key, value, Some(given))?);
            } else if let Some(option) = option(serve, key) {
                words.serve.extend(self.option_words(option, key, value, given.subcommand_matches("serve"))?);
            } else {
                return Err(self.complaint(key, "is no option"));
            }
        }
        Ok(words)
    }

    fn option_words(
        &self,
        option: &Arg,
        key: &str,
        value: &Value,
        given: Option<&ArgMatches>,
    ) -> Result<Vec<String>, String> {
        if key == "data" && self.in_data {
            return Err(self.complaint(key, "cannot stand in the data folder itself"));
        }
        let words = words_of(option, key, value).map_err(|why| self.complaint(key, why))?;
        let source = given.and_then(|given| given.value_source(option.get_id().as_str()));
        let stronger = matches!(source, Some(ValueSource::CommandLine | ValueSource::EnvVariable));
        Ok(if stronger { Vec::new() } else { words })
    }

    fn complaint(&self, key: &str, why: &str) -> String {
        format!("{}: \"{key}\" {why}", self.path.display())
    }
}

fn option<'a>(command: &'a Command, key: &str) -> Option<&'a Arg> {
    command.get_arguments().find(|option| option.get_long() == Some(key) && !NEVER.contains(&key))
}

/// The parser would quote the line, and a line may hold a password.
fn parse(path: &Path, text: &str) -> Result<Table, String> {
    text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        format!("{}, line {}: {}", path.display(), before.matches('\n').count() + 1, error.message())
    })
}

/// A list gives an option several times, true a flag once.
fn words_of(option: &Arg, key: &str, value: &Value) -> Result<Vec<String>, &'static str> {
    let word = |text: String| format!("--{key}={text}");
    match (option.get_action(), value) {
        (ArgAction::SetTrue, Value::Boolean(on)) => Ok(on.then(|| format!("--{key}")).into_iter().collect()),
        (ArgAction::SetTrue, _) => Err("is true or false"),
        (ArgAction::Append, Value::Array(items)) => items.iter().map(|item| single(item).map(word)).collect(),
        (ArgAction::Append, _) => Err("is a list"),
        (_, value) => Ok(vec![word(single(value)?)]),
    }
}

fn single(value: &Value) -> Result<String, &'static str> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Integer(number) => Ok(number.to_string()),
        Value::Float(number) => Ok(number.to_string()),
        Value::Boolean(on) => Ok(on.to_string()),
        _ => Err("has a value that is no text, number, true or false"),
    }
}
