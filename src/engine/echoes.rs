//! Several pages of one stream: only one speaks, the others remember for a moment what they showed, so that another page
//! goes on where the speaker stopped and no line is missed or counted twice around it.
//!
//! Pages share no row ids. Lines are matched by author, kind and text, each once. The memory dies with the worker: the rows
//! were acked, because not being counted is all that was to become of them.

use super::session::{Page, StreamState};
use super::{Engine, Turn};
use crate::protocol::{ChatLine, LineState, Millis, Stream};
use std::collections::{BTreeMap, VecDeque};

/// For how long a line may be matched. It outlasts the time a speaker has to come back to a new worker.
const MEMORY: Millis = 20_000;
/// The most lines remembered of a page, either way.
const REMEMBERED: usize = 500;
/// So many lines that only other pages showed, for so long, mean that the speaker hears nothing.
const DEAF_LINES: usize = 3;
const DEAF_AFTER: Millis = 5_000;

/// What a page showed compared with what was counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Echoes {
    /// Shown here and not counted, oldest first.
    uncounted: VecDeque<(Millis, ChatLine)>,
    /// Counted from another page and not shown here yet.
    expected: VecDeque<(Millis, ChatLine)>,
}

impl Echoes {
    /// Takes out the lines that were counted before.
    fn new_of(&mut self, now: Millis, lines: Vec<ChatLine>) -> Vec<ChatLine> {
        lines.into_iter().filter(|line| !take(&mut self.expected, now, line)).collect()
    }

    fn overhear(&mut self, now: Millis, lines: Vec<ChatLine>) {
        for line in self.new_of(now, lines) {
            keep(&mut self.uncounted, now, line);
        }
    }

    fn counted(&mut self, now: Millis, line: &ChatLine) {
        if !take(&mut self.uncounted, now, line) {
            keep(&mut self.expected, now, line.clone());
        }
    }

    /// Since when this page shows lines that are not counted, those before `heard` aside.
    fn uncounted_since(&self, heard: Millis) -> Option<Millis> {
        let mut later = self.uncounted.iter().map(|(at, _)| *at).filter(|at| *at > heard);
        let first = later.next()?;
        (later.count() + 1 >= DEAF_LINES).then_some(first)
    }
}

/// Takes a line out of a memory, the oldest of equal ones.
fn take(memory: &mut VecDeque<(Millis, ChatLine)>, now: Millis, line: &ChatLine) -> bool {
    forget(memory, now);
    let same =
        |(_, held): &(Millis, ChatLine)| held.text == line.text && held.author == line.author && held.kind == line.kind;
    memory.iter().position(same).and_then(|index| memory.remove(index)).is_some()
}

fn keep(memory: &mut VecDeque<(Millis, ChatLine)>, now: Millis, line: ChatLine) {
    forget(memory, now);
    if memory.len() >= REMEMBERED {
        memory.pop_front();
    }
    memory.push_back((now, line));
}

fn forget(memory: &mut VecDeque<(Millis, ChatLine)>, now: Millis) {
    while memory.front().is_some_and(|(at, _)| at + MEMORY < now) {
        memory.pop_front();
    }
}

/// The pages that show a stream beside its speaker.
fn observers<'a>(
    pages: &'a mut BTreeMap<String, Page>,
    stream: &'a Stream,
    speaker: &'a str,
) -> impl Iterator<Item = &'a mut Page> {
    pages
        .values_mut()
        .filter(move |page| page.attached && page.row.page != speaker && page.row.stream.as_ref() == Some(stream))
}

impl Engine {
    /// New rows of a page that shows a stream: counted if it speaks there, remembered for a moment if not.
    pub(super) fn hear_page(&mut self, turn: &mut Turn, stream: &Stream, id: &str, lines: Vec<ChatLine>) {
        let speaks = self.speaks(stream, id);
        let Some(page) = self.session.pages.get_mut(id) else { return };
        page.heard = turn.now;
        let was_deaf = std::mem::take(&mut page.deaf);
        if speaks {
            let new = page.echoes.new_of(turn.now, lines);
            self.tell_observers(turn.now, stream, id, &new);
            self.hear_new(turn, stream, id, new);
        } else {
            page.echoes.overhear(turn.now, lines);
        }
        if was_deaf {
            self.choose_speaker(stream);
        }
    }

    fn tell_observers(&mut self, now: Millis, stream: &Stream, speaker: &str, lines: &[ChatLine]) {
        for page in observers(&mut self.session.pages, stream, speaker) {
            lines.iter().for_each(|line| page.echoes.counted(now, line));
        }
    }

    /// Whoever became the speaker brings along what it showed and nobody counted.
    pub(super) fn catch_up(&mut self, turn: &mut Turn) {
        for stream in self.session.streams.keys().cloned().collect::<Vec<_>>() {
            let speaker = self.session.streams.get(&stream).and_then(|state| state.speaker.clone());
            let Some(page) = speaker.and_then(|id| self.session.pages.get_mut(&id)) else { continue };
            if page.echoes.uncounted.is_empty() || page.row.stream.as_ref() != Some(&stream) {
                continue;
            }
            forget(&mut page.echoes.uncounted, turn.now);
            let id = page.row.page.clone();
            let lines: Vec<_> = std::mem::take(&mut page.echoes.uncounted).into_iter().map(|(_, line)| line).collect();
            self.tell_observers(turn.now, &stream, &id, &lines);
            self.hear_new(turn, &stream, &id, lines);
        }
    }

    fn hear_new(&mut self, turn: &mut Turn, stream: &Stream, id: &str, mut lines: Vec<ChatLine>) {
        lines.retain(|line| !self.was_typed_elsewhere(turn, stream, id, line));
        self.hear(turn, stream, lines);
    }

    /// A line that another page typed and did not live to see is ours, although the page that shows it cannot know.
    fn was_typed_elsewhere(&mut self, turn: &mut Turn, stream: &Stream, id: &str, line: &ChatLine) -> bool {
        let Some(state) = self.session.streams.get(stream) else { return false };
        let mut flights = state.flight.iter().chain(&state.doubtful);
        let typed =
            flights.find(|flight| flight.page != id && flight.text == line.text).map(|flight| flight.id.clone());
        if let Some(typed) = &typed {
            self.line_outcome(turn, typed, LineState::Seen, None);
        }
        typed.is_some()
    }

    /// A speaker that says it is well and shows nothing of what other pages show gives way.
    pub(super) fn notice_deaf_speakers(&mut self, now: Millis) {
        let deaf: Vec<_> = self.deaf_speakers().filter(|(at, ..)| *at <= now).collect();
        for (_, stream, speaker) in deaf {
            if let Some(page) = self.session.pages.get_mut(&speaker) {
                page.deaf = true;
            }
            self.choose_speaker(&stream);
        }
    }

    pub(super) fn deaf_deadline(&self) -> Option<Millis> {
        self.deaf_speakers().map(|(at, ..)| at).min()
    }

    /// Speakers that hear less than others, with when that is certain.
    fn deaf_speakers(&self) -> impl Iterator<Item = (Millis, Stream, String)> {
        let streams = self.session.streams.values().filter(|state| state.open);
        streams.filter_map(|state| {
            let speaker = self.session.speaker(state).filter(|page| !page.deaf)?;
            let since = self.uncounted_since(state, speaker.heard)?;
            Some((since + DEAF_AFTER, state.stream.clone(), speaker.row.page.clone()))
        })
    }

    fn uncounted_since(&self, state: &StreamState, heard: Millis) -> Option<Millis> {
        let shows = |page: &&Page| page.is_live() && page.row.stream.as_ref() == Some(&state.stream);
        self.session.pages.values().filter(shows).filter_map(|page| page.echoes.uncounted_since(heard)).min()
    }
}
