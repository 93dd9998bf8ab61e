//! Timed messages: due by the clock, deferred until the chat has moved, merged when missed.

use super::outbox::Wanted;
use super::{Engine, Turn};
use crate::protocol::{Effect, Kind, Millis, Row, Stream, TimerMessage, TimerRow};

/// A firing that has waited this long is no longer worth saying.
const PATIENCE: Millis = 300_000;

fn period(timer: &TimerMessage) -> Millis {
    (timer.interval * 60_000.0) as Millis
}

impl Engine {
    /// Starts the phase of new timers and says what is due.
    pub(super) fn fire_timers(&mut self, turn: &mut Turn) {
        let settings = &self.ready.settings;
        if !settings.bot_active || !settings.timer_enabled {
            return;
        }
        let timers: Vec<_> = settings.timer_messages.iter().filter(|timer| timer.enabled).cloned().collect();
        let streams: Vec<_> =
            self.session.streams.values().filter(|state| state.open).map(|state| state.stream.clone()).collect();
        for stream in &streams {
            timers.iter().for_each(|timer| self.fire_timer(turn, stream, timer));
        }
    }

    fn fire_timer(&mut self, turn: &mut Turn, stream: &Stream, timer: &TimerMessage) {
        let next =
            TimerRow { timer: timer.id.clone(), stream: stream.clone(), due: turn.now + period(timer), lines: 0 };
        let key = (stream.clone(), timer.id.clone());
        let fires = match self.session.timers.get(&key) {
            None => false,
            // An interval that was shortened takes effect at once.
            Some(row) if row.due > next.due => false,
            Some(row) if row.due > turn.now || row.lines < timer.min_lines => return,
            Some(_) => true,
        };
        self.effects.push_back(Effect::Put { row: Row::Timer(next.clone()) });
        self.session.timers.insert(key, next);
        if fires && !self.is_waiting(stream, &timer.id, None) {
            let wanted = Wanted::new(Kind::Timer, timer.text.clone(), turn.now, PATIENCE);
            self.enqueue(turn, stream, Wanted { rule: Some(timer.id.clone()), ..wanted });
        }
    }

    /// Viewers' lines move the timers of their stream.
    pub(super) fn count_for_timers(&mut self, stream: &Stream, lines: u64) {
        let wanted = |id: &str| {
            self.ready.settings.timer_messages.iter().find(|timer| timer.id == id).map_or(0, |timer| timer.min_lines)
        };
        for ((of, id), row) in &mut self.session.timers {
            // Once there are enough, more change nothing, and need no writing.
            if of == stream && lines > 0 && row.lines < wanted(id) {
                row.lines += lines;
                self.effects.push_back(Effect::Put { row: Row::Timer(row.clone()) });
            }
        }
    }

    /// After a pause of the bot every timer begins anew instead of firing at once.
    pub(super) fn restart_timers(&mut self) {
        let rows = std::mem::take(&mut self.session.timers);
        self.effects.extend(rows.into_values().map(|row| Effect::Delete { key: Row::Timer(row).key() }));
    }

    pub(super) fn timer_deadline(&self) -> Option<Millis> {
        let settings = &self.ready.settings;
        if !settings.bot_active || !settings.timer_enabled {
            return None;
        }
        let fires = |row: &&TimerRow| {
            let timer = settings.timer_messages.iter().find(|timer| timer.id == row.timer && timer.enabled);
            let open = self.session.streams.get(&row.stream).is_some_and(|state| state.open);
            open && timer.is_some_and(|timer| row.lines >= timer.min_lines)
        };
        self.session.timers.values().filter(fires).map(|row| row.due).min()
    }
}
