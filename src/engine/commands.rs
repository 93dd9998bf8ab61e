//! What a command comes to, where shared state alone decides it: the same in the worker and, while no device is
//! connected, in the relay. What needs a live page is not decided here.

use super::entropy::{Entropy, hex};
use super::keys::make_key;
use crate::draw;
use crate::journal::{Account, Round, Shared};
use crate::protocol::{
    Change, Command, Fact, FaqRule, FieldError, KeyHash, Millis, Outcome, RefusalCode, Settings, SettingsPatch,
    TimerMessage,
};

/// So that an event with the longest rules still fits into a frame of the link. All events of a command are one batch.
const CHANGES_PER_EVENT: usize = 10;
/// The most live keys the popup makes.
const MAX_KEYS: usize = 5;
/// The longest name of a key.
const MAX_NAME: usize = 50;
/// The most winners of one draw.
const MAX_WINNERS: u32 = 10;

/// What a command comes to.
#[derive(Debug)]
pub struct Decision {
    /// What happened.
    pub facts: Vec<Fact>,
    /// What the caller hears.
    pub outcome: Outcome,
}

impl Decision {
    fn done(facts: Vec<Fact>) -> Self {
        Self { facts, outcome: Outcome::Done }
    }
}

/// Decides a command from the shared state.
///
/// # Errors
/// The refusal, as an outcome: nothing happened.
pub fn decide(shared: &Shared, now: Millis, entropy: &mut Entropy, command: &Command) -> Result<Decision, Outcome> {
    match command {
        Command::SendMessage { .. } => Err(Outcome::refused(RefusalCode::BotInactive, "No live stream page is open")),
        Command::ChangeSettings { patch } => change_settings(shared.active(), entropy, now, patch),
        Command::OpenGiveaway => Ok(Decision::done(open_giveaway(shared.active(), entropy, now))),
        Command::CloseGiveaway => close_giveaway(shared),
        Command::PickWinner { count } => pick_winner(shared, now, entropy, *count),
        Command::ClearEntries => Ok(Decision::done(clear_entries(shared.active(), entropy, now))),
        Command::CreateKey { name } => create_key(shared, entropy, now, name),
        Command::RegisterKey { name, hash } => register_key(name, hash),
        Command::RevokeKey { key } => revoke_key(shared, key),
    }
}

fn invalid(message: impl Into<String>) -> Outcome {
    Outcome::refused(RefusalCode::ValidationError, message)
}

fn field_error(FieldError { field, message }: FieldError) -> Outcome {
    let field = (!field.is_empty()).then_some(field);
    Outcome::Refused { code: RefusalCode::ValidationError, message, field }
}

fn change_settings(
    account: &Account,
    entropy: &mut Entropy,
    now: Millis,
    patch: &SettingsPatch,
) -> Result<Decision, Outcome> {
    patch.check().map_err(field_error)?;
    let held = account.settings();
    let changes = changes_between(&held, patch, entropy, now);
    let chunks = changes.chunks(CHANGES_PER_EVENT);
    let mut facts: Vec<_> = chunks.map(|changes| Fact::SettingsChanged { changes: changes.to_vec() }).collect();
    match patch.bot_active {
        Some(true) if !held.bot_active => facts.push(Fact::BotStarted),
        Some(false) if held.bot_active => facts.push(Fact::BotStopped),
        _ => {}
    }
    Ok(Decision::done(facts))
}

/// The fields that really differ; writing what is there already is no event.
fn changes_between(held: &Settings, patch: &SettingsPatch, entropy: &mut Entropy, now: Millis) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut set = |differs: bool, change: Change| {
        if differs {
            changes.push(change);
        }
    };
    if let Some(value) = patch.welcome_enabled {
        set(value != held.welcome_enabled, Change::WelcomeEnabled { value });
    }
    if let Some(value) = patch.welcome_message.clone() {
        set(value != held.welcome_message, Change::WelcomeMessage { value });
    }
    if let Some(value) = patch.welcome_delay {
        set(value != held.welcome_delay, Change::WelcomeDelay { value });
    }
    if let Some(value) = patch.timer_enabled {
        set(value != held.timer_enabled, Change::TimerEnabled { value });
    }
    if let Some(value) = patch.faq_enabled {
        set(value != held.faq_enabled, Change::FaqEnabled { value });
    }
    if let Some(value) = patch.giveaway_keywords.clone() {
        set(value != held.giveaway_keywords, Change::GiveawayKeywords { value });
    }
    if let Some(rules) = &patch.faq_rules {
        changes.extend(list_changes::<FaqRule>(&held.faq_rules, rules, || entropy.id("faq_", now)));
    }
    if let Some(timers) = &patch.timer_messages {
        changes.extend(list_changes::<TimerMessage>(&held.timer_messages, timers, || entropy.id("timer_", now)));
    }
    changes
}

/// An item of a list that settings hold by id.
trait ListItem: Clone + PartialEq {
    fn id(&self) -> &str;
    fn with_id(self, id: String) -> Self;
    fn change(id: String, order: u32, value: Option<Self>) -> Change;
}

impl ListItem for FaqRule {
    fn id(&self) -> &str {
        &self.id
    }
    fn with_id(self, id: String) -> Self {
        Self { id, ..self }
    }
    fn change(id: String, order: u32, value: Option<Self>) -> Change {
        Change::FaqRule { id, order, value }
    }
}

impl ListItem for TimerMessage {
    fn id(&self) -> &str {
        &self.id
    }
    fn with_id(self, id: String) -> Self {
        Self { id, ..self }
    }
    fn change(id: String, order: u32, value: Option<Self>) -> Change {
        Change::TimerMessage { id, order, value }
    }
}

/// How a list becomes the wanted one: items that are new, changed or moved, and tombstones for those that are gone.
fn list_changes<T: ListItem>(held: &[T], wanted: &[T], mut new_id: impl FnMut() -> String) -> Vec<Change> {
    let wanted = with_ids(held, wanted, &mut new_id);
    let unchanged = |index: usize, item: &T| held.get(index) == Some(item);
    let written = wanted.iter().enumerate().filter(|(index, item)| !unchanged(*index, item));
    let mut changes: Vec<_> =
        written.map(|(index, item)| T::change(item.id().to_owned(), index as u32, Some(item.clone()))).collect();
    let gone = held.iter().filter(|item| wanted.iter().all(|kept| kept.id() != item.id()));
    changes.extend(gone.map(|item| T::change(item.id().to_owned(), 0, None)));
    changes
}

/// An item without an id is the held one that says the same, else the one in its place, else new: a client that knows no ids
/// may send its list again and again without anything changing.
fn with_ids<T: ListItem>(held: &[T], wanted: &[T], new_id: &mut impl FnMut() -> String) -> Vec<T> {
    let mut free: Vec<&T> = held.iter().filter(|item| wanted.iter().all(|other| other.id() != item.id())).collect();
    let mut claim = |fits: &dyn Fn(&T) -> bool| {
        let index = free.iter().position(|item| fits(item))?;
        Some(free.remove(index).id().to_owned())
    };
    let mut ids = Vec::with_capacity(wanted.len());
    for item in wanted {
        let known = (!item.id().is_empty()).then(|| item.id().to_owned());
        ids.push(known.or_else(|| claim(&|other| other.clone().with_id(String::new()) == *item)));
    }
    for (index, id) in ids.iter_mut().enumerate().filter(|(_, id)| id.is_none()) {
        *id = held.get(index).and_then(|place| claim(&|other| other.id() == place.id()));
    }
    let ids = ids.into_iter().map(|id| id.unwrap_or_else(&mut *new_id));
    wanted.iter().cloned().zip(ids).map(|(item, id)| item.with_id(id)).collect()
}

fn open_giveaway(account: &Account, entropy: &mut Entropy, now: Millis) -> Vec<Fact> {
    if account.round().is_some_and(|(_, round)| round.is_open()) {
        return Vec::new();
    }
    vec![Fact::GiveawayOpened { round: entropy.id("round_", now), keywords: account.settings().giveaway_keywords }]
}

fn close_giveaway(shared: &Shared) -> Result<Decision, Outcome> {
    match shared.active().round() {
        Some((round, held)) if held.is_open() => Ok(Decision::done(vec![closed(shared, round)])),
        _ => Err(invalid("No giveaway is open")),
    }
}

fn closed(shared: &Shared, round: &str) -> Fact {
    Fact::GiveawayClosed { round: round.to_owned(), cut: shared.cut() }
}

fn pick_winner(shared: &Shared, now: Millis, entropy: &mut Entropy, count: u32) -> Result<Decision, Outcome> {
    if !(1..=MAX_WINNERS).contains(&count) {
        return Err(Outcome::Refused {
            code: RefusalCode::ValidationError,
            message: format!("count must be a number from 1 to {MAX_WINNERS}"),
            field: Some("count".into()),
        });
    }
    let (id, round) = shared.active().round().ok_or_else(|| invalid("There are no giveaway entries to draw from"))?;
    let candidates = candidates(round, count)?;
    let seed = entropy.bytes::<32>();
    let drawn = draw::winners(seed, candidates.len(), count as usize);
    let winners: Vec<String> = drawn.into_iter().map(|index| candidates[index].clone()).collect();
    let mut facts = Vec::new();
    if round.is_open() {
        facts.push(closed(shared, id));
    }
    facts.push(Fact::GiveawayWinner {
        round: id.to_owned(),
        draw: round.next_draw(),
        winners: winners.clone(),
        seed: hex(&seed),
    });
    Ok(Decision { facts, outcome: Outcome::Winners { winners, at: now } })
}

fn candidates(round: &Round, count: u32) -> Result<Vec<String>, Outcome> {
    let candidates: Vec<_> = round.candidates().into_iter().map(|entry| entry.viewer.clone()).collect();
    match candidates.len() {
        0 if round.entry_count() == 0 => Err(invalid("There are no giveaway entries to draw from")),
        0 => Err(invalid("Everyone who entered has already won")),
        n if n < count as usize => Err(invalid(format!("count is {count}, but only {n} viewers can still win"))),
        _ => Ok(candidates),
    }
}

/// A new round takes the place of the cleared one, so that a client of the documented API, which knows no "open", can go
/// on with the next giveaway.
fn clear_entries(account: &Account, entropy: &mut Entropy, now: Millis) -> Vec<Fact> {
    let Some((round, held)) = account.round() else { return Vec::new() };
    vec![
        Fact::GiveawayCleared { round: round.to_owned() },
        Fact::GiveawayOpened { round: entropy.id("round_", now), keywords: held.keywords().to_vec() },
    ]
}

fn create_key(shared: &Shared, entropy: &mut Entropy, now: Millis, name: &str) -> Result<Decision, Outcome> {
    let name = check_name(name)?;
    if shared.live_keys().len() >= MAX_KEYS {
        return Err(invalid(format!("There are already {MAX_KEYS} API keys: revoke one first")));
    }
    let made = make_key(entropy, now);
    let KeyHash { key, hash, mask } = made.hash;
    let outcome = Outcome::Key { key: key.clone(), text: made.text, mask: mask.clone() };
    Ok(Decision { facts: vec![Fact::KeyCreated { key, name, hash, mask }], outcome })
}

fn register_key(name: &str, hash: &KeyHash) -> Result<Decision, Outcome> {
    let KeyHash { key, hash, mask } = hash.clone();
    Ok(Decision::done(vec![Fact::KeyCreated { key, name: check_name(name)?, hash, mask }]))
}

fn check_name(name: &str) -> Result<String, Outcome> {
    let name: String = name.trim().chars().filter(|c| !c.is_control()).collect();
    if name.is_empty() || name.chars().count() > MAX_NAME {
        let message = format!("A key needs a name of 1 to {MAX_NAME} characters");
        return Err(Outcome::Refused { code: RefusalCode::ValidationError, message, field: Some("name".into()) });
    }
    Ok(name)
}

fn revoke_key(shared: &Shared, key: &str) -> Result<Decision, Outcome> {
    match shared.key(key) {
        Some(record) if record.revoked => Ok(Decision::done(Vec::new())),
        Some(_) => Ok(Decision::done(vec![Fact::KeyRevoked { key: key.to_owned() }])),
        None => Err(Outcome::refused(RefusalCode::NotFound, "There is no such key")),
    }
}
