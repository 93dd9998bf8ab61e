//! Hears what devices read in chats, and has the workspace's integrations told of it. It keeps nothing.

use super::{Author, Destination, Occurrence, Place, What};
use crate::clock;
use crate::metrics::count_database_error;
use crate::store::StoreError;
use crate::workspace::{Heard, Hub};
use buzzchat::draw::to_hex;
use buzzchat::protocol::{HeardLine, LineKind, Stream};
use sha2::{Digest, Sha256};

/// Works until it is dropped. What cannot be told is told never: a chat goes on.
pub(crate) async fn keep_hearing(hub: &Hub) {
    let Some(mut ears) = hub.listen() else { return };
    while let Some(heard) = ears.recv().await {
        let workspace = heard.workspace.clone();
        if let Err(error) = hear(hub, heard).await {
            count_database_error();
            tracing::error!(workspace, %error, "integrations could not be told of what was read in a chat");
        }
    }
}

async fn hear(hub: &Hub, heard: Heard) -> Result<(), StoreError> {
    let workspace = heard.workspace.clone();
    let occurrences = occurrences(heard);
    let told = hub.store().tell_integrations(&workspace, &occurrences, clock::now()).await?;
    // A receiver may have been switched off since devices were asked to read.
    if !told && !hub.store().listens(&workspace).await? {
        // A workspace that has stopped looks for itself when it is loaded again.
        let _ = hub.workspace(&workspace).await?.look_who_listens().await;
    }
    Ok(())
}

/// What rows come to: a message each, and all who came in together.
fn occurrences(Heard { reader, stream, lines, .. }: Heard) -> Vec<Occurrence> {
    let (joins, written): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.kind == LineKind::Join);
    joined(&reader, &stream, joins)
        .into_iter()
        .chain(written.into_iter().filter_map(|line| posted(&reader, &stream, line)))
        .collect()
}

fn joined(reader: &str, stream: &Stream, joins: Vec<HeardLine>) -> Option<Occurrence> {
    let row = joins.first()?.row;
    let mut names: Vec<String> = Vec::new();
    for line in joins {
        if !line.author.is_empty() && !names.contains(&line.author) {
            names.push(line.author);
        }
    }
    (!names.is_empty()).then(|| occurrence(reader, stream, row, What::Joined(names)))
}

fn posted(reader: &str, stream: &Stream, line: HeardLine) -> Option<Occurrence> {
    let is_said = matches!(line.kind, LineKind::Chat | LineKind::Paid) && !line.text.trim().is_empty();
    let author = Author::Viewer { site: stream.site.clone(), name: line.author };
    is_said.then(|| occurrence(reader, stream, line.row, What::Posted { author, text: line.text }))
}

fn occurrence(reader: &str, stream: &Stream, row: u64, what: What) -> Occurrence {
    Occurrence {
        id: event_id(reader, row),
        place: Place::Stream(stream.clone()),
        what,
        answers: Destination::Stream(stream.clone()),
    }
}

/// The same for a row that is told twice: what is known is not delivered again.
fn event_id(reader: &str, row: u64) -> String {
    let hash = Sha256::digest(format!("row {row} of {reader}"));
    format!("evt_{}", to_hex(&hash[..16]))
}

#[cfg(test)]
mod tests {
    use super::occurrences;
    use crate::integrations::{Author, Occurrence, What};
    use crate::workspace::Heard;
    use buzzchat::protocol::{HeardLine, LineKind, Stream};

    fn line(row: u64, author: &str, text: &str, kind: LineKind) -> HeardLine {
        HeardLine { row, author: author.into(), text: text.into(), kind }
    }

    fn heard(reader: &str, lines: Vec<HeardLine>) -> Vec<Occurrence> {
        let stream = Stream { site: "demo".into(), channel: "main".into() };
        occurrences(Heard { workspace: "default".into(), reader: reader.into(), stream, lines })
    }

    #[test]
    fn those_who_came_in_are_told_together_and_messages_one_by_one() {
        let told = heard(
            "dev_1 a",
            vec![
                line(1, "ann", "joined", LineKind::Join),
                line(2, "bob", "hello", LineKind::Chat),
                line(3, "cem", "", LineKind::Join),
                line(4, "ann", "", LineKind::Join),
                line(5, "dee", " \t", LineKind::Chat),
                line(6, "eve", "$5", LineKind::Paid),
                line(7, "fay", "sent a rose", LineKind::Gift),
                line(8, "", "", LineKind::Join),
            ],
        );
        let post = |name: &str, text: &str| What::Posted {
            author: Author::Viewer { site: "demo".into(), name: name.into() },
            text: text.into(),
        };
        let whats: Vec<_> = told.into_iter().map(|occurrence| occurrence.what).collect();
        assert_eq!(whats, [What::Joined(vec!["ann".into(), "cem".into()]), post("bob", "hello"), post("eve", "$5")]);
    }

    #[test]
    fn a_row_has_one_id_and_no_other_row_has_it() {
        let id = |reader: &str, row| heard(reader, vec![line(row, "ann", "hi", LineKind::Chat)]).remove(0).id;
        assert_eq!(id("dev_1 a", 1), id("dev_1 a", 1));
        assert_ne!(id("dev_1 a", 1), id("dev_1 a", 2));
        assert_ne!(id("dev_1 a", 1), id("dev_1 b", 1));
        assert_eq!(id("dev_1 a", 1).len(), 36);
    }
}
