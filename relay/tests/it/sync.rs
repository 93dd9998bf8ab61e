//! Events and snapshots between devices and the relay.

use crate::device::{Device, Joined, Socket, fresh_id};
use crate::server::{Server, eventually, now};
use buzzchat::journal::Shared;
use buzzchat::protocol::{Change, Command, Entry, Event, FIRST_ACCOUNT, Fact, Frame, Kind, Outcome, Part, Stream};

fn delay(value: u64) -> Fact {
    Fact::SettingsChanged { changes: vec![Change::set("welcomeDelay", value.into())] }
}

fn sent(kind: Kind) -> Fact {
    let part = Part { id: fresh_id("msg_"), kind, rule: None, trigger: None, viewer: Some("ann".into()) };
    let stream = Stream { site: "demo".into(), channel: "main".into() };
    Fact::MessageSent { line: fresh_id("line_"), stream, text: "Hi".into(), kind, parts: vec![part] }
}

fn entered(round: &str, viewers: &[&str]) -> Fact {
    let entry = |viewer: &&str| Entry { at: now(), id: fresh_id("evt_"), viewer: (*viewer).to_owned() };
    Fact::GiveawayEntry { round: round.into(), entries: viewers.iter().map(entry).collect() }
}

fn opened(round: &str) -> Fact {
    Fact::GiveawayOpened { round: round.into(), keywords: vec!["enter".into()], commitment: String::new() }
}

fn event(origin: &str, seq: u64, id: &str, at: u64) -> Event {
    let fact = Fact::BotStarted;
    Event { id: id.into(), origin: origin.into(), seq, at, account: FIRST_ACCOUNT.into(), fact }
}

#[tokio::test]
async fn events_are_stored_acknowledged_and_survive() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    let before = joined.device.cursor;
    joined.report(vec![Fact::BotStarted, delay(9), sent(Kind::Faq)]).await;
    joined.report(vec![opened("round_1"), entered("round_1", &["Ann", "bob"])]).await;
    assert_eq!((joined.device.acked, joined.device.cursor), (5, before + 5));
    assert_eq!(server.state().await.active().settings(), joined.device.shared.active().settings());
    let state = server.state().await;
    let server = server.restart().await;
    assert_eq!(server.state().await, state);
    let round = state.active().round().unwrap().1;
    assert_eq!(round.entrant_count(), 2);
}

#[tokio::test]
async fn what_is_known_already_is_passed_over() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    joined.report(vec![sent(Kind::Timer), sent(Kind::Timer)]).await;
    let events = joined.device.own.clone();
    joined.socket.say(&Frame::Events { events: events.clone() }).await;
    let Frame::Ack { seq: 2, number } = joined.hear().await else { panic!("no ack") };
    assert_eq!(number, server.state().await.known("dev_1") + 1, "one event for the key, two of the device");
    assert_eq!(server.get("/v1/analytics").await.data()["timerMessages"], 2);
    joined.device.write(sent(Kind::Timer));
    joined.socket.say(&Frame::Events { events: joined.device.own.clone() }).await;
    assert!(matches!(joined.hear().await, Frame::Ack { seq: 3, .. }));
    assert_eq!(server.get("/v1/analytics").await.data()["timerMessages"], 3);
}

#[tokio::test]
async fn events_that_are_refused() {
    let server = Server::start().await;
    let mut device = Device::new("dev_1").pair(&server).await;
    device.socket.say(&Frame::Events { events: vec![event("dev_1", 1, "evt_1", now())] }).await;
    device.until_acknowledged().await;
    let mut device = device.device;
    let minutes = 60_000;
    let cases = [
        ("a gap after what is known", vec![event("dev_1", 3, "evt_3", now())], "frame"),
        ("a gap inside", vec![event("dev_1", 2, "evt_2", now()), event("dev_1", 4, "evt_4", now())], "frame"),
        ("somebody else's", vec![event("dev_2", 1, "evt_2", now())], "frame"),
        ("an id of another form", vec![event("dev_1", 2, "2", now())], "frame"),
        ("number zero", vec![event("dev_1", 0, "evt_0", now())], "frame"),
        ("another event in a known place", vec![event("dev_1", 1, "evt_x", now())], "fork"),
        ("a known id in a new place", vec![event("dev_1", 2, "evt_1", now())], "fork"),
        ("from the future", vec![event("dev_1", 2, "evt_2", now() + 6 * minutes)], "clock"),
    ];
    for (what, events, code) in cases {
        let mut joined = device.connect(&server).await;
        joined.socket.say(&Frame::Events { events }).await;
        let message = joined.socket.refused(code).await;
        if code == "clock" {
            let ahead: u64 = message.split(' ').find_map(|word| word.parse().ok()).unwrap();
            assert!((5 * minutes..=6 * minutes).contains(&ahead), "{message}");
        }
        assert_eq!(server.state().await.known("dev_1"), 1, "{what}");
        device = joined.device;
    }
    let mut joined = device.connect(&server).await;
    joined.socket.say(&Frame::Events { events: vec![event("dev_1", 2, "evt_2", now() + 4 * minutes)] }).await;
    joined.until_acknowledged().await;
    assert_eq!(server.state().await.known("dev_1"), 2, "four minutes ahead is taken");
}

/// More than the relay keeps waiting, of the workspace's work and of a device's frames.
const FLOOD: usize = 3_000;

#[tokio::test]
async fn a_device_that_says_much_at_once_keeps_its_link() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    joined.report(vec![sent(Kind::Timer)]).await;
    let again = Frame::Events { events: joined.device.own.clone() };
    for _ in 0..FLOOD {
        joined.socket.say(&again).await;
    }
    for number in 0..FLOOD {
        assert!(matches!(joined.hear().await, Frame::Ack { seq: 1, .. }), "the answer to frame {number}");
    }
}

/// The relay's clock follows what it has seen, or its own later write would lose against a device that is ahead.
#[tokio::test]
async fn a_later_write_stands_whatever_the_clocks_say() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    let ahead = Event { fact: delay(1), ..event("dev_1", 1, "evt_1", now() + 240_000) };
    joined.socket.say(&Frame::Events { events: vec![ahead] }).await;
    joined.until_acknowledged().await;
    joined.close().await;
    let server = server.restart().await;
    assert_eq!(server.patch(serde_json::json!({ "welcomeDelay": 2 })).await.status, 200);
    assert_eq!(server.state().await.active().settings().welcome_delay, 2);
}

#[tokio::test]
async fn another_device_gets_what_it_missed_and_what_is_new() {
    let server = Server::start().await;
    let mut first = Device::new("dev_1").pair(&server).await;
    first.report((0..250).map(delay).collect()).await;
    let second = Device::new("dev_2").knock_paired(&server).await;
    let (mut second, frames) = second;
    let sizes: Vec<_> = frames
        .iter()
        .filter_map(|frame| if let Frame::Tail { events } = frame { Some(events.len()) } else { None })
        .collect();
    assert_eq!(sizes, [100, 100, 51], "250 of the first device, one of the relay");
    assert_eq!(second.device.shared, server.state().await);
    first.report(vec![sent(Kind::Welcome)]).await;
    let Frame::Tail { events } = second.hear().await else { panic!("no tail") };
    assert_eq!(events[0].event.fact, first.device.own.last().unwrap().fact);
    second.report(vec![sent(Kind::Faq)]).await;
    assert!(matches!(first.hear().await, Frame::Tail { .. }));
    server.decide(Command::change(Default::default())).await;
    server.decide(Command::OpenGiveaway).await;
    for joined in [&mut first, &mut second] {
        assert!(matches!(joined.hear().await, Frame::Tail { .. }));
        assert_eq!(joined.device.shared, server.state().await);
    }
    let device = second.close().await;
    first.report(vec![delay(1)]).await;
    let second = device.connect(&server).await;
    assert_eq!(second.device.shared, server.state().await, "only what it missed comes");
}

impl Device {
    /// Pairs and returns the frames up to the acknowledgement too.
    async fn knock_paired(self, server: &Server) -> (Joined, Vec<Frame>) {
        server.new_code("KNOC-K000").await;
        let mut joined = self.knock(server, Some("KNOC-K000")).await;
        let frames = joined.until_acknowledged().await;
        (joined, frames)
    }
}

/// A device that compacted its past before it ever paired.
fn compacted(origin: &str) -> Device {
    let mut device = Device::new(origin);
    for fact in [Fact::BotStarted, delay(77), opened("round_7"), entered("round_7", &["ann", "bob", "eve"])] {
        device.write(fact);
    }
    device.write(sent(Kind::Welcome));
    device.own.clear();
    device.compacted = device.shared.known(origin);
    device
}

async fn upload(joined: &mut Joined) {
    assert!(matches!(joined.welcome, Frame::Welcome { snapshot_wanted: true, .. }), "{:?}", joined.welcome);
    let state = joined.device.shared.to_transfer();
    let pieces: Vec<_> = state.as_bytes().chunks(200).map(|piece| String::from_utf8(piece.to_vec()).unwrap()).collect();
    let parts = u32::try_from(pieces.len()).unwrap();
    for (part, data) in (0..).zip(pieces) {
        joined.socket.say(&Frame::Snapshot { number: 0, part, parts, data }).await;
    }
}

#[tokio::test]
async fn a_past_that_only_a_snapshot_holds_is_taken_over() {
    let server = Server::start().await;
    let mut watching = Device::new("dev_2").pair(&server).await;
    watching.report(vec![sent(Kind::Faq)]).await;
    server.new_code("SNAP-SNAP").await;
    let mut joined = compacted("dev_1").knock(&server, Some("SNAP-SNAP")).await;
    upload(&mut joined).await;
    let frames = joined.until_acknowledged().await;
    assert!(matches!(frames.last(), Some(Frame::Ack { seq: 5, .. })), "{frames:?}");
    let state = server.state().await;
    assert_eq!(joined.device.shared, state, "the tail brought what the device lacked");
    assert_eq!(state.active().round().unwrap().1.entrants().len(), 3);
    let Frame::Snapshot { data, number, .. } = watching.hear().await else { panic!("no snapshot") };
    assert_eq!(Shared::from_transfer(&data).unwrap(), state);
    watching.device.cursor = number - 1;
    joined.report(vec![delay(78), entered("round_7", &["zoe"])]).await;
    let server = server.restart().await;
    assert_eq!(server.state().await.active().round().unwrap().1.entrants().len(), 4);
    let late = watching.device.connect(&server).await;
    assert_eq!(late.device.shared, server.state().await, "behind the floor the whole state comes");
    let new = Device::new("dev_3").pair(&server).await;
    assert_eq!(new.device.shared, server.state().await);
}

#[tokio::test]
async fn pieces_that_do_not_make_a_state_are_refused() {
    let server = Server::start().await;
    let piece = |part, parts, data: &str| Frame::Snapshot { number: 0, part, parts, data: data.into() };
    let cases = [
        vec![piece(1, 2, "x")],
        vec![piece(0, 1, "no state")],
        vec![piece(0, 3, "{"), piece(2, 3, "}")],
        vec![Frame::Events { events: vec![event("dev_1", 6, "evt_6", now())] }],
    ];
    for pieces in cases {
        server.new_code("PIEC-ES00").await;
        let mut joined = compacted("dev_1").knock(&server, Some("PIEC-ES00")).await;
        for piece in pieces {
            joined.socket.say(&piece).await;
        }
        joined.socket.refused("frame").await;
    }
    let mut joined = Device::new("dev_1").pair(&server).await;
    joined.socket.say(&piece(0, 1, "{}")).await;
    joined.socket.refused("frame").await;
    assert_eq!(server.state().await.known("dev_1"), 0);
}

/// The relay lost its data: what a device still has comes back, and nothing new takes an old number.
#[tokio::test]
async fn a_device_that_knows_more_than_the_relay_hands_its_state_over() {
    let old = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&old).await;
    joined.report(vec![delay(55)]).await;
    assert!(matches!(old.decide(Command::OpenGiveaway).await, Outcome::Done));
    joined.hear().await;
    let mut device = joined.close().await;
    device.cursor += 1_000;
    let server = Server::start().await;
    server.new_code("BACK-UP00").await;
    let cursor = device.cursor;
    let mut joined = device.knock(&server, Some("BACK-UP00")).await;
    upload(&mut joined).await;
    joined.until_acknowledged().await;
    assert!(joined.device.cursor > cursor);
    assert_eq!(joined.device.shared, server.state().await);
    let settings = server.state().await.active().settings();
    assert_eq!(settings.welcome_delay, 55);
    assert!(server.state().await.active().round().is_some());
}

/// A cursor says something only to the relay that gave it.
#[tokio::test]
async fn a_device_that_moves_here_from_another_relay_gets_everything() {
    let server = Server::start().await;
    let mut resident = Device::new("dev_2").pair(&server).await;
    resident.report((0..10).map(delay).collect()).await;
    for cursor in [5, 500] {
        let mut device = Device::new(&format!("dev_{cursor}"));
        device.cursor = cursor;
        server.new_code("MOVE-HERE").await;
        let mut joined = device.knock(&server, Some("MOVE-HERE")).await;
        if cursor == 500 {
            upload(&mut joined).await;
        }
        joined.until_acknowledged().await;
        assert_eq!(joined.device.shared, server.state().await, "from cursor {cursor}");
    }
    resident.report(vec![delay(99)]).await;
    assert!(resident.device.cursor > 500, "no number is given twice");
}

#[tokio::test]
async fn snapshots_replace_long_replays() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    joined.report(vec![opened("round_1"), entered("round_1", &["ann"])]).await;
    for _ in 0..11 {
        joined.report((0..100).map(|_| sent(Kind::Timer)).collect()).await;
    }
    joined.report(vec![entered("round_1", &["late"]), Fact::GiveawayCleared { round: "round_1".into() }]).await;
    let loaded = server.app.hub().store().load("default").await.unwrap();
    assert!(loaded.snapshot >= 1_000 && loaded.snapshot < loaded.head, "{} {}", loaded.snapshot, loaded.head);
    let state = server.state().await;
    let server = server.restart().await;
    assert_eq!(server.state().await, state);
    assert_eq!(server.get("/v1/analytics").await.data()["timerMessages"], 1_100);
}

#[tokio::test]
async fn a_socket_that_never_pairs_sees_nothing() {
    let server = Server::start().await;
    let mut stranger = Socket::open(&server, None).await.unwrap();
    let mut joined = Device::new("dev_1").pair(&server).await;
    joined.report(vec![delay(5)]).await;
    stranger.silent().await;
    eventually("the device is known", async || server.state().await.known("dev_1") == 1).await;
}
