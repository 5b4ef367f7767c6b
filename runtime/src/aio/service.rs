//! The steps of a service, each replaceable.

use super::{Database, Tx, actions};
use crate::default_steps::Step;
use crate::{Changes, Context, QuerySet, Record, Result};

/// What every service has. Write a provided method to replace it, as a plain `async fn`.
pub trait Service: Clone + Send + Sync + Sized + 'static {
    /// The database that it works on; the one of the `App`.
    fn database(&self) -> &Database;

    /// Who may call. Runs before anything else; override it to refuse, or to find out who calls
    /// and add that to [`Context::extensions`].
    fn authorize(&self, _cx: &Context) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }
}

/// A service over a model. The provided methods are the steps of its RPCs, with
/// the names Django REST Framework gives them; write one to replace it, as a
/// plain `async fn`.
pub trait RecordService: Service {
    /// The row of its model.
    type Record: Record;

    /// The rows that this call may see at all; override it to hide some.
    fn queryset(
        &self,
        cx: &Context,
    ) -> impl Future<Output = Result<QuerySet<Self::Record>>> + Send {
        cx.mark::<Self>(Step::Queryset);
        async { Ok(QuerySet::all()) }
    }

    /// Who may do this with this record. Runs in Retrieve, Update, PartialUpdate and Destroy, on
    /// the record as it was read, before a transaction begins; override it to refuse.
    fn authorize_record(
        &self,
        cx: &Context,
        _record: &Self::Record,
    ) -> impl Future<Output = Result<()>> + Send {
        cx.mark::<Self>(Step::AuthorizeRecord);
        async { Ok(()) }
    }

    /// Rules over several fields; each field is valid by itself already.
    /// `current` is the stored record of an update; where it is changed before the
    /// update is written, this runs again over the new one. Override it to refuse or to adjust.
    fn validate(
        &self,
        cx: &Context,
        _changes: &mut Changes<Self::Record>,
        _current: Option<&Self::Record>,
    ) -> impl Future<Output = Result<()>> + Send {
        cx.mark::<Self>(Step::Validate);
        async { Ok(()) }
    }

    /// Stores a new record, inside the transaction. Override it to write more with it.
    fn perform_create(
        &self,
        cx: &Context,
        tx: &mut Tx,
        changes: Changes<Self::Record>,
    ) -> impl Future<Output = Result<Self::Record>> + Send {
        cx.mark::<Self>(Step::PerformCreate);
        actions::perform_create(self, cx, tx, changes)
    }

    /// Writes a changed record, inside the transaction.
    fn perform_update(
        &self,
        cx: &Context,
        tx: &mut Tx,
        current: Self::Record,
        changes: Changes<Self::Record>,
    ) -> impl Future<Output = Result<Self::Record>> + Send {
        cx.mark::<Self>(Step::PerformUpdate);
        actions::perform_update(self, cx, tx, current, changes)
    }

    /// Deletes a record, inside the transaction. Override it to archive instead.
    fn perform_destroy(
        &self,
        cx: &Context,
        tx: &mut Tx,
        record: Self::Record,
    ) -> impl Future<Output = Result<()>> + Send {
        cx.mark::<Self>(Step::PerformDestroy);
        actions::perform_destroy(self, cx, tx, record)
    }
}

/// A record that the service `S` answers in the RPC `A` ([`rpc`](crate::generated::rpc)): as which message,
/// and by which hook. Generated.
///
/// `M` is a type of the generated module of the service: two services over one model each have
/// an implementation of their own.
pub trait Answers<S: RecordService<Record = Self>, M, A>: Record {
    /// The message.
    type Message: Send + 'static;

    /// Records as messages, a page at a time.
    fn present(
        service: &S,
        cx: &Context,
        records: Vec<Self>,
    ) -> impl Future<Output = Result<Vec<Self::Message>>> + Send;
}

/// The message that the service `S` answers in the RPC `A`.
pub type Answer<S, M, A> = <<S as RecordService>::Record as Answers<S, M, A>>::Message;
