//! The relay's own answers, where no model is configured: what the seller's rules say to the question, what was answered
//! to it before, or what the instructions want to be mentioned. It invents nothing.

use super::{Generator, Prompt, Role};
use crate::error::Failure;
use buzzchat::engine::try_line;
use buzzchat::protocol::Settings;
use std::pin::Pin;

/// Where nothing fits.
const THANKS: &str = "Thanks for your message! We will get back to you soon.";

pub(super) struct Embedded {
    settings: Settings,
}

impl Embedded {
    pub(super) fn new(settings: Settings) -> Self {
        Self { settings }
    }

    fn answer(&self, prompt: &Prompt) -> String {
        let asked = prompt.context.iter().rev().find(|(role, _)| *role == Role::User).map(|(_, text)| text.as_str());
        let of_rules = asked.and_then(|text| self.of_rules(text));
        let before = || asked.and_then(|text| answered_before(prompt, text));
        let wanted = || prompt.instructions.as_deref().and_then(mentioned);
        of_rules.or_else(before).or_else(wanted).unwrap_or_else(|| THANKS.to_owned())
    }

    /// What the bot would say in the chat, to somebody whose name is not known.
    fn of_rules(&self, text: &str) -> Option<String> {
        let tried = try_line(self.settings.clone(), "", text);
        let reply = tried.rule.map(|rule| rule.reply).or(tried.command.map(|command| command.reply))?;
        let reply = without_variables(&reply);
        (!reply.is_empty()).then_some(reply)
    }
}

impl Generator for Embedded {
    fn write<'a>(&'a self, prompt: &'a Prompt) -> Pin<Box<dyn Future<Output = Result<String, Failure>> + Send + 'a>> {
        Box::pin(async {
            let (settings, prompt) = (self.settings.clone(), prompt.clone());
            // Ten thousand rules take a moment to compile, and the other requests shall not wait for it.
            let written = tokio::task::spawn_blocking(move || Self { settings }.answer(&prompt)).await;
            written.map_err(|error| super::model::failed(&error.to_string()))
        })
    }
}

/// What was answered when the same was asked before.
fn answered_before(prompt: &Prompt, asked: &str) -> Option<String> {
    let folded =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let mut pairs = prompt.context.windows(2).rev();
    let same = |pair: &&[(Role, String)]| {
        pair[0].0 == Role::User && pair[1].0 == Role::Assistant && folded(&pair[0].1) == folded(asked)
    };
    pairs.find(same).map(|pair| pair[1].1.clone())
}

/// The sentence that instructions want to be said: what follows "mention" or "say".
fn mentioned(instructions: &str) -> Option<String> {
    let lower = instructions.to_ascii_lowercase();
    let starts = ["mention ", "say "].iter().filter_map(|word| lower.find(word).map(|at| at + word.len()));
    let wanted = instructions.get(starts.min()?..)?.trim_start();
    let wanted = wanted.strip_prefix("that ").unwrap_or(wanted);
    let sentence = wanted.split_inclusive(['.', '!', '?']).next()?.trim().trim_end_matches('.');
    let mut letters = sentence.chars();
    let first = letters.next()?;
    let end = if sentence.ends_with(['!', '?']) { "" } else { "." };
    Some(format!("{}{}{end}", first.to_uppercase(), letters.as_str()))
}

/// A reply without what only a chat can fill in.
fn without_variables(reply: &str) -> String {
    let mut plain = String::new();
    let mut rest = reply;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((_, behind)) = after.split_once('}') else { break };
        plain.push_str(before.strip_suffix('@').unwrap_or(before));
        rest = behind;
    }
    plain.push_str(rest);
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    plain.trim_start_matches([',', ':', ';', '!', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Embedded, Prompt, Role, THANKS, mentioned, without_variables};
    use buzzchat::protocol::Settings;

    fn answer(context: &[(Role, &str)], instructions: Option<&str>) -> String {
        let context = context.iter().map(|(role, text)| (*role, (*text).to_owned())).collect();
        Embedded::new(Settings::default())
            .answer(&Prompt { context, instructions: instructions.map(ToOwned::to_owned) })
    }

    #[test]
    fn what_was_answered_before_is_answered_again_and_otherwise_what_is_to_be_mentioned() {
        let hours = [(Role::User, "Open today?"), (Role::Assistant, "Until five."), (Role::User, "open today")];
        assert_eq!(answer(&hours, None), "Until five.");
        let documented = "Respond professionally and mention we are open 9-5 weekdays";
        assert_eq!(
            answer(&[(Role::User, "What are your business hours?")], Some(documented)),
            "We are open 9-5 weekdays."
        );
        assert_eq!(answer(&[(Role::User, "hm")], None), THANKS);
        assert_eq!(answer(&[], Some("Be kind")), THANKS);
    }

    #[test]
    fn only_the_sentence_is_taken() {
        assert_eq!(mentioned("Say that shipping is free! Be brief.").as_deref(), Some("Shipping is free!"));
        assert_eq!(mentioned("Be brief"), None);
        assert_eq!(mentioned("mention "), None);
    }

    #[test]
    fn what_only_a_chat_knows_is_left_out() {
        assert_eq!(without_variables("@{username} Shipping is £3, {username}!"), "Shipping is £3, !");
        assert_eq!(without_variables("Hi {username}, free over £50"), "Hi , free over £50");
        assert_eq!(without_variables("a { b"), "a { b");
    }
}
