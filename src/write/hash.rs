//! Hashes that tell an edit from a reformatting.

use std::fmt::Write;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The first 64 bits of a SHA-256, in hexadecimal: nobody forges a file against themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hash(String);

impl Hash {
    pub fn of(bytes: &[u8]) -> Self {
        let mut text = String::with_capacity(16);
        for byte in &Sha256::digest(bytes)[..8] {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }

    /// Ignores white space and line ends: a formatter or a CRLF checkout is no edit.
    pub fn loose(bytes: &[u8]) -> Self {
        let kept: Vec<u8> = bytes
            .iter()
            .copied()
            .filter(|byte| !byte.is_ascii_whitespace())
            .collect();
        Self::of(&kept)
    }
}

#[cfg(test)]
mod tests {
    use super::Hash;

    #[test]
    fn white_space_is_no_edit() {
        assert_eq!(
            Hash::loose(b"fn a() {}\n"),
            Hash::loose(b"fn a()\r\n{\r\n}\r\n")
        );
        assert_ne!(Hash::loose(b"fn a() {}"), Hash::loose(b"fn b() {}"));
    }
}
