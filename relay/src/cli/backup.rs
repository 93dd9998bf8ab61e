//! `backup`: copies the database, also while the server runs.

use super::{CliResult, PlaceOptions};
use crate::store::back_up;
use std::path::Path;

pub(super) async fn run(place: &PlaceOptions, to: &Path) -> CliResult {
    if place.database_url.is_some() {
        return Err("the data lies in PostgreSQL: use pg_dump, and keep secret.key from the data folder with it".into());
    }
    let data = place.folder();
    back_up(&data, to).await?;
    println!("{} holds everything up to now.", to.display());
    println!(
        "To restore it, stop the server, and put it as relay.db into an empty data folder, with {} beside it:\n\
         without that key the secrets inside cannot be opened.",
        data.join("secret.key").display()
    );
    Ok(())
}
