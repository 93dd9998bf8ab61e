//! What the extension that BuzzChat follows exported: its whole settings as one object, a section a feature. Everything that
//! has a place here is taken, everything else is named with the reason.
//!
//! Its questions fired wherever a trigger stood inside a word ("relationship" fired `ship`), which nobody meant: triggers
//! are taken as whole words, with typos. Its seconds become milliseconds; its timers, which wrote into silent chats, wait for
//! a line as ours do. Whether its bot was on is not taken: an import never switches the bot.

use super::reader::{NO_PLACE, Reader, Section};
use super::{Import, ImportedAccount, join};
use crate::protocol::{ChatCommand, FaqRule, FieldError, MAX_QUICK_REPLIES, QuickReply, SettingsPatch, TimerMessage};
use serde_json::{Map, Value};

/// Sections that have no place here, and why.
const WITHOUT_PLACE: &[(&str, &str)] = &[
    ("tier", "There are no tiers"),
    ("messagesUsed", "There are no quotas"),
    ("messagesLimit", "There are no quotas"),
    ("referralBonus", "There are no quotas"),
    ("masterEnabled", "An import does not switch the bot"),
    ("templates", "There are no templates: keep these texts where you can copy them from"),
    ("settings", "How the old popup looked and found the chat has no meaning here"),
    ("bidAlerts", "There are no alerts for bids"),
    ("inventory", "There is no inventory"),
    ("soldOutAnnouncer", "There is no inventory"),
    ("translation", "There is no translation"),
];
/// Sections by which such a file is known.
const SECTIONS: [&str; 8] =
    ["welcome", "timer", "faq", "moderation", "giveaway", "commands", "keywordAlerts", "quickReply"];
/// The texts of its hotkeys, which are the quick replies' here.
const HOTKEYS: &str = "quickReplies";

pub(super) fn read(mut root: Map<String, Value>) -> Result<Import, FieldError> {
    if !SECTIONS.iter().any(|section| root.get(*section).is_some_and(Value::is_object)) {
        return Err(FieldError::new("", "This is no settings file of BuzzChat"));
    }
    let mut reader = Reader::default();
    let readers: [fn(&mut Reader, &mut Section); 8] =
        [welcome, timer, faq, moderation, giveaway, commands, alerts, quick_replies];
    for (name, read) in SECTIONS.into_iter().zip(readers) {
        match root.remove(name) {
            Some(Value::Object(fields)) => {
                let mut section = Section { place: name.to_owned(), fields };
                read(&mut reader, &mut section);
                reader.rest(&section, NO_PLACE);
            }
            Some(_) => reader.leave(name.to_owned(), "This is no section"),
            None => {}
        }
    }
    let mut root = Section { place: String::new(), fields: root };
    hotkeys(&mut reader, &mut root);
    let Section { fields: mut root, .. } = root;
    for (name, reason) in WITHOUT_PLACE {
        if root.remove(*name).is_some() {
            reader.leave((*name).to_owned(), *reason);
        }
    }
    reader.rest(&Section { place: String::new(), fields: root }, NO_PLACE);
    let Reader { patch, left_out } = reader;
    patch.check()?;
    Ok(Import { accounts: vec![ImportedAccount { name: None, settings: patch }], left_out })
}

fn welcome(reader: &mut Reader, section: &mut Section) {
    let welcome_enabled = reader.flag(section, "enabled");
    reader.patch.extend(SettingsPatch { welcome_enabled, ..SettingsPatch::default() });
    if let Some(message) = reader.text(section, "message") {
        reader.offer(section, "message", SettingsPatch { welcome_message: Some(message), ..SettingsPatch::default() });
    }
    if let Some(delay) = reader.seconds(section, "delay") {
        reader.offer(section, "delay", SettingsPatch { welcome_delay: Some(delay), ..SettingsPatch::default() });
    }
}

fn timer(reader: &mut Reader, section: &mut Section) {
    let timer_enabled = reader.flag(section, "enabled");
    let mut timers = Vec::new();
    let listed = reader.items(section, "messages", |reader, item| {
        let (text, interval) = (reader.text(item, "text"), reader.number(item, "interval"));
        let timer = TimerMessage {
            text: text.unwrap_or_default(),
            interval: interval.unwrap_or_default(),
            ..TimerMessage::default()
        };
        if reader.fits(item, "timerMessages[0]", |patch| patch.timer_messages = Some(vec![timer.clone()])) {
            timers.push(timer);
        }
    });
    let timer_messages = listed.then_some(timers);
    reader.patch.extend(SettingsPatch { timer_enabled, ..SettingsPatch::default() });
    reader.offer(section, "messages", SettingsPatch { timer_messages, ..SettingsPatch::default() });
}

fn faq(reader: &mut Reader, section: &mut Section) {
    let faq_enabled = reader.flag(section, "enabled");
    let mut rules = Vec::new();
    let listed = reader.items(section, "rules", |reader, item| {
        let rule = FaqRule {
            triggers: reader.words(item, "triggers").unwrap_or_default(),
            reply: reader.text(item, "reply").unwrap_or_default(),
            case_sensitive: reader.flag(item, "caseSensitive").unwrap_or_default(),
            ..FaqRule::default()
        };
        if reader.flag(item, "useAI").unwrap_or_default() {
            reader.leave(
                join(&item.place, "useAI"),
                "There are no invented answers: the reply is always the written one",
            );
        }
        if reader.fits(item, "faqRules[0]", |patch| patch.faq_rules = Some(vec![rule.clone()])) {
            rules.push(rule);
        }
    });
    let faq_rules = listed.then_some(rules);
    reader.patch.extend(SettingsPatch { faq_enabled, ..SettingsPatch::default() });
    reader.offer(section, "rules", SettingsPatch { faq_rules, ..SettingsPatch::default() });
}

fn commands(reader: &mut Reader, section: &mut Section) {
    let commands_enabled = reader.flag(section, "enabled");
    let mut commands: Vec<ChatCommand> = Vec::new();
    let listed = reader.items(section, "list", |reader, item| {
        let defaults = ChatCommand::default();
        let name = reader.text(item, "trigger").unwrap_or_default();
        let command = ChatCommand {
            name: name.trim().trim_start_matches('!').to_owned(),
            reply: reader.text(item, "response").unwrap_or_default(),
            cooldown: reader.seconds(item, "cooldown").unwrap_or(defaults.cooldown),
            ..defaults
        };
        let name = command.name.to_lowercase();
        if commands.iter().any(|held| held.name.to_lowercase() == name) {
            reader.leave(item.place.clone(), "A command before it has the same name");
        } else if reader.fits(item, "commands[0]", |patch| patch.commands = Some(vec![command.clone()])) {
            commands.push(command);
        }
    });
    let commands = listed.then_some(commands);
    reader.patch.extend(SettingsPatch { commands_enabled, ..SettingsPatch::default() });
    reader.offer(section, "list", SettingsPatch { commands, ..SettingsPatch::default() });
}

fn moderation(reader: &mut Reader, section: &mut Section) {
    let moderation_enabled = reader.flag(section, "enabled");
    let block_repeats = reader.flag(section, "blockRepeatedMessages");
    reader.patch.extend(SettingsPatch { moderation_enabled, block_repeats, ..SettingsPatch::default() });
    let blocked_words = reader.words(section, "blockedWords");
    reader.offer(section, "blockedWords", SettingsPatch { blocked_words, ..SettingsPatch::default() });
    let max_repeats = reader.number(section, "maxRepeatCount").map(|count| count as u32);
    reader.offer(section, "maxRepeatCount", SettingsPatch { max_repeats, ..SettingsPatch::default() });
}

fn giveaway(reader: &mut Reader, section: &mut Section) {
    let giveaway_keywords = reader.words(section, "keywords");
    reader.offer(section, "keywords", SettingsPatch { giveaway_keywords, ..SettingsPatch::default() });
    if reader.flag(section, "uniqueOnly") == Some(false) {
        reader.leave(join(&section.place, "uniqueOnly"), "A viewer enters a giveaway once");
    }
    reader.without(section, "enabled", "A giveaway is opened and closed by hand");
    reader.without(section, "entries", "Entries belong to a giveaway, not to the settings");
}

fn alerts(reader: &mut Reader, section: &mut Section) {
    let alerts_enabled = reader.flag(section, "enabled");
    reader.patch.extend(SettingsPatch { alerts_enabled, ..SettingsPatch::default() });
    let alert_keywords = reader.words(section, "keywords");
    reader.offer(section, "keywords", SettingsPatch { alert_keywords, ..SettingsPatch::default() });
    reader.without(section, "soundEnabled", "Alerts make no sound");
}

fn quick_replies(reader: &mut Reader, section: &mut Section) {
    let quick_bar_enabled = reader.flag(section, "enabled");
    reader.patch.extend(SettingsPatch { quick_bar_enabled, ..SettingsPatch::default() });
    let mut texts = Vec::new();
    let listed = reader.items(section, "buttons", |reader, item| {
        let text = reader.text(item, "text").unwrap_or_default();
        let emoji = reader.text(item, "emoji").unwrap_or_default();
        texts.push((item.place.clone(), format!("{} {}", text.trim(), emoji.trim())));
    });
    if listed {
        add_quick_replies(reader, texts);
    }
    reader.without(section, "minimized", "The seller moves and folds the buttons on the page");
    reader.without(section, "position", "The seller moves and folds the buttons on the page");
}

fn hotkeys(reader: &mut Reader, root: &mut Section) {
    let texts = reader.words(root, HOTKEYS).unwrap_or_default();
    if !texts.is_empty() {
        add_quick_replies(reader, texts.into_iter().map(|text| (HOTKEYS.to_owned(), text)).collect());
    }
}

/// Its buttons and its hotkeys are one list here.
fn add_quick_replies(reader: &mut Reader, texts: Vec<(String, String)>) {
    let mut replies = reader.patch.quick_replies.take().unwrap_or_default();
    for (place, text) in texts {
        let reply = QuickReply { text: text.trim().to_owned(), ..QuickReply::default() };
        let item = Section { place, fields: Map::new() };
        if replies.contains(&reply) {
            continue;
        }
        if replies.len() == MAX_QUICK_REPLIES {
            reader.leave(item.place, format!("There are {MAX_QUICK_REPLIES} quick replies already"));
        } else if reader.fits(&item, "quickReplies[0]", |patch| patch.quick_replies = Some(vec![reply.clone()])) {
            replies.push(reply);
        }
    }
    reader.patch.quick_replies = Some(replies);
}
