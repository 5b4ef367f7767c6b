//! What each RPC and each step does unless you replace it, and what a
//! replacement calls to do it all the same.
//!
//! Their signatures say that the futures are `Send`: told once, it need not be found out by the
//! compiler for each service, which takes it milliseconds each time.

#![allow(
    clippy::manual_async_fn,
    reason = "an `async fn` cannot say that its future is `Send`"
)]

use super::items::Items;
use super::service::{Answer, Answers};
use super::{ItemStream, RecordService, Service, Tx, crud};
use crate::linked::messages;
use crate::query::key_value;
use crate::rows::Rows;
use crate::validate::Write;
use crate::{Changes, Context, Draft, Error, Page, Record, Result, Shape, Stored, rpc};

type Rec<S> = <S as RecordService>::Record;
type KeyOf<S> = <Rec<S> as Record>::Key;

/// Validates a draft, stores it, and answers what was stored.
pub fn create<S, D, M>(
    service: &S,
    cx: &Context,
    draft: D,
) -> impl Future<Output = Result<Answer<S, M, rpc::Create>>> + Send
where
    S: RecordService,
    D: Draft<Record = S::Record>,
    S::Record: Answers<S, M, rpc::Create>,
{
    async move {
        let stored = crud::create(service, cx, draft.into_inputs()).await?;
        present_one(service, cx, stored).await
    }
}

/// One page of the rows, or all where the service is not paginated.
pub fn list<S, M>(
    service: &S,
    cx: &Context,
) -> impl Future<Output = Result<Page<Answer<S, M, rpc::List>>>> + Send
where
    S: RecordService,
    S::Record: Answers<S, M, rpc::List>,
{
    async move {
        let listed = crud::list(service, cx).await?;
        Ok(Page {
            results: Answers::present(service, cx, listed.rows.typed()?).await?,
            count: listed.count,
        })
    }
}

/// Every matching row, or those of the page asked for, in chunks: memory stays constant, and
/// a slow client holds nothing.
pub fn stream<S, M>(
    service: &S,
    cx: &Context,
) -> impl Future<Output = Result<ItemStream<Answer<S, M, rpc::Stream>>>> + Send
where
    S: RecordService,
    S::Record: Answers<S, M, rpc::Stream>,
    M: 'static,
{
    async move {
        let keyset = crud::stream(service, cx).await?;
        Ok(ItemStream::new(Items::<S, M>::new(service, cx, keyset)))
    }
}

/// The row with this key, where the query set and the filters show it.
pub fn retrieve<S, M>(
    service: &S,
    cx: &Context,
    key: KeyOf<S>,
) -> impl Future<Output = Result<Answer<S, M, rpc::Retrieve>>> + Send
where
    S: RecordService,
    S::Record: Answers<S, M, rpc::Retrieve>,
{
    async move {
        let record = crud::retrieve(service, cx, key.into_value()).await?;
        present_one(service, cx, record).await
    }
}

/// Replaces what a client may write.
pub fn update<S, D, M>(
    service: &S,
    cx: &Context,
    key: KeyOf<S>,
    draft: D,
) -> impl Future<Output = Result<Answer<S, M, rpc::Update>>> + Send
where
    S: RecordService,
    D: Draft<Record = S::Record>,
    S::Record: Answers<S, M, rpc::Update>,
{
    async move {
        let (key, inputs) = (key.into_value(), draft.into_inputs());
        let written = crud::write(service, cx, key, inputs, Write::Update);
        present_one(service, cx, written.await?).await
    }
}

/// Writes the fields that the draft has set.
pub fn partial_update<S, D, M>(
    service: &S,
    cx: &Context,
    key: KeyOf<S>,
    draft: D,
) -> impl Future<Output = Result<Answer<S, M, rpc::PartialUpdate>>> + Send
where
    S: RecordService,
    D: Draft<Record = S::Record>,
    S::Record: Answers<S, M, rpc::PartialUpdate>,
{
    async move {
        let (key, inputs) = (key.into_value(), draft.into_inputs());
        let written = crud::write(service, cx, key, inputs, Write::Partial);
        present_one(service, cx, written.await?).await
    }
}

/// Deletes the row with this key.
pub fn destroy<S: RecordService>(
    service: &S,
    cx: &Context,
    key: KeyOf<S>,
) -> impl Future<Output = Result<()>> + Send {
    async move { crud::destroy(service, cx, key.into_value()).await }
}

/// Stores a new record.
pub fn perform_create<S: RecordService>(
    _service: &S,
    _cx: &Context,
    tx: &mut Tx,
    changes: Changes<Rec<S>>,
) -> impl Future<Output = Result<Rec<S>>> + Send {
    async move { tx.insert(changes).await }
}

/// Writes a changed record.
pub fn perform_update<S: RecordService>(
    _service: &S,
    _cx: &Context,
    tx: &mut Tx,
    current: Rec<S>,
    changes: Changes<Rec<S>>,
) -> impl Future<Output = Result<Rec<S>>> + Send {
    async move {
        let key = current.key();
        let updated = tx.update(&current, changes).await?;
        updated.ok_or_else(|| Error::not_found(Rec::<S>::meta().name, key))
    }
}

/// Deletes a record.
pub fn perform_destroy<S: RecordService>(
    _service: &S,
    _cx: &Context,
    tx: &mut Tx,
    record: Rec<S>,
) -> impl Future<Output = Result<()>> + Send {
    async move {
        if tx.delete(&record).await? {
            Ok(())
        } else {
            Err(Error::not_found(Rec::<S>::meta().name, record.key()))
        }
    }
}

/// Records as a message, with what many-to-many relations point to.
pub fn present<S, R>(
    service: &S,
    _cx: &Context,
    records: Vec<R::Record>,
) -> impl Future<Output = Result<Vec<R>>> + Send
where
    S: Service,
    R: Shape,
{
    async move {
        let meta = R::Record::meta();
        if meta.links.is_empty() {
            return Ok(records.into_iter().map(R::of).collect());
        }
        let keys = records.iter().map(key_value).collect();
        let linked = service.database().linked(meta, keys).await?;
        messages(records, linked)
    }
}

fn present_one<S, M, A>(
    service: &S,
    cx: &Context,
    record: Rows,
) -> impl Future<Output = Result<Answer<S, M, A>>> + Send
where
    S: RecordService,
    S::Record: Answers<S, M, A>,
{
    async move {
        let mut messages = Answers::present(service, cx, record.typed()?).await?;
        messages.pop().ok_or_else(dropped)
    }
}

fn dropped() -> Error {
    Error::internal("present dropped a record")
}
