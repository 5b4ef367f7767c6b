//! Messages and their bytes.

use bytes::Bytes;
use prost::Message;
use tonic::Code;

use crate::{Error, Result};

/// Reads the message of a call.
pub fn decode<M: Message + Default>(message: Bytes) -> Result<M> {
    M::decode(message).map_err(|_| malformed())
}

/// Writes the answer to a call.
pub fn encode<M: Message>(message: M) -> Result<Bytes> {
    let size = message.encoded_len();
    if i32::try_from(size).is_err() {
        let text = format!("an answer of {size} bytes: the protocol allows 2 GiB");
        return Err(Error::internal(text));
    }
    Ok(message.encode_to_vec().into())
}

/// Bytes that are no message.
pub(super) fn malformed() -> Error {
    let text = "The message could not be decoded.";
    Error::new(Code::Internal, text, "malformed")
}

/// A message above the limit, as it is sent or once it is unpacked.
pub(super) fn too_large(most: usize) -> Error {
    let text = format!("The message is larger than {most} bytes.");
    Error::new(Code::ResourceExhausted, text, "too_large")
}
