//! What a client sends.

use bytes::Bytes;
use tonic::{Code, Status, Streaming};

use super::message::{malformed, too_large};
use crate::{Error, Result};

/// The messages of a call, as their bytes came.
pub(crate) enum Inbound {
    /// The message of an RPC that takes one.
    One(Bytes),
    /// Messages of so many bytes at most.
    Many(Box<Streaming<Bytes>>, usize),
    /// No more: the client has ended, or what came is no message.
    End,
}

impl Inbound {
    pub(super) fn new(frames: Streaming<Bytes>, most: usize) -> Self {
        Self::Many(Box::new(frames), most)
    }

    /// The next message. What is wrong with a stream is said once; nothing can be read behind it.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>> {
        match self {
            Self::One(_) => Ok(self.take()),
            Self::End => Ok(None),
            Self::Many(frames, most) => {
                let most = *most;
                let next = frames.message().await;
                if !matches!(next, Ok(Some(_))) {
                    *self = Self::End;
                }
                next.map_err(|status| refusal(&status, most))
            }
        }
    }

    /// Whether nothing comes any more.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self, Self::End)
    }

    fn take(&mut self) -> Option<Bytes> {
        match std::mem::replace(self, Self::End) {
            Self::One(message) => Some(message),
            _ => None,
        }
    }

    /// The message of a call that has one. The end is waited for, too: only then is the request complete.
    pub(super) async fn single(mut self) -> Result<Bytes> {
        match (self.next().await?, self.next().await?) {
            (Some(only), None) => Ok(only),
            _ => Err(not_one()),
        }
    }
}

/// The message of an RPC that takes one.
pub(crate) fn only(inbound: &mut Inbound) -> Result<Bytes> {
    inbound.take().ok_or_else(not_one)
}

fn not_one() -> Error {
    let text = "This method takes exactly one message.";
    // As the protocol has it: https://grpc.github.io/grpc/core/md_doc_statuscodes.html
    Error::new(Code::Unimplemented, text, "unimplemented")
}

/// What tonic says of a message, in our words. Its own are about the inside of the server.
fn refusal(status: &Status, most: usize) -> Error {
    match status.code() {
        // The first as it is sent, the second once it is unpacked.
        Code::OutOfRange | Code::ResourceExhausted => too_large(most),
        Code::Aborted => Error::new(Code::Cancelled, "The client has left.", "cancelled"),
        _ => malformed(),
    }
}
