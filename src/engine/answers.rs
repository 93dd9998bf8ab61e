//! Answers to viewers: commands and questions, with their cooldowns.

use super::outbox::Wanted;
use super::{Engine, Turn};
use crate::matching::Hits;
use crate::protocol::{
    ChatLine, CooldownRow, Deed, Effect, Fact, FaqRule, Kind, Millis, Role, Row, Stream, viewer_key,
};

/// An answer later than this answers nobody.
const PATIENCE: Millis = 180_000;
/// How much of a viewer's line an event keeps, in characters.
const KEPT_TEXT: usize = 500;
/// How much of what stands behind a command is repeated, in characters.
const KEPT_ARGS: usize = 200;

impl Engine {
    /// Answers a command. Returns whether the line was one.
    pub(super) fn run_chat_command(&mut self, turn: &mut Turn, stream: &Stream, line: &ChatLine, viewer: &str) -> bool {
        let Some((command, args)) = self.ready.command(&line.text) else { return false };
        let (command, args) = (command.clone(), args.chars().take(KEPT_ARGS).collect::<String>());
        if !allowed(&command.roles, &line.roles) {
            return true;
        }
        let trigger = format!("!{}", command.name);
        if self.rests(turn.now, stream, &command.id, viewer) {
            self.feed.did(Deed::Resting, Some(&command.id), Some(&trigger));
            return true;
        }
        self.feed.did(Deed::Command, Some(&command.id), Some(&trigger));
        self.rest(turn.now, stream, &command.id, viewer, (command.cooldown, command.viewer_cooldown));
        self.record_received(turn, stream, line, viewer, (Kind::Command, &command.id, &trigger));
        let count = self.shared.active().uses_of(&command.id);
        let values = vec![("args".into(), args), ("count".into(), count.to_string())];
        let wanted = Wanted::new(Kind::Command, command.reply, turn.now, PATIENCE);
        self.enqueue(
            turn,
            stream,
            Wanted {
                viewer: Some(viewer.to_owned()),
                rule: Some(command.id),
                trigger: Some(trigger),
                values,
                ..wanted
            },
        );
        true
    }

    /// Answers a question that fires a rule.
    pub(super) fn answer(&mut self, turn: &mut Turn, stream: &Stream, line: &ChatLine, viewer: &str, hits: &Hits) {
        let Some((rule, trigger)) = self.ready.rule_of(hits) else { return };
        let (FaqRule { id, reply, cooldown, viewer_cooldown, .. }, trigger) = (rule.clone(), trigger.to_owned());
        self.record_received(turn, stream, line, viewer, (Kind::Faq, &id, &trigger));
        let deed = if self.is_waiting(stream, &id, Some(viewer)) {
            Deed::Waiting
        } else if self.rests(turn.now, stream, &id, viewer) {
            Deed::Resting
        } else {
            Deed::Asked
        };
        self.feed.did(deed, Some(&id), Some(&trigger));
        if deed != Deed::Asked {
            return;
        }
        self.rest(turn.now, stream, &id, viewer, (cooldown, viewer_cooldown));
        let wanted = Wanted::new(Kind::Faq, reply, turn.now, PATIENCE);
        let viewer = Some(viewer.to_owned());
        self.enqueue(turn, stream, Wanted { viewer, rule: Some(id), trigger: Some(trigger), ..wanted });
    }

    fn record_received(
        &mut self,
        turn: &mut Turn,
        stream: &Stream,
        line: &ChatLine,
        viewer: &str,
        (kind, rule, trigger): (Kind, &str, &str),
    ) {
        let fact = Fact::MessageReceived {
            kind,
            stream: stream.clone(),
            viewer: viewer.to_owned(),
            text: kept_text(&line.text),
            rule: rule.to_owned(),
            trigger: trigger.to_owned(),
        };
        self.record(turn, fact);
    }

    /// Whether what goes by this name keeps silent, for everybody or for the viewer.
    pub(super) fn rests(&self, now: Millis, stream: &Stream, name: &str, viewer: &str) -> bool {
        let rests = |viewer: &str| {
            let key = CooldownRow::key_of(stream, name, viewer);
            self.session.cooldowns.get(&key).is_some_and(|row| row.until > now)
        };
        !self.session.cooldowns.is_empty() && (rests("") || rests(&viewer_key(viewer)))
    }

    /// A rule answered: it rests for everybody, and for the viewer.
    pub(super) fn rest(
        &mut self,
        now: Millis,
        stream: &Stream,
        rule: &str,
        viewer: &str,
        (all, one): (Millis, Millis),
    ) {
        for (viewer, time) in [(String::new(), all), (viewer_key(viewer), one)] {
            if time > 0 {
                let row = CooldownRow { stream: stream.clone(), rule: rule.to_owned(), viewer, until: now + time };
                self.session.cooldowns.insert(row.key(), row.clone());
                self.effects.push_back(Effect::Put { row: Row::Cooldown(row) });
            }
        }
    }

    /// Nothing rests any more.
    pub(super) fn wake_all(&mut self) {
        let rows = std::mem::take(&mut self.session.cooldowns);
        self.effects.extend(rows.into_keys().map(|key| Effect::Delete { key }));
    }

    pub(super) fn forget_cooldowns(&mut self, now: Millis) {
        let over: Vec<_> = self.session.cooldowns.extract_if(.., |_, row| row.until <= now).collect();
        self.effects.extend(over.into_iter().map(|(key, _)| Effect::Delete { key }));
    }
}

/// What an event keeps of a viewer's line.
pub(super) fn kept_text(text: &str) -> String {
    text.chars().take(KEPT_TEXT).collect()
}

/// Whether a viewer with these roles may do what asks for one of those; an empty list asks for nothing.
pub(super) fn allowed(asked: &[Role], held: &[Role]) -> bool {
    asked.is_empty() || asked.iter().any(|role| held.contains(role))
}
