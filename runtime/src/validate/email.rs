//! What an email address is, in Django's word.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::host::is_domain;

/// The most characters (RFC 3696).
const LONGEST: usize = 320;

pub(super) fn is_email(text: &str) -> bool {
    let Some((user, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let short = text.len() <= LONGEST || text.chars().count() <= LONGEST;
    short && is_user(user) && (domain == "localhost" || is_domain(domain) || is_literal(domain))
}

/// Words with points between, or any text in quotes.
fn is_user(user: &str) -> bool {
    let quoted = user
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    match quoted {
        Some(text) => is_quoted(text),
        None => user.split('.').all(is_word),
    }
}

fn is_word(word: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    !word.is_empty() && word.bytes().all(fits)
}

/// What stands between quotes: most of ASCII, and more of it after a backslash.
fn is_quoted(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'\\' => matches!(bytes.next(), Some(0x01..=0x09 | 0x0b | 0x0c | 0x0e..=0x7f)),
            byte => matches!(
                byte,
                0x01..=0x08 | 0x0b | 0x0c | 0x0e..=0x1f | b'!' | b'#'..=b'[' | b']'..=0x7f
            ),
        };
        if !fits {
            return false;
        }
    }
    true
}

/// An address in brackets.
fn is_literal(domain: &str) -> bool {
    let inside = domain
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    inside.is_some_and(|ip| ip.parse::<Ipv4Addr>().is_ok() || ip.parse::<Ipv6Addr>().is_ok())
}
