//! Rows that a filter chooses among: they have to be there.

use crate::{Error, ModelMeta, Reason, Result, Value};

/// One filter that is wrong, or wrong if a row it names is not there. Django reports both
/// together, in the order of the filters.
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    /// As the client has written it: `author__in`.
    pub filter: String,
    pub stands: Result<Chosen, (String, Reason)>,
}

impl Claim {
    /// The errors of all claims that do not stand. `missing` finds the first key that no row has.
    pub fn refuse(
        claims: &[Self],
        missing: impl Fn(&Chosen) -> Result<Option<usize>>,
    ) -> Result<()> {
        let mut error = Error::invalid();
        for claim in claims {
            match &claim.stands {
                Err((message, reason)) => error.add(&claim.filter, message, *reason),
                Ok(chosen) => {
                    if let Some(position) = missing(chosen)? {
                        let (_, message) = &chosen.keys[position];
                        error.add(&claim.filter, message, "invalid_choice");
                    }
                }
            }
        }
        if error.is_empty() { Ok(()) } else { Err(error) }
    }
}

/// Keys of rows, each with what to say where it is missing.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    pub among: &'static ModelMeta,
    pub keys: Vec<(Value, String)>,
}
