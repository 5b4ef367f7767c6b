//! What each RPC and each step does unless you replace it, and what a
//! replacement calls to do it all the same.

use super::service::{Answer, Answers};
use super::{ItemStream, RecordService, Service, Tx, crud};
use crate::default_steps::Step;
use crate::linked::messages;
use crate::query::key_value;
use crate::rows::Rows;
use crate::validate::Write;
use crate::{Action, Changes, Context, Draft, Error, Page, Record, Result, Shape, Stored, rpc};

type Rec<S> = <S as RecordService>::Record;
pub(super) type KeyOf<S> = <Rec<S> as Record>::Key;

/// Validates a draft, stores it, and answers what was stored.
pub fn create<S, D, M>(service: &S, cx: &Context, draft: D) -> Result<Answer<S, M, rpc::Create>>
where
    S: RecordService,
    D: Draft<Record = S::Record>,
    S::Record: Answers<S, M, rpc::Create>,
{
    let stored = crud::create(service, cx, draft.into_inputs())?;
    present_one(service, cx, Action::Create, stored)
}

/// One page of the rows, or all where the service is not paginated.
pub fn list<S, M>(service: &S, cx: &Context) -> Result<Page<Answer<S, M, rpc::List>>>
where
    S: RecordService,
    S::Record: Answers<S, M, rpc::List>,
{
    let listed = crud::list(service, cx)?;
    Ok(Page {
        results: Answers::present(service, cx, listed.rows.typed()?)?,
        count: listed.count,
    })
}

/// Every matching row, or those of the page asked for, in chunks: memory stays constant, and
/// a slow client holds nothing.
pub fn stream<S, M>(service: &S, cx: &Context) -> Result<ItemStream<Answer<S, M, rpc::Stream>>>
where
    S: RecordService,
    S::Record: Answers<S, M, rpc::Stream>,
{
    let mut keyset = crud::stream(service, cx)?;
    let (service, cx) = (service.clone(), cx.clone());
    let chunk = move || {
        let rows = Rows::of::<Rec<S>>();
        let rows = service.database().chunk(&mut keyset, rows)?;
        let items = Answers::present(&service, &cx, rows.typed()?);
        cx.answers::<S, Answer<S, M, rpc::Stream>>(Action::Stream);
        // Where nobody replaced what runs here, the next chunk waits for nothing.
        let steps = [Step::Rpc(Action::Stream), Step::Present(Action::Stream)];
        cx.goes_on_shortly(cx.has_defaults::<S>(&steps) && keyset.is_indexed());
        items
    };
    Ok(ItemStream::new(chunked(chunk)))
}

/// The items of chunks, until one is empty.
fn chunked<T>(mut chunk: impl FnMut() -> Result<Vec<T>>) -> impl Iterator<Item = Result<T>> {
    let mut items = Vec::new().into_iter();
    std::iter::from_fn(move || {
        if let Some(item) = items.next() {
            return Some(Ok(item));
        }
        match chunk() {
            Ok(more) => items = more.into_iter(),
            Err(error) => return Some(Err(error)),
        }
        items.next().map(Ok)
    })
}

/// The row with this key, where the query set and the filters show it.
pub fn retrieve<S, M>(
    service: &S,
    cx: &Context,
    key: KeyOf<S>,
) -> Result<Answer<S, M, rpc::Retrieve>>
where
    S: RecordService,
    S::Record: Answers<S, M, rpc::Retrieve>,
{
    let record = crud::retrieve(service, cx, &key.into_value())?;
    present_one(service, cx, Action::Retrieve, record)
}

/// Replaces what a client may write.
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
    let (key, inputs) = (key.into_value(), draft.into_inputs());
    let written = crud::write(service, cx, &key, inputs, Write::Update)?;
    present_one(service, cx, Action::Update, written)
}

/// Writes the fields that the draft has set.
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
    let (key, inputs) = (key.into_value(), draft.into_inputs());
    let written = crud::write(service, cx, &key, inputs, Write::Partial)?;
    present_one(service, cx, Action::PartialUpdate, written)
}

/// Deletes the row with this key.
pub fn destroy<S: RecordService>(service: &S, cx: &Context, key: KeyOf<S>) -> Result<()> {
    crud::destroy(service, cx, &key.into_value())
}

/// Stores a new record.
pub fn perform_create<S: RecordService>(
    _service: &S,
    _cx: &Context,
    tx: &mut Tx,
    changes: Changes<Rec<S>>,
) -> Result<Rec<S>> {
    tx.insert(changes)
}

/// Writes a changed record.
pub fn perform_update<S: RecordService>(
    _service: &S,
    _cx: &Context,
    tx: &mut Tx,
    current: Rec<S>,
    changes: Changes<Rec<S>>,
) -> Result<Rec<S>> {
    let key = current.key();
    let updated = tx.update(&current, changes)?;
    updated.ok_or_else(|| Error::not_found(Rec::<S>::meta().name, key))
}

/// Deletes a record.
pub fn perform_destroy<S: RecordService>(
    _service: &S,
    _cx: &Context,
    tx: &mut Tx,
    record: Rec<S>,
) -> Result<()> {
    if tx.delete(&record)? {
        Ok(())
    } else {
        Err(Error::not_found(Rec::<S>::meta().name, record.key()))
    }
}

/// Records as a message, with what many-to-many relations point to.
pub fn present<S, R>(service: &S, _cx: &Context, records: Vec<R::Record>) -> Result<Vec<R>>
where
    S: Service,
    R: Shape,
{
    let meta = R::Record::meta();
    if meta.links.is_empty() {
        return Ok(records.into_iter().map(R::of).collect());
    }
    let keys: Vec<_> = records.iter().map(key_value).collect();
    let linked = service.database().linked(meta, &keys)?;
    messages(records, linked)
}

fn present_one<S, M, A>(
    service: &S,
    cx: &Context,
    action: Action,
    record: Rows,
) -> Result<Answer<S, M, A>>
where
    S: RecordService,
    S::Record: Answers<S, M, A>,
{
    let mut messages = Answers::present(service, cx, record.typed()?)?;
    cx.answers::<S, Answer<S, M, A>>(action);
    messages.pop().ok_or_else(dropped)
}

fn dropped() -> Error {
    Error::internal("present dropped a record")
}
