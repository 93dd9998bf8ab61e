//! Timed messages: due by the clock, deferred until the chat has moved and the last one is a while ago, merged when
//! missed.

use super::outbox::Wanted;
use super::{Engine, Turn};
use crate::protocol::{Effect, Kind, Millis, Row, Stream, TimerMessage, TimerRow};

/// A firing that has waited this long is no longer worth saying.
const PATIENCE: Millis = 300_000;

fn period(timer: &TimerMessage) -> Millis {
    (timer.interval * 60_000.0) as Millis
}

impl Engine {
    /// Starts the phase of new timers and says what is due, the most overdue first, one in each gap.
    pub(super) fn fire_timers(&mut self, turn: &mut Turn) {
        let settings = &self.ready.settings;
        if !settings.bot_active || !settings.timer_enabled || settings.timer_messages.is_empty() {
            return;
        }
        let timers: Vec<_> = settings.timer_messages.iter().filter(|timer| timer.enabled).cloned().collect();
        let streams: Vec<_> = self.session.leading().map(|state| (state.stream.clone(), state.timed)).collect();
        for (stream, timed) in &streams {
            timers.iter().for_each(|timer| self.start_timer(turn.now, stream, timer));
            if timed + self.ready.settings.timer_gap <= turn.now || *timed == 0 {
                self.fire_most_overdue(turn, stream, &timers);
            }
        }
    }

    /// A timer that is new, or whose interval was shortened, is due after one interval.
    fn start_timer(&mut self, now: Millis, stream: &Stream, timer: &TimerMessage) {
        let held = self.session.timers.get(&(stream.clone(), timer.id.clone()));
        if held.is_none_or(|row| row.due > now + period(timer)) {
            self.put_timer(now, stream, timer);
        }
    }

    fn put_timer(&mut self, now: Millis, stream: &Stream, timer: &TimerMessage) {
        let row = TimerRow { timer: timer.id.clone(), stream: stream.clone(), due: now + period(timer), lines: 0 };
        self.effects.push_back(Effect::Put { row: Row::Timer(row.clone()) });
        self.session.timers.insert((stream.clone(), timer.id.clone()), row);
    }

    fn fire_most_overdue(&mut self, turn: &mut Turn, stream: &Stream, timers: &[TimerMessage]) {
        let due = |timer: &&TimerMessage| {
            let row = self.session.timers.get(&(stream.clone(), timer.id.clone()))?;
            let fires = row.due <= turn.now && row.lines >= timer.min_lines;
            (fires && !self.is_waiting(stream, &timer.id, None)).then_some(row.due)
        };
        let most_overdue = timers.iter().filter(|timer| due(timer).is_some()).min_by_key(due);
        let Some(timer) = most_overdue.cloned() else { return };
        self.put_timer(turn.now, stream, &timer);
        if let Some(state) = self.session.streams.get_mut(stream) {
            state.timed = turn.now;
            self.put_stream(stream);
        }
        let wanted = Wanted::new(Kind::Timer, timer.text, turn.now, PATIENCE);
        self.enqueue(turn, stream, Wanted { rule: Some(timer.id), ..wanted });
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

    /// The timers of a stream begin anew: another device fires them, or did until now.
    pub(super) fn leave_timers(&mut self, stream: &Stream) {
        let rows: Vec<_> = self.session.timers.extract_if(.., |(of, _), _| of == stream).collect();
        self.effects.extend(rows.into_iter().map(|(_, row)| Effect::Delete { key: Row::Timer(row).key() }));
    }

    pub(super) fn timer_deadline(&self) -> Option<Millis> {
        let settings = &self.ready.settings;
        if !settings.bot_active || !settings.timer_enabled {
            return None;
        }
        let fires = |row: &TimerRow| {
            let timer = settings.timer_messages.iter().find(|timer| timer.id == row.timer && timer.enabled)?;
            let state =
                self.session.streams.get(&row.stream).filter(|state| state.open && self.session.leads(state))?;
            let after_gap = if state.timed == 0 { 0 } else { state.timed + settings.timer_gap };
            let waits = self.is_waiting(&row.stream, &row.timer, None);
            (row.lines >= timer.min_lines && !waits).then_some(row.due.max(after_gap))
        };
        self.session.timers.values().filter_map(fires).min()
    }
}
