//! IP addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address: a scope is left out, and what stands for an IPv4 address is that one.
pub fn ip(text: &str) -> Option<IpAddr> {
    if !text.contains(':') {
        return text.parse::<Ipv4Addr>().ok().map(IpAddr::from);
    }
    let address = match text.split_once('%') {
        Some((_, scope)) if scope.is_empty() || scope.contains('%') => return None,
        Some((address, _)) => address,
        None => text,
    };
    let address: Ipv6Addr = address.parse().ok()?;
    let ipv4 = address.to_ipv4_mapped().map(IpAddr::from);
    Some(ipv4.unwrap_or(IpAddr::from(address)))
}
