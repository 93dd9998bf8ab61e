//! Sends what is due while the server runs: claims it, keeps the order and the measure of each webhook, and hands results
//! to the recorder. It decides nothing about a delivery.

use super::attempt::{Attempted, Parcel, Receiver, attempt};
use super::lane::{LEASE, LOW, Lane, Lot, Next, ROOM};
use super::recorder::record;
use super::{Dress, Webhooks};
use crate::app::Stopping;
use crate::clock;
use crate::outgoing::Target;
use crate::store::{Addressee, Due, Store, StoreError};
use buzzchat::protocol::Millis;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

/// Retries come due without anybody ringing.
const LOOK: Duration = Duration::from_millis(500);
/// So many deliveries are in hand at most, of all webhooks together.
const IN_HAND: usize = 8_192;
/// So many results wait to be written before those who send have to wait.
const RESULTS: usize = 1_024;
/// How long requests under way may go on once the server is asked to stop.
const DRAIN: Duration = Duration::from_secs(2);
/// How long the log of deliveries reaches back.
const RETENTION: Millis = 30 * 24 * 3_600 * 1_000;
const CLEAN: Duration = Duration::from_secs(3_600);

/// Delivers until the server stops; then what is under way gets a moment to end.
pub(crate) async fn keep_delivering(store: Store, webhooks: Arc<Webhooks>, stopping: Stopping) {
    if let Err(error) = store.release_all_deliveries().await {
        tracing::error!(%error, "claims of an earlier run cannot be given back: they run out by themselves");
    }
    let (results, written) = mpsc::channel(RESULTS);
    let recorder = tokio::spawn(record(store.clone(), Arc::clone(&webhooks), written));
    let cleaner = tokio::spawn(keep_forgetting(store.clone()));
    Dispatcher::new(store, webhooks, results).run(stopping).await;
    cleaner.abort();
    // It ends once the last result is written.
    let _ = recorder.await;
}

async fn keep_forgetting(store: Store) {
    let mut clean = interval(CLEAN);
    loop {
        clean.tick().await;
        loop {
            match store.forget_deliveries(clock::now().saturating_sub(RETENTION)).await {
                Ok(true) => tokio::task::yield_now().await,
                Ok(false) => break,
                Err(error) => {
                    tracing::error!(%error, "old deliveries cannot be forgotten");
                    break;
                }
            }
        }
    }
}

struct Dispatcher {
    store: Store,
    webhooks: Arc<Webhooks>,
    results: mpsc::Sender<Attempted>,
    lanes: HashMap<Arc<str>, Lane>,
    sending: JoinSet<()>,
    /// Whose each of them is.
    senders: HashMap<Id, Arc<str>>,
    claiming: JoinSet<Vec<Lot>>,
    /// Webhooks that changed while a claim was under way: it may have seen them as they were.
    changed: BTreeSet<String>,
    /// Whom the last claim served last; the next begins behind it.
    last: Arc<str>,
    wanted: bool,
}

impl Dispatcher {
    fn new(store: Store, webhooks: Arc<Webhooks>, results: mpsc::Sender<Attempted>) -> Self {
        Self {
            store,
            webhooks,
            results,
            lanes: HashMap::new(),
            sending: JoinSet::new(),
            senders: HashMap::new(),
            claiming: JoinSet::new(),
            changed: BTreeSet::new(),
            last: "".into(),
            wanted: true,
        }
    }

    async fn run(mut self, mut stopping: Stopping) {
        let (store, webhooks) = (self.store.clone(), Arc::clone(&self.webhooks));
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            self.claim_if_wanted();
            tokio::select! {
                () = stopping.wait() => break,
                ids = webhooks.changes.next() => self.look_up_anew(ids).await,
                Some(lots) = self.claiming.join_next() => self.take(lots).await,
                Some(ended) = self.sending.join_next_with_id() => self.ended(ended).await,
                () = store.deliveries_queued() => self.wanted = true,
                _ = look.tick() => self.wanted = true,
            }
        }
        let drained = async { while self.sending.join_next().await.is_some() {} };
        if timeout(DRAIN, drained).await.is_err() {
            tracing::warn!("deliveries were under way when the server stopped: they will be sent again");
        }
    }

    fn claim_if_wanted(&mut self) {
        if !self.wanted || !self.claiming.is_empty() {
            return;
        }
        self.wanted = false;
        self.changed.clear();
        let in_hand: usize = self.lanes.values().map(Lane::in_hand).sum();
        for lane in self.lanes.values_mut() {
            lane.more = lane.in_hand() >= LOW;
        }
        let busy = self.lanes.iter().map(|(webhook, lane)| (Arc::clone(webhook), lane.in_hand())).collect();
        let claim = Claim {
            store: self.store.clone(),
            webhooks: Arc::clone(&self.webhooks),
            busy,
            after: Arc::clone(&self.last),
            most: IN_HAND.saturating_sub(in_hand),
        };
        self.claiming.spawn(claim.run());
    }

    async fn take(&mut self, lots: Result<Vec<Lot>, JoinError>) {
        for lot in lots.unwrap_or_default() {
            let webhook = Arc::clone(&lot.webhook);
            self.last = Arc::clone(&webhook);
            if self.changed.contains(&*webhook) {
                let events = lot.parcels.into_iter().map(|parcel| parcel.event).collect();
                self.release(&webhook, events).await;
                continue;
            }
            self.lanes.entry(Arc::clone(&webhook)).or_default().add(lot);
            self.fill(&webhook).await;
        }
    }

    /// Sends as many of a webhook's deliveries as may be under way.
    async fn fill(&mut self, webhook: &Arc<str>) {
        loop {
            let Some(lane) = self.lanes.get_mut(webhook) else { return };
            match lane.next() {
                Next::Send(parcel, receiver) => self.send(webhook, parcel, receiver),
                Next::Release(events) => self.release(webhook, events).await,
                Next::Nothing => return,
            }
        }
    }

    fn send(&mut self, webhook: &Arc<str>, parcel: Parcel, receiver: Arc<Receiver>) {
        let (webhooks, results) = (Arc::clone(&self.webhooks), self.results.clone());
        let sending = async move {
            let attempted = attempt(&webhooks.client, &receiver, parcel, &webhooks.terms.schedule).await;
            // Should the recorder be gone, the server stops, and the claim runs out.
            let _ = results.send(attempted).await;
        };
        let id = self.sending.spawn(sending).id();
        self.senders.insert(id, Arc::clone(webhook));
    }

    async fn ended(&mut self, ended: Result<(Id, ()), JoinError>) {
        let id = ended.map_or_else(|error| error.id(), |(id, ())| id);
        let Some(webhook) = self.senders.remove(&id) else { return };
        if let Some(lane) = self.lanes.get_mut(&webhook) {
            lane.sent();
        }
        self.fill(&webhook).await;
        let Some(lane) = self.lanes.get(&webhook) else { return };
        self.wanted |= lane.more && lane.in_hand() < LOW;
        if lane.is_idle() {
            self.lanes.remove(&webhook);
        }
    }

    async fn look_up_anew(&mut self, ids: BTreeSet<String>) {
        for id in ids {
            if let Some(lane) = self.lanes.get_mut(id.as_str()) {
                let events = lane.drop_waiting();
                self.release(&id, events).await;
            }
            self.changed.insert(id);
        }
        self.wanted = true;
    }

    /// What cannot be given back now runs out by itself.
    async fn release(&mut self, webhook: &str, events: Vec<String>) {
        if events.is_empty() {
            return;
        }
        if let Err(error) = self.store.release_deliveries(webhook, &events).await {
            tracing::error!(%error, "claimed deliveries cannot be given back");
        }
        self.wanted = true;
    }
}

/// One look at what is due.
struct Claim {
    store: Store,
    webhooks: Arc<Webhooks>,
    /// What is in hand already.
    busy: HashMap<Arc<str>, usize>,
    after: Arc<str>,
    most: usize,
}

impl Claim {
    /// What could be claimed before something went wrong counts.
    async fn run(self) -> Vec<Lot> {
        let mut lots = Vec::new();
        if let Err(error) = self.claim_into(&mut lots).await {
            tracing::error!(%error, "deliveries that are due cannot be claimed");
        }
        lots
    }

    async fn claim_into(&self, lots: &mut Vec<Lot>) -> Result<(), StoreError> {
        let now = clock::now();
        let mut due = self.store.due_webhooks(now).await?;
        let served = due.partition_point(|webhook| webhook.as_str() <= &*self.after);
        due.rotate_left(served);
        let mut left = self.most;
        for webhook in due {
            let busy = self.busy.get(webhook.as_str()).copied().unwrap_or(0);
            let room = (ROOM - busy.min(ROOM)).min(left);
            if busy >= LOW || room == 0 {
                continue;
            }
            if let Some(lot) = self.claim(webhook, now, room).await? {
                left -= lot.parcels.len();
                lots.push(lot);
            }
        }
        Ok(())
    }

    async fn claim(&self, webhook: String, now: Millis, room: usize) -> Result<Option<Lot>, StoreError> {
        let claimed = Instant::now();
        let until = now + u64::try_from(LEASE.as_millis()).unwrap_or(u64::MAX);
        let due = self.store.claim_deliveries(&webhook, now, until, room).await?;
        let Some(Addressee { url, dress }) = self.store.addressee(&webhook, now).await? else { return Ok(None) };
        let full = due.len() == room;
        let parcels = due.into_iter().map(|due| parcel(&webhook, due)).collect();
        let receiver = Arc::new(self.receiver(&url, dress));
        Ok(Some(Lot { webhook: webhook.into(), receiver, parcels, claimed, full }))
    }

    /// What was allowed when the webhook was made may not be any more.
    fn receiver(&self, url: &str, dress: Option<Dress>) -> Receiver {
        let target = Target::parse(url, self.webhooks.policy()).map_err(|why| why.to_string());
        Receiver { target, dress }
    }
}

fn parcel(webhook: &str, due: Due) -> Parcel {
    let Due { event, kind, body, attempts, tries, .. } = due;
    Parcel { webhook: webhook.to_owned(), event, kind, body: body.into(), attempts, tries }
}
