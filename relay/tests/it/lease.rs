//! Two devices on one stream: one speaks, and the other takes over when it goes.

use crate::device::{Device, Joined};
use crate::server::{PATIENCE, Server};
use buzzchat::protocol::{Frame, OpenStream, Stream};
use buzzchat_relay::config::Patience;
use std::time::Duration;

fn stream(channel: &str) -> Stream {
    Stream { site: "demo".into(), channel: channel.into() }
}

fn open(channel: &str, can_write: bool, speaks: Option<bool>) -> OpenStream {
    OpenStream { stream: stream(channel), can_write, speaks }
}

fn lease(channel: &str, speaks: bool) -> Frame {
    Frame::Lease { stream: stream(channel), speaks }
}

impl Joined {
    async fn opens(&mut self, streams: Vec<OpenStream>) {
        self.socket.say(&Frame::Presence { streams }).await;
    }

    /// Opens the one stream of most tests, not knowing who speaks.
    async fn asks(&mut self) {
        self.opens(vec![open("main", true, None)]).await;
    }

    async fn is_told(&mut self, speaks: bool) {
        assert_eq!(self.hear().await, lease("main", speaks));
    }
}

/// Two devices on one stream: the one that speaks, and the one that watches.
async fn pair_of(server: &Server) -> (Joined, Joined) {
    let mut first = Device::new("dev_1").pair(server).await;
    let mut second = Device::new("dev_2").pair(server).await;
    first.asks().await;
    first.is_told(true).await;
    second.asks().await;
    second.is_told(false).await;
    (first, second)
}

#[tokio::test]
async fn one_device_speaks_and_the_next_one_takes_over_at_once_when_it_closes_the_stream() {
    let server = Server::start_with(Patience { reconnect: Duration::from_secs(60), ..PATIENCE }).await;
    let (mut first, mut second) = pair_of(&server).await;
    first.opens(Vec::new()).await;
    second.is_told(true).await;
    first.is_told(false).await;
    first.asks().await;
    first.is_told(false).await;
    second.socket.silent().await;
}

#[tokio::test]
async fn whoever_knows_how_it_stands_is_told_nothing() {
    let server = Server::start().await;
    let (mut first, mut second) = pair_of(&server).await;
    first.opens(vec![open("main", true, Some(true))]).await;
    second.opens(vec![open("main", true, Some(false))]).await;
    first.socket.silent().await;
    second.socket.silent().await;
}

#[tokio::test]
async fn every_stream_has_a_speaker_of_its_own() {
    let server = Server::start().await;
    let (mut first, mut second) = pair_of(&server).await;
    second.opens(vec![open("main", true, Some(false)), open("late", true, None)]).await;
    assert_eq!(second.hear().await, lease("late", true));
    assert_eq!(first.hear().await, lease("late", false), "it may open that stream while the relay is away");
    second.socket.silent().await;
}

#[tokio::test]
async fn a_link_that_drops_has_a_while_to_come_back() {
    let server = Server::start_with(Patience { reconnect: Duration::from_secs(60), ..PATIENCE }).await;
    let (first, mut second) = pair_of(&server).await;
    let mut first = first.close().await.connect(&server).await;
    second.socket.silent().await;
    first.opens(vec![open("main", true, Some(true))]).await;
    first.socket.silent().await;
    second.socket.silent().await;
}

#[tokio::test]
async fn a_device_that_stays_away_is_followed_and_learns_so_when_it_comes_back() {
    let server = Server::start().await;
    let (first, mut second) = pair_of(&server).await;
    let device = first.close().await;
    second.is_told(true).await;
    let mut first = device.connect(&server).await;
    first.opens(vec![open("main", true, Some(true))]).await;
    first.is_told(false).await;
    second.socket.silent().await;
}

#[tokio::test]
async fn a_device_that_comes_back_without_the_stream_has_given_it_up() {
    let server = Server::start_with(Patience { reconnect: Duration::from_secs(60), ..PATIENCE }).await;
    let (first, mut second) = pair_of(&server).await;
    let mut first = first.close().await.connect(&server).await;
    first.opens(Vec::new()).await;
    second.is_told(true).await;
}

#[tokio::test]
async fn a_device_that_cannot_write_gives_way_to_one_that_can() {
    let server = Server::start().await;
    let mut reader = Device::new("dev_1").pair(&server).await;
    reader.opens(vec![open("main", false, None)]).await;
    reader.is_told(true).await;
    let mut other = Device::new("dev_2").pair(&server).await;
    other.opens(vec![open("main", false, None)]).await;
    other.is_told(false).await;
    other.opens(vec![open("main", true, Some(false))]).await;
    other.is_told(true).await;
    reader.is_told(false).await;
    reader.opens(vec![open("main", true, Some(false))]).await;
    reader.socket.silent().await;
}

#[tokio::test]
async fn after_a_restart_of_the_relay_whoever_spoke_goes_on() {
    let server = Server::start().await;
    let (first, second) = pair_of(&server).await;
    let (first, second) = (first.device, second.device);
    let server = server.restart().await;
    let mut second = second.connect(&server).await;
    second.opens(vec![open("main", true, Some(false))]).await;
    second.socket.silent().await;
    let mut first = first.connect(&server).await;
    first.opens(vec![open("main", true, Some(true))]).await;
    first.socket.silent().await;
    second.socket.silent().await;
    first.close().await;
    second.is_told(true).await;
}

#[tokio::test]
async fn after_a_restart_of_the_relay_a_speaker_that_does_not_come_is_not_waited_for_for_ever() {
    let patience = Patience { silence: Duration::from_millis(1_000), ..PATIENCE };
    let server = Server::start_with(patience).await;
    let mut second = Device::new("dev_2").pair(&server).await;
    second.opens(vec![open("main", true, Some(false))]).await;
    second.is_told(true).await;
}

#[tokio::test]
async fn two_devices_that_both_worked_alone_agree_on_one() {
    let server = Server::start().await;
    let mut first = Device::new("dev_1").pair(&server).await;
    let mut second = Device::new("dev_2").pair(&server).await;
    second.opens(vec![open("main", true, Some(true))]).await;
    second.socket.silent().await;
    first.opens(vec![open("main", true, Some(true))]).await;
    first.is_told(false).await;
    second.socket.silent().await;
}

#[tokio::test]
async fn a_second_socket_of_the_speaker_is_still_the_speaker() {
    let server = Server::start().await;
    let (first, mut second) = pair_of(&server).await;
    let Joined { device, socket: half_open, .. } = first;
    let mut first = device.connect(&server).await;
    first.opens(vec![open("main", true, Some(true))]).await;
    second.socket.silent().await;
    first.socket.silent().await;
    drop(half_open);
    second.socket.silent().await;
}
