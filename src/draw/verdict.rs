//! What a verification comes to, in words a viewer understands. It must not promise more than the arithmetic shows.

use super::{Bytes32, Drawn, to_hex};
use std::fmt;

/// A proof that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The round's id.
    pub round: String,
    /// The words that entered.
    pub keywords: Vec<String>,
    /// To be compared with what was published when the round opened.
    pub commitment: Bytes32,
    /// To be compared with what was published when the round closed.
    pub root: Bytes32,
    /// How many entrants there were.
    pub entrants: usize,
    /// How many lines of the chat went into the draws; `None` when the seller did not wait for any.
    pub beacon: Option<usize>,
    /// The draws.
    pub draws: Vec<Drawn>,
}

impl Verdict {
    /// What was checked and found right.
    #[must_use]
    pub fn proven(&self) -> Vec<String> {
        let beacon = match self.beacon {
            None | Some(0) => String::new(),
            Some(1) => " and the first line of the chat after closing".into(),
            Some(lines) => format!(" and the first {lines} lines of the chat after closing"),
        };
        vec![
            format!("{} on the list, nobody twice.", people(self.entrants)),
            "Each of them had the same chance in every draw, but for those drawn before.".into(),
            format!(
                "The winners follow from the secret behind the first fingerprint, the list{beacon}, and nothing else."
            ),
        ]
    }

    /// What no proof of this kind can show. It belongs beside every verdict.
    #[must_use]
    pub fn unproven(&self) -> Vec<&'static str> {
        let chance = match self.beacon {
            None => NO_BEACON,
            Some(0) => SILENT_CHAT,
            Some(_) => LAST_LINE,
        };
        vec![chance, PUBLISHED, INVENTED]
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "The proof of round {} holds.\n", Plain(&self.round))?;
        for drawn in &self.draws {
            writeln!(out, "Draw {}:", drawn.number)?;
            drawn.winners.iter().try_for_each(|winner| writeln!(out, "  {}", Plain(winner)))?;
        }
        writeln!(out, "\nChecked:")?;
        self.proven().iter().try_for_each(|line| writeln!(out, "- {line}"))?;
        writeln!(out, "\nFingerprints, to compare with what was published:")?;
        writeln!(out, "- when the round opened: {}", to_hex(&self.commitment))?;
        writeln!(out, "- when the round closed: {}", to_hex(&self.root))?;
        writeln!(out, "\nNot proven:")?;
        self.unproven().iter().try_for_each(|line| writeln!(out, "- {line}"))
    }
}

/// A viewer's text for a terminal: what would move the cursor or change the reading order shows as its escape.
struct Plain<'a>(&'a str);

impl fmt::Display for Plain<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                write!(out, "{}", c.escape_unicode())
            }
            c if c.is_control() => write!(out, "{}", c.escape_unicode()),
            c => write!(out, "{c}"),
        })
    }
}

fn people(count: usize) -> String {
    if count == 1 { "1 entrant is".into() } else { format!("{count} entrants are") }
}

const NO_BEACON: &str = "No lines of the chat went into this draw. The seller, who knows the secret, could have known the \
    winners before closing, and picked the moment.";
const SILENT_CHAT: &str = "Nobody wrote in the chat after closing. The seller, who knows the secret, could have known the \
    winners before closing, and picked the moment.";
const LAST_LINE: &str = "The seller knows the secret and may write in the chat, perhaps under another name. Whoever writes \
    the last of these lines can try several until one suits.";
const PUBLISHED: &str = "Whether the two fingerprints are those that were published: compare them yourself.";
const INVENTED: &str = "Whether all on the list are real: a seller can invent entrants, or leave someone out. See whether \
    you are on it.";

/// Why a proof does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProofError {
    /// Something else altogether.
    NotAProof,
    /// A proof of another version.
    Version(u64),
    /// Not written the way a proof is written.
    Form {
        /// At which byte, from 0.
        at: usize,
    },
    /// More than can be read here.
    TooLarge,
    /// The seed is not the one committed to.
    Commitment,
    /// An entrant stands out of order.
    Order {
        /// Its place, from 1.
        place: usize,
    },
    /// A viewer stands on the list twice.
    Twice {
        /// The places, from 1.
        places: [usize; 2],
    },
    /// The list, or what is said of the round, is not what the root fixes.
    Root,
    /// The beacon holds more lines than are ever taken.
    Beacon,
    /// The draws are not numbered from 1 without a gap.
    Number {
        /// The number that was to come.
        expected: u32,
    },
    /// A draw's key does not follow from seed, round, root and beacon.
    Key {
        /// The number of the draw.
        draw: u32,
    },
    /// Others won than the key draws.
    Winners {
        /// The number of the draw.
        draw: u32,
    },
}

impl fmt::Display for ProofError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAProof => write!(out, "this is no proof of a BuzzChat draw"),
            Self::Version(version) => write!(out, "this is a proof of version {version}; only version 1 is known here"),
            Self::Form { at } => write!(out, "the file is damaged or was changed at byte {at}"),
            Self::TooLarge => write!(out, "the file is too large to be checked here"),
            Self::Commitment => write!(out, "the secret is not the one fixed when the round opened"),
            Self::Order { place } => write!(out, "entrant {place} is out of order"),
            Self::Twice { places: [first, second] } => {
                write!(out, "entrants {first} and {second} are the same viewer, who had two chances")
            }
            Self::Root => write!(out, "the list of entrants is not the one fixed when the round closed"),
            Self::Beacon => write!(out, "more lines of the chat are given than a draw takes"),
            Self::Number { expected } => write!(out, "draw {expected} is missing"),
            Self::Key { draw } => {
                write!(out, "the secret, the list and the chat do not lead to the key of draw {draw}")
            }
            Self::Winners { draw } => write!(out, "draw {draw} has other winners than its key draws"),
        }
    }
}

impl std::error::Error for ProofError {}
