//! The hooks of a service over a model, the types of both forgotten.
//!
//! What an RPC does around the hooks is the same for every model. It calls them through
//! [`Hooks`], so that it is compiled once and not for each service.

use super::{Database, RecordService, Service, Tx};
use crate::default_steps::Step;
use crate::query::{Assigned, Select};
use crate::rows::Rows;
use crate::{Changes, Context, ModelMeta, Record, Result};

/// A service over a model. Of the rows that it is given, each holds one record.
pub(super) trait Hooks {
    fn database(&self) -> &Database;
    fn meta(&self) -> &'static ModelMeta;
    /// No row of its model yet.
    fn rows(&self) -> fn() -> Rows;
    /// Whether these steps are known to be the provided ones.
    fn has_defaults(&self, cx: &Context, steps: &[Step]) -> bool;

    fn queryset(&self, cx: &Context) -> Result<Select>;
    fn authorize_record(&self, cx: &Context, record: &Rows) -> Result<()>;
    fn validate(&self, cx: &Context, assigned: &mut Assigned, current: Option<&Rows>)
    -> Result<()>;
    fn perform_create(&self, cx: &Context, tx: &mut Tx, assigned: Assigned) -> Result<Rows>;
    fn perform_update(
        &self,
        cx: &Context,
        tx: &mut Tx,
        current: Rows,
        assigned: Assigned,
    ) -> Result<Rows>;
    fn perform_destroy(&self, cx: &Context, tx: &mut Tx, record: Rows) -> Result<()>;
}

impl<S: RecordService> Hooks for S {
    fn database(&self) -> &Database {
        Service::database(self)
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

    fn queryset(&self, cx: &Context) -> Result<Select> {
        Ok(RecordService::queryset(self, cx)?.select)
    }

    fn authorize_record(&self, cx: &Context, record: &Rows) -> Result<()> {
        RecordService::authorize_record(self, cx, record.first()?)
    }

    fn validate(
        &self,
        cx: &Context,
        assigned: &mut Assigned,
        current: Option<&Rows>,
    ) -> Result<()> {
        let mut changes = Changes::from(std::mem::take(assigned));
        let current = current.map(Rows::first).transpose()?;
        RecordService::validate(self, cx, &mut changes, current)?;
        *assigned = changes.into();
        Ok(())
    }

    fn perform_create(&self, cx: &Context, tx: &mut Tx, assigned: Assigned) -> Result<Rows> {
        let stored = RecordService::perform_create(self, cx, tx, assigned.into())?;
        Ok(vec![stored].into())
    }

    fn perform_update(
        &self,
        cx: &Context,
        tx: &mut Tx,
        current: Rows,
        assigned: Assigned,
    ) -> Result<Rows> {
        let (current, changes) = (current.single()?, assigned.into());
        let stored = RecordService::perform_update(self, cx, tx, current, changes)?;
        Ok(vec![stored].into())
    }

    fn perform_destroy(&self, cx: &Context, tx: &mut Tx, record: Rows) -> Result<()> {
        RecordService::perform_destroy(self, cx, tx, record.single()?)
    }
}
