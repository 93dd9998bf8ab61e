//! The current giveaway: who entered, who wins.

use super::{run, unexpected};
use crate::error::Failure;
use crate::workspace::Workspace;
use buzzchat::engine::{is_provable, prove};
use buzzchat::journal::{Round, Shared};
use buzzchat::protocol::{Beacon, Command, Entry, Millis, Outcome};

/// A giveaway as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Giveaway {
    /// The round's id.
    pub round: String,
    /// Whether it takes entries.
    pub open: bool,
    /// The words that enter.
    pub keywords: Vec<String>,
    /// What was published when it opened, hex; empty where nothing was.
    pub commitment: String,
    /// When it opened.
    pub opened: Millis,
    /// When it closed.
    pub closed: Option<Millis>,
    /// How many entered in time.
    pub entrants: usize,
    /// How many came too late.
    pub late: usize,
    /// Everyone who was drawn, in the order drawn.
    pub winners: Vec<Winner>,
    /// Whether the draws can be proven here.
    pub provable: bool,
}

/// Somebody who was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Winner {
    /// The name as shown.
    pub viewer: String,
    /// The number of the draw.
    pub draw: u32,
    /// When it was drawn.
    pub drawn: Millis,
    /// Whether the prize was claimed, or let go; nothing while neither is known.
    pub claimed: Option<bool>,
}

/// The draws of a giveaway, and what they were drawn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draws {
    /// The round's id.
    pub round: String,
    /// What was published when it opened, hex; empty where nothing was.
    pub commitment: String,
    /// What fixes the list of those who entered in time, hex; nothing while the giveaway is open.
    pub root: Option<String>,
    /// How many entered in time.
    pub entrants: usize,
    /// What the chat adds to every draw.
    pub beacon: Beacon,
    /// Whether the draws can be proven here.
    pub provable: bool,
    /// The draws that stand, the first one first.
    pub draws: Vec<Drawn>,
}

/// A draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Its number in the giveaway, from 1.
    pub number: u32,
    /// When.
    pub at: Millis,
    /// Who won, in the order drawn.
    pub winners: Vec<String>,
}

/// The current giveaway, if there is one.
#[must_use]
pub fn status(workspace: &Workspace) -> Option<Giveaway> {
    workspace.replica().read(|shared| {
        let (id, round) = shared.active().round()?;
        let entrants = round.entrant_count();
        Some(Giveaway {
            round: id.to_owned(),
            open: round.is_open(),
            keywords: round.keywords().to_vec(),
            commitment: round.commitment().to_owned(),
            opened: round.opened_at().unwrap_or_default(),
            closed: round.closed_at(),
            entrants,
            late: round.entry_count() - entrants,
            winners: winners(round),
            provable: is_provable(shared, round),
        })
    })
}

fn winners(round: &Round) -> Vec<Winner> {
    let mut winners = Vec::new();
    for (drawn, draw) in round.dated_draws() {
        winners.extend(draw.winners.iter().map(|viewer| {
            let claimed = round.claim(viewer).and_then(|claim| claim.claimed());
            Winner { viewer: viewer.clone(), draw: draw.number, drawn, claimed }
        }));
    }
    winners
}

/// The draws of the current giveaway, if there is one.
#[must_use]
pub fn draws(workspace: &Workspace) -> Option<Draws> {
    workspace.replica().read(|shared| {
        let (id, round) = shared.active().round()?;
        let drawn = round.dated_draws().into_iter();
        Some(Draws {
            round: id.to_owned(),
            commitment: round.commitment().to_owned(),
            root: round.closing().map(|closing| closing.root.clone()),
            entrants: round.entrant_count(),
            beacon: round.beacon(),
            provable: is_provable(shared, round),
            draws: drawn.map(|(at, draw)| Drawn { number: draw.number, at, winners: draw.winners.clone() }).collect(),
        })
    })
}

/// Opens a giveaway with the words and the duration of the settings. One that is open already stays as it is.
///
/// # Errors
/// When the device does not answer.
pub async fn open(workspace: &Workspace) -> Result<(), Failure> {
    run(workspace, Command::OpenGiveaway).await.map(drop)
}

/// Closes the giveaway: those who enter from now on are too late.
///
/// # Errors
/// When none is open.
pub async fn close(workspace: &Workspace) -> Result<(), Failure> {
    run(workspace, Command::CloseGiveaway).await.map(drop)
}

/// Those who entered in time, the earliest first.
#[must_use]
pub fn entries(workspace: &Workspace) -> Vec<Entry> {
    let current = |shared: &Shared| shared.active().round().map(|(_, round)| round.entrants().collect());
    workspace.replica().read(current).unwrap_or_default()
}

/// The proof of the current giveaway's draws: the file's text.
///
/// # Errors
/// When nothing can be proven.
pub async fn proof(workspace: &Workspace) -> Result<String, Failure> {
    let replica = workspace.replica().clone();
    // A million entries take a moment, and the other requests shall not wait for it.
    let proof = tokio::task::spawn_blocking(move || replica.read(prove)).await;
    let proof = proof.inspect_err(|error| tracing::error!(%error, "a proof could not be made"));
    proof.map_err(|_| Failure::Internal)?.ok_or_else(|| Failure::NotFound("There is no draw to prove".into()))
}

/// Draws winners. Returns them in the order drawn, and when.
///
/// # Errors
/// When there are too few entries.
pub async fn pick_winners(workspace: &Workspace, count: u32) -> Result<(Vec<String>, Millis), Failure> {
    match run(workspace, Command::PickWinner { count }).await? {
        Outcome::Winners { winners, at } => Ok((winners, at)),
        other => Err(unexpected(&other)),
    }
}

/// Throws the entries away.
///
/// # Errors
/// When the device does not answer.
pub async fn clear_entries(workspace: &Workspace) -> Result<(), Failure> {
    run(workspace, Command::ClearEntries).await.map(drop)
}
