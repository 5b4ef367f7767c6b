//! Between the messages of the wire and what handlers take and answer.

use bytes::Bytes;

use crate::{Result, decode, encode};

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
