//! What a command comes to, where shared state alone decides it: the same in the worker and, while no device is
//! connected, in the relay. What needs a live page is not decided here.

mod accounts;
pub(super) mod giveaway;
mod import;
mod items;
mod keys;
mod settings;

use super::entropy::Entropy;
use super::seeds::Seeds;
use crate::journal::Shared;
use crate::protocol::{Command, Fact, FieldError, Millis, Outcome, RefusalCode, Seed};
use accounts::{create_account, delete_account, duplicate_account, rename_account, switch_account};
use giveaway::{clear_entries, close_giveaway, open_giveaway, pick_winner};
use import::import_settings;
use items::edit_item;
use keys::{create_key, register_key, revoke_key};
use settings::change_settings;
pub use settings::settings_version;

/// Something that happened, and to which account it belongs.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountFact {
    /// The account.
    pub account: String,
    /// What happened.
    pub fact: Fact,
}

/// What a command comes to.
#[derive(Debug)]
pub struct Decided {
    /// What happened, in order.
    pub facts: Vec<AccountFact>,
    /// What the caller hears.
    pub outcome: Outcome,
    /// The round that was opened and its seed, which no fact may hold.
    pub secret: Option<(String, Seed)>,
}

impl Decided {
    fn done(facts: Vec<AccountFact>) -> Self {
        Self { facts, outcome: Outcome::Done, secret: None }
    }
}

/// What a command about the active account comes to.
struct Decision {
    facts: Vec<Fact>,
    outcome: Outcome,
    secret: Option<(String, Seed)>,
}

impl Decision {
    fn done(facts: Vec<Fact>) -> Self {
        Self { facts, outcome: Outcome::Done, secret: None }
    }

    fn of(self, account: &str) -> Decided {
        let of = |fact| AccountFact { account: account.to_owned(), fact };
        Decided { facts: self.facts.into_iter().map(of).collect(), outcome: self.outcome, secret: self.secret }
    }
}

/// Decides a command from the shared state and the secrets of this replica.
///
/// # Errors
/// The refusal, as an outcome: nothing happened.
pub fn decide(
    shared: &Shared,
    seeds: &Seeds,
    now: Millis,
    entropy: &mut Entropy,
    command: &Command,
) -> Result<Decided, Outcome> {
    let decision = match command {
        Command::CreateAccount { name } => return create_account(shared, entropy, now, name),
        Command::RenameAccount { account, name } => return rename_account(shared, account, name),
        Command::DuplicateAccount { account, name } => {
            return duplicate_account(shared, entropy, now, account, name.as_deref());
        }
        Command::DeleteAccount { account } => return delete_account(shared, account),
        Command::SwitchAccount { account } => return switch_account(shared, account),
        Command::ImportSettings { document } => return import_settings(shared, entropy, now, document),
        Command::SendMessage { .. } | Command::SendTo { .. } => {
            return Err(Outcome::refused(RefusalCode::BotInactive, "No live stream page is open"));
        }
        Command::ChangeSettings { patch, versions } => {
            change_settings(shared, entropy, now, patch, versions.as_deref())?
        }
        Command::EditItem { list, item, edit } => edit_item(shared, entropy, now, (list, item), edit)?,
        Command::OpenGiveaway => open_giveaway(shared.active(), entropy, now),
        Command::CloseGiveaway => close_giveaway(shared)?,
        Command::PickWinner { count } => pick_winner(shared, seeds, now, *count)?,
        Command::ClearEntries => clear_entries(shared.active(), entropy, now),
        Command::CreateKey { name } => create_key(shared, entropy, now, name)?,
        Command::RegisterKey { name, hash } => register_key(name, hash)?,
        Command::RevokeKey { key } => revoke_key(shared, key)?,
    };
    Ok(decision.of(shared.active_id()))
}

fn invalid(message: impl Into<String>) -> Outcome {
    Outcome::refused(RefusalCode::ValidationError, message)
}

fn field_error(FieldError { field, message }: FieldError) -> Outcome {
    let field = (!field.is_empty()).then_some(field);
    Outcome::Refused { code: RefusalCode::ValidationError, message, field }
}
