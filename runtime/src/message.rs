//! Between the messages of the wire and what handlers take and answer.

mod fields;

use bytes::Bytes;

pub use fields::MessageFields;

use crate::{Error, Result, decode, encode};

/// What a handler takes, made from the message that came.
pub trait FromMessage: Sized + Send + 'static {
    /// The message on the wire.
    type Message: prost::Message + Default;

    /// Reads the message.
    ///
    /// # Errors
    ///
    /// INVALID_ARGUMENT with all that is wrong with it.
    fn from_message(message: Self::Message) -> Result<Self>;
}

/// What a handler answers, as the message that goes.
pub trait IntoMessage: Send + 'static {
    /// The message on the wire.
    type Message: prost::Message;

    /// Makes the message.
    ///
    /// # Errors
    ///
    /// What a value cannot be on the wire is INTERNAL: the server made it.
    fn into_message(self) -> Result<Self::Message>;
}

impl<M: prost::Message + Default + 'static> FromMessage for M {
    type Message = M;

    fn from_message(message: M) -> Result<M> {
        Ok(message)
    }
}

impl<M: prost::Message + 'static> IntoMessage for M {
    type Message = M;

    fn into_message(self) -> Result<M> {
        Ok(self)
    }
}

/// Reads what a handler takes from the bytes of a message. Called by generated code.
///
/// # Errors
///
/// Bytes that are no such message, and what [`FromMessage`] refuses.
pub fn read_message<T: FromMessage>(bytes: Bytes) -> Result<T> {
    T::from_message(decode(bytes)?)
}

/// Writes what a handler answers as the bytes of a message. Called by generated code.
///
/// # Errors
///
/// What [`IntoMessage`] refuses, and a message above what the protocol allows.
pub fn write_message<T: IntoMessage>(value: T) -> Result<Bytes> {
    encode(value.into_message()?)
}

/// Reads every item of a list. Called by generated code.
///
/// # Errors
///
/// INVALID_ARGUMENT with all that is wrong with any item, by its position.
pub fn read_list<T: FromMessage>(messages: Vec<T::Message>) -> Result<Vec<T>> {
    let mut items = Vec::with_capacity(messages.len());
    let mut errors = Error::invalid();
    for (position, message) in messages.into_iter().enumerate() {
        match T::from_message(message) {
            Ok(item) => items.push(item),
            Err(wrong) => errors.join_item("results", position, wrong)?,
        }
    }
    if errors.is_empty() {
        Ok(items)
    } else {
        Err(errors)
    }
}

/// Writes every item of a list. Called by generated code.
///
/// # Errors
///
/// What [`IntoMessage`] refuses.
pub fn write_list<T: IntoMessage>(values: Vec<T>) -> Result<Vec<T::Message>> {
    values.into_iter().map(T::into_message).collect()
}
