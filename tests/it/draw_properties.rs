//! Proofs of random rounds, of damaged files, of a million entrants, and what an independent program says of them.

use buzzchat::draw::{Beacon, BeaconLine, Progress, Proof, Verifier};
use buzzchat::protocol::{Entry, viewer_key};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Names with everything that needs an escape, that is not ASCII, or that is compared in another form.
fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z0-9_]{1,8}", "@?[A-Zßéİ李🍀\"\\\\\u{0}-\u{1f}\u{7f}\u{2028}\u{202e} ]{0,6}", any::<String>()]
}

fn beacon() -> impl Strategy<Value = Beacon> {
    let line = (name(), any::<String>()).prop_map(|(viewer, text)| BeaconLine { viewer, text });
    prop_oneof![Just(Beacon::None), vec(line, 0..=10).prop_map(Beacon::Lines)]
}

fn entrants() -> impl Strategy<Value = Vec<Entry>> {
    let entry = (0..1_u64 << 53, "evt_[0-9A-Z]{0,26}", name());
    vec(entry.prop_map(|(at, id, viewer)| Entry { at, id, viewer }), 1..200).prop_map(|entries| {
        let by_key: BTreeMap<_, _> = entries.into_iter().map(|entry| (viewer_key(&entry.viewer), entry)).collect();
        let mut entries: Vec<_> = by_key.into_values().collect();
        entries.sort_unstable();
        entries
    })
}

prop_compose! {
    fn proof()(seed: [u8; 32], round in name(), keywords in vec(name(), 0..3), entrants in entrants(),
               beacon in beacon(), counts in vec(1..5_usize, 1..4)) -> Proof {
        let mut left = entrants.len();
        // A draw from which nobody is left to win cannot be made.
        let counts: Vec<_> = counts.into_iter().map_while(|count| {
            let drawn = count.min(left);
            left -= drawn;
            (drawn > 0).then_some(count)
        }).collect();
        Proof::make(seed, &round, &keywords, entrants, beacon, &counts)
    }
}

/// What may happen to one place of a file.
#[derive(Clone, Debug)]
enum Damage {
    Replaced(u8),
    Inserted(u8),
    Removed,
    Swapped,
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        any::<u8>().prop_map(Damage::Replaced),
        any::<u8>().prop_map(Damage::Inserted),
        Just(Damage::Removed),
        Just(Damage::Swapped),
    ]
}

fn damaged(mut bytes: Vec<u8>, place: usize, damage: &Damage) -> Vec<u8> {
    match damage {
        Damage::Replaced(byte) => bytes[place] = *byte,
        Damage::Inserted(byte) => bytes.insert(place, *byte),
        Damage::Removed => drop(bytes.remove(place)),
        Damage::Swapped if place > 0 => bytes.swap(place, place - 1),
        Damage::Swapped => {}
    }
    bytes
}

fn verify(bytes: Vec<u8>) -> bool {
    Verifier::new(bytes).and_then(Verifier::run).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_round_verifies_and_reads_back(proof in proof()) {
        let json = proof.to_json();
        prop_assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{}", json);
        let verdict = proof.verify();
        prop_assert!(verdict.is_ok(), "{verdict:?}");
        prop_assert_eq!(Proof::parse(json.as_bytes()), Ok(proof));
    }

    #[test]
    fn no_damaged_proof_verifies(proof in proof(), places in vec((any::<prop::sample::Index>(), damage()), 1..40)) {
        let bytes = proof.to_json().into_bytes();
        for (index, damage) in places {
            let changed = damaged(bytes.clone(), index.index(bytes.len()), &damage);
            if let Ok(read) = Proof::parse(&changed) {
                prop_assert_eq!(read.to_json().into_bytes(), changed.clone(), "one text for one proof");
            }
            prop_assert!(changed == bytes || !verify(changed), "{:?}", damage);
        }
    }

    #[test]
    fn an_exchanged_part_does_not_verify(proof in proof(), other in proof()) {
        let with = |change: fn(&mut Proof, Proof)| {
            let mut mixed = proof.clone();
            change(&mut mixed, other.clone());
            mixed
        };
        for mixed in [
            with(|proof, other| proof.round = other.round),
            with(|proof, other| proof.keywords = other.keywords),
            with(|proof, other| proof.entrants = other.entrants),
            with(|proof, other| proof.beacon = other.beacon),
            with(|proof, other| proof.seed = other.seed),
            with(|proof, other| proof.root = other.root),
            with(|proof, other| proof.draws = other.draws),
        ] {
            prop_assert!(mixed == proof || mixed.verify().is_err(), "{:?}", mixed);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..400), at in any::<prop::sample::Index>(), proof in proof()) {
        let _ = Proof::parse(&bytes).map(|proof| proof.verify());
        let _ = verify(bytes.clone());
        // Deeper in: a good beginning, then anything.
        let mut cut = proof.to_json().into_bytes();
        cut.truncate(at.index(cut.len()));
        cut.extend(bytes);
        let _ = Proof::parse(&cut).map(|proof| proof.verify());
        let Ok(mut verifier) = Verifier::new(cut) else { return Ok(()) };
        while let Ok(Progress::Working { .. }) = verifier.step(7) {}
        let _ = verifier.place("ann");
    }
}

#[test]
fn a_million_entrants_are_proven() {
    let entry = |number: u64| Entry { at: number / 3, id: format!("evt_{number:026}"), viewer: format!("v{number}") };
    let proof = Proof::make([3; 32], "gvw_1", &[], (0..1_000_000).map(entry).collect(), Beacon::None, &[3, 2]);
    let mut bytes = proof.to_json().into_bytes();
    assert!(bytes.len() < 100_000_000, "at most 100 bytes each");
    let middle = bytes.len() / 2;
    assert!(verify(bytes.clone()));
    bytes[middle] ^= 1;
    assert!(!verify(bytes));
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Whether `tests/verify_draw.py` takes the file; `None` without a Python.
fn python_accepts(file: &Path) -> Option<bool> {
    let mut command = Command::new("python3");
    command.arg(repository("tests/verify_draw.py")).arg(file).stdout(Stdio::null()).stderr(Stdio::piped());
    let Ok(output) = command.output() else {
        eprintln!("python3 is not here: the independent verifier was not asked");
        return None;
    };
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() || complaint.starts_with("The proof does not hold"), "{complaint}");
    Some(output.status.success())
}

#[test]
fn a_program_that_shares_no_code_agrees() {
    for kind in ["good", "bad"] {
        for file in fs::read_dir(repository("tests/fixtures/draws").join(kind)).unwrap() {
            let file = file.unwrap().path();
            let Some(accepts) = python_accepts(&file) else { return };
            assert_eq!((accepts, verify(fs::read(&file).unwrap())), (kind == "good", kind == "good"), "{file:?}");
        }
    }
}

#[test]
fn a_program_that_shares_no_code_rejects_changed_bits_too() {
    let bytes = fs::read(repository("tests/fixtures/draws/good/no-beacon.json")).unwrap();
    let changed = std::env::temp_dir().join(format!("buzzchat-draw-{}.json", std::process::id()));
    // A prime apart, so that every part of the file and every bit of a byte has its turn.
    for bit in (0..bytes.len() * 8).step_by(149) {
        let mut other = bytes.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        fs::write(&changed, other).unwrap();
        assert_ne!(python_accepts(&changed), Some(true), "bit {bit}");
    }
    fs::remove_file(changed).unwrap();
}
