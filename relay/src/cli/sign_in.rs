//! `sign-in`: makes a link that opens the dashboard, once.

use super::{CliResult, PlaceOptions};
use crate::clock;
use crate::pairing::{CODE_LIFETIME, hash_sign_in_code, new_code};

/// The link alone goes to standard output, so that a script can open it. The code stands behind a `#`, which browsers send
/// to no server.
pub(super) async fn run(place: &PlaceOptions, url: &str) -> CliResult {
    let (code, now) = (new_code(&mut clock::entropy()), clock::now());
    let store = place.open_store().await?;
    store.add_code(&hash_sign_in_code(&code), &place.workspace, now, now + CODE_LIFETIME).await?;
    println!("{}/app#sign-in={code}", url.trim_end_matches('/'));
    eprintln!("Open it in a browser. It signs in once, within ten minutes.");
    Ok(())
}
