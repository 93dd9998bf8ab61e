//! What the popup shows, and what it says: messages over the port named `ui`.

use super::{Answer, Ask, Command, Entry, FeedItem, Kind, Millis, Outcome, PageReport, Settings, Stream, Trial};
use crate::journal::Totals;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything an extension page needs to draw itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct View {
    /// The active account's settings.
    pub settings: Settings,
    /// The giveaway's round.
    pub giveaway: GiveawayView,
    /// The accounts, the first one first.
    pub accounts: Vec<AccountView>,
    /// Live API keys, the oldest first.
    pub keys: Vec<KeyView>,
    /// The streams that are open.
    pub streams: Vec<StreamView>,
    /// What waits to be said, the next first; at most 50.
    pub queue: Vec<QueueView>,
    /// All-time counts.
    pub totals: Totals,
    /// Counts of shorter times, and what they tell.
    pub analytics: AnalyticsView,
    /// The link to the relay.
    pub link: LinkView,
    /// The pages whose script is there, as far as they are about a stream.
    pub pages: Vec<PageView>,
    /// The sites of the package and the seller's own, and what was chosen for them on this device.
    pub sites: Vec<SiteView>,
    /// The pages that the seller pointed at.
    pub own_pages: Vec<OwnPageView>,
}

/// What the active account's bot did, as people see it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AnalyticsView {
    /// The last 24 hours.
    pub day: Totals,
    /// The last 7 days.
    pub week: Totals,
    /// The last 30 days.
    pub month: Totals,
    /// The triggers asked for most, with how often, all time; at most 5.
    pub triggers: Vec<(String, u64)>,
    /// The hour of the seller's day in which viewers wrote most in the last 30 days.
    pub peak_hour: Option<u8>,
}

/// A giveaway as people see it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GiveawayView {
    /// The round's id, if there is one.
    pub round: Option<String>,
    /// Whether entries are taken.
    pub open: bool,
    /// What was published when it opened; empty where nothing was.
    pub commitment: String,
    /// When it was closed.
    pub closed: Option<Millis>,
    /// How many entered in time.
    pub entrants: usize,
    /// How many came too late.
    pub late: usize,
    /// The newest entries that came in time, at most 50.
    pub newest: Vec<Entry>,
    /// Who won, in the order drawn.
    pub winners: Vec<WinnerView>,
    /// Whether its draws can be proven.
    pub provable: bool,
}

/// A winner as people see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WinnerView {
    /// Who.
    pub viewer: String,
    /// The number of the draw.
    pub draw: u32,
    /// How it stands with their prize; nothing where they need not write.
    pub claim: Option<ClaimView>,
    /// The first lines they wrote since.
    pub lines: Vec<String>,
}

/// How it stands with a prize.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimView {
    /// The winner has to write.
    Waiting {
        /// By then.
        until: Millis,
    },
    /// The winner wrote in time.
    Claimed,
    /// The winner did not.
    Expired,
}

/// An account as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether the bot works for it.
    pub active: bool,
}

/// An API key as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyView {
    /// Its id.
    pub key: String,
    /// Its name.
    pub name: String,
    /// `bz_live_abc…wxyz`.
    pub mask: String,
    /// When it was made.
    pub created: Millis,
}

/// A stream as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamView {
    /// Which.
    pub stream: Stream,
    /// Whether its chat is read.
    pub reading: bool,
    /// Whether lines can be written.
    pub can_write: bool,
    /// Why not.
    pub reason: Option<String>,
    /// Whether another device speaks there, so that this one only watches.
    pub observes: bool,
    /// How busy its chat is.
    pub chat: ChatView,
}

/// One page's health.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PageView {
    /// The document's id.
    pub page: String,
    /// The adapter's id.
    pub site: String,
    /// What it shows, once its chat was found.
    pub stream: Option<Stream>,
    /// Whether its chat is read.
    pub reading: bool,
    /// Whether lines can be written.
    pub can_write: bool,
    /// Why not.
    pub reason: Option<String>,
}

/// A site as people see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SiteView {
    /// The adapter's id.
    pub site: String,
    /// What the seller reads.
    pub name: String,
    /// How sure it is that writing works: `high`, `medium`, `low` or `none`.
    pub confidence: String,
    /// Whether lines are typed there.
    pub sends: bool,
    /// The seller's own selectors, by fact.
    pub overrides: BTreeMap<String, serde_json::Value>,
    /// Why they are not used.
    pub problem: Option<String>,
}

/// A page of the seller's own as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnPageView {
    /// Its site's id.
    pub site: String,
    /// The pages that the browser must let us read, as a match pattern.
    pub origin: String,
}

/// How busy a chat is, since the worker last started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatView {
    /// Viewers' lines of the last minute.
    pub lines_per_minute: u32,
    /// The most lines of any minute.
    pub peak: u32,
    /// How many different viewers wrote; an estimate from a thousand on.
    pub chatters: u64,
}

/// Something that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueueView {
    /// Who asked.
    pub kind: Kind,
    /// What, variables not filled in.
    pub text: String,
    /// For whom.
    pub viewer: Option<String>,
    /// Not before.
    pub due: Millis,
}

/// The state of the link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// No relay is configured.
    #[default]
    Unpaired,
    /// Trying.
    Connecting,
    /// There.
    Connected,
    /// Lost; trying again.
    Away,
    /// Refused: a person must act.
    Refused,
}

/// The link to the relay as people see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkView {
    /// Its state.
    pub state: LinkState,
    /// Where.
    pub address: String,
    /// The workspace, once connected.
    pub workspace: Option<String>,
    /// What went wrong.
    pub problem: Option<String>,
}

/// What can be written to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Export {
    /// What the bot did, by the day: CSV.
    Days,
    /// Who entered the current giveaway: CSV.
    Entrants,
    /// What viewers asked for: CSV.
    Triggers,
    /// Every account's settings: JSON, for [`Command::ImportSettings`].
    Settings,
}

/// What an extension page says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum UiMessage {
    /// Do something.
    Command {
        /// The page's own id for it.
        id: String,
        /// What.
        command: Command,
    },
    /// Pair with a relay.
    Connect {
        /// `http://127.0.0.1:4117`, or its `ws` form.
        address: String,
        /// The one-time code.
        code: String,
    },
    /// Forget the relay.
    Disconnect,
    /// Ask for the text of a file.
    Export {
        /// The page's own id for it.
        id: String,
        /// Which.
        what: Export,
    },
    /// Hand out the proof of the current giveaway's draws.
    Prove {
        /// The page's own id for it.
        id: String,
    },
    /// Choose for a site on this device; what is left out stays.
    Site {
        /// The adapter's id.
        site: String,
        /// Whether lines are typed there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        send: Option<bool>,
        /// Selectors instead of the packaged ones, by fact; all of them anew.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        overrides: Option<BTreeMap<String, serde_json::Value>>,
    },
    /// Forget a page of the seller's own.
    ForgetPage {
        /// Its site's id.
        site: String,
    },
    /// Ask a page what its adapter finds there.
    Check {
        /// The asker's own id for it.
        id: String,
        /// The document's id.
        page: String,
    },
    /// Ask the relay for something.
    Relay {
        /// The page's own id for it, different from every other.
        id: String,
        /// What.
        ask: Ask,
    },
    /// Hear what happens on the streams from now on.
    Follow,
    /// Ask what the bot would make of a line.
    Try {
        /// The page's own id for it.
        id: String,
        /// What a viewer would write.
        line: String,
    },
}

/// What the worker says to an extension page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum UiUpdate {
    /// Everything to show.
    View {
        /// It.
        view: Box<View>,
    },
    /// What came of a command.
    Reply {
        /// The page's own id for it.
        id: String,
        /// What came of it.
        outcome: Outcome,
    },
    /// The text of a file.
    Export {
        /// The page's own id for it.
        id: String,
        /// The text.
        text: String,
    },
    /// The proof of the current giveaway's draws.
    Proof {
        /// The page's own id for it.
        id: String,
        /// The file's text; nothing where nothing can be proven.
        proof: Option<String>,
    },
    /// What a page's adapter finds there.
    Report {
        /// The asker's own id for it.
        id: String,
        /// It; nothing where the page is gone.
        report: Option<PageReport>,
    },
    /// What the bot would make of a line.
    Trial {
        /// The page's own id for it.
        id: String,
        /// It.
        trial: Box<Trial>,
    },
    /// What the relay answered, or why it did not.
    Relay {
        /// The page's own id for it.
        id: String,
        /// It.
        answer: Answer,
    },
    /// What happened on the streams, to whoever follows: first what is remembered, then what is new.
    Feed {
        /// The oldest first.
        items: Vec<FeedItem>,
    },
}
