//! The provided bodies of generated RPCs: the actions, and word that nobody replaced them.

use super::actions::{DraftOf, KeyOf};
use super::{ItemStream, Res, Service, actions};
use crate::default_steps::Step;
use crate::{Action, Context, Page, Query, Result};

pub fn create<S: Service>(service: &S, cx: &Context, draft: DraftOf<S>) -> Result<Res<S>> {
    cx.mark::<S>(Step::Rpc(Action::Create));
    actions::create(service, cx, draft)
}

pub fn list<S: Service>(service: &S, cx: &Context, query: Query) -> Result<Page<Res<S>>> {
    cx.mark::<S>(Step::Rpc(Action::List));
    actions::list(service, cx, query)
}

pub fn stream<S: Service>(service: &S, cx: &Context, query: Query) -> Result<ItemStream<Res<S>>> {
    cx.mark::<S>(Step::Rpc(Action::Stream));
    actions::stream(service, cx, query)
}

pub fn retrieve<S: Service>(service: &S, cx: &Context, key: KeyOf<S>) -> Result<Res<S>> {
    cx.mark::<S>(Step::Rpc(Action::Retrieve));
    actions::retrieve(service, cx, key)
}

pub fn update<S: Service>(
    service: &S,
    cx: &Context,
    key: KeyOf<S>,
    draft: DraftOf<S>,
) -> Result<Res<S>> {
    cx.mark::<S>(Step::Rpc(Action::Update));
    actions::update(service, cx, key, draft)
}

pub fn partial_update<S: Service>(
    service: &S,
    cx: &Context,
    key: KeyOf<S>,
    draft: DraftOf<S>,
) -> Result<Res<S>> {
    cx.mark::<S>(Step::Rpc(Action::PartialUpdate));
    actions::partial_update(service, cx, key, draft)
}

pub fn destroy<S: Service>(service: &S, cx: &Context, key: KeyOf<S>) -> Result<()> {
    cx.mark::<S>(Step::Rpc(Action::Destroy));
    actions::destroy(service, cx, key)
}
