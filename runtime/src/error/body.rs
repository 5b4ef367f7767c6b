//! What a client is told.

use std::collections::BTreeMap;

use super::Reason;

/// What is wrong with one field, or with the whole call.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldError {
    /// A sentence for people.
    pub message: String,
    /// A word for programs.
    pub reason: Reason,
}

impl FieldError {
    pub(super) fn new(message: impl Into<String>, reason: impl Into<Reason>) -> Self {
        Self {
            message: message.into(),
            reason: reason.into(),
        }
    }
}

#[derive(Debug, Clone)]
pub(super) enum Body {
    Single(FieldError),
    /// The same, in a list of one: what DRF says of a value that is no field's.
    Listed(FieldError),
    Fields(Vec<Faults>),
    /// Nothing but an id, under which the log has the cause.
    Hidden,
}

/// All that is wrong with one field.
#[derive(Debug, Clone)]
pub(super) struct Faults {
    pub(super) name: String,
    pub(super) errors: Vec<FieldError>,
    /// What is wrong with elements of a list, by their position.
    pub(super) elements: BTreeMap<usize, Vec<FieldError>>,
}

impl Faults {
    pub(super) fn new(name: &str, element: Option<usize>, error: FieldError) -> Self {
        let mut faults = Self {
            name: name.to_owned(),
            errors: Vec::new(),
            elements: BTreeMap::new(),
        };
        faults.push(element, error);
        faults
    }

    pub(super) fn push(&mut self, element: Option<usize>, error: FieldError) {
        match element {
            Some(position) => self.elements.entry(position).or_default().push(error),
            None => self.errors.push(error),
        }
    }

    /// The errors of the field, then those of its elements.
    pub(super) fn all(&self) -> impl Iterator<Item = &FieldError> {
        self.errors.iter().chain(self.elements.values().flatten())
    }
}
