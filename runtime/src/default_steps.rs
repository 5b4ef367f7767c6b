//! Which steps of a service are the provided ones.
//!
//! A step that the user wrote may wait for anything, so a sync call goes to a
//! worker thread and a transaction has the connection for itself. Where no step
//! is the user's, neither is needed. Whether a method is overridden cannot be
//! asked of the compiler; but it never changes while the program runs, so that
//! a provided method that has run once tells for good.

use std::any::TypeId;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use crate::Action;

/// A method of a service that has a provided body.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    Authorize,
    Queryset,
    Validate,
    PerformCreate,
    PerformUpdate,
    PerformDestroy,
    Present,
    /// The RPC itself.
    Rpc(Action),
}

impl Step {
    /// Its bit; what has no provided body has none, and is never known to be provided.
    fn bit(self) -> u16 {
        let place = match self {
            Self::Authorize => 0,
            Self::Queryset => 1,
            Self::Validate => 2,
            Self::PerformCreate => 3,
            Self::PerformUpdate => 4,
            Self::PerformDestroy => 5,
            Self::Present => 6,
            Self::Rpc(Action::Create) => 7,
            Self::Rpc(Action::List) => 8,
            Self::Rpc(Action::Stream) => 9,
            Self::Rpc(Action::Retrieve) => 10,
            Self::Rpc(Action::Update) => 11,
            Self::Rpc(Action::PartialUpdate) => 12,
            Self::Rpc(Action::Destroy) => 13,
            Self::Rpc(Action::Custom(_)) => return 0,
        };
        1 << place
    }
}

/// What is known of the steps of one type of service.
#[derive(Debug, Clone)]
pub(crate) struct DefaultSteps {
    service: TypeId,
    steps: Arc<AtomicU16>,
}

impl DefaultSteps {
    /// Nothing is known yet.
    pub(crate) fn by<S: 'static>() -> Self {
        Self {
            service: TypeId::of::<S>(),
            steps: Arc::default(),
        }
    }

    /// The provided body of this step of `S` runs. A service may call another
    /// one's steps: they say nothing of its own.
    pub(crate) fn mark<S: 'static>(&self, step: Step) {
        let known = self.steps.load(Ordering::Relaxed) & step.bit() != 0;
        if !known && self.service == TypeId::of::<S>() {
            self.steps.fetch_or(step.bit(), Ordering::Relaxed);
        }
    }

    /// Whether these steps of the service are known to be the provided ones.
    pub(crate) fn all_own(&self, steps: &[Step]) -> bool {
        let known = self.steps.load(Ordering::Relaxed);
        steps.iter().all(|step| known & step.bit() != 0)
    }

    /// Whether these steps of `S` are known to be the provided ones.
    pub(crate) fn all<S: 'static>(&self, steps: &[Step]) -> bool {
        self.service == TypeId::of::<S>() && self.all_own(steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Posts;
    struct Tags;

    #[test]
    fn a_step_that_ran_is_known_for_good() {
        let default_steps = DefaultSteps::by::<Posts>();
        let steps = [Step::Authorize, Step::Rpc(Action::Destroy)];
        default_steps.clone().mark::<Posts>(steps[0]);
        assert!(!default_steps.all::<Posts>(&steps));
        default_steps.mark::<Posts>(steps[1]);
        assert!(default_steps.all::<Posts>(&steps));
        assert!(!default_steps.all::<Posts>(&[Step::Present]));
    }

    #[test]
    fn the_steps_of_another_service_say_nothing() {
        let default_steps = DefaultSteps::by::<Posts>();
        default_steps.mark::<Tags>(Step::Present);
        assert!(!default_steps.all::<Posts>(&[Step::Present]));
        assert!(!default_steps.all::<Tags>(&[Step::Present]));
    }
}
