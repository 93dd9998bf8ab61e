//! The course of a message: what is sent arrives once and in order, and news of it may come as they like.

use super::{PHONE, look_at, receipt, said, send, silent_line};
use crate::server::{Server, eventually, now};
use buzzchat_relay::messaging::{Channel, Outgoing, Status, Which};
use buzzchat_relay::store::{Outcome, Stretch};
use std::collections::HashSet;

const ALL: Stretch = Stretch { from: 0, to: u64::MAX >> 1, offset: 0, limit: 1_000 };

#[tokio::test]
async fn what_is_sent_over_a_sandbox_is_delivered_in_the_order_in_which_it_was_written() {
    let server = Server::start().await;
    let mut ids = Vec::new();
    for number in 0..20 {
        ids.push(send(&server, PHONE, &format!("line {number}")).await.id);
    }
    let store = server.app.hub().store();
    let person = store.person_at("default", Channel::Imessage, PHONE).await.unwrap().unwrap();
    eventually("every message is delivered", async || {
        let (messages, _) = store.history(&person, ALL).await.unwrap();
        messages.len() == 20 && messages.iter().all(|message| message.status == Status::Delivered)
    })
    .await;
    let (mut messages, total) = store.history(&person, ALL).await.unwrap();
    assert_eq!((messages.iter().map(|message| message.id.clone()).collect::<Vec<_>>(), total), (ids.clone(), 20));
    messages.sort_by_key(|message| (message.sent, message.at));
    assert_eq!(messages.into_iter().map(|message| message.id).collect::<Vec<_>>(), ids, "sent in that order");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_who_come_first_at_the_same_moment_share_one_sandbox() {
    let server = Server::start().await;
    let sending: Vec<_> = (0..8)
        .map(|number| {
            let app = server.app.clone();
            let text = format!("line {number}");
            tokio::spawn(async move {
                app.messaging().send("default", Channel::Imessage, Outgoing::text("ava", PHONE, text)).await.unwrap()
            })
        })
        .collect();
    let mut lines = HashSet::new();
    for sent in sending {
        lines.insert(sent.await.unwrap().line);
    }
    assert_eq!(lines.len(), 1, "{lines:?}");
}

#[tokio::test]
async fn what_is_wrong_with_a_message_is_said_before_it_is_queued() {
    let server = Server::start().await;
    let messaging = server.app.messaging();
    for (to, text) in [("1234567890", "hi"), ("+1", "hi"), (PHONE, "  "), (PHONE, &"x".repeat(10_001))] {
        let refused = messaging.send("default", Channel::Imessage, Outgoing::text("ava", to, text)).await;
        assert!(refused.is_err(), "{to} {:?}", &text[..text.len().min(5)]);
    }
    let unknown = Outgoing { line: Some("lin_none"), ..Outgoing::text("ava", PHONE, "hi") };
    assert!(messaging.send("default", Channel::Imessage, unknown).await.is_err());
    assert!(server.app.hub().store().person_at("default", Channel::Imessage, PHONE).await.unwrap().is_none());
}

#[tokio::test]
async fn what_is_told_twice_is_heard_once_and_an_answer_opens_the_conversation() {
    let server = Server::start().await;
    let line = silent_line(&server).await;
    let messaging = server.app.messaging();
    let new =
        messaging.hear(&line, &[said("a", "hello"), said("b", "are you there?"), said("a", "hello")]).await.unwrap();
    assert_eq!(
        new.iter().map(|message| message.content.body.as_str()).collect::<Vec<_>>(),
        ["hello", "are you there?"]
    );
    assert!(messaging.hear(&line, &[said("b", "are you there?")]).await.unwrap().is_empty());
    let store = server.app.hub().store();
    let [(conversation, person)] = &store.conversations(&line.id, 10).await.unwrap()[..] else { panic!("one") };
    assert_eq!((person.name.as_str(), person.number, conversation.last_inbound), ("Ann", 1, 1_700_000_000_000));
    assert!(new[0].at < new[1].at, "moments are in order though both were said at once");
}

#[tokio::test]
async fn receipts_may_come_before_it_is_known_whose_they_are() {
    let server = Server::start().await;
    let line = silent_line(&server).await;
    let message = send(&server, PHONE, "hello").await;
    let messaging = server.app.messaging();
    let theirs = || Which::Theirs("service-1".into());
    for status in [Status::Read, Status::Delivered] {
        assert!(messaging.hear(&line, &[receipt(theirs(), status)]).await.unwrap().is_empty());
    }
    let (store, taken) = (server.app.hub().store(), Outcome::Taken("service-1".into()));
    store.record_attempt(&message, &taken, now(), |_| Vec::new()).await.unwrap();
    let message = look_at(&server, &message.id).await;
    assert_eq!(message.status, Status::Read);
    assert!(message.sent > 0 && message.delivered > 0 && message.read > 0, "{message:?}");
    assert!(messaging.hear(&line, &[receipt(theirs(), Status::Delivered)]).await.unwrap().is_empty());
    assert_eq!(look_at(&server, &message.id).await, message, "news that come twice change nothing");
}

#[tokio::test]
async fn what_waits_for_a_line_that_is_away_is_sent_when_a_server_comes_back_and_fails_when_the_line_goes() {
    let server = Server::start().await;
    let line = silent_line(&server).await;
    let message = send(&server, PHONE, "hello").await;
    let server = server.restart().await;
    assert_eq!(look_at(&server, &message.id).await.status, Status::Queued);
    let store = server.app.hub().store();
    assert!(!store.remove_line("other", &line.id, now(), |_| Vec::new()).await.unwrap(), "another workspace cannot");
    assert!(store.remove_line("default", &line.id, now(), |_| Vec::new()).await.unwrap());
    let message = look_at(&server, &message.id).await;
    assert_eq!((message.status, message.reason.as_str()), (Status::Failed, "The line was removed before it was sent"));
}

#[tokio::test]
async fn a_draft_is_never_sent_and_what_is_planned_waits_without_holding_others_up() {
    let server = Server::start().await;
    let messaging = server.app.messaging();
    let text = |text: &str| Outgoing::text("ava", PHONE, text);
    let draft = Outgoing { draft: true, ..text("draft") };
    let planned = Outgoing { not_before: now() + 3_600_000, ..text("tomorrow") };
    let draft = messaging.send("default", Channel::Imessage, draft).await.unwrap();
    let planned = messaging.send("default", Channel::Imessage, planned).await.unwrap();
    let at_once = messaging.send("default", Channel::Imessage, text("now")).await.unwrap();
    eventually("the last one is delivered", async || look_at(&server, &at_once.id).await.status == Status::Delivered)
        .await;
    assert_eq!(look_at(&server, &draft.id).await.status, Status::Draft);
    assert_eq!(look_at(&server, &planned.id).await.status, Status::Queued);
}
