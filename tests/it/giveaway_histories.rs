//! Giveaways under random histories: whoever acts, and wherever a worker dies, what was drawn can be proven.

use super::properties::{act, giveaway_step, step};
use super::stage::Stage;
use buzzchat::draw::Proof;
use buzzchat::engine::{Entropy, Seeds, decide, prove};
use buzzchat::journal::Shared;
use buzzchat::protocol::{ClaimView, Command, Entry, Event, FIRST_ACCOUNT, Fact, SettingsPatch};
use proptest::prelude::*;

/// Whatever was drawn so far can be proven.
fn proves(stage: &Stage) -> Result<(), TestCaseError> {
    let view = stage.engine.view().giveaway;
    let Some(proof) = stage.engine.prove() else {
        prop_assert!(view.winners.is_empty() && !view.provable);
        return Ok(());
    };
    let proof = Proof::parse(proof.as_bytes()).unwrap();
    prop_assert!(proof.verify().is_ok(), "{:?}", proof.verify());
    let drawn: Vec<_> = proof.draws.into_iter().flat_map(|drawn| drawn.winners).collect();
    prop_assert_eq!(drawn, stage.winners());
    Ok(())
}

/// A replica that decides by itself, and now and then exchanges what it knows with another.
struct Replica {
    origin: &'static str,
    shared: Shared,
    seeds: Seeds,
    events: Vec<Event>,
    entropy: Entropy,
}

impl Replica {
    fn new(origin: &'static str) -> Self {
        let entropy = Entropy::new([origin.as_bytes()[4]; 32]);
        Self { origin, shared: Shared::default(), seeds: Seeds::default(), events: Vec::new(), entropy }
    }

    fn write(&mut self, at: u64, fact: Fact) {
        let (origin, seq) = (self.origin.to_owned(), self.shared.known(self.origin) + 1);
        let event = Event { id: format!("evt_{origin}_{seq}"), origin, seq, at, account: FIRST_ACCOUNT.into(), fact };
        self.shared.apply(&event);
        self.events.push(event);
    }

    fn run(&mut self, at: u64, command: &Command) {
        let Ok(decision) = decide(&self.shared, &self.seeds, at, &mut self.entropy, command) else { return };
        decision.facts.into_iter().for_each(|of| self.write(at, of.fact));
        if let Some((round, seed)) = decision.secret {
            self.seeds.restore(&round, &seed);
        }
    }

    fn enter(&mut self, at: u64, viewer: u8) {
        let Some(round) = self.shared.active().round().map(|(id, _)| id.to_owned()) else { return };
        let entry = Entry { at, id: self.entropy.id("evt_", at), viewer: format!("viewer{viewer}") };
        self.write(at, Fact::GiveawayEntry { round, entries: vec![entry] });
    }

    fn exchange(&mut self, other: &mut Self) {
        other.events.iter().for_each(|event| {
            self.shared.apply(event);
        });
        self.events.iter().for_each(|event| {
            other.shared.apply(event);
        });
        let secrets: Vec<_> =
            self.seeds.all().chain(other.seeds.all()).map(|(id, seed)| (id.to_owned(), seed)).collect();
        for (round, seed) in &secrets {
            self.seeds.accept(&self.shared, round, seed);
            other.seeds.accept(&other.shared, round, seed);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_giveaway_comes_out_the_same_wherever_the_worker_dies(
        steps in prop::collection::vec(prop_oneof![3 => giveaway_step(), 2 => step()], 1..60),
        claim in prop_oneof![Just(0_u64), Just(5_000)],
        duration in prop_oneof![Just(0_u64), Just(10_000)],
    ) {
        let terms = SettingsPatch {
            giveaway_claim: Some(claim),
            giveaway_duration: Some(duration),
            giveaway_min_lines: Some(u32::from(claim == 0)),
            ..Default::default()
        };
        let mut stage = Stage::with(terms);
        let mut sent = 0;
        for step in &steps {
            act(&mut stage, step, &mut sent);
            proves(&stage)?;
            let before = stage.engine.view().giveaway;
            stage.restart();
            prop_assert_eq!(stage.engine.view().giveaway, before);
            stage.connect();
        }
        // Nobody claims, one after the other, and the chat may never be told.
        stage.wait(5_000_000);
        proves(&stage)?;
        let view = stage.engine.view().giveaway;
        for winner in &view.winners {
            let over = matches!(winner.claim, Some(ClaimView::Claimed | ClaimView::Expired));
            prop_assert!(claim == 0 || over, "{:?}", winner);
            let lost = stage.facts().filter(|fact| {
                matches!(fact, Fact::GiveawayExpired { round, viewer, .. }
                    if Some(round) == view.round.as_ref() && *viewer == winner.viewer)
            });
            prop_assert!(lost.count() <= 1);
        }
    }

    #[test]
    fn two_replicas_that_act_apart_prove_the_same_draws(acts in prop::collection::vec((0..2_usize, 0..7_u8), 1..40)) {
        let mut replicas = [Replica::new("dev_0"), Replica::new("dev_1")];
        for (at, (who, what)) in (1..).zip(acts) {
            let [first, second] = &mut replicas;
            match what {
                0 => replicas[who].run(at, &Command::OpenGiveaway),
                1 => replicas[who].run(at, &Command::CloseGiveaway),
                2 => replicas[who].run(at, &Command::PickWinner { count: 1 }),
                3 => first.exchange(second),
                _ => replicas[who].enter(at, what),
            }
            for replica in &replicas {
                let proof = prove(&replica.shared);
                let holds = |proof: String| Proof::parse(proof.as_bytes()).unwrap().verify().is_ok();
                prop_assert!(proof.is_none_or(holds));
            }
        }
        let [first, second] = &mut replicas;
        first.exchange(second);
        prop_assert_eq!(first.shared.to_transfer(), second.shared.to_transfer());
        prop_assert_eq!(prove(&first.shared), prove(&second.shared));
    }
}
