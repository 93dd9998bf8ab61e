//! The replay lab for its page: a recording, settings, runs in slices, rows in pages. The page draws; nothing is decided
//! here.

use crate::protocol::{FieldError, Settings, SettingsPatch};
use crate::replay::{Fault, Plan, Recording, Run, Sprint, TimedLine};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// What a page hears of a recording.
#[derive(Serialize)]
struct Loaded<'a> {
    lines: usize,
    length: u64,
    faulty: usize,
    faults: &'a [Fault],
}

/// What is wrong, and where: with a field of the settings or of the plan, or with neither.
#[derive(Serialize)]
struct Wrong {
    field: String,
    message: String,
}

/// The lab of one page.
#[wasm_bindgen]
pub struct Lab {
    lines: Rc<[TimedLine]>,
    run: Option<Run>,
    sprint: Option<Sprint>,
}

#[wasm_bindgen]
impl Lab {
    /// A lab without a recording.
    #[wasm_bindgen(constructor)]
    #[must_use]
    #[expect(clippy::new_without_default, reason = "only JavaScript makes one")]
    pub fn new() -> Self {
        Self { lines: Rc::from([]), run: None, sprint: None }
    }

    /// The settings a seller begins with, as JSON.
    #[must_use]
    pub fn defaults() -> String {
        serde_json::to_string(&Settings::default()).unwrap_or_default()
    }

    /// Takes a recording: CSV, JSONL or a JSON list. Returns `{lines, length, faulty, faults: [{row, message}]}`.
    ///
    /// # Errors
    /// `{row, message}` where nothing of it can be read.
    pub fn load(&mut self, text: &str) -> Result<JsValue, JsValue> {
        let recording = Recording::parse(text).map_err(|fault| plain(&fault))?;
        let length = recording.length();
        (self.run, self.sprint, self.lines) = (None, None, Rc::from(recording.lines));
        let Recording { faulty, faults, .. } = recording;
        Ok(plain(&Loaded { lines: self.lines.len(), length, faulty, faults: &faults }))
    }

    /// Makes a run of the recording ready under settings and a plan, both JSON.
    ///
    /// # Errors
    /// `{field, message}`, the first field that cannot be taken.
    pub fn prepare(&mut self, settings: &str, plan: &str) -> Result<(), JsValue> {
        let plan: Plan = serde_json::from_str(plan).map_err(|error| wrong(field("plan", &error)))?;
        let run = Run::new(Rc::clone(&self.lines), read_settings(settings)?, plan).map_err(wrong)?;
        (self.run, self.sprint) = (Some(run), None);
        Ok(())
    }

    /// Goes on for so many inputs of the engine. Returns whether there is more to do.
    pub fn step(&mut self, inputs: usize) -> bool {
        self.run.as_mut().is_some_and(|run| run.step(inputs))
    }

    /// The counts so far.
    #[must_use]
    pub fn totals(&self) -> JsValue {
        self.run.as_ref().map_or(JsValue::NULL, |run| plain(&run.totals()))
    }

    /// How many rows the transcript has: all, or those where the bot did something.
    #[must_use]
    pub fn count(&self, acted: bool) -> usize {
        self.run.as_ref().map_or(0, |run| run.transcript().len(acted))
    }

    /// Where a row of the transcript stands among the rows shown.
    #[must_use]
    pub fn place(&self, row: usize, acted: bool) -> usize {
        self.run.as_ref().map_or(0, |run| run.transcript().place(row, acted))
    }

    /// Some rows of the transcript: `[{number, at, who, author, text, notes}]`.
    #[must_use]
    pub fn rows(&self, acted: bool, from: usize, count: usize) -> JsValue {
        let Some(run) = &self.run else { return plain(&[(); 0]) };
        plain(&run.rows(acted, from, count).collect::<Vec<_>>())
    }

    /// Lays the recording's lines out for a sprint, as often over as makes `least` of them.
    ///
    /// # Errors
    /// `{field, message}`, the first field that cannot be taken.
    pub fn line_up(&mut self, settings: &str, least: usize) -> Result<(), JsValue> {
        // The last one first: two would need twice the memory.
        self.sprint = None;
        self.sprint = Some(Sprint::new(&self.lines, read_settings(settings)?, least).map_err(wrong)?);
        Ok(())
    }

    /// Hands the engine so many batches of lines and writes nothing down. Returns how many lines that were; 0 at the end.
    pub fn sprint(&mut self, batches: usize) -> usize {
        self.sprint.as_mut().map_or(0, |sprint| sprint.step(batches))
    }
}

fn read_settings(text: &str) -> Result<SettingsPatch, JsValue> {
    let settings = serde_json::from_str(text).map_err(|error| wrong(field("", &error)))?;
    SettingsPatch::parse(&settings).map_err(wrong)
}

fn field(name: &str, error: &serde_json::Error) -> FieldError {
    FieldError { field: name.to_owned(), message: error.to_string() }
}

fn wrong(FieldError { field, message }: FieldError) -> JsValue {
    plain(&Wrong { field, message })
}

/// As plain objects: what goes to a page is plain data, which cannot fail to be written.
fn plain(value: &impl Serialize) -> JsValue {
    value.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}
