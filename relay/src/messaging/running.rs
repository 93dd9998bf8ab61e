//! Runs flows: begins one for whom a trigger names, and goes on when a wait is over. What was said and what is left are
//! written together, so that a flow that is cut off goes on where it was, and says nothing twice.

use super::attributes::{built_in, digits};
use super::{Channel, Messaging, Person, Segment, check_content, checked_address, segment};
use crate::app::Stopping;
use crate::clock;
use crate::error::Failure;
use crate::store::{FlowRun, StoreError};
use buzzchat::protocol::Millis;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

/// How often it is looked whether a wait is over.
const LOOK: Duration = Duration::from_millis(500);
/// How many are gone on with before it is looked again.
const AT_ONCE: u64 = 100;
/// One that could not go on is tried again so much later.
const TRY_AGAIN: Millis = 60 * 1_000;

/// Somebody for whom a flow is run.
#[derive(Clone, Debug)]
pub struct Visitor<'a> {
    /// Their number.
    pub address: &'a str,
    /// What they call themselves; empty where that is not known.
    pub name: &'a str,
    /// What else is known of them.
    pub attributes: Vec<(String, String)>,
    /// The family of addresses they came through.
    pub source: &'a str,
}

impl Messaging {
    /// Runs a flow for somebody on WhatsApp, who is known from now on, with what the trigger brought along.
    ///
    /// # Errors
    /// When there is no such flow, or it cannot be run for them; then nothing of it is.
    pub async fn run_flow(&self, workspace: &str, key: &str, visitor: &Visitor<'_>) -> Result<Person, Failure> {
        let unknown = || Failure::NotFound("There is no such flow".to_owned());
        let flow = self.store.flow(workspace, key).await?.ok_or_else(unknown)?;
        let address = checked_address(Channel::Whatsapp, visitor.address)?;
        let line = self.line_for(workspace, Channel::Whatsapp, None).await?;
        let mut known = self.known_of(workspace, &address, visitor).await?;
        let mut segment = segment(&flow.steps, &mut known);
        check(&segment)?;
        segment.attributes.splice(0..0, visitor.attributes.iter().cloned());
        let visitor = Visitor { address: &address, ..visitor.clone() };
        let person = self.store.begin_flow(&line, key, &visitor, &segment, clock::now()).await?;
        self.queued.notify_one();
        Ok(person)
    }

    /// What was known of somebody, and what a trigger says now.
    async fn known_of(
        &self,
        workspace: &str,
        address: &str,
        visitor: &Visitor<'_>,
    ) -> Result<BTreeMap<String, String>, StoreError> {
        let person = self.store.person_at(workspace, Channel::Whatsapp, address).await?;
        let noted = match &person {
            Some(person) => self.store.attributes(&person.id).await?,
            None => Vec::new(),
        };
        let called = match (visitor.name, &person) {
            ("", Some(person)) => person.called(),
            ("", None) => digits(address),
            (name, _) => name,
        };
        let built_in = built_in(called, address, Channel::Whatsapp);
        Ok(noted.into_iter().chain(visitor.attributes.iter().cloned()).chain(built_in).collect())
    }

    /// Goes on with flows whose wait is over.
    async fn go_on(&self) -> Result<(), StoreError> {
        for run in self.store.due_flows(clock::now(), AT_ONCE).await? {
            if let Err(error) = self.go_on_with(&run).await {
                tracing::error!(%error, flow = run.flow, "a flow cannot go on now: it is tried again later");
                self.store.put_off_flow(&run.id, clock::now() + TRY_AGAIN).await?;
            }
        }
        Ok(())
    }

    async fn go_on_with(&self, run: &FlowRun) -> Result<(), StoreError> {
        let (Some(line), Some(person)) =
            (self.store.line(&run.line).await?, self.store.person(&run.workspace, &run.person).await?)
        else {
            return self.give_up(run, "its account was removed").await;
        };
        let noted = self.store.attributes(&person.id).await?;
        let segment = segment(&run.steps, &mut noted.into_iter().chain(person.built_in()).collect());
        match check(&segment) {
            Ok(()) => self.store.continue_flow(run, &line, &person, &segment, clock::now()).await?,
            Err(failure) => self.give_up(run, &failure.message()).await?,
        }
        self.queued.notify_one();
        Ok(())
    }

    async fn give_up(&self, run: &FlowRun, why: &str) -> Result<(), StoreError> {
        tracing::warn!(
            workspace = run.workspace,
            flow = run.flow,
            person = run.person,
            why,
            "a flow cannot go on: it ends"
        );
        self.store.end_flow(&run.id).await
    }
}

fn check(segment: &Segment) -> Result<(), Failure> {
    segment.contents.iter().try_for_each(|content| check_content(Channel::Whatsapp, content))
}

/// Goes on with flows until the server stops. What was due meanwhile is done when it starts again.
pub(crate) async fn keep_running_flows(messaging: Arc<Messaging>, mut stopping: Stopping) {
    loop {
        if let Err(error) = messaging.go_on().await {
            tracing::error!(%error, "flows cannot go on for now");
        }
        tokio::select! {
            () = stopping.wait() => break,
            () = sleep(LOOK) => {}
        }
    }
}
