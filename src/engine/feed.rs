//! What happened lately, for whoever looks at the running show: viewers' lines with what the bot made of them, and what
//! became of its own. Kept while the worker lives, never stored. Lines are moved in as they are and made ready only when
//! somebody asks: most are never looked at.

use super::Engine;
use super::answers::kept_text;
use super::lines::shown_name;
use crate::protocol::{ChatLine, Deed, Did, Event, Fact, FeedItem, Happening, HeardLine, LineKind, Millis, Stream};
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

    /// What is remembered behind the thing of this number, each with its own.
    fn since(&self, known: u64) -> impl Iterator<Item = (u64, &Held)> {
        let first = self.first();
        let from = known.saturating_add(1).saturating_sub(first);
        (first..).zip(&self.held).skip(usize::try_from(from).unwrap_or(KEPT))
    }

    /// The number of the oldest thing that is remembered.
    fn first(&self) -> u64 {
        self.last - self.held.len() as u64 + 1
    }
}

impl Held {
    fn item(&self, n: u64) -> FeedItem {
        FeedItem { n, at: self.at, stream: self.stream.as_deref().cloned(), what: self.what.happening() }
    }
}

fn is_told(kind: LineKind) -> bool {
    matches!(kind, LineKind::Chat | LineKind::Paid | LineKind::Join)
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
        self.feed.since(known).map(|(n, held)| held.item(n))
    }

    /// Rows behind the thing of this number, for whoever listens elsewhere, by stream, and how many were left out because they
    /// are more than `most` or not remembered: what viewers wrote, and who came in, where the bot works from here. A row of
    /// the account that types for us is none of them: nobody can be certain that we did not write it.
    #[must_use]
    pub fn heard_since(&self, known: u64, most: usize) -> (Vec<(Stream, Vec<HeardLine>)>, u64) {
        let mut heard: Vec<(Stream, Vec<HeardLine>)> = Vec::new();
        let (mut count, mut dropped) = (0, self.feed.first().saturating_sub(known.saturating_add(1)));
        for (row, held) in self.feed.since(known) {
            let (Some(stream), What::Line(line, _)) = (held.stream.as_deref(), &held.what) else { continue };
            if line.own || !is_told(line.kind) || !self.leads(stream) {
                continue;
            }
            count += 1;
            if count > most {
                dropped += 1;
                continue;
            }
            let author = shown_name(&line.author).to_owned();
            let told = HeardLine { row, author, text: kept_text(&line.text), kind: line.kind };
            match heard.iter_mut().find(|(known, _)| known == stream) {
                Some((_, lines)) => lines.push(told),
                None => heard.push((stream.clone(), vec![told])),
            }
        }
        (heard, dropped)
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
