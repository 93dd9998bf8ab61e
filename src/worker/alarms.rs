//! Waking up: short waits by timer, long ones by `chrome.alarms`, which survive the worker.

use super::chrome;
use crate::protocol::Millis;
use gloo_timers::callback::Timeout;
use js_sys::{Object, Reflect};
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsValue;

/// The alarm for the engine's next deadline.
pub(super) const DEADLINE: &str = "deadline";
/// The alarm that brings a paired worker back to its relay.
pub(super) const LINK: &str = "link";
/// Chrome stops an idle worker after 30 seconds, and rings alarms no earlier than that.
const SHORTEST_ALARM: Millis = 30_000;

/// The one timer and the one alarm for the engine's next deadline.
#[derive(Default)]
pub(super) struct Alarms {
    timer: RefCell<Option<Timeout>>,
    rings: Cell<Option<Millis>>,
}

impl Alarms {
    /// Waits until `deadline`. A worker that dies before is woken by the alarm, at most half a minute late.
    pub(super) fn wait(&self, now: Millis, deadline: Option<Millis>, wake: impl FnOnce() + 'static) {
        let Some(deadline) = deadline else {
            self.timer.replace(None);
            return;
        };
        let wait = deadline.saturating_sub(now);
        let timer = (wait < SHORTEST_ALARM).then(|| Timeout::new(wait as u32, wake));
        self.timer.replace(timer);
        let rings = deadline.max(now + SHORTEST_ALARM);
        let covered = self.rings.get().is_some_and(|held| held > now && held <= rings);
        if !covered {
            create(DEADLINE, "when", rings as f64);
            self.rings.set(Some(rings));
        }
    }

    /// The deadline alarm has rung and must be set anew.
    pub(super) fn rang(&self) {
        self.rings.set(None);
    }
}

/// Rings every half minute while a relay is configured.
pub(super) fn keep_linked(wanted: bool) {
    if wanted {
        create(LINK, "periodInMinutes", 0.5);
    } else {
        chrome::clear_alarm(LINK);
    }
}

fn create(name: &str, key: &str, value: f64) {
    let info = Object::new();
    // Setting a property of a fresh object cannot fail.
    let _ = Reflect::set(&info, &JsValue::from_str(key), &JsValue::from_f64(value));
    chrome::create_alarm(name, &info);
}
