//! What `key create` says to whoever will use the key: where its family answers, how the key is sent, and lines of its
//! documents to try, with the host and the credentials filled in.

use crate::families::elitbuzz::BotIds;
use crate::family::{Family, TOKEN};
use crate::limits::Terms;
use crate::scopes::Scope;

/// A key just made, as its client needs it.
pub(super) struct Made<'a> {
    pub(super) key: &'a str,
    pub(super) id: &'a str,
    pub(super) terms: Terms,
    /// Where the server answers, without a slash at the end.
    pub(super) url: &'a str,
    /// What the workspace is called in Elitbuzz's addresses, for a key of Elitbuzz.
    pub(super) bot: Option<BotIds>,
}

impl Made<'_> {
    /// The credentials, and where they are good for something.
    pub(super) fn credentials(&self, family: Family) -> Vec<(&'static str, String)> {
        let Self { key, id, url, bot, .. } = self;
        let bearer = || ("Header", format!("Authorization: Bearer {key}"));
        match family {
            Family::Buzzchat => Vec::new(),
            Family::Ava => vec![("Base URL", (*url).to_owned()), bearer()],
            Family::Botbiz => vec![("Base URL", format!("{url}/v1")), bearer()],
            Family::Elitbuzz => {
                let mut all = vec![("Base URL", (*url).to_owned()), ("Header", format!("Authorization: Basic {key}"))];
                if let Some(BotIds { customer_id, bot_key }) = bot.clone() {
                    all.extend([("Customer id", customer_id), ("Bot key", bot_key)]);
                }
                all
            }
            Family::Domo => vec![
                ("Base URL", (*url).to_owned()),
                ("Client id", (*id).to_owned()),
                ("Client secret", (*key).to_owned()),
                ("Token URL", format!("{url}{TOKEN}")),
                ("Header", "Authorization: bearer TOKEN, with an access_token from there".to_owned()),
            ],
        }
    }

    /// The lines to try.
    pub(super) fn lines(&self, family: Family) -> Vec<String> {
        match family {
            Family::Buzzchat => self.buzzchat(),
            Family::Ava => self.ava(),
            Family::Botbiz => self.botbiz(),
            Family::Elitbuzz => self.elitbuzz(),
            Family::Domo => self.domo(),
        }
    }

    fn buzzchat(&self) -> Vec<String> {
        let Self { key, terms, url, .. } = self;
        let bearer = format!("curl -H \"Authorization: Bearer {key}\"");
        let mut lines = Vec::new();
        if terms.scopes.allows(Scope::Read) {
            lines.push(format!("{bearer} \"{url}/api/v1/analytics?period=week\""));
            lines.push(format!("{bearer} {url}/api/v1/settings"));
        }
        if terms.scopes.allows(Scope::Messages) {
            lines.push(format!(
                "curl -X POST -H \"Authorization: Bearer {key}\" -H \"Content-Type: application/json\" \\\n       \
                 -d '{{\"message\": \"Thanks for watching!\"}}' {url}/api/v1/messages/send"
            ));
        }
        lines
    }

    fn ava(&self) -> Vec<String> {
        let Self { key, url, .. } = self;
        let bearer = format!("-H \"Authorization: Bearer {key}\"");
        vec![
            format!(
                "curl -X POST {url}/api/send {bearer} -H \"Content-Type: application/json\" \\\n       \
                 -d '{{\"phone\": \"+1234567890\", \"message\": \"Hello from AVA!\"}}'"
            ),
            format!("curl -X GET {url}/api/messages/+1234567890 {bearer}"),
            format!("curl -X GET \"{url}/api/messages/poll?since=2026-01-25T12:00:00Z\" {bearer}"),
        ]
    }

    fn botbiz(&self) -> Vec<String> {
        let Self { key, url, .. } = self;
        let bearer = format!("-H 'Authorization: Bearer {key}'");
        let post = |path: &str, body: &str| {
            format!("curl -X POST '{url}/v1{path}' {bearer} -H 'Content-Type: application/json' \\\n       -d '{body}'")
        };
        vec![
            format!("curl -X GET '{url}/v1/users' {bearer}"),
            post("/whatsapp/accounts", "{\"phone_number\": \"+1234567890\", \"name\": \"Customer Support\"}"),
            post(
                "/whatsapp/messages",
                "{\"to\": \"+1234567890\", \"type\": \"text\", \"content\": \"Hello! How can we help you today?\"}",
            ),
        ]
    }

    fn elitbuzz(&self) -> Vec<String> {
        let Self { key, url, bot: Some(BotIds { customer_id, bot_key }), .. } = self else { return Vec::new() };
        let curl = format!("curl -H \"Authorization: Basic {key}\"");
        let bot = format!("{url}/bot-api/v1.0/customer/{customer_id}/bot/{bot_key}");
        vec![
            format!("{curl} {bot}"),
            format!("{curl} \"{bot}/users?attribute_name=feedback&attribute_value=1\""),
            format!("{curl} \"{bot}/channel-user/1234567890/conversations?page_number=1&page_size=50\""),
        ]
    }

    fn domo(&self) -> Vec<String> {
        let Self { key, id, url, .. } = self;
        let json = "-H \"Content-Type: application/json\" -H \"Accept: application/json\"";
        vec![
            format!("curl -u {id}:{key} \"{url}{TOKEN}?grant_type=client_credentials&scope=buzz\""),
            format!(
                "curl -X POST {url}/v1/buzz/integrations -H \"Authorization: bearer TOKEN\" {json} \\\n       \
                 -d '{{\"name\": \"Weather\", \"description\": \"Current and forecasted weather report\", \
                 \"scope\": \"PUBLIC_CHANNELS\"}}'"
            ),
            format!("curl -H \"Authorization: bearer TOKEN\" {url}/v1/buzz/integrations"),
        ]
    }
}
