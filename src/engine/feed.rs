//! What happened lately, for whoever looks at the running show: viewers' lines with what the bot made of them, and what
//! became of its own. Kept while the worker lives, never stored. Lines are moved in as they are and made ready only when
//! somebody asks: most are never looked at.

use super::Engine;
use super::answers::kept_text;
use super::lines::shown_name;
use crate::protocol::{ChatLine, Deed, Did, Event, Fact, FeedItem, Happening, Millis, Stream};
use std::collections::VecDeque;
use std::sync::Arc;

/// How many things are kept.
const KEPT: usize = 200;
/// What another device said longer ago than this is no news.
const NEWS: Millis = 60_000;

#[derive(Default)]
pub(super) struct Feed {
    held: VecDeque<Held>,
    /// The number of the newest.
    last: u64,
    /// What the bot made so far of the line that is being taken in.
    did: Vec<Did>,
    /// The stream of the newest, which the next one mostly shares.
    stream: Option<Arc<Stream>>,
}

struct Held {
    at: Millis,
    stream: Option<Arc<Stream>>,
    what: What,
}

enum What {
    Line(ChatLine, Vec<Did>),
    Other(Happening),
}

impl Feed {
    /// The bot made something of the line that is being taken in.
    pub(super) fn did(&mut self, what: Deed, rule: Option<&str>, trigger: Option<&str>) {
        self.did.push(Did { what, rule: rule.map(ToOwned::to_owned), trigger: trigger.map(ToOwned::to_owned) });
    }

    /// A line was taken in. One of ours was told of when it was seen.
    pub(super) fn line(&mut self, at: Millis, stream: &Stream, line: ChatLine) {
        let did = std::mem::take(&mut self.did);
        if line.say.is_none() {
            self.keep(at, Some(stream), What::Line(line, did));
        }
    }

    /// Something else happened.
    pub(super) fn other(&mut self, at: Millis, stream: Option<&Stream>, happening: Happening) {
        self.keep(at, stream, What::Other(happening));
    }

    fn keep(&mut self, at: Millis, stream: Option<&Stream>, what: What) {
        if self.stream.as_deref() != stream {
            self.stream = stream.cloned().map(Arc::new);
        }
        if self.held.len() == KEPT {
            self.held.pop_front();
        }
        self.held.push_back(Held { at, stream: self.stream.clone(), what });
        self.last += 1;
    }

    fn since(&self, known: u64) -> impl Iterator<Item = FeedItem> {
        let first = self.last - self.held.len() as u64 + 1;
        let from = known.saturating_add(1).saturating_sub(first);
        (first..).zip(&self.held).skip(usize::try_from(from).unwrap_or(KEPT)).map(|(n, held)| held.item(n))
    }
}

impl Held {
    fn item(&self, n: u64) -> FeedItem {
        FeedItem { n, at: self.at, stream: self.stream.as_deref().cloned(), what: self.what.happening() }
    }
}

impl What {
    fn happening(&self) -> Happening {
        match self {
            Self::Line(line, did) => Happening::Line {
                viewer: shown_name(&line.author).to_owned(),
                text: kept_text(&line.text),
                roles: line.roles.clone(),
                kind: line.kind,
                did: did.clone(),
            },
            Self::Other(happening) => happening.clone(),
        }
    }
}

impl Engine {
    /// What happened behind the thing of this number, the oldest first, as far as it is remembered. 0 asks for all.
    pub fn feed_since(&self, known: u64) -> impl Iterator<Item = FeedItem> {
        self.feed.since(known)
    }

    /// The number of the newest thing that happened.
    #[must_use]
    pub fn feed_end(&self) -> u64 {
        self.feed.last
    }

    /// Goes on with the feed of an engine that this one takes the place of: whoever follows it counts on.
    pub fn continue_feed(&mut self, before: Self) {
        self.feed = before.feed;
    }

    /// What another device said on a stream that is open here.
    pub(super) fn overhear(&mut self, event: &Event) {
        let new = self.shared.known(&event.origin) < event.seq && event.at.saturating_add(NEWS) >= self.wall;
        let (stream, happening) = match &event.fact {
            Fact::MessageSent { stream, text, parts, .. } => {
                (stream, Happening::Sent { text: text.clone(), parts: parts.clone() })
            }
            Fact::MessageUnconfirmed { stream, text, parts, reason, .. } => {
                let (text, parts, reason) = (text.clone(), parts.clone(), reason.clone());
                (stream, Happening::Unconfirmed { text, parts, reason })
            }
            _ => return,
        };
        if new && self.session.streams.get(stream).is_some_and(|state| state.open) {
            self.feed.other(self.wall, Some(stream), happening);
        }
    }
}
