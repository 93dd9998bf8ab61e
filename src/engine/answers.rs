//! Answers to viewers: commands and questions, with their cooldowns.

use super::outbox::Wanted;
use super::{Engine, Turn};
use crate::matching::Hits;
use crate::protocol::{
    ChatCommand, ChatLine, CooldownRow, Effect, Fact, FaqRule, Kind, Millis, Role, Row, Stream, viewer_key,
};

/// An answer later than this answers nobody.
const PATIENCE: Millis = 180_000;
/// How much of a viewer's line an event keeps, in characters.
const KEPT_TEXT: usize = 500;
/// How much of what stands behind a command is repeated, in characters.
const KEPT_ARGS: usize = 200;

/// Why a command or a rule keeps silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Silence {
    /// It answered a moment ago.
    Rests,
    /// It answered this viewer a moment ago.
    RestsForViewer,
    /// The viewer lacks the role.
    Role,
    /// The viewer's question already waits for its answer.
    Waits,
}

impl Engine {
    /// Answers a command. Returns whether the line was one.
    pub(super) fn run_chat_command(&mut self, turn: &mut Turn, stream: &Stream, line: &ChatLine, viewer: &str) -> bool {
        let Some((command, args)) = self.ready.command(&line.text) else { return false };
        let (command, args) = (command.clone(), args.chars().take(KEPT_ARGS).collect::<String>());
        if self.command_silence(turn.now, stream, &command, line, viewer).is_some() {
            return true;
        }
        self.rest(turn.now, stream, &command.id, viewer, (command.cooldown, command.viewer_cooldown));
        let trigger = format!("!{}", command.name);
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

    pub(super) fn command_silence(
        &self,
        now: Millis,
        stream: &Stream,
        command: &ChatCommand,
        line: &ChatLine,
        viewer: &str,
    ) -> Option<Silence> {
        if !allowed(&command.roles, &line.roles) {
            return Some(Silence::Role);
        }
        self.resting(now, stream, &command.id, viewer)
    }

    /// Answers a question that fires a rule.
    pub(super) fn answer(&mut self, turn: &mut Turn, stream: &Stream, line: &ChatLine, viewer: &str, hits: &Hits) {
        let Some((rule, trigger)) = self.ready.rule_of(hits) else { return };
        let (FaqRule { id, reply, cooldown, viewer_cooldown, .. }, trigger) = (rule.clone(), trigger.to_owned());
        self.record_received(turn, stream, line, viewer, (Kind::Faq, &id, &trigger));
        if self.question_silence(turn.now, stream, &id, viewer).is_some() {
            return;
        }
        self.rest(turn.now, stream, &id, viewer, (cooldown, viewer_cooldown));
        let wanted = Wanted::new(Kind::Faq, reply, turn.now, PATIENCE);
        let viewer = Some(viewer.to_owned());
        self.enqueue(turn, stream, Wanted { viewer, rule: Some(id), trigger: Some(trigger), ..wanted });
    }

    pub(super) fn question_silence(&self, now: Millis, stream: &Stream, rule: &str, viewer: &str) -> Option<Silence> {
        if self.is_waiting(stream, rule, Some(viewer)) {
            return Some(Silence::Waits);
        }
        self.resting(now, stream, rule, viewer)
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
            text: kept_text(line),
            rule: rule.to_owned(),
            trigger: trigger.to_owned(),
        };
        self.record(turn, fact);
    }

    fn resting(&self, now: Millis, stream: &Stream, rule: &str, viewer: &str) -> Option<Silence> {
        let rests = |viewer: &str| {
            let key = CooldownRow::key_of(stream, rule, viewer);
            self.session.cooldowns.get(&key).is_some_and(|row| row.until > now)
        };
        match () {
            () if self.session.cooldowns.is_empty() => None,
            () if rests("") => Some(Silence::Rests),
            () if rests(&viewer_key(viewer)) => Some(Silence::RestsForViewer),
            () => None,
        }
    }

    /// A rule answered: it rests for everybody, and for the viewer.
    fn rest(&mut self, now: Millis, stream: &Stream, rule: &str, viewer: &str, (all, one): (Millis, Millis)) {
        for (viewer, time) in [(String::new(), all), (viewer_key(viewer), one)] {
            if time > 0 {
                let row = CooldownRow { stream: stream.clone(), rule: rule.to_owned(), viewer, until: now + time };
                self.session.cooldowns.insert(row.key(), row.clone());
                self.effects.push_back(Effect::Put { row: Row::Cooldown(row) });
            }
        }
    }

    pub(super) fn forget_cooldowns(&mut self, now: Millis) {
        let over: Vec<_> = self.session.cooldowns.extract_if(.., |_, row| row.until <= now).collect();
        self.effects.extend(over.into_iter().map(|(key, _)| Effect::Delete { key }));
    }
}

/// What an event keeps of a viewer's line.
pub(super) fn kept_text(line: &ChatLine) -> String {
    line.text.chars().take(KEPT_TEXT).collect()
}

/// Whether a viewer with these roles may do what asks for one of those; an empty list asks for nothing.
pub(super) fn allowed(asked: &[Role], held: &[Role]) -> bool {
    asked.is_empty() || asked.iter().any(|role| held.contains(role))
}
