//! The provided bodies of generated methods: the actions, and word that nobody replaced them.

use super::actions::KeyOf;
use super::service::{Answer, Answers};
use super::{ItemStream, RecordService, Service, actions};
use crate::default_steps::Step;
use crate::{Action, Context, Draft, Page, Result, Shape, rpc};

/// Create.
pub fn create<S, D, M>(service: &S, cx: &Context, draft: D) -> Result<Answer<S, M, rpc::Create>>
where
    S: RecordService,
    D: Draft<Record = S::Record>,
    S::Record: Answers<S, M, rpc::Create>,
{
    cx.mark::<S>(Step::Rpc(Action::Create));
    actions::create(service, cx, draft)
}

/// List.
pub fn list<S, M>(service: &S, cx: &Context) -> Result<Page<Answer<S, M, rpc::List>>>
where
    S: RecordService,
    S::Record: Answers<S, M, rpc::List>,
{
    cx.mark::<S>(Step::Rpc(Action::List));
    actions::list(service, cx)
}

/// Stream.
pub fn stream<S, M>(service: &S, cx: &Context) -> Result<ItemStream<Answer<S, M, rpc::Stream>>>
where
    S: RecordService,
    S::Record: Answers<S, M, rpc::Stream>,
{
    cx.mark::<S>(Step::Rpc(Action::Stream));
    actions::stream(service, cx)
}

/// Retrieve.
pub fn retrieve<S, M>(
    service: &S,
    cx: &Context,
    key: KeyOf<S>,
) -> Result<Answer<S, M, rpc::Retrieve>>
where
    S: RecordService,
    S::Record: Answers<S, M, rpc::Retrieve>,
{
    cx.mark::<S>(Step::Rpc(Action::Retrieve));
    actions::retrieve(service, cx, key)
}

/// Update.
pub fn update<S, D, M>(
    service: &S,
    cx: &Context,
    key: KeyOf<S>,
    draft: D,
) -> Result<Answer<S, M, rpc::Update>>
where
    S: RecordService,
    D: Draft<Record = S::Record>,
    S::Record: Answers<S, M, rpc::Update>,
{
    cx.mark::<S>(Step::Rpc(Action::Update));
    actions::update(service, cx, key, draft)
}

/// PartialUpdate.
pub fn partial_update<S, D, M>(
    service: &S,
    cx: &Context,
    key: KeyOf<S>,
    draft: D,
) -> Result<Answer<S, M, rpc::PartialUpdate>>
where
    S: RecordService,
    D: Draft<Record = S::Record>,
    S::Record: Answers<S, M, rpc::PartialUpdate>,
{
    cx.mark::<S>(Step::Rpc(Action::PartialUpdate));
    actions::partial_update(service, cx, key, draft)
}

/// Destroy.
pub fn destroy<S: RecordService>(service: &S, cx: &Context, key: KeyOf<S>) -> Result<()> {
    cx.mark::<S>(Step::Rpc(Action::Destroy));
    actions::destroy(service, cx, key)
}

/// A presenting hook.
pub fn present<S, R>(service: &S, cx: &Context, records: Vec<R::Record>) -> Result<Vec<R>>
where
    S: Service,
    R: Shape,
{
    cx.mark_presented::<S, R>();
    actions::present(service, cx, records)
}
