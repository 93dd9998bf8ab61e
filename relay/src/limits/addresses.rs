//! Addresses from which requests without a good key come. Kept in memory alone: keys cannot be guessed, so this only
//! spares the server and its log; a restart forgives.

use super::Counted;
use super::bucket::{Allowance, Span};
use buzzchat::protocol::Millis;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// So many addresses are told apart in a minute; the rest share one count, so that nobody fills the memory.
const MAX_ADDRESSES: usize = 10_000;

/// Who asks, as far as addresses tell: an IPv4 address, or the /64 that one IPv6 customer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Client(IpAddr);

impl Client {
    /// Everybody whose address is unknown.
    pub const UNKNOWN: Self = Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED));

    /// The client at the other end of a connection. Headers that name another address are anybody's to write.
    #[must_use]
    pub fn new(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into(),
            v4 @ IpAddr::V4(_) => v4,
        })
    }
}

#[derive(Debug)]
pub(super) struct Refusals {
    limit: u64,
    /// The minute that is counted.
    start: Millis,
    counts: HashMap<Client, u64>,
    /// What came from all those for whom there was no room.
    others: u64,
}

impl Refusals {
    pub(super) fn new(limit: u64) -> Self {
        Self { limit, start: 0, counts: HashMap::new(), others: 0 }
    }

    pub(super) fn count(&mut self, client: Client, now: Millis) -> Counted {
        let limit = self.limit;
        let count = self.count_of(client, now);
        let within = *count < limit;
        *count = limit.min(*count + 1);
        Counted { within, allowance: self.left(client, now) }
    }

    pub(super) fn left(&self, client: Client, now: Millis) -> Allowance {
        let count = match self.counts.get(&client) {
            _ if self.start != Span::Minute.start(now) => 0,
            Some(count) => *count,
            None if self.counts.len() < MAX_ADDRESSES => 0,
            None => self.others,
        };
        Allowance::new(Span::Minute, self.limit, self.limit - count, now)
    }

    fn count_of(&mut self, client: Client, now: Millis) -> &mut u64 {
        let start = Span::Minute.start(now);
        if start != self.start {
            (self.start, self.others) = (start, 0);
            self.counts = HashMap::new();
        }
        if self.counts.len() < MAX_ADDRESSES || self.counts.contains_key(&client) {
            return self.counts.entry(client).or_default();
        }
        &mut self.others
    }
}

#[cfg(test)]
mod tests {
    use super::{Client, MAX_ADDRESSES, Refusals};
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

    const NOON: u64 = 1_737_720_000_000;

    fn client(address: &str) -> Client {
        Client::new(address.parse().unwrap())
    }

    #[test]
    fn one_customer_is_one_client() {
        assert_eq!(client("2001:db8:1:2::1"), client("2001:db8:1:2:ffff::9"));
        assert_ne!(client("2001:db8:1:2::1"), client("2001:db8:1:3::1"));
        assert_eq!(client("::ffff:192.0.2.1"), client("192.0.2.1"));
        assert_ne!(client("192.0.2.1"), client("192.0.2.2"));
    }

    #[test]
    fn a_minute_hears_as_many_as_the_limit_from_each_and_the_next_begins_anew() {
        let mut refusals = Refusals::new(3);
        let (one, two) = (client("192.0.2.1"), client("192.0.2.2"));
        let mut count = |client, at| {
            let counted = refusals.count(client, NOON + at);
            (counted.within, counted.allowance.remaining)
        };
        assert_eq!([0, 1, 2, 59_999].map(|at| count(one, at)), [(true, 2), (true, 1), (true, 0), (false, 0)]);
        assert_eq!(count(two, 59_999), (true, 2));
        assert_eq!(count(one, 60_000), (true, 2));
    }

    #[test]
    fn a_flood_of_addresses_fills_no_memory_and_leaves_those_known_alone() {
        let mut refusals = Refusals::new(2);
        let known = client("192.0.2.1");
        refusals.count(known, NOON);
        for low in 0..50_000_u32 {
            refusals.count(Client::new(IpAddr::V4(Ipv4Addr::from_bits(low))), NOON);
            refusals.count(Client::new(IpAddr::V6(Ipv6Addr::from_bits(u128::from(low) << 64))), NOON);
        }
        assert_eq!(refusals.counts.len(), MAX_ADDRESSES);
        assert!(refusals.count(known, NOON).within, "it has a count of its own");
        assert!(!refusals.count(client("198.51.100.1"), NOON).within, "the rest share one, and that is used up");
        assert!(refusals.count(client("198.51.100.1"), NOON + 60_000).within);
    }
}
