//! Where an iterator makes its items.

use crate::Context;
use crate::workers::Workers;

/// What it takes to pull an iterator for a client.
pub struct Pulled {
    pub(crate) cx: Context,
    pub(crate) threads: Workers,
}
