//! What keeps keys and limits current while the server runs: the operator's changes, windows that are over, keys whose time
//! is.

use crate::app::App;
use crate::clock;
use crate::store::StoreError;
use buzzchat::protocol::Millis;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// The operator's changes take effect within a second.
const LOOK_EVERY: Duration = Duration::from_millis(200);
const FORGET_EVERY: Duration = Duration::from_secs(600);

/// Works until it is dropped. What fails is tried again the next time.
pub(crate) async fn keep_current(app: &App) {
    let (mut look, mut forget) = (interval(LOOK_EVERY), interval(FORGET_EVERY));
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (limits, store) = (app.limits(), app.hub().store());
    loop {
        let done = tokio::select! {
            _ = look.tick() => limits.notice_changes(store).await,
            _ = forget.tick() => forget_past(app, clock::now()).await,
        };
        if let Err(error) = done {
            tracing::error!(%error, "the limits could not be brought up to date");
        }
    }
}

async fn forget_past(app: &App, now: Millis) -> Result<(), StoreError> {
    app.limits().forget_past(app.hub().store(), now).await?;
    app.hub().store().end_past_sign_ins(now).await
}
