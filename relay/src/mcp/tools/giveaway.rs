//! Giveaways: rounds, entries, winners, proofs.

use super::{About, DoneOut, Effect, NothingIn, PartIn, ToolSpec, done, tool};
use crate::api::EntryOut;
use crate::clock::rfc3339;
use crate::error::Failure;
use crate::scopes::Scope;
use crate::service;
use crate::service::giveaway::Giveaway;
use crate::workspace::Workspace;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A longer proof is no reading for a model; a program fetches the file.
const MAX_PROOF: usize = 200_000;

pub(super) fn tools() -> Vec<ToolSpec> {
    let about = |name, title, description, scope, effect| About { name, title, description, scope, effect };
    vec![
        tool(
            about(
                "buzzchat_pick_winner",
                "Pick giveaway winners",
                "Draws winners at random among those who entered in time and have not won yet, and announces them in \
                 the chat. The first draw closes the giveaway. A draw cannot be taken back.",
                Scope::Giveaway,
                Effect::Adds,
            ),
            pick_winner,
        ),
        tool(
            about(
                "buzzchat_get_giveaway",
                "Get the giveaway's status",
                "The current giveaway: whether it is open, the words that enter it, how many entered, who won.",
                Scope::Read,
                Effect::Reads,
            ),
            get_giveaway,
        ),
        tool(
            about(
                "buzzchat_list_giveaway_entries",
                "List giveaway entries",
                "Those who entered the current giveaway in time, the earliest first, in parts of up to 500.",
                Scope::Read,
                Effect::Reads,
            ),
            list_entries,
        ),
        tool(
            about(
                "buzzchat_open_giveaway",
                "Open a giveaway",
                "Begins a new giveaway round: from now on viewers enter by writing one of its keywords. One that is \
                 open goes on.",
                Scope::Giveaway,
                Effect::Sets,
            ),
            open_giveaway,
        ),
        tool(
            about(
                "buzzchat_close_giveaway",
                "Close the giveaway",
                "Takes no more entries, so that winners can be drawn. Fails when no giveaway is open.",
                Scope::Giveaway,
                Effect::Sets,
            ),
            close_giveaway,
        ),
        tool(
            about(
                "buzzchat_clear_giveaway_entries",
                "Clear giveaway entries",
                "Throws all entries of the current giveaway away; the next ones count for a new giveaway. This cannot \
                 be undone.",
                Scope::Giveaway,
                Effect::Overwrites,
            ),
            clear_entries,
        ),
        tool(
            about(
                "buzzchat_get_giveaway_proof",
                "Get the proof of the draws",
                "The file from which anybody can draw the current giveaway's winners again, as text.",
                Scope::Read,
                Effect::Reads,
            ),
            get_proof,
        ),
    ]
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PickWinnerIn {
    /// How many winners to draw.
    #[serde(default = "one")]
    #[schema(minimum = 1, maximum = 10, default = 1)]
    count: u32,
}

fn one() -> u32 {
    1
}

#[derive(Serialize, ToSchema)]
struct PickWinnerOut {
    /// In the order drawn.
    winners: Vec<String>,
    #[schema(format = DateTime)]
    timestamp: String,
}

async fn pick_winner(workspace: Workspace, asked: PickWinnerIn) -> Result<PickWinnerOut, Failure> {
    let (winners, at) = service::giveaway::pick_winners(&workspace, asked.count).await?;
    Ok(PickWinnerOut { winners, timestamp: rfc3339(at) })
}

#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum State {
    None,
    Open,
    Closed,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct GiveawayOut {
    /// Whether there is a giveaway, and whether it takes entries.
    state: State,
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// The words that enter it.
    keywords: Vec<String>,
    /// How many entered in time.
    entries: usize,
    /// In the order drawn.
    winners: Vec<String>,
    #[schema(nullable = false, format = DateTime)]
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<String>,
    /// The published hash of the secret that decides the draw.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    commitment: Option<String>,
}

impl From<Option<Giveaway>> for GiveawayOut {
    fn from(giveaway: Option<Giveaway>) -> Self {
        let Some(giveaway) = giveaway else {
            let (keywords, winners) = (Vec::new(), Vec::new());
            return Self {
                state: State::None,
                id: None,
                keywords,
                entries: 0,
                winners,
                closed_at: None,
                commitment: None,
            };
        };
        Self {
            state: if giveaway.open { State::Open } else { State::Closed },
            id: Some(giveaway.round),
            keywords: giveaway.keywords,
            entries: giveaway.entrants,
            winners: giveaway.winners.into_iter().map(|winner| winner.viewer).collect(),
            closed_at: giveaway.closed.map(rfc3339),
            commitment: Some(giveaway.commitment).filter(|commitment| !commitment.is_empty()),
        }
    }
}

async fn get_giveaway(workspace: Workspace, _: NothingIn) -> Result<GiveawayOut, Failure> {
    Ok(service::giveaway::status(&workspace).into())
}

#[derive(Serialize, ToSchema)]
struct EntriesOut {
    /// The earliest first.
    entries: Vec<EntryOut>,
    /// How many there are.
    total: usize,
}

async fn list_entries(workspace: Workspace, part: PartIn) -> Result<EntriesOut, Failure> {
    let entries = service::giveaway::entries(&workspace);
    let total = entries.len();
    Ok(EntriesOut { entries: part.of(entries).map(Into::into).collect(), total })
}

async fn open_giveaway(workspace: Workspace, _: NothingIn) -> Result<GiveawayOut, Failure> {
    service::giveaway::open(&workspace).await?;
    Ok(service::giveaway::status(&workspace).into())
}

async fn close_giveaway(workspace: Workspace, _: NothingIn) -> Result<GiveawayOut, Failure> {
    service::giveaway::close(&workspace).await?;
    Ok(service::giveaway::status(&workspace).into())
}

async fn clear_entries(workspace: Workspace, _: NothingIn) -> Result<DoneOut, Failure> {
    service::giveaway::clear_entries(&workspace).await?;
    Ok(done("All entries cleared"))
}

#[derive(Serialize, ToSchema)]
struct ProofOut {
    /// The file's text: exactly these characters are verified.
    proof: String,
}

async fn get_proof(workspace: Workspace, _: NothingIn) -> Result<ProofOut, Failure> {
    let proof = service::giveaway::proof(&workspace).await?;
    if proof.len() > MAX_PROOF {
        return Err(Failure::validation(
            "The proof is too long to be read here: fetch it from /api/v1/giveaway/proof of the relay",
        ));
    }
    Ok(ProofOut { proof })
}
