//! Trying a line that nobody wrote: what the bot would make of it, by the same matcher and settings, while nothing happens,
//! nothing is counted, and nothing that rests is asked.

use super::Engine;
use super::compose::{Words, next_line};
use super::ready::Ready;
use super::variables::Scene;
use crate::matching::{Fired, How, Lane};
use crate::protocol::{
    ItemRow, Kind, LengthUnit, Limits, Manner, MatchMode, NearRule, Part, Settings, Stream, Trial, TriedCommand,
    TriedRule, viewer_key,
};

/// Who writes the line where nobody is named.
const SOMEBODY: &str = "viewer";

/// What a bot with these settings would make of a viewer's line while no giveaway is open. Replies are as the seller wrote
/// them.
///
/// ```
/// use buzzchat::{engine::try_line, protocol::Settings};
///
/// let trial = try_line(Settings::default(), "ann", "how long does shiping take?");
/// assert_eq!(trial.rule.map(|rule| rule.trigger).as_deref(), Some("shipping"));
/// ```
#[must_use]
pub fn try_line(settings: Settings, viewer: &str, line: &str) -> Trial {
    Ready::trying(settings).try_line(viewer, line).0
}

impl Ready {
    /// What these settings make of a line, and what stands behind a command.
    fn try_line<'a>(&self, viewer: &str, line: &'a str) -> (Trial, &'a str) {
        let (hits, mut trial) = (self.matcher.scan(line), Trial::default());
        trial.ignored = self.ignores(&viewer_key(viewer));
        trial.blocked = self.blocked_of(&hits).filter(|_| !trial.ignored).map(ToOwned::to_owned);
        if trial.ignored || trial.blocked.is_some() {
            return (trial, "");
        }
        trial.alert = self.alert_of(&hits).map(ToOwned::to_owned);
        if let Some((command, args)) = self.command(line) {
            let (id, name) = (command.id.clone(), format!("!{}", command.name));
            trial.command = Some(TriedCommand { id, name, reply: command.reply.clone(), roles: command.roles.clone() });
            return (trial, args);
        }
        let explanation = self.matcher.explain(Lane::Faq, line);
        trial.rule = explanation.hit.map(|fired| self.tried_rule(&fired, line));
        trial.near = explanation.near.map(|near| {
            let rule = self.rule(near.group);
            NearRule { id: rule.id.clone(), trigger: rule.triggers[near.trigger].clone(), sentence: near.sentence }
        });
        (trial, "")
    }

    fn tried_rule(&self, fired: &Fired, line: &str) -> TriedRule {
        let rule = self.rule(fired.group);
        TriedRule {
            id: rule.id.clone(),
            trigger: rule.triggers[fired.trigger].clone(),
            reply: rule.reply.clone(),
            how: manner(fired),
            found: line.get(fired.span.clone()).unwrap_or_default().to_owned(),
            off: !self.settings.faq_enabled,
        }
    }
}

fn manner(fired: &Fired) -> Manner {
    match (fired.mode, fired.how) {
        (_, How::Typo) => Manner::Typo,
        (MatchMode::Word, _) => Manner::Word,
        (MatchMode::Phrase, _) => Manner::Phrase,
        (MatchMode::Contains, _) => Manner::Part,
        (MatchMode::Regex, _) => Manner::Pattern,
    }
}

impl Engine {
    /// What the bot would make of a viewer's line now. Replies are as they would stand in the chat.
    #[must_use]
    pub fn try_line(&self, line: &str) -> Trial {
        let (mut trial, args) = self.ready.try_line(SOMEBODY, line);
        let listens = !trial.ignored && trial.blocked.is_none();
        trial.enters = listens && self.giveaway.is_open() && self.ready.matcher.scan(line).of(Lane::Giveaway).is_some();
        if let Some(rule) = &mut trial.rule {
            rule.reply = self.would_say(Kind::Faq, &rule.id, &rule.reply, Vec::new());
        }
        if let Some(command) = &mut trial.command {
            let count = self.shared.active().uses_of(&command.id) + 1;
            let values = vec![("args".into(), args.to_owned()), ("count".into(), count.to_string())];
            command.reply = self.would_say(Kind::Command, &command.id, &command.reply, values);
        }
        trial
    }

    /// The line that a text becomes on the stream that is open, or on one that takes anything.
    fn would_say(&self, kind: Kind, rule: &str, text: &str, values: Vec<(String, String)>) -> String {
        let open = || self.session.streams.values().find(|state| state.open).map(|state| state.stream.clone());
        let stream = self.speaking_stream().or_else(open);
        let state = stream.as_ref().and_then(|stream| self.session.streams.get(stream));
        let limits = state.map_or_else(no_limits, |state| state.limits.clone());
        let stream = stream.unwrap_or_else(|| Stream { site: String::new(), channel: String::new() });
        let scene: Scene = self.scene(self.wall, &stream);
        let words = Words { phrase: &|item: &ItemRow| item.text.clone(), scene: &|name: &str| scene.value(name) };
        let part = Part {
            id: String::new(),
            kind,
            rule: Some(rule.to_owned()),
            trigger: None,
            viewer: Some(SOMEBODY.to_owned()),
        };
        let (text, now) = (text.to_owned(), self.wall);
        let item = ItemRow { part, stream, text, values, created: now, due: now, deadline: now, refusals: 0 };
        next_line(&mut vec![item], &limits, now, &words).map(|line| line.text).unwrap_or_default()
    }
}

fn no_limits() -> Limits {
    Limits {
        max_chars: usize::MAX,
        count: LengthUnit::Utf16,
        min_gap_ms: 0,
        window: None,
        duplicate_ms: 0,
        max_mentions: None,
        forbid_prefix: Vec::new(),
    }
}
