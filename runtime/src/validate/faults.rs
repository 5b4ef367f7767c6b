//! What is wrong with what a client sent.

use crate::{Error, Reason};

/// A rule that a value breaks: its text and its word.
pub(super) type Broken = (String, Reason);

pub(super) fn invalid(text: &str) -> Broken {
    (text.to_owned(), "invalid".into())
}

pub(super) fn blank() -> Broken {
    (String::from("This field may not be blank."), "blank".into())
}

pub(super) fn null() -> Broken {
    (String::from("This field may not be null."), "null".into())
}

pub(super) fn not_a_choice(text: &str) -> Broken {
    (
        format!("\"{text}\" is not a valid choice."),
        "invalid_choice".into(),
    )
}

/// The rules that one value breaks, in the order in which they are told.
#[derive(Debug, Default)]
pub(super) struct Faults(pub(super) Vec<Broken>);

impl Faults {
    pub(super) fn add(&mut self, broken: Broken) {
        self.0.push(broken);
    }

    /// The value, where no rule is broken.
    pub(super) fn or<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }
}

impl From<Broken> for Faults {
    fn from(broken: Broken) -> Self {
        Self(vec![broken])
    }
}

/// What is wrong with what a client sent for a field.
#[derive(Debug)]
pub(super) enum Wrong {
    Value(Faults),
    /// By their positions in a list.
    Elements(Vec<(usize, Faults)>),
}

impl Wrong {
    /// Puts it into the error of a call.
    pub(super) fn tell(self, field: &str, errors: &mut Error) {
        match self {
            Self::Value(Faults(faults)) => {
                for (message, reason) in faults {
                    errors.add(field, message, reason);
                }
            }
            Self::Elements(elements) => {
                for (position, Faults(faults)) in elements {
                    for (message, reason) in faults {
                        errors.add_element(field, position, message, reason);
                    }
                }
            }
        }
    }
}

impl From<Broken> for Wrong {
    fn from(broken: Broken) -> Self {
        Self::Value(broken.into())
    }
}

impl From<Faults> for Wrong {
    fn from(faults: Faults) -> Self {
        Self::Value(faults)
    }
}
