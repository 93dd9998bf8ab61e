//! A giveaway with a million entries, natively: memory per entry as the allocator counts it, and how long closing, drawing,
//! proving and verifying take.

mod report;

use buzzchat::draw::Verifier;
use buzzchat::engine::{Entropy, Seeds, decide, prove};
use buzzchat::journal::Shared;
use buzzchat::protocol::{Command, Entry, Event, FIRST_ACCOUNT, Fact, Outcome};
use peak_alloc::PeakAlloc;
use report::{figure, spent};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const ENTRIES: u64 = 1_000_000;
const PER_EVENT: u64 = 100;
const START: u64 = 1_795_230_000_000;

fn main() {
    for (order, origins) in [("in order", 1), ("of two devices, mixed", 2)] {
        for (what, value, unit, budget) in best_of_three(origins) {
            figure(&format!("giveaway, 1 M entries {order}: {what}"), value, unit, budget);
        }
    }
}

/// What was measured, how much, of what, and what the design asks for.
type Row = (&'static str, f64, &'static str, Option<&'static str>);

/// Whatever else the machine does can only make a figure larger.
fn best_of_three(origins: u64) -> Vec<Row> {
    let runs: Vec<_> = (0..3).map(|_| measure(origins)).collect();
    let best = |index: usize| runs.iter().map(|run| run[index].1).fold(f64::INFINITY, f64::min);
    runs[0].iter().enumerate().map(|(index, row)| (row.0, best(index), row.2, row.3)).collect()
}

/// Entries of so many origins, whose times overlap where there are several.
fn measure(origins: u64) -> Vec<Row> {
    let (mut replica, mut figures) = (Replica::default(), Vec::new());
    replica.run(&Command::OpenGiveaway);
    let before = MEMORY.current_usage();
    let filled = timed(|| replica.fill(origins));
    let memory = (MEMORY.current_usage() - before) as f64 / ENTRIES as f64;
    figures.push(("memory per entry", memory, "B", Some("at most 100")));
    figures.push(("entering", filled * 1e6 / ENTRIES as f64, "ns each", None));
    let close = timed(|| replica.run(&Command::CloseGiveaway));
    let draw = timed(|| replica.run(&Command::PickWinner { count: 10 }));
    let mut proof = None;
    let prove = timed(|| proof = prove(&replica.shared));
    let proof = proof.expect("it was drawn").into_bytes();
    let bytes = proof.len();
    let verify = timed(|| drop(Verifier::new(proof).and_then(Verifier::run).expect("it is right")));
    figures.extend([("close", close, "ms", None), ("draw", draw, "ms", None), ("proof", prove, "ms", None)]);
    figures.push(("close, draw and proof", close + draw + prove, "ms", Some("at most 1,000")));
    figures.push(("verify", verify, "ms", Some("at most 1,000")));
    figures.push(("the proof's size per entry", bytes as f64 / ENTRIES as f64, "B", None));
    figures
}

#[derive(Default)]
struct Replica {
    shared: Shared,
    seeds: Seeds,
    now: u64,
}

impl Replica {
    fn apply(&mut self, origin: &str, fact: Fact) {
        let seq = self.shared.known(origin) + 1;
        let (origin, account) = (origin.to_owned(), FIRST_ACCOUNT.to_owned());
        self.shared.apply(&Event { id: format!("evt_{seq}"), origin, seq, at: START + self.now, account, fact });
    }

    fn run(&mut self, command: &Command) -> Outcome {
        let mut entropy = Entropy::new([7; 32]);
        let decision = decide(&self.shared, &self.seeds, START, &mut entropy, command).expect("nothing is refused");
        decision.facts.into_iter().for_each(|of| self.apply("dev_0", of.fact));
        if let Some((round, seed)) = decision.secret {
            self.seeds.restore(&round, &seed);
        }
        decision.outcome
    }

    fn fill(&mut self, origins: u64) {
        let round = self.shared.active().round().expect("it is open").0.to_owned();
        let mut entropy = Entropy::new([1; 32]);
        for event in 0..ENTRIES / PER_EVENT {
            // Several origins one after the other, each over the whole time.
            let (origin, turn) = (event * origins * PER_EVENT / ENTRIES, event % (ENTRIES / PER_EVENT / origins));
            let first = event * PER_EVENT;
            let entry = |number: u64| {
                let at = START + turn * PER_EVENT + number - first;
                Entry { at, id: entropy.id("evt_", at), viewer: format!("viewer_{number:07}") }
            };
            let entries = (first..first + PER_EVENT).map(entry).collect();
            if turn == 0 {
                entropy = Entropy::new([origin as u8 + 2; 32]);
            }
            self.apply(&format!("dev_{origin}"), Fact::GiveawayEntry { round: round.clone(), entries });
        }
    }
}

/// Milliseconds of work.
fn timed<T>(work: impl FnOnce() -> T) -> f64 {
    let began = spent();
    let done = work();
    let taken = spent() - began;
    drop(done);
    taken * 1e3
}
