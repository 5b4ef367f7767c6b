//! What a URL is, in Django's word.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::host::is_domain;
use super::white::is_white;

const LONGEST: usize = 2048;
/// The most characters of a host's name (RFC 1034).
const LONGEST_HOST: usize = 253;
/// Characters that, brought into their plain form, would part a URL elsewhere.
const PARTING: &[char] = &[
    '\u{2047}', '\u{2048}', '\u{2049}', '\u{2100}', '\u{2101}', '\u{2105}', '\u{2106}', '\u{2a74}',
    '\u{fe13}', '\u{fe16}', '\u{fe55}', '\u{fe56}', '\u{fe5f}', '\u{fe6b}', '\u{ff03}', '\u{ff0f}',
    '\u{ff1a}', '\u{ff1f}', '\u{ff20}',
];

pub(super) fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    let known = ["http", "https", "ftp", "ftps"]
        .iter()
        .any(|name| scheme.eq_ignore_ascii_case(name));
    let short = text.len() <= LONGEST || text.chars().count() <= LONGEST;
    known && short && (is_place(rest) || after_user(rest).is_some_and(is_place))
}

/// What follows `user[:password]@`.
fn after_user(text: &str) -> Option<&str> {
    let (user, place) = text.split_once('@')?;
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let plain = |part: &str| {
        !part.contains(|c: char| is_white(c) || matches!(c, ':' | '/' | '[' | ']'))
            && !part.contains(PARTING)
    };
    (!name.is_empty() && plain(name) && plain(password)).then_some(place)
}

/// `host[:port]`, then anything but white space after `/`, `?` or `#`.
fn is_place(text: &str) -> bool {
    let end = text.find(['/', '?', '#']).unwrap_or(text.len());
    let (authority, path) = text.split_at(end);
    if path.contains(is_white) {
        return false;
    }
    // The colon of a port stands after the bracket of an address.
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => {
            let digits = (1..=5).contains(&port.len()) && port.bytes().all(|b| b.is_ascii_digit());
            if !digits {
                return false;
            }
            host
        }
        _ => authority,
    };
    is_host(host)
}

fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[') {
        let address = address.strip_suffix(']');
        return address.is_some_and(|ip| ip.parse::<Ipv6Addr>().is_ok());
    }
    let name = host.strip_suffix('.').unwrap_or(host);
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<Ipv4Addr>().is_ok()
        || is_domain(name) && host.chars().count() <= LONGEST_HOST && !host.contains(PARTING)
}
