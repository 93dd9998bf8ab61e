//! The three lists: their types, and what is said about their tools.

use super::{Kind, Uses};
use crate::api::{CommandIn, CommandOut, RuleIn, RuleOut, TimerIn, TimerOut};
use buzzchat::protocol::{ChatCommand, FaqRule, Settings, TimerMessage};

/// What the bot answers to questions.
pub(super) struct Rules;

impl Kind for Rules {
    type Item = FaqRule;
    type In = RuleIn;
    type Out = RuleOut;
    const WORDS: [(&'static str, &'static str, &'static str); 4] = [
        (
            "buzzchat_list_faq_rules",
            "List FAQ rules",
            "The rules by which the bot answers viewers' questions, in the order they are tried: the first that fires \
             wins.",
        ),
        (
            "buzzchat_add_faq_rule",
            "Add an FAQ rule",
            "Adds a rule behind the others: when a viewer writes one of the triggers, the bot answers with the reply. \
             `{username}` in the reply is the viewer.",
        ),
        (
            "buzzchat_update_faq_rule",
            "Update an FAQ rule",
            "Changes the named fields of one FAQ rule, and nothing else. Lists such as `triggers` are replaced as a \
             whole.",
        ),
        ("buzzchat_remove_faq_rule", "Remove an FAQ rule", "Removes one FAQ rule for good. This cannot be undone."),
    ];

    fn held(settings: Settings) -> Vec<FaqRule> {
        settings.faq_rules
    }

    fn out(item: FaqRule, _: &Uses) -> RuleOut {
        item.into()
    }
}

/// What the bot writes from time to time.
pub(super) struct Timers;

impl Kind for Timers {
    type Item = TimerMessage;
    type In = TimerIn;
    type Out = TimerOut;
    const WORDS: [(&'static str, &'static str, &'static str); 4] = [
        (
            "buzzchat_list_timers",
            "List timers",
            "The messages that the bot writes from time to time while chat goes on.",
        ),
        (
            "buzzchat_add_timer",
            "Add a timer",
            "Adds a message that the bot writes every `interval` minutes while viewers write.",
        ),
        (
            "buzzchat_update_timer",
            "Update a timer",
            "Changes the named fields of one timer, and nothing else; `enabled` switches it on or off.",
        ),
        ("buzzchat_remove_timer", "Remove a timer", "Removes one timer for good. This cannot be undone."),
    ];

    fn held(settings: Settings) -> Vec<TimerMessage> {
        settings.timer_messages
    }

    fn out(item: TimerMessage, _: &Uses) -> TimerOut {
        item.into()
    }
}

/// What the bot answers to `!name`.
pub(super) struct Commands;

impl Kind for Commands {
    type Item = ChatCommand;
    type In = CommandIn;
    type Out = CommandOut;
    const WORDS: [(&'static str, &'static str, &'static str); 4] = [
        (
            "buzzchat_list_commands",
            "List chat commands",
            "The commands that viewers may write as `!name`, the templates the bot answers them with, and how often \
             each was used.",
        ),
        (
            "buzzchat_add_command",
            "Add a chat command",
            "Adds a command: when a viewer writes `!name`, the bot answers with the reply. `{args}` in the reply is \
             what stood behind the name, `{username}` the viewer.",
        ),
        (
            "buzzchat_update_command",
            "Update a chat command",
            "Changes the named fields of one chat command, and nothing else. Lists such as `aliases` are replaced as a \
             whole.",
        ),
        (
            "buzzchat_remove_command",
            "Remove a chat command",
            "Removes one chat command for good. This cannot be undone.",
        ),
    ];

    fn held(settings: Settings) -> Vec<ChatCommand> {
        settings.commands
    }

    fn out(item: ChatCommand, uses: &Uses) -> CommandOut {
        CommandOut::new(item, uses)
    }
}
