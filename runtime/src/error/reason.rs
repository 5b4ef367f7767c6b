//! The word that says what is wrong, for programs.

use std::fmt;

/// What is wrong, in a word that programs compare, as Django REST Framework gives it: `blank`, `unique`,
/// `not_found`. It is the `code` of the JSON text and, in capitals, the `reason` of the `google.rpc` details.
///
/// The words are open: a service may have its own, and a later version of this crate may add some.
/// The gRPC code of a call is another thing, a [`Code`](crate::Code).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reason(&'static str);

impl Reason {
    /// A word in lower case, with `_` between its parts.
    pub const fn new(word: &'static str) -> Self {
        Self(word)
    }

    /// The word.
    pub const fn as_str(&self) -> &'static str {
        self.0
    }
}

impl From<&'static str> for Reason {
    fn from(word: &'static str) -> Self {
        Self(word)
    }
}

impl PartialEq<&str> for Reason {
    fn eq(&self, word: &&str) -> bool {
        self.0 == *word
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, f)
    }
}
