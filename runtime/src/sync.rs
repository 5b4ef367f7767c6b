//! Locks.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The lock, also after a panic of who held it: what it guards is whole between statements.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
