//! Rows of flows, and of those who wait in one.

use super::clock::tick;
use super::outbox::queue;
use super::people::{meet, note_attributes};
use super::rows::{number, text};
use crate::clock;
use crate::messaging::{Flow, Line, Outgoing, Person, Segment, Step, Visitor};
use crate::store::text::{restored, stored};
use crate::store::{Store, StoreError, signed};
use buzzchat::protocol::Millis;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, FromRow, Row};

/// Somebody who waits in a flow.
#[derive(Clone, Debug)]
pub struct FlowRun {
    /// `run_` and a ULID.
    pub id: String,
    /// Whose flow.
    pub workspace: String,
    /// Which.
    pub flow: String,
    /// For whom.
    pub person: String,
    /// Over which line.
    pub line: String,
    /// The family of addresses it was started through.
    pub source: String,
    /// What is left to do.
    pub steps: Vec<Step>,
    /// From when on.
    pub due: Millis,
}

impl<'r> FromRow<'r, AnyRow> for FlowRun {
    fn from_row(row: &'r AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            workspace: row.try_get("workspace")?,
            flow: row.try_get("flow")?,
            person: row.try_get("person")?,
            line: row.try_get("line")?,
            source: row.try_get("source")?,
            steps: steps(row)?,
            due: number(row, "due")?,
        })
    }
}

impl<'r> FromRow<'r, AnyRow> for Flow {
    fn from_row(row: &'r AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self { key: row.try_get("flow")?, name: text(row, "name")?, steps: steps(row)? })
    }
}

fn steps(row: &AnyRow) -> Result<Vec<Step>, sqlx::Error> {
    let json = restored(row.try_get("steps")?);
    serde_json::from_str(&json).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

fn steps_as_stored(steps: &[Step]) -> Result<String, StoreError> {
    Ok(stored(&serde_json::to_string(steps)?))
}

impl Store {
    /// Keeps a flow; one with the same key is replaced. Who is in that goes on with it as it was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_flow(&self, workspace: &str, flow: &Flow) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO flows (workspace, flow, name, steps) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (workspace, flow) DO UPDATE SET name = excluded.name, steps = excluded.steps",
        )
        .bind(workspace)
        .bind(&flow.key)
        .bind(stored(&flow.name))
        .bind(steps_as_stored(&flow.steps)?)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// A workspace's flows by their keys.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn flows(&self, workspace: &str) -> Result<Vec<Flow>, StoreError> {
        let rows = sqlx::query_as("SELECT * FROM flows WHERE workspace = $1 ORDER BY flow");
        Ok(rows.bind(workspace).fetch_all(&self.pool).await?)
    }

    /// A flow of a workspace.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn flow(&self, workspace: &str, key: &str) -> Result<Option<Flow>, StoreError> {
        let row = sqlx::query_as("SELECT * FROM flows WHERE workspace = $1 AND flow = $2");
        Ok(row.bind(workspace).bind(stored(key)).fetch_optional(&self.pool).await?)
    }

    /// Forgets a flow; who waits in it hears no more of it. Returns false where there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_flow(&self, workspace: &str, key: &str) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let mut deleted = 0;
        for sql in [
            "DELETE FROM flow_runs WHERE workspace = $1 AND flow = $2",
            "DELETE FROM flows WHERE workspace = $1 AND flow = $2",
        ] {
            let done = sqlx::query(sql).bind(workspace).bind(stored(key)).execute(&mut *transaction).await?;
            deleted = done.rows_affected();
        }
        transaction.commit().await?;
        Ok(deleted > 0)
    }

    /// Begins a flow: knows whom it is for, and does as much of it as need not wait. All of it, or nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_flow(
        &self,
        line: &Line,
        key: &str,
        visitor: &Visitor<'_>,
        segment: &Segment,
        now: Millis,
    ) -> Result<Person, StoreError> {
        let mut transaction = self.begin().await?;
        let at = tick(&mut transaction, &line.workspace, now).await?;
        let person = meet(&mut transaction, line, visitor.address, visitor.name, at).await?;
        let run = FlowRun {
            id: clock::entropy().id("run_", now),
            workspace: line.workspace.clone(),
            flow: key.to_owned(),
            person: person.id.clone(),
            line: line.id.clone(),
            source: visitor.source.to_owned(),
            steps: Vec::new(),
            due: now,
        };
        carry_out(&mut transaction, &run, line, &person, segment, now).await?;
        transaction.commit().await?;
        self.ring();
        Ok(person)
    }

    /// Those whose wait is over, the longest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn due_flows(&self, now: Millis, most: u64) -> Result<Vec<FlowRun>, StoreError> {
        let rows = sqlx::query_as("SELECT * FROM flow_runs WHERE due <= $1 ORDER BY due, id LIMIT $2");
        Ok(rows.bind(signed(now)).bind(signed(most)).fetch_all(&self.pool).await?)
    }

    /// Goes on with a flow; nothing happens where it was forgotten meanwhile.
    ///
    /// # Errors
    /// When the database fails; then it is still due.
    pub async fn continue_flow(
        &self,
        run: &FlowRun,
        line: &Line,
        person: &Person,
        segment: &Segment,
        now: Millis,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        // First, as in whatever else writes for a workspace: so nobody waits for somebody who waits for them.
        tick(&mut transaction, &run.workspace, now).await?;
        if forget(&mut transaction, &run.id).await? {
            carry_out(&mut transaction, run, line, person, segment, now).await?;
        }
        transaction.commit().await?;
        self.ring();
        Ok(())
    }

    /// Has a flow wait until the moment given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_off_flow(&self, run: &str, until: Millis) -> Result<(), StoreError> {
        sqlx::query("UPDATE flow_runs SET due = $1 WHERE id = $2")
            .bind(signed(until))
            .bind(run)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Ends a flow for who waits in it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_flow(&self, run: &str) -> Result<(), StoreError> {
        let mut connection = self.pool.acquire().await?;
        forget(&mut connection, run).await.map(drop)
    }
}

/// Returns false where there was nothing to forget.
async fn forget(connection: &mut AnyConnection, run: &str) -> Result<bool, StoreError> {
    let done = sqlx::query("DELETE FROM flow_runs WHERE id = $1").bind(run).execute(connection).await?;
    Ok(done.rows_affected() > 0)
}

/// Notes, queues, and keeps what is left.
async fn carry_out(
    connection: &mut AnyConnection,
    run: &FlowRun,
    line: &Line,
    person: &Person,
    segment: &Segment,
    now: Millis,
) -> Result<(), StoreError> {
    note_attributes(connection, person, &segment.attributes).await?;
    for content in &segment.contents {
        let message = Outgoing { content: content.clone(), ..Outgoing::text(&run.source, &person.address, "") };
        queue(connection, line, &message, now).await?;
    }
    let Some((steps, wait)) = &segment.rest else { return Ok(()) };
    sqlx::query(
        "INSERT INTO flow_runs (id, workspace, flow, person, line, source, steps, due) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&run.id)
    .bind(&run.workspace)
    .bind(&run.flow)
    .bind(&run.person)
    .bind(&run.line)
    .bind(&run.source)
    .bind(steps_as_stored(steps)?)
    .bind(signed(now.saturating_add(wait.as_millis() as Millis)))
    .execute(connection)
    .await?;
    Ok(())
}
