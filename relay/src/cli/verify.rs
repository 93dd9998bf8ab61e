//! `verify`: does a draw again from its proof. It needs no data folder and no server.

use super::CliResult;
use buzzchat::draw::Verifier;
use std::fs;
use std::path::Path;

pub(super) fn run(proof: &Path) -> CliResult {
    let file = fs::read(proof).map_err(|error| format!("{} cannot be read: {error}", proof.display()))?;
    let verdict =
        Verifier::new(file).and_then(Verifier::run).map_err(|error| format!("the proof does not hold: {error}"))?;
    print!("{verdict}");
    Ok(())
}
