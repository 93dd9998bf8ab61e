//! Figures of a benchmark: a line for a person, and one for the table of `./build.sh bench`. It judges nothing.

use std::fmt::Display;
use std::fs::OpenOptions;
use std::io::Write;
use std::sync::LazyLock;
use std::time::Instant;

/// Writes a figure down. `budget` is what the design asks for, in words: `at least 1.5 M`.
pub(crate) fn figure(what: &str, value: f64, unit: &str, budget: Option<&str>) {
    let wanted = budget.map(|budget| format!("  (wanted: {budget})")).unwrap_or_default();
    println!("{what}: {} {unit}{wanted}", Rounded(value));
    let Ok(path) = std::env::var("BENCH_FIGURES") else { return };
    let row = serde_json::json!({ "what": what, "value": value, "unit": unit, "budget": budget });
    let file = OpenOptions::new().create(true).append(true).open(path);
    file.and_then(|mut file| writeln!(file, "{row}")).expect("the file of figures can be written");
}

/// Three digits that matter.
struct Rounded(f64);

impl Display for Rounded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.abs() {
            value if value >= 100.0 => write!(f, "{:.0}", self.0),
            value if value >= 10.0 => write!(f, "{:.1}", self.0),
            value if value >= 1.0 => write!(f, "{:.2}", self.0),
            _ => write!(f, "{:.3}", self.0),
        }
    }
}

/// Seconds the processor has spent on this thread, where the system tells: what else the machine does is no matter.
/// Elsewhere the clock.
pub(crate) fn spent() -> f64 {
    static BEGAN: LazyLock<Instant> = LazyLock::new(clock);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| BEGAN.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

#[expect(clippy::disallowed_methods, reason = "a benchmark is a host")]
fn clock() -> Instant {
    Instant::now()
}
