//! Which messages are compressed.

use tonic::codec::{CompressionEncoding, EnabledCompressionEncodings};
use tonic::codegen::http::HeaderMap;

/// What the client has compressed its messages with.
const SENT: &str = "grpc-encoding";
/// What it can read, in its order.
pub(super) const READ: &str = "grpc-accept-encoding";

/// The encodings of this build, by their names on the wire.
const KNOWN: &[(&str, CompressionEncoding)] = &[
    ("gzip", CompressionEncoding::Gzip),
    ("deflate", CompressionEncoding::Deflate),
    #[cfg(feature = "zstd")]
    ("zstd", CompressionEncoding::Zstd),
];

/// A smaller answer gets larger by it.
pub(super) const WORTH_IT: usize = 1024;

pub(super) fn enabled() -> EnabledCompressionEncodings {
    let mut enabled = EnabledCompressionEncodings::default();
    for (_, encoding) in KNOWN {
        enabled.enable(*encoding);
    }
    enabled
}

/// The encoding of the messages, where it is one that nobody here can read.
pub(super) fn unknown(headers: &HeaderMap) -> Option<String> {
    let sent = headers.get(SENT)?;
    let known = |name: &str| name == "identity" || KNOWN.iter().any(|(known, _)| *known == name);
    let read = sent.to_str().is_ok_and(known);
    (!read).then(|| String::from_utf8_lossy(sent.as_bytes()).into_owned())
}

/// Some clients list whatever they can read in any call, plain messages first. They do not
/// ask for compression, unless they compress themselves.
pub(super) fn forget_if_not_asked(headers: &mut HeaderMap) {
    let compresses = |headers: &HeaderMap| {
        headers
            .get(SENT)
            .is_some_and(|sent| sent.as_bytes() != b"identity")
    };
    let plain_first = headers
        .get(READ)
        .and_then(|read| read.to_str().ok())
        .is_some_and(|read| read.trim_start().starts_with("identity"));
    if plain_first && !compresses(headers) {
        headers.remove(READ);
    }
}

/// What a client whose encoding is unknown may use instead.
pub(super) fn names() -> String {
    let names: Vec<_> = KNOWN.iter().map(|(name, _)| *name).collect();
    names.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let parsed =
            |(name, value): &(&'static str, &str)| (name.parse().unwrap(), value.parse().unwrap());
        pairs.iter().map(parsed).collect()
    }

    #[test]
    fn answers_are_compressed_where_the_client_asks() {
        let asks = |pairs| {
            let mut headers = headers(pairs);
            forget_if_not_asked(&mut headers);
            headers.contains_key(READ)
        };
        assert!(asks(&[(READ, "gzip")]));
        assert!(asks(&[(READ, "gzip,identity")]));
        assert!(!asks(&[(READ, "identity, deflate, gzip")]));
        assert!(asks(&[(READ, "identity, deflate, gzip"), (SENT, "gzip")]));
        assert!(!asks(&[(READ, "identity,gzip"), (SENT, "identity")]));
    }

    #[test]
    fn an_encoding_that_nobody_reads_is_named() {
        assert_eq!(unknown(&headers(&[])), None);
        for known in ["identity", "gzip", "deflate"] {
            assert_eq!(unknown(&headers(&[(SENT, known)])), None);
        }
        assert_eq!(
            unknown(&headers(&[(SENT, "snappy")])),
            Some("snappy".to_owned())
        );
    }
}
