//! The replay lab: recordings are read, the built-in show goes as it should, and a run is the same wherever it is run.

use buzzchat::protocol::{LineKind, Role, SettingsPatch};
use buzzchat::replay::{ALL, Fault, Plan, Recording, Run, Show, Sprint, Who, show};
use std::rc::Rc;
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// What the engine does about the built-in show. A change of the engine changes it: the failing test prints the new one.
const SHOW_DIGEST: &str = "e80b03675cd6420a";

fn read(text: &str) -> Vec<(u64, String, String)> {
    let recording = Recording::parse(text).unwrap();
    assert_eq!(recording.faults, []);
    recording.lines.into_iter().map(|timed| (timed.at, timed.line.author, timed.line.text)).collect()
}

fn lines(list: &[(u64, &str, &str)]) -> Vec<(u64, String, String)> {
    list.iter().map(|(at, author, text)| (*at, (*author).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn the_names_of_columns_and_the_separator_are_found_out() {
    let wanted = lines(&[(0, "ann", "hi"), (1_500, "ben", "a, b")]);
    for text in [
        "offset_ms,author,text\n0,ann,hi\n1500,ben,\"a, b\"\n",
        "\u{feff}Message;Timestamp (ms);User Name\r\nhi;1767225600000;ann\r\n\"a, b\";1767225601500;ben\r\n",
        "time\tusername\tcomment\tlikes\n0:00\tann\thi\t3\n0:01.5\tben\ta, b\t\n",
        "text,author,at\nhi,ann,2026-01-01T00:00:00Z\n\"a, b\",ben,2026-01-01T01:00:01.5+01:00",
        "{\"time\": 0.0, \"user\": \"ann\", \"text\": \"hi\"}\n\n{\"time\": 1.5, \"user\": \"ben\", \"text\": \"a, b\"}\n",
        "[{\"offset_ms\": 7, \"author\": {\"id\": 1, \"name\": \"ann\"}, \"message\": \"hi\"},
          {\"offset_ms\": 1507, \"author\": {\"name\": \"ben\"}, \"message\": \"a, b\"}]",
    ] {
        assert_eq!(read(text), wanted, "{text}");
    }
}

#[test]
fn cells_may_hold_quotes_line_breaks_and_separators() {
    let text = "time,author,text\n1,a,\"one, two\"\n2,a,\"say \"\"hi\"\"\"\n3,a,\"up\ndown\"\n4,a,a 5\" heel\n5,a,\n6,a,\"\"\"\"";
    let texts: Vec<_> = read(text).into_iter().map(|(_, _, text)| text).collect();
    assert_eq!(texts, ["one, two", "say \"hi\"", "up\ndown", "a 5\" heel", "", "\""]);
}

#[test]
fn times_are_understood_in_every_usual_form() {
    let offsets = |times: &[&str]| {
        let rows: String = times.iter().map(|time| format!("{time},a,x\n")).collect();
        read(&format!("time,author,text\n{rows}")).into_iter().map(|(at, ..)| at).collect::<Vec<_>>()
    };
    assert_eq!(offsets(&["5", "7", "12"]), [0, 2_000, 7_000], "seconds");
    assert_eq!(offsets(&["0", "400", "149000"]), [0, 400, 149_000], "milliseconds, by the pace they would mean");
    assert_eq!(offsets(&["1767225600", "1767225601.25"]), [0, 1_250], "seconds since 1970");
    assert_eq!(offsets(&["1767225600000000", "1767225601000000"]), [0, 1_000], "microseconds since 1970");
    assert_eq!(offsets(&["-0:05", "1:00", "1:00:00"]), [0, 65_000, 3_605_000], "clocks");
    assert_eq!(offsets(&["2024-02-29 23:59:59 UTC", "2024-03-01 00:00:01-00:00"]), [0, 2_000], "dates");
    assert_eq!(offsets(&["10", "4", "", "12"]), [0, 0, 0, 2_000], "never backwards; none is the one before");
    assert_eq!(offsets(&["1", "1e300"])[1], 7 * 86_400_000, "never beyond a week");
    assert_eq!(read("author,text\na,x\nb,y\n"), lines(&[(0, "a", "x"), (1_000, "b", "y")]), "none: one a second");
}

#[test]
fn roles_and_kinds_are_read_where_they_are_given() {
    let text = "author,text,badges,type\nmia,hi,\"Broadcaster, Verified\",text_message\nann,joined,,join\n";
    let recording = Recording::parse(text).unwrap();
    assert_eq!(recording.lines[0].line.roles, [Role::Host, Role::Verified]);
    assert_eq!((recording.lines[0].line.kind, recording.lines[1].line.kind), (LineKind::Chat, LineKind::Join));
    let listed = Recording::parse(r#"{"author": "mia", "text": "hi", "roles": ["mod", "odd"]}"#).unwrap();
    assert_eq!(listed.lines[0].line.roles, [Role::Moderator]);
}

#[test]
fn a_row_that_cannot_be_read_is_named_and_left_out() {
    let text =
        "time,author,text\n1,a,\"two\nlines\"\nsoon,b,x\n2,c,y,z\n3, ,x\n4,d,\"x\"y\n5,e,ok\n6,f,\"open\n7,g,lost";
    let recording = Recording::parse(text).unwrap();
    assert_eq!(recording.lines.len(), 2);
    let faults: Vec<_> = recording.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "Row 3 has a time that cannot be read: soon",
            "Row 4 has 4 cells where the first row names 3",
            "Row 5 has no author",
            "Row 6 cannot be read: there is text after a closing quote",
            "Row 8 cannot be read: a quote is never closed",
        ]
    );
    let json =
        Recording::parse("{\"author\": \"a\", \"text\": \"x\"}\nno\n[1]\n{\"author\": \"b\", \"time\": []}").unwrap();
    let rows: Vec<_> = json.faults.iter().map(|fault| fault.row).collect();
    assert_eq!((json.lines.len(), rows), (1, vec![2, 3, 4]));
}

#[test]
fn what_is_no_recording_is_refused_with_the_reason() {
    let refused = |text: &str| Recording::parse(text).unwrap_err().to_string();
    assert_eq!(refused(""), "Row 1 is missing: the file is empty");
    assert_eq!(refused("author,text\n"), "Row 1 is missing: there are no lines");
    let unnamed = "Row 1 must name the columns time, author and text: no author among \"0\", \"hi\"";
    assert_eq!(refused("0,hi\n1,yo"), unnamed);
    assert!(refused("[{\"author\": 1,\n}]").starts_with("Row 2 is not JSON"));
    assert!(refused("{\"author\": \"a\"").starts_with("Row 1 is not JSON"));
}

#[test]
fn a_hostile_file_is_read_to_its_end() {
    let many = 20_000;
    let bad = format!("time,author,text\n{}{}", "1,a,\"\"\"x\"\",\n\"\n".repeat(many), "no\n".repeat(many));
    let recording = Recording::parse(&bad).unwrap();
    assert_eq!((recording.lines.len(), recording.faulty, recording.faults.len()), (many, many, 20));
    let wide = format!("author,text\n{}\na,x", ",".repeat(200_000));
    assert_eq!(Recording::parse(&wide).unwrap().lines.len(), 1);
    let deep = "[".repeat(100_000);
    assert_eq!(Recording::parse(&deep).unwrap_err().row, 1);
}

/// The show, run to its end in slices of so many inputs.
fn run_show(slice: usize) -> Run {
    let Show { recording, patch, plan } = show();
    let mut run = Run::new(Rc::from(recording.lines), patch, plan).unwrap();
    while run.step(slice) {}
    run
}

/// The notes of the first line with this text.
fn notes(run: &Run, text: &str) -> Vec<&'static str> {
    let row = run.rows(false, 0, ALL).find(|row| row.text == text).unwrap();
    row.notes.iter().map(|note| note.what).collect()
}

#[test]
fn the_show_goes_as_a_seller_would_want() {
    let run = run_show(ALL);
    let totals = run.totals();
    assert!(totals.lines >= 120 && totals.said >= 20 && totals.timers >= 2, "{totals:?}");
    assert!(totals.answered >= 10 && totals.answered <= totals.questions && totals.entered >= 10, "{totals:?}");
    assert_eq!(notes(&run, "how much is shipping to leeds?"), ["question", "as_word", "said"]);
    assert_eq!(notes(&run, "how mutch is shiping??"), ["question", "as_typo", "said"]);
    assert_eq!(notes(&run, "is shipping combined if I buy two?"), ["near"]);
    assert_eq!(notes(&run, "!size"), ["command", "said"]);
    assert_eq!(notes(&run, "!sizes"), ["command_rests"]);
    assert_eq!(notes(&run, "!wishlist"), ["no_command"]);
    assert!(notes(&run, "my mug arrived broken last week").contains(&"alert"));
    assert_eq!(notes(&run, "Buy followers cheap at best viewers dot com"), ["blocked"]);
    assert_eq!(notes(&run, "nice center piece that mug"), ["no_rule"]);
    assert_eq!(notes(&run, "is this a relationship advice stream lol")[0], "newcomer");
    assert_eq!(notes(&run, "Two left"), ["staff"]);
    assert!(notes(&run, "ENTER").contains(&"entered"));
    let said: Vec<_> =
        run.rows(true, 0, ALL).filter(|row| row.who == Who::Bot).map(|row| row.text.to_owned()).collect();
    assert!(said.iter().any(|text| text.starts_with("@deadstock_dan") && text.contains("free over £50")), "{said:?}");
    assert!(said.iter().all(|text| !text.starts_with('/') && text.encode_utf16().count() <= 200), "{said:?}");
    let winner = run.rows(true, 0, ALL).find(|row| row.notes.iter().any(|note| note.what == "drawn")).unwrap();
    let name = winner.notes[0].text.clone().unwrap();
    assert!(run.rows(false, 0, ALL).any(|row| row.author == name && row.at < winner.at));
}

#[test]
fn rows_point_to_each_other_and_pages_of_them_fit_together() {
    let run = run_show(ALL);
    let all: Vec<_> = run.rows(false, 0, ALL).collect();
    assert!(all.is_sorted_by_key(|row| (row.at, row.number)));
    for row in &all {
        for note in row.notes.iter().filter(|note| note.what == "said") {
            let bot = &all[note.row.unwrap()];
            assert!(bot.who == Who::Bot && bot.notes.iter().any(|note| note.row == Some(row.number)));
        }
    }
    let acted: Vec<_> = run.rows(true, 0, ALL).map(|row| row.number).collect();
    let paged: Vec<_> =
        (0..acted.len()).step_by(7).flat_map(|from| run.rows(true, from, 7)).map(|row| row.number).collect();
    assert_eq!(acted, paged);
    assert!(acted.len() < all.len() && acted.is_sorted());
}

#[test]
fn the_same_run_has_the_same_effects_however_it_is_sliced_and_wherever_it_runs() {
    let digest = run_show(ALL).totals().digest;
    assert_eq!(run_show(3).totals().digest, digest);
    assert_eq!(digest, SHOW_DIGEST, "if the engine was meant to change, this is the show's new digest: {digest}");
}

#[test]
fn another_setting_makes_another_run() {
    let Show { recording, patch, plan } = show();
    let patch = SettingsPatch { welcome_enabled: Some(false), ..patch };
    let mut run = Run::new(Rc::from(recording.lines), patch, plan).unwrap();
    run.step(ALL);
    assert_eq!(run.totals().welcomed, 0);
    assert_ne!(run.totals().digest, run_show(ALL).totals().digest);
}

#[test]
fn settings_that_cannot_be_taken_are_named_before_anything_runs() {
    let lines = Rc::from(Recording::parse("author,text\na,x").unwrap().lines);
    let patch = SettingsPatch { welcome_message: Some(" ".into()), ..SettingsPatch::default() };
    let error = Run::new(lines, patch, Plan::default()).map(|_| ()).unwrap_err();
    assert_eq!(error.field, "welcomeMessage");
}

#[test]
fn a_sprint_reads_every_line() {
    let Show { recording, patch, .. } = show();
    let count = recording.lines.len();
    let mut sprint = Sprint::new(&recording.lines, patch, 1_000).unwrap();
    let read: usize = std::iter::from_fn(|| Some(sprint.step(1)).filter(|read| *read > 0)).sum();
    assert_eq!(read, 1_000_usize.div_ceil(count) * count);
}

#[cfg(not(target_family = "wasm"))]
#[test]
fn a_real_recording_is_run_from_end_to_end() {
    let Ok(text) = std::fs::read_to_string("../shared/chat/youtube-irl.csv") else {
        eprintln!("skipped: there is no recording beside the project");
        return;
    };
    let recording = Recording::parse(&text).unwrap();
    assert_eq!((recording.faulty, recording.lines.len()), (0, 28_013));
    let count = recording.lines.len();
    let mut run = Run::new(Rc::from(recording.lines), show().patch, Plan::default()).unwrap();
    assert!(!run.step(ALL));
    let totals = run.totals();
    assert_eq!(totals.lines, count);
    assert!(totals.said > 100 && totals.questions > 50 && totals.answered <= totals.questions, "{totals:?}");
}

#[test]
fn faults_are_told_in_a_sentence() {
    let fault = Fault { row: 3, message: "has no author".into() };
    assert_eq!(fault.to_string(), "Row 3 has no author");
}
