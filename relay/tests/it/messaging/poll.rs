//! Reading what came, page by page: nothing twice, nothing missing.

use super::{PHONE, said, silent_line};
use crate::server::Server;
use buzzchat_relay::messaging::{Channel, Line};
use std::collections::HashSet;
use std::time::Duration;
use tokio::time::Instant;

/// Whoever waits longer has missed something.
const LONGEST: Duration = Duration::from_secs(60);

#[tokio::test]
async fn what_came_at_the_same_moment_is_read_page_by_page_each_once() {
    let server = Server::start().await;
    let line = silent_line(&server).await;
    let all: Vec<_> = (0..1_000).map(|number| said(&format!("id {number}"), &format!("line {number}"))).collect();
    server.app.messaging().hear(&line, &all).await.unwrap();
    let (store, mut seen, mut after) = (server.app.hub().store(), HashSet::new(), 0);
    loop {
        let page = store.incoming("default", Channel::Imessage, after, None, 100).await.unwrap();
        let Some(last) = page.last() else { break };
        after = last.at;
        for message in page {
            assert!(seen.insert(message.content.body.clone()), "{} came twice", message.content.body);
        }
    }
    assert_eq!(seen.len(), 1_000);
}

/// Somebody reads while others write: a moment that was passed over never gets a message later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_reads_while_others_write_misses_nothing() {
    let server = Server::start().await;
    let line = silent_line(&server).await;
    let writers: Vec<_> = (0..4).map(|writer| tokio::spawn(write(server.app.clone(), line.clone(), writer))).collect();
    let (store, mut seen, mut after, started) = (server.app.hub().store(), Vec::new(), 0, Instant::now());
    while seen.len() < 200 && started.elapsed() < LONGEST {
        let page = store.incoming("default", Channel::Imessage, after, None, 7).await.unwrap();
        after = page.last().map_or(after, |message| message.at);
        seen.extend(page.into_iter().map(|message| message.service_id));
        tokio::task::yield_now().await;
    }
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(seen.iter().collect::<HashSet<_>>().len(), 200);
    let person = store.person_at("default", Channel::Imessage, PHONE).await.unwrap();
    assert_eq!(store.incoming("default", Channel::Imessage, 0, person.as_ref(), 1_000).await.unwrap().len(), 200);
}

async fn write(app: buzzchat_relay::App, line: Line, writer: usize) {
    for number in 0..50 {
        app.messaging().hear(&line, &[said(&format!("{writer}-{number}"), "x")]).await.unwrap();
    }
}
