//! The body of an event, as it is documented. It sends nothing.

use super::{Author, Channel, Ids, Occurrence, Subscriber, What};
use serde::Serialize;

/// Where answers are taken; the id of the channel follows.
pub const ANSWERS: &str = "/api/buzz/v1/bots/message/";

/// What is said to one subscriber.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'a> {
    /// Whose ids.
    pub ids: Ids<'a>,
    /// The name of the workspace.
    pub workspace: &'a str,
    /// What happened.
    pub occurrence: &'a Occurrence,
    /// Where.
    pub channel: &'a Channel,
    /// Who is told.
    pub subscriber: &'a Subscriber,
    /// What an answer shows.
    pub token: &'a str,
}

impl Letter<'_> {
    /// The body.
    #[must_use]
    pub fn body(&self) -> String {
        let Self { ids, workspace, channel, subscriber: Subscriber { event, base, .. }, token, .. } = self;
        let url = format!("{base}{ANSWERS}{}", channel.id);
        let body = BodyOut {
            content: self.content(),
            event: EventOut { r#type: event.name() },
            owner: UserOut { id: Some(ids.owner()), display_name: workspace },
            organization: OrganizationOut { domain: domain(base) },
            channel: (*channel).into(),
            callback: CallbackOut { url, headers: HeadersOut { token } },
        };
        serde_json::to_string(&body).expect("strings and numbers are always JSON")
    }

    fn content(&self) -> ContentOut<'_> {
        match &self.occurrence.what {
            What::Posted { author, text } => {
                ContentOut::Message { author: user(self.ids, author), message: MessageOut { text } }
            }
            What::ThreadCreated(thread) => ContentOut::Thread { thread: (&thread.channel(self.ids)).into() },
            What::Joined(names) | What::Left(names) => ContentOut::Users { users: users(names) },
        }
    }
}

/// The host of an address.
fn domain(base: &str) -> &str {
    let authority = base.split_once("://").map_or(base, |(_, authority)| authority);
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

fn user<'a>(ids: Ids<'_>, author: &'a Author) -> UserOut<'a> {
    let (id, display_name) = match author {
        Author::Viewer { site, name } => (ids.viewer(site, name), name),
        Author::Person { number, name } => (ids.person(*number), name),
    };
    UserOut { id: Some(id), display_name }
}

/// The documents show them without ids.
fn users(names: &[String]) -> Vec<UserOut<'_>> {
    names.iter().map(|name| UserOut { id: None, display_name: name }).collect()
}

/// The order of the fields is the documented one.
#[derive(Serialize)]
struct BodyOut<'a> {
    #[serde(flatten)]
    content: ContentOut<'a>,
    event: EventOut,
    owner: UserOut<'a>,
    organization: OrganizationOut<'a>,
    channel: ChannelOut,
    callback: CallbackOut<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum ContentOut<'a> {
    Message { author: UserOut<'a>, message: MessageOut<'a> },
    Thread { thread: ChannelOut },
    Users { users: Vec<UserOut<'a>> },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UserOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<u64>,
    display_name: &'a str,
}

#[derive(Serialize)]
struct MessageOut<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct EventOut {
    r#type: &'static str,
}

#[derive(Serialize)]
struct OrganizationOut<'a> {
    domain: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ChannelOut {
    id: String,
    parent_id: String,
    title: String,
}

impl From<&Channel> for ChannelOut {
    fn from(Channel { id, parent, title, .. }: &Channel) -> Self {
        Self { id: id.clone(), parent_id: parent.clone(), title: title.clone() }
    }
}

#[derive(Serialize)]
struct CallbackOut<'a> {
    url: String,
    headers: HeadersOut<'a>,
}

#[derive(Serialize)]
struct HeadersOut<'a> {
    #[serde(rename = "x-buzz-bot-token")]
    token: &'a str,
}

#[cfg(test)]
mod tests {
    use super::domain;

    #[test]
    fn a_domain_has_no_port() {
        for (base, host) in [
            ("https://acme.example", "acme.example"),
            ("http://127.0.0.1:4117", "127.0.0.1"),
            ("http://[::1]:4117", "[::1]"),
            ("https://[::1]", "[::1]"),
        ] {
            assert_eq!(domain(base), host);
        }
    }
}
