//! Which addresses the relay may call. It knows numbers alone; names and ports are judged elsewhere.

use super::Policy;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How far an address leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Across the internet.
    Public,
    /// To this computer or its own network.
    Local,
    /// To no receiver a user could mean: link-local services, groups, translations that hide another address.
    Never,
}

/// Whether the relay may open a connection to this address.
pub(super) fn may_be_called(address: IpAddr, policy: Policy) -> bool {
    match reach(address) {
        Reach::Public => true,
        Reach::Local => policy.allow_local,
        Reach::Never => false,
    }
}

fn reach(address: IpAddr) -> Reach {
    // `::ffff:127.0.0.1` is 127.0.0.1 to every system's connect().
    match address.to_canonical() {
        IpAddr::V4(address) => reach_v4(address),
        IpAddr::V6(address) => reach_v6(address),
    }
}

fn reach_v4(address: Ipv4Addr) -> Reach {
    let bits = address.to_bits();
    let special = SPECIAL_V4.iter().find(|(net, length, _)| (bits ^ net.to_bits()).leading_zeros() >= *length);
    special.map_or(Reach::Public, |(_, _, reach)| *reach)
}

fn reach_v6(address: Ipv6Addr) -> Reach {
    if address.is_loopback() || address.is_unique_local() {
        return Reach::Local;
    }
    let bits = address.to_bits();
    let within = |net: &Ipv6Addr, length: u32| (bits ^ net.to_bits()).leading_zeros() >= length;
    // Whatever is not handed out as global unicast is refused unseen: v4-compatible, NAT64, SRv6, link-local, groups.
    let public =
        within(&GLOBAL_UNICAST.0, GLOBAL_UNICAST.1) && !HIDDEN_V6.iter().any(|(net, length)| within(net, *length));
    if public { Reach::Public } else { Reach::Never }
}

/// IANA's special-purpose registry, and one address that clouds use for their own.
const SPECIAL_V4: [(Ipv4Addr, u32, Reach); 17] = [
    // "This network": Linux takes 0.0.0.0 for loopback.
    (Ipv4Addr::new(0, 0, 0, 0), 8, Reach::Never),
    (Ipv4Addr::new(10, 0, 0, 0), 8, Reach::Local),
    (Ipv4Addr::new(100, 64, 0, 0), 10, Reach::Local),
    (Ipv4Addr::new(127, 0, 0, 0), 8, Reach::Local),
    // Azure's host service, in the middle of public addresses.
    (Ipv4Addr::new(168, 63, 129, 16), 32, Reach::Never),
    // Link-local, and with it the clouds' metadata services: not even for those who test on their own network.
    (Ipv4Addr::new(169, 254, 0, 0), 16, Reach::Never),
    (Ipv4Addr::new(172, 16, 0, 0), 12, Reach::Local),
    (Ipv4Addr::new(192, 0, 0, 0), 24, Reach::Never),
    (Ipv4Addr::new(192, 0, 2, 0), 24, Reach::Never),
    (Ipv4Addr::new(192, 88, 99, 0), 24, Reach::Never),
    (Ipv4Addr::new(192, 168, 0, 0), 16, Reach::Local),
    (Ipv4Addr::new(198, 18, 0, 0), 15, Reach::Never),
    (Ipv4Addr::new(198, 51, 100, 0), 24, Reach::Never),
    (Ipv4Addr::new(203, 0, 113, 0), 24, Reach::Never),
    (Ipv4Addr::new(224, 0, 0, 0), 4, Reach::Never),
    (Ipv4Addr::new(233, 252, 0, 0), 24, Reach::Never),
    // Class E and the broadcast address.
    (Ipv4Addr::new(240, 0, 0, 0), 4, Reach::Never),
];

const GLOBAL_UNICAST: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Global by their number only.
const HIDDEN_V6: [(Ipv6Addr, u32); 4] = [
    // IETF protocol assignments: Teredo, benchmarking, ORCHID.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    // 6to4: any IPv4 address in disguise.
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

#[cfg(test)]
mod tests {
    use super::{Reach, reach};

    /// The first and the last address of every range, and their neighbours outside.
    #[test]
    fn ranges_end_where_the_registry_says() {
        let cases = [
            (Reach::Never, "0.0.0.0 0.255.255.255"),
            (Reach::Public, "1.0.0.0 9.255.255.255 11.0.0.0"),
            (Reach::Local, "10.0.0.0 10.255.255.255"),
            (Reach::Public, "100.63.255.255 100.128.0.0"),
            (Reach::Local, "100.64.0.0 100.127.255.255"),
            (Reach::Public, "126.255.255.255 128.0.0.0"),
            (Reach::Local, "127.0.0.0 127.255.255.255"),
            (Reach::Public, "168.63.129.15 168.63.129.17 169.253.255.255 169.255.0.0"),
            (Reach::Never, "168.63.129.16 169.254.0.0 169.254.169.254 169.254.255.255"),
            (Reach::Public, "172.15.255.255 172.32.0.0"),
            (Reach::Local, "172.16.0.0 172.31.255.255"),
            (Reach::Never, "192.0.0.0 192.0.0.255 192.0.2.0 192.0.2.255 192.88.99.0 192.88.99.255"),
            (Reach::Public, "192.0.1.0 192.0.3.0 192.88.98.255 192.88.100.0 192.167.255.255 192.169.0.0"),
            (Reach::Local, "192.168.0.0 192.168.255.255"),
            (Reach::Never, "198.18.0.0 198.19.255.255 198.51.100.7 203.0.113.7"),
            (Reach::Public, "198.17.255.255 198.20.0.0 198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0"),
            (Reach::Public, "223.255.255.255 8.8.8.8"),
            (Reach::Never, "224.0.0.0 239.255.255.255 240.0.0.0 255.255.255.255"),
            (Reach::Local, "::1 fc00:: fd00:ec2::254 fdff:ffff::1 ::ffff:127.0.0.1 ::ffff:10.1.2.3"),
            (Reach::Public, "2000::1 2001:200::1 2606:4700::1111 3ffe::1 ::ffff:8.8.8.8"),
            (Reach::Never, ":: ::2 ::127.0.0.1 ::8.8.8.8 ::ffff:0:127.0.0.1 ::ffff:169.254.169.254"),
            (Reach::Never, "64:ff9b::127.0.0.1 64:ff9b::8.8.8.8 64:ff9b:1::1 100::1 5f00::1"),
            (Reach::Never, "2001::1 2001:0:7f00:1::1 2001:1ff::1 2001:db8::1 2002:7f00:1:: 3fff::1 3fff:fff::1"),
            (Reach::Never, "fe80::1 febf::1 fec0::1 ff02::1 ff0e::1 4000::1"),
        ];
        for (expected, addresses) in cases {
            for address in addresses.split(' ') {
                assert_eq!(reach(address.parse().unwrap()), expected, "{address}");
            }
        }
    }
}
