//! What a call carries beside its message and its metadata.

use std::sync::{Arc, Mutex};

use tonic::codegen::http;

use crate::sync::lock;

/// Values of a call, one of each type: those that tower layers and tonic interceptors put on the
/// request, and those that hooks add, such as the caller that `authorize` has found.
///
/// Every hook of the call sees them.
#[derive(Debug)]
pub struct Extensions {
    /// As the request came in.
    received: http::Extensions,
    added: Mutex<http::Extensions>,
}

impl Extensions {
    pub(crate) fn new(received: http::Extensions) -> Self {
        Self {
            received,
            added: Mutex::default(),
        }
    }

    /// Adds a value for the rest of the call, in place of one of the same type.
    pub fn insert<T: Send + Sync + 'static>(&self, value: T) {
        lock(&self.added).insert(Arc::new(value));
    }

    /// The value of this type: what was added last, else what the request came with.
    pub fn get<T: Clone + Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        let added = lock(&self.added).get::<Arc<T>>().cloned();
        let shared = || self.received.get::<Arc<T>>().cloned();
        let received = || self.received.get::<T>().cloned().map(Arc::new);
        added.or_else(shared).or_else(received)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, PartialEq)]
    struct Caller(&'static str);

    #[test]
    fn what_is_added_hides_what_the_request_came_with() {
        let mut received = http::Extensions::new();
        received.insert(Caller("from a layer"));
        let extensions = Extensions::new(received);
        let get = || extensions.get::<Caller>().map(|caller| caller.0);
        assert_eq!(get(), Some("from a layer"));
        extensions.insert(Caller("from authorize"));
        assert_eq!(get(), Some("from authorize"));
        assert_eq!(extensions.get::<u64>(), None);
    }

    #[test]
    fn a_shared_value_of_a_layer_is_not_copied() {
        let shared = Arc::new(Caller("shared"));
        let mut received = http::Extensions::new();
        received.insert(shared.clone());
        let found = Extensions::new(received).get::<Caller>();
        assert!(found.is_some_and(|found| Arc::ptr_eq(&found, &shared)));
    }
}
