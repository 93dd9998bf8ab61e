//! Rows of tiers, key terms, uses and rate counters. They are kept under the hash of the key.

use super::{Store, StoreError, signed, unsigned};
use crate::family::Family;
use crate::limits::{Span, Standing, Terms};
use crate::scopes::Scopes;
use crate::tier::Tier;
use buzzchat::protocol::Millis;
use sqlx::AnyConnection;

/// Terms as somebody asked for them; what is left out is as for every key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OwnTerms {
    /// Requests a minute.
    pub per_minute: Option<u64>,
    /// Requests a day.
    pub per_day: Option<u64>,
    /// What for.
    pub scopes: Option<Scopes>,
}

/// How long counters outlive their window: a clock that is set back by less opens none of them again.
const KEPT: Millis = 60 * 60 * 1_000;

impl Store {
    /// The standing of a key and of the workspace it opens.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn standing(&self, workspace: &str, hash: &str) -> Result<Standing, StoreError> {
        Ok(Standing { tier: self.tier(workspace).await?, terms: self.terms(hash).await? })
    }

    /// The tier of a workspace.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tier(&self, workspace: &str) -> Result<Tier, StoreError> {
        let tier: Option<String> = sqlx::query_scalar("SELECT tier FROM workspaces WHERE name = $1")
            .bind(workspace)
            .fetch_optional(&self.pool)
            .await?;
        Ok(tier.map_or(Tier::Free, |name| Tier::read(&name)))
    }

    /// A key's terms.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn terms(&self, hash: &str) -> Result<Terms, StoreError> {
        type TermsRow = (String, Option<i64>, Option<i64>, Option<String>);
        let row: Option<TermsRow> =
            sqlx::query_as("SELECT api, per_minute, per_day, scopes FROM key_terms WHERE hash = $1")
                .bind(hash)
                .fetch_optional(&self.pool)
                .await?;
        let Some((api, per_minute, per_day, scopes)) = row else { return Ok(Terms::default()) };
        // Names that a newer version stored open nothing here.
        let scopes = scopes.map(|names| Scopes::parse(&names).unwrap_or(Scopes::NONE));
        let own = OwnTerms { per_minute: per_minute.map(unsigned), per_day: per_day.map(unsigned), scopes };
        Ok(Terms::new(Family::parse(&api), own))
    }

    /// Keeps the terms of a key; before the key itself, so that it never works without them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_terms(&self, hash: &str, api: &str, terms: OwnTerms) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO key_terms (hash, api, per_minute, per_day, scopes) VALUES ($1, $2, $3, $4, $5)")
            .bind(hash)
            .bind(api)
            .bind(terms.per_minute.map(signed))
            .bind(terms.per_day.map(signed))
            .bind(terms.scopes.map(|scopes| scopes.to_string()))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Forgets the terms of a key that was not made after all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_terms(&self, hash: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM key_terms WHERE hash = $1").bind(hash).execute(&self.pool).await?;
        Ok(())
    }

    /// Leases requests of a window: at most `block`, and never more than `limit` altogether. Returns how many were ever
    /// leased and how many of them now; nothing where all are gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lease(
        &self,
        hash: &str,
        span: Span,
        start: Millis,
        block: u64,
        limit: u64,
    ) -> Result<Option<(u64, u64)>, StoreError> {
        let lease: Option<(i64, i64)> = sqlx::query_as(
            "INSERT INTO rate_counters (hash, span, start, used, granted) VALUES ($1, $2, $3, $4, $4) \
             ON CONFLICT (hash, span, start) DO UPDATE SET \
             used = CASE WHEN rate_counters.used + $4 > $5 THEN $5 ELSE rate_counters.used + $4 END, \
             granted = CASE WHEN rate_counters.used + $4 > $5 THEN $5 - rate_counters.used ELSE $4 END \
             WHERE rate_counters.used < $5 RETURNING used, granted",
        )
        .bind(hash)
        .bind(signed(span.length()))
        .bind(signed(start))
        .bind(signed(block))
        .bind(signed(limit))
        .fetch_optional(&self.pool)
        .await?;
        Ok(lease.map(|(used, granted)| (unsigned(used), unsigned(granted))))
    }

    /// Gives back what was leased and not used.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn return_lease(&self, hash: &str, span: Span, start: Millis, count: u64) -> Result<(), StoreError> {
        sqlx::query("UPDATE rate_counters SET used = used - $4 WHERE hash = $1 AND span = $2 AND start = $3")
            .bind(hash)
            .bind(signed(span.length()))
            .bind(signed(start))
            .bind(signed(count))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Forgets counters of windows long over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_counters(&self, now: Millis) -> Result<(), StoreError> {
        for span in [Span::Minute, Span::Day] {
            sqlx::query("DELETE FROM rate_counters WHERE span = $1 AND start < $2")
                .bind(signed(span.length()))
                .bind(signed(now.saturating_sub(span.length() + KEPT)))
                .execute(&self.pool)
                .await?;
        }
        Ok(())
    }

    /// Notes that a key is in use.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_use(&self, hash: &str, now: Millis) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO key_uses (hash, at) VALUES ($1, $2) ON CONFLICT (hash) DO UPDATE SET at = excluded.at",
        )
        .bind(hash)
        .bind(signed(now))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// When a key was last used, to about a minute.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_use(&self, hash: &str) -> Result<Option<Millis>, StoreError> {
        let at: Option<i64> =
            sqlx::query_scalar("SELECT at FROM key_uses WHERE hash = $1").bind(hash).fetch_optional(&self.pool).await?;
        Ok(at.map(unsigned))
    }

    /// Changes a workspace's tier. Returns false where there is no such workspace.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_tier(&self, workspace: &str, tier: Tier) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let changed = sqlx::query("UPDATE workspaces SET tier = $1 WHERE name = $2")
            .bind(tier.name())
            .bind(workspace)
            .execute(&mut *transaction)
            .await?;
        note_change(&mut transaction).await?;
        transaction.commit().await?;
        Ok(changed.rows_affected() > 0)
    }

    /// How often an operator changed a tier.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn operator_changes(&self) -> Result<u64, StoreError> {
        let count: i64 = sqlx::query_scalar("SELECT count FROM operator_changes").fetch_one(&self.pool).await?;
        Ok(unsigned(count))
    }
}

async fn note_change(connection: &mut AnyConnection) -> Result<(), StoreError> {
    sqlx::query("UPDATE operator_changes SET count = count + 1").execute(connection).await?;
    Ok(())
}
