//! `sign-in`: makes a link that opens the dashboard, once.

use super::{CliResult, PlaceOptions};
use crate::service::keys;

/// The link alone goes to standard output, so that a script can open it. The code stands behind a `#`, which browsers send
/// to no server.
pub(super) async fn run(place: &PlaceOptions, url: &str) -> CliResult {
    let code = keys::sign_in_code(&place.open_store().await?, &place.workspace).await?;
    println!("{}/app#sign-in={code}", url.trim_end_matches('/'));
    eprintln!("Open it in a browser. It signs in once, within ten minutes.");
    Ok(())
}
