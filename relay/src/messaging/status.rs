//! The course of a message. Nothing here knows where news of it come from.

/// How far a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Written, and not to be sent.
    Draft,
    /// To be sent.
    Queued,
    /// The service has it.
    Sent,
    /// The person's phone has it.
    Delivered,
    /// The person saw it.
    Read,
    /// It did not get there.
    Failed,
    /// It came from the person.
    Received,
}

impl Status {
    /// Every one there is.
    pub const ALL: [Self; 7] =
        [Self::Draft, Self::Queued, Self::Sent, Self::Delivered, Self::Read, Self::Failed, Self::Received];

    /// Its name, as it is stored and shown.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed => "failed",
            Self::Received => "received",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// What a message becomes by news of it; nothing where they change nothing: news come twice and out of order.
    ///
    /// A message that was given up may still have arrived, when nobody heard the service's answer: then it did.
    #[must_use]
    pub fn after(self, news: Self) -> Option<Self> {
        let changes = match (self, news) {
            (Self::Queued, Self::Sent | Self::Delivered | Self::Read | Self::Failed)
            | (Self::Sent, Self::Delivered | Self::Read | Self::Failed)
            | (Self::Delivered, Self::Read)
            | (Self::Failed, Self::Delivered | Self::Read) => true,
            (
                _,
                Self::Draft | Self::Queued | Self::Sent | Self::Delivered | Self::Read | Self::Failed | Self::Received,
            ) => false,
        };
        changes.then_some(news)
    }
}

#[cfg(test)]
mod tests {
    use super::Status;

    #[test]
    fn names_are_read_as_they_are_written() {
        for status in Status::ALL {
            assert_eq!(Status::parse(status.name()), Some(status));
        }
    }

    /// Whatever the order in which news come, and however often, the end is the same.
    #[test]
    fn every_order_of_news_ends_where_it_should() {
        use Status::{Delivered, Failed, Queued, Read, Sent};
        let end = |news: &[Status]| news.iter().fold(Queued, |status, news| status.after(*news).unwrap_or(status));
        for news in [[Sent, Delivered, Read], [Read, Delivered, Sent], [Delivered, Sent, Read], [Read, Read, Sent]] {
            assert_eq!(end(&news), Read, "{news:?}");
        }
        assert_eq!(end(&[Delivered, Failed]), Delivered, "what arrived did not fail");
        assert_eq!(end(&[Failed, Sent]), Failed, "what failed is not taken back by what came before");
        assert_eq!(end(&[Failed, Delivered]), Delivered, "what arrived after all arrived");
        for status in [Status::Draft, Status::Received, Read] {
            assert!(Status::ALL.iter().all(|news| status.after(*news).is_none()), "{status:?} is an end");
        }
    }
}
