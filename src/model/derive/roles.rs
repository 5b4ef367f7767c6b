//! What the messages of a model are for, and which of them each standard RPC speaks.

use crate::model::Rpc as Action;
use crate::model::api::{Flow, Form, Side};

/// The roles of a model's messages. The order is that of the proto.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Write,
    PartialWrite,
    Answer,
    Retrieve,
    Destroy,
    List,
    Page,
    Stream,
    Batch,
}

pub(super) const ROLES: [Role; 9] = [
    Role::Write,
    Role::PartialWrite,
    Role::Answer,
    Role::Retrieve,
    Role::Destroy,
    Role::List,
    Role::Page,
    Role::Stream,
    Role::Batch,
];

impl Role {
    /// What follows the name of the shape.
    pub(super) fn suffix(self) -> &'static str {
        match self {
            Self::Write => "Request",
            Self::PartialWrite => "PartialUpdateRequest",
            Self::Answer => "Response",
            Self::Retrieve => "RetrieveRequest",
            Self::Destroy => "DestroyRequest",
            Self::List | Self::Batch => "ListRequest",
            Self::Page => "ListResponse",
            Self::Stream => "StreamRequest",
        }
    }

    pub(super) fn side(self) -> Side {
        match self {
            Self::Answer | Self::Page => Side::Response,
            _ => Side::Request,
        }
    }

    /// What it says of the model alone.
    pub(super) fn form(self) -> Option<Form> {
        match self {
            Self::Write => Some(Form::Request),
            Self::PartialWrite => Some(Form::Partial),
            Self::Answer => Some(Form::Response),
            _ => None,
        }
    }

    /// What its items are, where it is a list.
    pub(super) fn item(self) -> Option<Self> {
        match self {
            Self::Page => Some(Self::Answer),
            Self::Batch => Some(Self::Write),
            _ => None,
        }
    }

    pub(super) fn comment(self, name: &str) -> String {
        match self {
            Self::Write => format!("What a client writes of a `{name}`."),
            Self::PartialWrite => format!("What a client writes of some fields of a `{name}`."),
            Self::Answer => format!("A `{name}` as it is stored."),
            Self::Retrieve => format!("The key of the `{name}` to read."),
            Self::Destroy => format!("The key of the `{name}` to delete."),
            Self::List => String::from("Filters, order and page are in the metadata."),
            Self::Page => String::from("The rows of a page."),
            Self::Stream => String::from("Filters and order are in the metadata."),
            Self::Batch => format!("Several of `{name}`, as a client writes them."),
        }
    }
}

/// What a standard RPC reads, answers, and does.
pub(super) fn standard(action: Action) -> (&'static str, Role, Option<Role>, Flow, &'static str) {
    match action {
        Action::Create => (
            "Create",
            Role::Write,
            Some(Role::Answer),
            Flow::Unary,
            "Stores a new row.",
        ),
        Action::List => (
            "List",
            Role::List,
            Some(Role::Page),
            Flow::Unary,
            "Rows, filtered and ordered as the call asks.",
        ),
        Action::Stream => (
            "Stream",
            Role::Stream,
            Some(Role::Answer),
            Flow::Server,
            "Every matching row, in constant memory.",
        ),
        Action::Retrieve => (
            "Retrieve",
            Role::Retrieve,
            Some(Role::Answer),
            Flow::Unary,
            "One row.",
        ),
        Action::Update => (
            "Update",
            Role::Write,
            Some(Role::Answer),
            Flow::Unary,
            "Replaces what clients may write of a row.",
        ),
        Action::PartialUpdate => (
            "PartialUpdate",
            Role::PartialWrite,
            Some(Role::Answer),
            Flow::Unary,
            "Writes the fields that the call names.",
        ),
        Action::Destroy => (
            "Destroy",
            Role::Destroy,
            None,
            Flow::Unary,
            "Deletes a row.",
        ),
    }
}
