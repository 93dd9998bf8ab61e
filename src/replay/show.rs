//! The built-in show, from the files the lab's page loads. It holds no line of its own.

use super::{Plan, Recording};
use crate::protocol::SettingsPatch;
use serde_json::Value;

const LINES: &str = include_str!("../../www/lab/show.csv");
const SETUP: &str = include_str!("../../www/lab/show.json");

/// A recorded show with settings that suit it.
pub struct Show {
    /// Its chat.
    pub recording: Recording,
    /// What its bot knows.
    pub patch: SettingsPatch,
    /// What its seller does.
    pub plan: Plan,
}

/// The built-in show: ten minutes of a sale.
///
/// # Panics
/// Never: the files are part of the source, and a test reads them.
#[must_use]
pub fn show() -> Show {
    let setup: Value = serde_json::from_str(SETUP).expect("the setup is JSON");
    Show {
        recording: Recording::parse(LINES).expect("the show is a recording"),
        patch: SettingsPatch::parse(&setup["settings"]).expect("the show's settings are settings"),
        plan: serde_json::from_value(setup["plan"].clone()).expect("the show's plan is a plan"),
    }
}
