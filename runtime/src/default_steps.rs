//! Which steps of a service are the provided ones.
//!
//! A step that the user wrote may wait for anything, so a sync call goes to a
//! worker thread and a transaction has the connection for itself. Where no step
//! is the user's, neither is needed. Whether a method is overridden cannot be
//! asked of the compiler; but it never changes while the program runs, so that
//! a provided method that has run once tells for good.

use std::any::TypeId;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use crate::Action;
use crate::sync::lock;

/// A method of a service that has a provided body.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    Authorize,
    Queryset,
    AuthorizeRecord,
    Validate,
    PerformCreate,
    PerformUpdate,
    PerformDestroy,
    /// What presents the records that this RPC answers.
    Present(Action),
    /// The RPC itself.
    Rpc(Action),
}

impl Step {
    /// Its bit; what has no provided body has none, and is never known to be provided.
    fn bit(self) -> u32 {
        let place = match self {
            Self::Authorize => Some(0),
            Self::Queryset => Some(1),
            Self::AuthorizeRecord => Some(2),
            Self::Validate => Some(3),
            Self::PerformCreate => Some(4),
            Self::PerformUpdate => Some(5),
            Self::PerformDestroy => Some(6),
            Self::Present(action) => place(action).map(|place| 7 + place),
            Self::Rpc(action) => place(action).map(|place| 14 + place),
        };
        place.map_or(0, |place| 1 << place)
    }
}

/// The place of an RPC among those that have a provided body.
fn place(action: Action) -> Option<u32> {
    match action {
        Action::Create => Some(0),
        Action::List => Some(1),
        Action::Stream => Some(2),
        Action::Retrieve => Some(3),
        Action::Update => Some(4),
        Action::PartialUpdate => Some(5),
        Action::Destroy => Some(6),
        Action::Custom(_) => None,
    }
}

/// What is known of the steps of one type of service.
#[derive(Debug, Clone)]
pub(crate) struct DefaultSteps {
    service: TypeId,
    known: Arc<Known>,
}

#[derive(Debug, Default)]
struct Known {
    steps: AtomicU32,
    /// The messages that provided hooks have presented.
    presented: Mutex<Vec<TypeId>>,
}

impl DefaultSteps {
    /// Nothing is known yet.
    pub(crate) fn by<S: 'static>() -> Self {
        Self {
            service: TypeId::of::<S>(),
            known: Arc::default(),
        }
    }

    /// The provided body of this step of `S` runs. A service may call another
    /// one's steps: they say nothing of its own.
    pub(crate) fn mark<S: 'static>(&self, step: Step) {
        if self.service == TypeId::of::<S>() && !self.all_own(&[step]) {
            self.known.steps.fetch_or(step.bit(), Ordering::Relaxed);
        }
    }

    /// The provided hook of `S` presents records as this message. Which RPCs that concerns,
    /// [`answers`](Self::answers) says.
    pub(crate) fn mark_presented<S: 'static, R: 'static>(&self) {
        let mut presented = lock(&self.known.presented);
        let message = TypeId::of::<R>();
        if self.service == TypeId::of::<S>() && !presented.contains(&message) {
            presented.push(message);
        }
    }

    /// The RPC of `S` answers this message: where the hook that presents it is the provided one,
    /// that is known of the RPC from now on.
    pub(crate) fn answers<S: 'static, R: 'static>(&self, action: Action) {
        let step = Step::Present(action);
        if self.all_own(&[step]) {
            return;
        }
        let provided = lock(&self.known.presented).contains(&TypeId::of::<R>());
        if provided {
            self.mark::<S>(step);
        }
    }

    /// Whether these steps of the service are known to be the provided ones.
    pub(crate) fn all_own(&self, steps: &[Step]) -> bool {
        let known = self.known.steps.load(Ordering::Relaxed);
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
        assert!(!default_steps.all::<Posts>(&[Step::Validate]));
    }

    #[test]
    fn the_steps_of_another_service_say_nothing() {
        let default_steps = DefaultSteps::by::<Posts>();
        default_steps.mark::<Tags>(Step::Validate);
        assert!(!default_steps.all::<Posts>(&[Step::Validate]));
        assert!(!default_steps.all::<Tags>(&[Step::Validate]));
    }

    #[test]
    fn the_hook_of_one_message_says_nothing_of_another() {
        struct Summary;
        struct Detail;
        let default_steps = DefaultSteps::by::<Posts>();
        default_steps.mark_presented::<Posts, Summary>();
        default_steps.mark_presented::<Tags, Detail>();
        default_steps.answers::<Posts, Summary>(Action::List);
        default_steps.answers::<Posts, Detail>(Action::Retrieve);
        assert!(default_steps.all_own(&[Step::Present(Action::List)]));
        assert!(!default_steps.all_own(&[Step::Present(Action::Retrieve)]));
    }
}
