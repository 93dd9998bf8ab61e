//! How the bot stands: one look at everything that matters before doing something.

use super::giveaway::{self, Giveaway};
use crate::workspace::Workspace;

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

/// How the bot of a workspace stands.
#[must_use]
pub fn read(workspace: &Workspace) -> Status {
    let (devices, giveaway) = (workspace.devices(), giveaway::status(workspace));
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
            giveaway,
        }
    })
}
