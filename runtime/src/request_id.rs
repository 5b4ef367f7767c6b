//! The id of a call, by which its client finds it in the log.

use std::fmt;

use tonic::codegen::http::{HeaderMap, HeaderValue};
use uuid::Uuid;

/// The metadata key in which a client may send the id, and in which it gets it back.
pub(crate) const KEY: &str = "x-request-id";

/// The longest id, in bytes, that is taken from a client: it stands in every line about the call.
const LONGEST: usize = 128;

/// Visible ASCII without spaces, so that it is one word of a line.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(HeaderValue);

impl RequestId {
    /// The client's, or a new one where it sent none or one that is no id.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let sent = headers.get(KEY).filter(|sent| is_id(sent.as_bytes()));
        sent.cloned().map_or_else(Self::new, Self)
    }

    pub(crate) fn new() -> Self {
        let mut text = [0; uuid::fmt::Hyphenated::LENGTH];
        let text = Uuid::new_v4().hyphenated().encode_lower(&mut text);
        let value = HeaderValue::from_str(text);
        // Hexadecimal digits are always a value.
        Self(value.unwrap_or_else(|_| HeaderValue::from_static("-")))
    }

    pub(crate) fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    pub(crate) fn header(&self) -> HeaderValue {
        self.0.clone()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn is_id(sent: &[u8]) -> bool {
    (1..=LONGEST).contains(&sent.len()) && sent.iter().all(u8::is_ascii_graphic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_short_word_is_taken() {
        let of = |sent: &[u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(KEY, HeaderValue::from_bytes(sent).expect("a header"));
            RequestId::of(&headers).to_string()
        };
        for id in ["7", "a/b:c=d", &"x".repeat(LONGEST)] {
            assert_eq!(of(id.as_bytes()), id);
        }
        let long = "x".repeat(LONGEST + 1);
        for no in ["", "two words", "ü", "tab\there", &long] {
            assert!(Uuid::parse_str(&of(no.as_bytes())).is_ok(), "{no:?}");
        }
        assert_ne!(of(b""), of(b""));
    }
}
