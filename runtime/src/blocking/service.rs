//! The steps of a service, each replaceable.

use super::{Database, Tx, actions};
use crate::default_steps::Step;
use crate::{Changes, Context, QuerySet, Resource, Result};

/// The record of a service.
pub type Rec<S> = <<S as Service>::Resource as Resource>::Record;
/// The message a service answers a record with.
pub type Res<S> = <<S as Service>::Resource as Resource>::Response;

/// The items of a server stream, made as the client takes them.
pub type ItemStream<T> = Box<dyn Iterator<Item = Result<T>> + Send>;

/// What every service has. The provided methods are the steps of its RPCs, with
/// the names Django REST Framework gives them; write one to replace it, as a
/// plain `fn`.
pub trait Service: Clone + Send + Sync + Sized + 'static {
    type Resource: Resource;

    fn database(&self) -> &Database;

    /// Who may call. Runs before anything else; override it to refuse.
    fn authorize(&self, cx: &Context) -> Result<()> {
        cx.mark::<Self>(Step::Authorize);
        Ok(())
    }

    /// The rows that this call may see at all; override it to hide some.
    fn queryset(&self, cx: &Context) -> QuerySet<Rec<Self>> {
        cx.mark::<Self>(Step::Queryset);
        QuerySet::all()
    }

    /// Rules over several fields; each field is valid by itself already.
    /// `current` is the stored record of an update, whose transaction is open
    /// already: write in `perform_update`. Override it to refuse or to adjust.
    fn validate(
        &self,
        cx: &Context,
        _changes: &mut Changes<Rec<Self>>,
        _current: Option<&Rec<Self>>,
    ) -> Result<()> {
        cx.mark::<Self>(Step::Validate);
        Ok(())
    }

    /// Stores a new record, inside the transaction. Override it to write more with it.
    fn perform_create(
        &self,
        cx: &Context,
        tx: &mut Tx,
        changes: Changes<Rec<Self>>,
    ) -> Result<Rec<Self>> {
        cx.mark::<Self>(Step::PerformCreate);
        actions::perform_create(self, cx, tx, changes)
    }

    /// Writes a changed record, inside the transaction.
    fn perform_update(
        &self,
        cx: &Context,
        tx: &mut Tx,
        current: Rec<Self>,
        changes: Changes<Rec<Self>>,
    ) -> Result<Rec<Self>> {
        cx.mark::<Self>(Step::PerformUpdate);
        actions::perform_update(self, cx, tx, current, changes)
    }

    /// Deletes a record, inside the transaction. Override it to archive instead.
    fn perform_destroy(&self, cx: &Context, tx: &mut Tx, record: Rec<Self>) -> Result<()> {
        cx.mark::<Self>(Step::PerformDestroy);
        actions::perform_destroy(self, cx, tx, record)
    }

    /// Records as messages, a page at a time, so that what a message needs from
    /// elsewhere can be read once for all. Override it to compute fields.
    fn present(&self, cx: &Context, records: Vec<Rec<Self>>) -> Result<Vec<Res<Self>>> {
        cx.mark::<Self>(Step::Present);
        actions::present(self, cx, records)
    }
}
