//! How the bot stands: one look at everything that matters before doing something.

use crate::workspace::Workspace;
use buzzchat::journal::{Account, Round};
use buzzchat::protocol::Millis;

/// How the bot stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Whether the bot works.
    pub bot_active: bool,
    /// The active account: its id and name.
    pub account: (String, String),
    /// Devices connected to the relay now.
    pub devices: usize,
    /// What is switched on: welcomes, answers, timers, commands, moderation.
    pub features: [(&'static str, bool); 5],
    /// The current giveaway, if there is one.
    pub giveaway: Option<Giveaway>,
}

/// A giveaway round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Giveaway {
    /// Its id.
    pub round: String,
    /// Whether it takes entries.
    pub open: bool,
    /// When it was closed.
    pub closed_at: Option<Millis>,
    /// The words that enter it.
    pub keywords: Vec<String>,
    /// How many entered in time.
    pub entries: usize,
    /// Who won, in the order drawn.
    pub winners: Vec<String>,
    /// The published hash of its secret.
    pub commitment: String,
}

/// How the bot of a workspace stands.
#[must_use]
pub fn read(workspace: &Workspace) -> Status {
    let devices = workspace.devices();
    workspace.replica().read(|shared| {
        let (account, settings) = (shared.active(), shared.active().settings());
        let features = [
            ("welcome", settings.welcome_enabled),
            ("faq", settings.faq_enabled),
            ("timers", settings.timer_enabled),
            ("commands", settings.commands_enabled),
            ("moderation", settings.moderation_enabled),
        ];
        Status {
            bot_active: settings.bot_active,
            account: (shared.active_id().to_owned(), account.name().to_owned()),
            devices,
            features,
            giveaway: current(account),
        }
    })
}

/// The current giveaway of the active account.
#[must_use]
pub fn giveaway(workspace: &Workspace) -> Option<Giveaway> {
    workspace.replica().read(|shared| current(shared.active()))
}

fn current(account: &Account) -> Option<Giveaway> {
    account.round().map(|(id, round)| describe(id, round))
}

fn describe(id: &str, round: &Round) -> Giveaway {
    Giveaway {
        round: id.to_owned(),
        open: round.is_open(),
        closed_at: round.closed_at(),
        keywords: round.keywords().to_vec(),
        entries: round.entrant_count(),
        winners: round.winners(),
        commitment: round.commitment().to_owned(),
    }
}
