//! What the columns and keys of recordings are called, and what their values mean. It reads no file.

use crate::protocol::{LineKind, Role};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Time,
    Author,
    Text,
    Roles,
    Kind,
}

/// The names of each, the one that is most surely meant first.
const NAMES: [(Field, &[&str]); 5] = [
    (
        Field::Time,
        &[
            "offsetms",
            "timems",
            "timestampms",
            "ms",
            "milliseconds",
            "timeinseconds",
            "timeseconds",
            "offsetseconds",
            "seconds",
            "secs",
            "sec",
            "offset",
            "time",
            "timestamp",
            "ts",
            "at",
            "datetime",
            "createdat",
            "publishedat",
            "date",
            "timestampusec",
            "timetext",
        ],
    ),
    (
        Field::Author,
        &[
            "author",
            "username",
            "user",
            "viewer",
            "displayname",
            "authorname",
            "nickname",
            "nick",
            "name",
            "sender",
            "from",
        ],
    ),
    (Field::Text, &["text", "message", "comment", "content", "body", "msg", "line", "chat"]),
    (Field::Roles, &["roles", "role", "badges", "badge"]),
    (Field::Kind, &["kind", "type", "event"]),
];

/// The compared form of a name: `offset_ms`, `Offset (ms)` and `offsetMs` are one.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric()).take(40).map(|c| c.to_ascii_lowercase()).collect()
}

/// Which of the names, in their plain form, is the field.
pub(super) fn find(names: &[String], field: Field) -> Option<usize> {
    let (_, known) = NAMES.iter().find(|(held, _)| *held == field)?;
    known.iter().find_map(|known| names.iter().position(|name| name == known))
}

/// Roles in one cell, in whatever manner they are parted. Badges that mean nothing to the bot are left out.
pub(super) fn roles(text: &str) -> Vec<Role> {
    text.split([',', ';', '|', ' ', '/']).filter_map(role).collect()
}

fn role(name: &str) -> Option<Role> {
    Some(match plain(name).as_str() {
        "host" | "owner" | "broadcaster" | "streamer" | "seller" => Role::Host,
        "cohost" => Role::Cohost,
        "moderator" | "mod" => Role::Moderator,
        "vip" => Role::Vip,
        "member" | "subscriber" | "sub" => Role::Member,
        "verified" => Role::Verified,
        "staff" => Role::Staff,
        _ => return None,
    })
}

/// What the row is. Exports name chat lines in many ways, so what is not known is one.
pub(super) fn kind(name: &str) -> LineKind {
    match plain(name).as_str() {
        "join" | "joined" => LineKind::Join,
        "follow" => LineKind::Follow,
        "share" => LineKind::Share,
        "gift" => LineKind::Gift,
        "paid" | "paidmessage" | "superchat" => LineKind::Paid,
        "member" | "membership" => LineKind::Member,
        "raid" => LineKind::Raid,
        "sold" => LineKind::Sold,
        "bid" => LineKind::Bid,
        "system" => LineKind::System,
        _ => LineKind::Chat,
    }
}
