//! Phrasings take turns, so that the same words are not said over and over.

use super::compose::{Composed, Words, next_line};
use super::{Engine, variables};
use crate::protocol::{ItemRow, Kind, Millis, Stream};

/// Under which name the welcome's turns are counted.
const WELCOME: &str = "welcome";

impl Engine {
    /// In how many ways an item can be said.
    pub(super) fn phrasings(&self, item: &ItemRow) -> usize {
        1 + self.variants_of(item).len()
    }

    fn variants_of(&self, item: &ItemRow) -> &[String] {
        match item.kind() {
            Kind::Welcome => self.ready.variants(None),
            Kind::Faq | Kind::Timer => self.ready.variants(item.part.rule.as_deref()),
            Kind::Seller | Kind::Winner | Kind::Api | Kind::Command => &[],
        }
    }

    /// Makes the next line of what is due on a stream, and lets the phrasings it used take turns.
    pub(super) fn compose(&mut self, now: Millis, stream: &Stream) -> Option<Composed> {
        let scene = self.scene(now, stream);
        let state = self.session.streams.get_mut(stream)?;
        let mut queue = std::mem::take(&mut state.queue);
        let (limits, turns) = (state.limits.clone(), state.turns.clone());
        let phrase = |item: &ItemRow| {
            let turn = turns.get(turn_key(item)).copied().unwrap_or_default() as usize;
            let variants = self.variants_of(item);
            match turn % (variants.len() + 1) {
                0 => item.text.clone(),
                other => variants[other - 1].clone(),
            }
        };
        let words = Words { phrase: &phrase, scene: &|name: &str| scene.value(name) };
        let line = next_line(&mut queue, &limits, now, &words);
        let used: Vec<_> = line.iter().flat_map(|line| &line.items).filter(|item| self.phrasings(item) > 1).collect();
        let mut used: Vec<_> = used.into_iter().map(|item| turn_key(item).to_owned()).collect();
        used.dedup();
        let state = self.session.streams.get_mut(stream)?;
        state.queue = queue;
        let took_turns = !used.is_empty();
        used.into_iter().for_each(|key| *state.turns.entry(key).or_default() += 1);
        if took_turns {
            self.put_stream(stream);
        }
        line
    }
}

fn turn_key(item: &ItemRow) -> &str {
    item.part.rule.as_deref().unwrap_or(WELCOME)
}

/// What a text says, with the item's own variables before those of the stream.
pub(super) fn render(text: &str, item: &ItemRow, username: Option<&str>, words: &Words<'_>) -> String {
    variables::fill(text, |name| match name {
        "username" => username.map(ToOwned::to_owned),
        _ => {
            let own = item.values.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
            own.or_else(|| (words.scene)(name))
        }
    })
}
