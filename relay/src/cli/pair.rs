//! `pair`: makes a one-time code for a device.

use super::{CliResult, PlaceOptions};
use crate::clock;
use crate::pairing::{CODE_LIFETIME, hash_code, new_code};

/// The code alone goes to standard output, so that a script can take it.
pub(super) async fn run(place: &PlaceOptions) -> CliResult {
    let (code, now) = (new_code(&mut clock::entropy()), clock::now());
    let store = place.open_store().await?;
    store.add_code(&hash_code(&code), &place.workspace, now, now + CODE_LIFETIME).await?;
    println!("{code}");
    eprintln!("Enter it in the extension under Settings, Relay. It works once, within ten minutes.");
    Ok(())
}
