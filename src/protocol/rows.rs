//! Session rows: local state that is not shared, one JSON value per key in the store.

use super::{BeaconLine, Caller, Kind, Limits, Millis, Outcome, Part, PickedPage, Seed, Stream};
use crate::journal::StoredEntry;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A row of the local store. Its key is derived, never stored twice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Row {
    /// Who we are in the journal.
    Origin(OriginRow),
    /// How to reach the relay.
    Link(LinkRow),
    /// A page and how far its rows are stored.
    Page(PageRow),
    /// A stream, its pace and the line in flight.
    Stream(StreamRow),
    /// Something waiting to be said.
    Item(ItemRow),
    /// A viewer.
    Viewer(ViewerRow),
    /// A timer's phase on a stream.
    Timer(TimerRow),
    /// Lines read and not yet told in an event.
    Count(CountRow),
    /// A rule or a command that rests.
    Cooldown(CooldownRow),
    /// A viewer's last lines, while repeats are looked for.
    Repeats(RepeatsRow),
    /// A command that ran.
    Command(CommandRow),
    /// A giveaway entry, which no snapshot holds.
    Entry {
        /// The account.
        account: String,
        /// The round.
        round: String,
        /// The entry, with where it was recorded.
        stored: StoredEntry,
    },
    /// The secret of a giveaway round.
    Seed {
        /// The round.
        round: String,
        /// Its seed.
        seed: Seed,
    },
    /// What this device has under way for the current giveaway round.
    Giveaway(GiveawayRow),
    /// Lines a viewer wrote, while giveaways ask for some.
    Spoke(SpokeRow),
    /// What the seller chose for a site on this device.
    Site(SiteRow),
    /// A page that the seller pointed at.
    OwnPage(OwnPageRow),
}

impl Row {
    /// Where the row stands.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Origin(_) => "origin".into(),
            Self::Link(_) => "link".into(),
            Self::Page(row) => format!("page/{}", row.page),
            Self::Stream(row) => format!("stream/{}/{}", row.stream.site, row.stream.channel),
            Self::Item(row) => format!("item/{}", row.part.id),
            Self::Viewer(row) => format!("viewer/{}/{}", row.account, row.viewer),
            Self::Timer(row) => format!("timer/{}/{}/{}", row.timer, row.stream.site, row.stream.channel),
            Self::Count(_) => "count".into(),
            Self::Cooldown(row) => row.key(),
            Self::Repeats(row) => format!("repeats/{}/{}/{}", row.viewer, row.stream.site, row.stream.channel),
            Self::Command(row) => format!("command/{}", row.id),
            Self::Entry { round, stored, .. } => Self::entry_key(round, stored),
            Self::Seed { round, .. } => Self::seed_key(round),
            Self::Giveaway(row) => format!("giveaway/{}", row.round),
            Self::Spoke(row) => format!("spoke/{}/{}/{}", row.stream.site, row.stream.channel, row.viewer),
            Self::Site(row) => Self::site_key(&row.site),
            Self::OwnPage(row) => Self::own_page_key(&row.site),
        }
    }

    /// The key of a viewer's entry in a round, as one origin recorded it.
    #[must_use]
    pub fn entry_key(round: &str, stored: &StoredEntry) -> String {
        format!("entry/{round}/{}/{}", stored.origin, super::viewer_key(&stored.entry.viewer))
    }

    /// The key of what was chosen for a site.
    #[must_use]
    pub fn site_key(site: &str) -> String {
        format!("site/{site}")
    }

    /// The key of a page that the seller pointed at.
    #[must_use]
    pub fn own_page_key(site: &str) -> String {
        format!("own/{site}")
    }

    /// The key of a round's secret.
    #[must_use]
    pub fn seed_key(round: &str) -> String {
        format!("seed/{round}")
    }
}

/// Who we are in the journal. Lives in the same store as the events, so that neither can be restored without the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OriginRow {
    /// `dev_` and a ULID.
    pub origin: String,
    /// Our own events up to here are stored by the relay.
    pub acked: u64,
    /// The relay's events up to this number are applied.
    pub cursor: u64,
    /// Our own events up to here exist in the snapshot only.
    pub compacted: u64,
}

/// How to reach the relay. Written by the link, not by the engine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkRow {
    /// `ws://127.0.0.1:4117/link`.
    pub address: String,
    /// The device's token, once paired.
    pub token: Option<String>,
    /// The one-time code, until it was used.
    pub code: Option<String>,
}

/// A page and how far its rows are stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PageRow {
    /// The document's id.
    pub page: String,
    /// What it shows, once attached.
    pub stream: Option<Stream>,
    /// All rows up to here are counted.
    pub acked: u64,
    /// When it was last there.
    pub seen: Millis,
}

/// A stream, its pace and the line in flight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamRow {
    /// The stream.
    pub stream: Stream,
    /// The platform's limits.
    pub limits: Limits,
    /// When the bot first saw it.
    pub opened: Millis,
    /// When a page last showed it.
    pub seen: Millis,
    /// Whether a page shows it now.
    pub open: bool,
    /// The page whose lines count and which types.
    pub speaker: Option<String>,
    /// The texts and times of lines that count against the limits.
    pub said: Vec<(Millis, String)>,
    /// The line handed to a page whose outcome is not known.
    pub flight: Option<Flight>,
    /// Lines that were given up as unconfirmed and may still be seen, the latest last.
    pub doubtful: Vec<Flight>,
    /// How often each rule or timer was phrased, so that its phrasings take turns.
    #[serde(default)]
    pub turns: BTreeMap<String, u32>,
    /// When a timed message was last asked for.
    #[serde(default)]
    pub timed: Millis,
    /// Whether this device speaks there or another one, as far as a relay decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaks: Option<bool>,
}

/// A line handed to a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Flight {
    /// The line's id.
    pub id: String,
    /// The page.
    pub page: String,
    /// The account the bot worked for when the line was made.
    pub account: String,
    /// When it was handed over.
    pub at: Millis,
    /// What it says.
    pub text: String,
    /// What it is made of.
    pub items: Vec<ItemRow>,
}

/// Something waiting to be said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemRow {
    /// Its id, kind, rule and viewer.
    pub part: Part,
    /// Where.
    pub stream: Stream,
    /// The text, variables not yet filled in.
    pub text: String,
    /// What some of its variables stand for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<(String, String)>,
    /// When it was asked for.
    pub created: Millis,
    /// Not before.
    pub due: Millis,
    /// Not after.
    pub deadline: Millis,
    /// How often a page refused it.
    pub refusals: u32,
}

impl ItemRow {
    /// Who asked for it.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.part.kind
    }
}

/// A viewer, as far as welcomes need to know them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ViewerRow {
    /// The account the bot worked for.
    pub account: String,
    /// The compared form of the name.
    pub viewer: String,
    /// When they last wrote, within ten minutes.
    pub seen: Millis,
}

/// A timer's phase on a stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TimerRow {
    /// The timer.
    pub timer: String,
    /// The stream.
    pub stream: Stream,
    /// When it is due.
    pub due: Millis,
    /// Viewers' lines since it last fired.
    pub lines: u64,
}

/// A rule or a command that rests after an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CooldownRow {
    /// Where.
    pub stream: Stream,
    /// The rule or the command.
    pub rule: String,
    /// For whom, in the compared form; for everybody where it is empty.
    pub viewer: String,
    /// Until when.
    pub until: Millis,
}

impl CooldownRow {
    /// Where the row stands.
    #[must_use]
    pub fn key(&self) -> String {
        Self::key_of(&self.stream, &self.rule, &self.viewer)
    }

    /// Where the row of a rule and a viewer stands.
    #[must_use]
    pub fn key_of(stream: &Stream, rule: &str, viewer: &str) -> String {
        format!("cooldown/{rule}/{viewer}/{}/{}", stream.site, stream.channel)
    }
}

/// A viewer's last lines, while repeats are looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RepeatsRow {
    /// Where.
    pub stream: Stream,
    /// The compared form of the name.
    pub viewer: String,
    /// When, and the fingerprint of what.
    pub lines: Vec<(Millis, u32)>,
}

/// Lines read and not yet told in an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CountRow {
    /// The UTC hour.
    pub hour: u64,
    /// How many.
    pub lines: u64,
    /// When the first of them came.
    pub since: Millis,
}

/// A command that ran, so that it never runs twice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CommandRow {
    /// The command's id.
    pub id: String,
    /// When it ran.
    pub at: Millis,
    /// Who waits for the outcome.
    pub caller: Caller,
    /// The item it waits for, while it waits.
    pub item: Option<String>,
    /// The outcome, once there is one.
    pub outcome: Option<Outcome>,
}

/// What this device has under way for the current giveaway round.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GiveawayRow {
    /// The round.
    pub round: String,
    /// Since when this device knows of it.
    pub since: Millis,
    /// Whether it was open when this device last looked.
    pub open: bool,
    /// How many of its draws this device has taken notice of.
    pub draws: usize,
    /// When the reminder was last written.
    pub reminded: Millis,
    /// The beacon being collected.
    pub beacon: Option<BeaconRow>,
    /// The winners whose lines are waited for.
    pub watches: Vec<WatchRow>,
}

/// A beacon being collected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BeaconRow {
    /// Until when.
    pub until: Millis,
    /// The lines so far.
    pub lines: Vec<BeaconLine>,
}

/// A winner whose lines are waited for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WatchRow {
    /// The number of the draw.
    pub draw: u32,
    /// Who.
    pub viewer: String,
    /// By when they must have written, as long as they have not and must.
    pub claim: Option<Millis>,
    /// Until when their lines are kept.
    pub until: Millis,
    /// How many lines were kept.
    pub lines: u32,
}

/// Lines a viewer wrote on a stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SpokeRow {
    /// The stream.
    pub stream: Stream,
    /// The compared form of the name.
    pub viewer: String,
    /// How many; no more are counted than are asked for.
    pub lines: u32,
}

/// What the seller chose for a site on this device. Written by the worker, not by the engine, and never shared: another
/// browser may show another page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SiteRow {
    /// The adapter's id.
    pub site: String,
    /// Whether lines are typed there; as the adapter's confidence says where the seller did not choose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send: Option<bool>,
    /// Selectors instead of the packaged ones, by fact. Kept as they came: what cannot be used is told, not lost.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub overrides: BTreeMap<String, serde_json::Value>,
}

/// A page that the seller pointed at. Written by the worker, and local as what is chosen for a site is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnPageRow {
    /// The page's host, which is its site's id.
    pub site: String,
    /// What was pointed at.
    pub picked: PickedPage,
}
