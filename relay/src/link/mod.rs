//! The WebSocket between a device and its workspace: carries frames, keeps time, decides nothing about their content.

mod admission;
mod asked;

use crate::app::{App, Work};
use crate::error::Failure;
use crate::metrics::LinkCount;
use crate::workspace::{Frames, Seat, Stopped};
use admission::{Refusal, admit};
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use buzzchat::protocol::{Ask, Frame};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

/// The most bytes of a message.
const MAX_MESSAGE: usize = 256 * 1024;
/// An idle link should cost little: the usual buffers take 128 KiB each.
const READ_BUFFER: usize = 4 * 1024;
/// A device that takes longer to accept a frame is gone.
const SLOWEST_WRITE: Duration = Duration::from_secs(10);
/// So many questions of a device are worked on at once: one may wait for a slow receiver of webhooks.
const MOST_QUESTIONS: usize = 8;
/// How long a refused device gets to read why.
const FAREWELL: Duration = Duration::from_secs(1);

/// Where browser extensions come from. A web page is refused: only the extension's worker talks to the relay.
const EXTENSIONS: [&str; 2] = ["chrome-extension://", "moz-extension://"];

/// Opens the link, or says why not.
pub(crate) async fn open_link(
    State(app): State<App>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Failure> {
    let web_origin = web_origin(&headers)?;
    let upgrade = upgrade.map_err(|_| Failure::validation("This address takes WebSocket connections only"))?;
    let work = app.begin_work();
    Ok(upgrade
        .max_message_size(MAX_MESSAGE)
        .max_frame_size(MAX_MESSAGE)
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .on_upgrade(|socket| async move { Link { socket, app, web_origin, _work: work }.run().await }))
}

/// The extension a browser names; empty where no browser is involved.
fn web_origin(headers: &HeaderMap) -> Result<String, Failure> {
    let Some(origin) = headers.get(header::ORIGIN) else { return Ok(String::new()) };
    let origin = origin.to_str().unwrap_or_default();
    let is_extension = EXTENSIONS.iter().any(|scheme| origin.strip_prefix(scheme).is_some_and(|id| !id.is_empty()));
    if is_extension {
        Ok(origin.to_owned())
    } else {
        Err(Failure::Forbidden("Only a browser extension may connect here"))
    }
}

/// Why a link ends.
enum End {
    /// Nobody is there to tell.
    Gone,
    /// The device is told first.
    Refused(Refusal),
}

impl From<Refusal> for End {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<axum::Error> for End {
    fn from(_: axum::Error) -> Self {
        Self::Gone
    }
}

impl From<Stopped> for End {
    fn from(_: Stopped) -> Self {
        Self::Gone
    }
}

struct Link {
    socket: WebSocket,
    app: App,
    web_origin: String,
    /// The server waits for its farewell.
    _work: Work,
}

impl Link {
    async fn run(mut self) {
        let mut stopping = self.app.stopping();
        let welcomed = tokio::select! {
            welcomed = self.welcome() => welcomed,
            () = stopping.wait() => Err(End::Gone),
        };
        let end = match welcomed {
            Ok((seat, mut frames)) => {
                let _counted = LinkCount::new();
                let end = self.carry(&seat, &mut frames).await;
                seat.leave().await;
                end
            }
            Err(end) => end,
        };
        self.close(end).await;
    }

    async fn welcome(&mut self) -> Result<(Seat, Frames), End> {
        let patience = self.app.hub().patience();
        let first = async {
            loop {
                if let Some(frame) = self.hear().await? {
                    return Ok::<_, End>(frame);
                }
            }
        };
        let hello = timeout(patience.hello, first).await;
        let hello = hello.map_err(|_| Refusal::frame("A device says Hello within five seconds"))??;
        Ok(admit(self.app.hub(), &self.web_origin, hello).await?)
    }

    /// Carries frames both ways until one side ends it. What is for the device goes first, also while what it said waits for the
    /// workspace: each thing said may be answered, and a device that says much must not count as one that hears too slowly.
    async fn carry(&mut self, seat: &Seat, frames: &mut Frames) -> End {
        let silence = self.app.hub().patience().silence;
        let mut stopping = self.app.stopping();
        let mut silent_until = Instant::now() + silence;
        let mut answers = JoinSet::new();
        let mut said = None;
        loop {
            let carried = tokio::select! {
                biased;
                () = stopping.wait() => Err(End::Gone),
                next = frames.recv() => match next {
                    Some(frames) => self.say_all(&frames).await,
                    None => Err(End::Gone),
                },
                Some(Ok(answer)) = answers.join_next() => self.say(&answer).await,
                passed_on = seat.hear(&mut said), if said.is_some() => {
                    // Meanwhile nobody could hear it.
                    silent_until = Instant::now() + silence;
                    passed_on.map_err(End::from)
                }
                heard = self.hear(), if said.is_none() => {
                    silent_until = Instant::now() + silence;
                    match heard {
                        Ok(None | Some(Frame::Pong)) => Ok(()),
                        Ok(Some(Frame::Ping)) => self.say(&Frame::Pong).await,
                        Ok(Some(Frame::Ask { id, ask })) => self.hear_question(seat, &mut answers, id, ask).await,
                        Ok(frame) => {
                            said = frame;
                            Ok(())
                        }
                        Err(end) => Err(end),
                    }
                }
                () = sleep_until(silent_until), if said.is_none() => Err(End::Gone),
            };
            if let Err(end) = carried {
                return end;
            }
        }
    }

    /// Has a question answered while the link goes on.
    async fn hear_question(
        &mut self,
        seat: &Seat,
        answers: &mut JoinSet<Frame>,
        id: String,
        ask: Ask,
    ) -> Result<(), End> {
        if answers.len() >= MOST_QUESTIONS {
            return self.say(&Frame::Answer { id, answer: asked::busy() }).await;
        }
        let (app, workspace) = (self.app.clone(), seat.workspace().to_owned());
        answers.spawn(async move { Frame::Answer { id, answer: asked::answer(&app, &workspace, ask).await } });
        Ok(())
    }

    /// The next frame, or a mere sign of life: WebSocket's own pings are answered underneath. Nothing is lost when this
    /// is not polled to its end.
    async fn hear(&mut self) -> Result<Option<Frame>, End> {
        match self.socket.recv().await {
            Some(Ok(Message::Text(text))) => {
                let read = serde_json::from_str(text.as_str()).map(Some);
                read.map_err(|error| Refusal::frame(format!("No frame of this protocol: {error}")).into())
            }
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
            Some(Ok(Message::Binary(_))) => Err(Refusal::frame("A frame is a text message").into()),
            Some(Err(_)) => Err(Refusal::frame("The message is too large or broken").into()),
            Some(Ok(Message::Close(_))) | None => Err(End::Gone),
        }
    }

    async fn say_all(&mut self, frames: &[Frame]) -> Result<(), End> {
        for frame in frames {
            self.say(frame).await?;
        }
        Ok(())
    }

    async fn say(&mut self, frame: &Frame) -> Result<(), End> {
        let text = serde_json::to_string(frame).expect("a frame is plain data");
        timeout(SLOWEST_WRITE, self.socket.send(Message::Text(text.into()))).await.map_err(|_| End::Gone)??;
        Ok(())
    }

    /// Says farewell and lets the device hang up first: closing over unread data would take the reason away from it.
    async fn close(mut self, end: End) {
        if let End::Refused(Refusal { code, message }) = end
            && self.say(&Frame::Refused { code: code.to_owned(), message }).await.is_err()
        {
            return;
        }
        if self.socket.send(Message::Close(None)).await.is_ok() {
            let hang_up = async { while let Some(Ok(_)) = self.socket.recv().await {} };
            // One that does not hang up is cut off.
            let _ = timeout(FAREWELL, hang_up).await;
        }
    }
}
