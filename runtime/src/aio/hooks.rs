//! The hooks of a service over a model, the types of both forgotten.
//!
//! What an RPC does around the hooks is the same for every model. It calls them through
//! [`Hooks`], so that it is compiled once and not for each service. A call of a hook costs an
//! allocation by that; a hook that is known to be the provided one is not called at all.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::{Database, RecordService, Tx};
use crate::default_steps::Step;
use crate::query::{Assigned, Select};
use crate::rows::Rows;
use crate::{Changes, Context, ModelMeta, Record, Result};

/// A service over a model. Of the rows that it is given, each holds one record.
pub(super) trait Hooks: Send + Sync {
    fn owned(&self) -> Arc<dyn Hooks>;
    fn database(&self) -> &Database;
    fn meta(&self) -> &'static ModelMeta;
    /// No row of its model yet.
    fn rows(&self) -> fn() -> Rows;
    /// Whether these steps are known to be the provided ones.
    fn has_defaults(&self, cx: &Context, steps: &[Step]) -> bool;

    fn queryset<'a>(&'a self, cx: &'a Context) -> BoxFuture<'a, Result<Select>>;
    fn authorize_record<'a>(
        &'a self,
        cx: &'a Context,
        record: &'a Rows,
    ) -> BoxFuture<'a, Result<()>>;
    fn validate<'a>(
        &'a self,
        cx: &'a Context,
        assigned: &'a mut Assigned,
        current: Option<&'a Rows>,
    ) -> BoxFuture<'a, Result<()>>;
    fn perform_create<'a>(
        &'a self,
        cx: &'a Context,
        tx: &'a mut Tx,
        assigned: Assigned,
    ) -> BoxFuture<'a, Result<Rows>>;
    fn perform_update<'a>(
        &'a self,
        cx: &'a Context,
        tx: &'a mut Tx,
        current: Rows,
        assigned: Assigned,
    ) -> BoxFuture<'a, Result<Rows>>;
    fn perform_destroy<'a>(
        &'a self,
        cx: &'a Context,
        tx: &'a mut Tx,
        record: Rows,
    ) -> BoxFuture<'a, Result<()>>;
}

impl<S: RecordService> Hooks for S {
    fn owned(&self) -> Arc<dyn Hooks> {
        Arc::new(self.clone())
    }

    fn database(&self) -> &Database {
        super::Service::database(self)
    }

    fn meta(&self) -> &'static ModelMeta {
        S::Record::meta()
    }

    fn rows(&self) -> fn() -> Rows {
        Rows::of::<S::Record>
    }

    fn has_defaults(&self, cx: &Context, steps: &[Step]) -> bool {
        cx.has_defaults::<S>(steps)
    }

    fn queryset<'a>(&'a self, cx: &'a Context) -> BoxFuture<'a, Result<Select>> {
        let set = RecordService::queryset(self, cx);
        Box::pin(async move { Ok(set.await?.select) })
    }

    fn authorize_record<'a>(
        &'a self,
        cx: &'a Context,
        record: &'a Rows,
    ) -> BoxFuture<'a, Result<()>> {
        match record.first() {
            Ok(record) => Box::pin(RecordService::authorize_record(self, cx, record)),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        }
    }

    fn validate<'a>(
        &'a self,
        cx: &'a Context,
        assigned: &'a mut Assigned,
        current: Option<&'a Rows>,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let mut changes = Changes::from(std::mem::take(assigned));
            let current = current.map(Rows::first).transpose()?;
            RecordService::validate(self, cx, &mut changes, current).await?;
            *assigned = changes.into();
            Ok(())
        })
    }

    fn perform_create<'a>(
        &'a self,
        cx: &'a Context,
        tx: &'a mut Tx,
        assigned: Assigned,
    ) -> BoxFuture<'a, Result<Rows>> {
        let stored = RecordService::perform_create(self, cx, tx, assigned.into());
        Box::pin(async move { Ok(vec![stored.await?].into()) })
    }

    fn perform_update<'a>(
        &'a self,
        cx: &'a Context,
        tx: &'a mut Tx,
        current: Rows,
        assigned: Assigned,
    ) -> BoxFuture<'a, Result<Rows>> {
        Box::pin(async move {
            let (current, changes) = (current.single()?, assigned.into());
            let stored = RecordService::perform_update(self, cx, tx, current, changes);
            Ok(vec![stored.await?].into())
        })
    }

    fn perform_destroy<'a>(
        &'a self,
        cx: &'a Context,
        tx: &'a mut Tx,
        record: Rows,
    ) -> BoxFuture<'a, Result<()>> {
        match record.single() {
            Ok(record) => Box::pin(RecordService::perform_destroy(self, cx, tx, record)),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        }
    }
}
