//! What a command comes to, where shared state alone decides it: the same in the worker and, while no device is
//! connected, in the relay. What needs a live page is not decided here.

pub(super) mod giveaway;
mod keys;
mod settings;

use super::entropy::Entropy;
use super::seeds::Seeds;
use crate::journal::Shared;
use crate::protocol::{Command, Fact, FieldError, Millis, Outcome, RefusalCode, Seed};
use giveaway::{clear_entries, close_giveaway, open_giveaway, pick_winner};
use keys::{create_key, register_key, revoke_key};
use settings::change_settings;

/// What a command comes to.
#[derive(Debug)]
pub struct Decision {
    /// What happened.
    pub facts: Vec<Fact>,
    /// What the caller hears.
    pub outcome: Outcome,
    /// The round that was opened and its seed, which no fact may hold.
    pub secret: Option<(String, Seed)>,
}

impl Decision {
    fn done(facts: Vec<Fact>) -> Self {
        Self { facts, outcome: Outcome::Done, secret: None }
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
) -> Result<Decision, Outcome> {
    match command {
        Command::SendMessage { .. } => Err(Outcome::refused(RefusalCode::BotInactive, "No live stream page is open")),
        Command::ChangeSettings { patch } => change_settings(shared.active(), entropy, now, patch),
        Command::OpenGiveaway => Ok(open_giveaway(shared.active(), entropy, now)),
        Command::CloseGiveaway => close_giveaway(shared),
        Command::PickWinner { count } => pick_winner(shared, seeds, now, *count),
        Command::ClearEntries => Ok(clear_entries(shared.active(), entropy, now)),
        Command::CreateKey { name } => create_key(shared, entropy, now, name),
        Command::RegisterKey { name, hash } => register_key(name, hash),
        Command::RevokeKey { key } => revoke_key(shared, key),
    }
}

fn invalid(message: impl Into<String>) -> Outcome {
    Outcome::refused(RefusalCode::ValidationError, message)
}

fn field_error(FieldError { field, message }: FieldError) -> Outcome {
    let field = (!field.is_empty()).then_some(field);
    Outcome::Refused { code: RefusalCode::ValidationError, message, field }
}
