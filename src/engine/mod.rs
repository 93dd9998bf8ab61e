//! Sans-IO automation: what the bot does about what happens on a stream.
//!
//! No clock, no randomness, no I/O. A host owns an [`Engine`], and for every input:
//!
//! 1. calls [`Engine::handle`] with the time and 32 bytes of fresh entropy, for one input or for several of a batch;
//! 2. drains [`Engine::poll_effect`] until it is empty;
//! 3. writes all durable effects ([`crate::protocol::Effect::is_durable`]) in one transaction;
//! 4. carries out the other effects in order, once that has committed;
//! 5. hands in [`crate::protocol::Input::Tick`] at [`Engine::next_deadline`].
//!
//! A host that dies at any point hands what it stored to [`Engine::restore`] and goes on.

mod accounts;
mod answers;
mod commands;
mod compose;
mod draws;
mod echoes;
mod entropy;
mod feed;
mod giveaway;
mod keys;
mod leases;
mod lines;
mod log;
mod metrics;
mod moderation;
mod outbox;
mod pace;
mod pages;
mod phrases;
mod quick;
mod ready;
mod requests;
mod seeds;
mod session;
mod timers;
mod trial;
mod variables;
mod view;
mod viewers;
mod welcome;

pub use commands::{AccountFact, Decided, decide, settings_version};
pub use draws::{is_provable, prove};
pub use entropy::Entropy;
use entropy::id_number;
pub use keys::{KEY_PREFIX, NewKey, hash_key, make_key};
pub use seeds::Seeds;
pub use trial::try_line;

use crate::journal::{Clock, Shared, StateError};
use crate::protocol::{Effect, Event, Input, Millis, Part, Row, Stream};
use ready::Ready;
use session::Session;
use std::collections::{BTreeMap, VecDeque};

/// The most entries or parts in one event.
pub(crate) const BATCH: usize = 100;

/// What a host stored, to begin again with.
#[derive(Debug, Default)]
pub struct Stored {
    /// The last [`Effect::Snapshot`].
    pub snapshot: Option<String>,
    /// Every event appended and not dropped, with its place.
    pub events: Vec<(u64, Event)>,
    /// Every row put and not deleted.
    pub rows: Vec<Row>,
}

/// The moment of an input.
struct Turn {
    now: Millis,
    entropy: Entropy,
}

/// What is told together of what is never said: the account, the reason and the stream, where there is one.
type Skipped = (String, String, Option<Stream>);

/// The automation of one device.
///
/// ```
/// use buzzchat::engine::{Engine, Stored};
/// use buzzchat::protocol::{Caller, Command, Effect, Input, Outcome, SettingsPatch};
///
/// let mut engine = Engine::restore(1_700_000_000_000, [1; 32], Stored::default()).expect("nothing is stored");
/// let patch = SettingsPatch { bot_active: Some(true), ..SettingsPatch::default() };
/// let command = Command::change(patch);
/// engine.handle(1_700_000_000_001, [2; 32], Input::Command { caller: Caller::Ui { port: 1 }, id: "1".into(), command });
/// let effects: Vec<_> = std::iter::from_fn(|| engine.poll_effect()).collect();
/// assert!(effects.iter().any(|effect| matches!(effect, Effect::Reply { outcome: Outcome::Done, .. })));
/// assert!(engine.view().settings.bot_active);
/// ```
pub struct Engine {
    shared: Shared,
    clock: Clock,
    /// The wall clock, never running backwards. Waits are measured by it; only events carry the hybrid time, which another
    /// device's clock may push ahead.
    wall: Millis,
    /// Settings changed in this turn.
    stale: bool,
    session: Session,
    metrics: metrics::Metrics,
    ready: Ready,
    log: log::Log,
    effects: VecDeque<Effect>,
    /// What is never said.
    skipped: BTreeMap<Skipped, Vec<Part>>,
    feed: feed::Feed,
    giveaway: giveaway::Giveaway,
    last_id: u128,
}

impl Engine {
    /// Begins where the host stopped, or anew. Effects may already wait to be drained.
    ///
    /// # Errors
    /// When the snapshot cannot be read.
    pub fn restore(now: Millis, entropy: [u8; 32], stored: Stored) -> Result<Self, StateError> {
        let shared = stored.snapshot.as_deref().map_or_else(|| Ok(Shared::default()), Shared::from_snapshot)?;
        let mut engine = Self {
            shared,
            clock: Clock::default(),
            wall: now,
            stale: false,
            session: Session::default(),
            metrics: metrics::Metrics::default(),
            ready: Ready::default(),
            log: log::Log::default(),
            effects: VecDeque::new(),
            skipped: BTreeMap::new(),
            feed: feed::Feed::default(),
            giveaway: giveaway::Giveaway::default(),
            last_id: 0,
        };
        engine.log.snapshot_size = stored.snapshot.map_or(0, |snapshot| snapshot.len());
        engine.restore_rows(now, stored.rows);
        engine.restore_events(stored.events);
        engine.restore_round();
        let mut turn = Turn { now, entropy: Entropy::new(entropy) };
        if engine.session.origin.origin.is_empty() {
            engine.take_origin(&mut turn);
        }
        engine.refresh();
        Ok(engine)
    }

    fn restore_rows(&mut self, now: Millis, rows: Vec<Row>) {
        let later: Vec<_> = rows.into_iter().filter_map(|row| self.session.restore(now, row)).collect();
        for row in later {
            match row {
                Row::Item(item) => {
                    // Ids made from now on sort behind those of what waits, even within this millisecond.
                    self.last_id = self.last_id.max(id_number(&item.part.id));
                    self.session.restore_item(item);
                }
                Row::Entry { account, round, stored } => self.shared.restore_entry(&account, &round, &stored),
                other => self.giveaway.restore(other),
            }
        }
    }

    /// Takes an input in. Drain [`Engine::poll_effect`] before anything else leaves the host.
    pub fn handle(&mut self, now: Millis, entropy: [u8; 32], input: Input) {
        self.wall = self.wall.max(now);
        let mut turn = Turn { now: self.wall, entropy: Entropy::after(entropy, self.last_id) };
        self.take(&mut turn, input);
        if std::mem::take(&mut self.stale) {
            self.refresh();
        }
        self.leave_lost_pages(&mut turn);
        self.settle_leases(&mut turn);
        self.catch_up(&mut turn);
        self.fire_timers(&mut turn);
        self.run_giveaway(&mut turn);
        self.pump(&mut turn);
        self.answer_waiting(turn.now);
        self.record_skips(&mut turn);
        self.flush_count(&mut turn, false);
        self.compact(turn.now);
        self.last_id = turn.entropy.last();
    }

    fn take(&mut self, turn: &mut Turn, input: Input) {
        match input {
            Input::PageConnected { page, typed } => self.page_connected(turn, &page, &typed),
            Input::PageAttached { page, stream, limits, can_write, reason } => {
                self.page_attached(turn, &page, &stream, limits, (can_write, reason));
            }
            Input::PageDetached { page } => self.page_detached(turn.now, &page),
            Input::PageLost { page } => self.page_lost(turn.now, &page),
            Input::Lines { page, first, lines } => self.take_lines(turn, &page, first, lines),
            Input::LineOutcome { id, state, reason, .. } => self.line_outcome(turn, &id, state, reason.as_deref()),
            Input::Typing { page, active } => self.page_typing(&page, active),
            Input::Health { page, reading, can_write, reason } => self.page_health(&page, reading, can_write, reason),
            Input::Quick { page, id } => self.send_quick_reply(turn, &page, &id),
            Input::Command { caller, id, command } => self.run(turn, caller, id, &command),
            Input::Cancel { id } => self.cancel(&id),
            Input::Linked { known, snapshot_wanted } => self.linked(turn, known, snapshot_wanted),
            Input::Acked { seq, number } => self.acked(seq, number),
            Input::Synced { events, number } => self.synced(turn, &events, number),
            Input::SnapshotReceived { state, number } => self.snapshot_received(turn, &state, number),
            Input::SecretReceived { round, seed } => self.secret_received(&round, seed),
            Input::Forked => self.forked(turn),
            Input::LinkChanged { link } => self.link_changed(link),
            Input::Leased { stream, speaks } => self.leased(turn.now, &stream, speaks),
            Input::Zone { minutes } => self.session.zone = minutes,
            Input::Tick => {}
        }
    }

    /// The next thing to do, in order.
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// When the engine wants to be woken by [`Input::Tick`], if nothing else happens before.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Millis> {
        let deadlines = [
            self.outbox_deadline(),
            self.timer_deadline(),
            self.page_deadline(),
            self.deaf_deadline(),
            self.lease_deadline(),
            self.count_deadline(),
            self.answer_deadline(),
            self.giveaway_deadline(),
        ];
        deadlines.into_iter().flatten().min()
    }

    /// Makes settings ready for use, after they changed.
    fn refresh(&mut self) {
        self.ready = Ready::new(self.shared.active());
        let account = self.account().to_owned();
        self.session.viewers.switch(&account);
        self.effects.push_back(Effect::Show);
    }

    fn put_stream(&mut self, stream: &Stream) {
        if let Some(state) = self.session.streams.get(stream) {
            self.effects.push_back(Effect::Put { row: state.row() });
        }
    }
}
