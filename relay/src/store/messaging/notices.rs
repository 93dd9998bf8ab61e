//! Tells of news in the transaction that makes them, so that neither is without the other.

use super::rows::{News, Tell};
use crate::store::notices::announce;
use crate::store::{Store, StoreError};
use buzzchat::protocol::Millis;
use sqlx::AnyConnection;

impl Store {
    /// Queues what is to be told of news; `number` is its place among others of the workspace.
    pub(super) async fn announce_news(
        &self,
        connection: &mut AnyConnection,
        tell: Tell,
        news: News<'_>,
        number: Millis,
    ) -> Result<(), StoreError> {
        let mut notices = tell(news);
        notices.iter_mut().for_each(|notice| notice.number = number);
        // The bell is rung for all that a transaction told, once it is committed.
        announce(connection, &notices).await.map(drop)
    }
}
