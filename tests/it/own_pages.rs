//! Pages that a seller points at: what is taken of what the picker says, at which address, and for how long.

use buzzchat::protocol::{OwnPageRow, PickedPage, Row, SiteRow};
use buzzchat::sites::Adapters;
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const SCHEMA: &str = include_str!("../../extension/content/sites/schema.json");
const KICK: &str = include_str!("../../extension/content/sites/kick.json");
const HERE: &str = "https://live.example.org/rooms/42?tab=chat#top";

fn picked() -> PickedPage {
    PickedPage {
        container: "#chat".into(),
        item: "#chat > li".into(),
        author: "b".into(),
        text: "span".into(),
        input: Some("textarea".into()),
        button: Some("button.send".into()),
        recycles: true,
    }
}

fn adapters() -> Adapters {
    Adapters::read(&[KICK.to_owned()], SCHEMA)
}

#[test]
fn a_picked_page_is_read_with_what_was_picked_and_at_its_host_alone() {
    let mut adapters = adapters();
    let row = adapters.own(HERE, picked()).unwrap();
    assert_eq!(row, OwnPageRow { site: "live.example.org".into(), picked: picked() });
    let adapter = adapters.for_address("https://live.example.org/rooms/43").unwrap();
    assert!(adapters.sends(adapter));
    let (file, problem) = adapters.file(adapter);
    assert_eq!(problem, None);
    assert_eq!(file["container"]["select"][0], "#chat");
    assert_eq!(file["item"]["select"][0], "#chat > li");
    assert_eq!(file["item"]["recycles"], true);
    assert_eq!(file["author"]["select"][0], "b");
    assert_eq!(file["text"]["select"][0], "span");
    assert_eq!(file["input"]["select"][0], "textarea");
    assert_eq!(file["submit"]["button"][0], "button.send");
    assert_eq!(file["matches"][0], "https://live.example.org/*");
    for other in [
        "http://live.example.org/",
        "https://example.org/",
        "https://live.example.org.evil.com/",
        "https://evil.com/live.example.org/",
    ] {
        assert!(adapters.for_address(other).is_none(), "{other}");
    }
    assert_eq!(adapters.own_pages()[0].origin, "https://live.example.org/*");
    assert!(adapters.view().iter().any(|site| site.site == "live.example.org" && site.sends));
}

#[test]
fn a_chat_picked_for_reading_is_not_written_to() {
    let mut adapters = adapters();
    adapters.own(HERE, PickedPage { input: None, ..picked() }).unwrap();
    let (file, _) = adapters.file(adapters.for_address(HERE).unwrap());
    assert_eq!(file["confidence"]["send"], "none");
    assert!(file.get("input").is_none() && file.get("submit").is_none());
}

#[test]
fn an_address_that_cannot_be_kept_is_refused_in_words() {
    let refused = [
        ("http://live.example.org/", "https"),
        ("chrome-extension://abcdef/popup.html", "https"),
        ("about:blank", "https"),
        ("https://intranet/chat", "cannot remember"),
        ("https://[::1]/chat", "cannot remember"),
        ("https://user@live.example.org/", "cannot remember"),
        ("https://live.example.org*/", "cannot remember"),
        ("https:///chat", "cannot remember"),
        ("https://kick.com/somebody", "BuzzChat knows Kick"),
    ];
    for (address, words) in refused {
        let reason = adapters().own(address, picked()).unwrap_err();
        assert!(reason.contains(words), "{address}: {reason}");
    }
    assert_eq!(adapters().own_site("https://live.example.org:8443/x"), Ok("live.example.org"));
}

#[test]
fn what_the_schema_does_not_allow_is_refused_and_leaves_nothing() {
    let mut adapters = adapters();
    let long = "a".repeat(401);
    let broken = [PickedPage { item: long.clone(), ..picked() }, PickedPage { button: Some(long), ..picked() }];
    for page in broken {
        let reason = adapters.own(HERE, page).unwrap_err();
        assert!(reason.contains("is too long"), "{reason}");
    }
    for page in [PickedPage { text: " ".into(), ..picked() }, PickedPage { input: Some(String::new()), ..picked() }] {
        let reason = adapters.own(HERE, page).unwrap_err();
        assert!(reason.contains("is empty"), "{reason}");
    }
    assert_eq!(adapters.own_pages(), vec![]);
    assert!(adapters.for_address(HERE).is_none());
}

#[test]
fn a_kept_page_returns_from_its_row_and_goes_when_forgotten() {
    let row = adapters().own(HERE, picked()).unwrap();
    let stored = serde_json::to_string(&Row::OwnPage(row)).unwrap();
    let Row::OwnPage(row) = serde_json::from_str(&stored).unwrap() else { panic!("{stored}") };

    let mut adapters = adapters();
    adapters.remember(&row).unwrap();
    adapters.choose(SiteRow { site: row.site.clone(), send: Some(false), ..SiteRow::default() });
    assert!(!adapters.sends(adapters.for_address(HERE).unwrap()));
    assert!(!adapters.forget("kick"), "a site of the package stays");
    assert!(adapters.forget(&row.site));
    assert!(adapters.for_address(HERE).is_none());
    assert_eq!((adapters.own_pages(), adapters.choice(&row.site)), (vec![], None));
    assert!(!adapters.forget(&row.site));
}

#[test]
fn a_page_picked_again_counts_once() {
    let mut adapters = adapters();
    adapters.own(HERE, picked()).unwrap();
    adapters.own(HERE, PickedPage { author: "i".into(), ..picked() }).unwrap();
    assert_eq!(adapters.own_pages().len(), 1);
    let (file, _) = adapters.file(adapters.for_address(HERE).unwrap());
    assert_eq!(file["author"]["select"][0], "i");
}
