//! What each RPC and each step does unless you replace it, and what a
//! replacement calls to do it all the same.

use super::service::{Answer, Answers};
use super::{ItemStream, RecordService, Service, Tx};
use crate::default_steps::Step;
use crate::keyset::Keyset;
use crate::linked::messages;
use crate::query::{Select, key_value};
use crate::rows::{Rows, gone};
use crate::validate::Write;
use crate::{
    Action, Changes, Context, Draft, Error, Input, Page, Raw, Record, Result, Shape, Stored, Value,
    rpc,
};

type Rec<S> = <S as RecordService>::Record;
pub(super) type KeyOf<S> = <Rec<S> as Record>::Key;

/// Validates a draft, stores it, and answers what was stored.
pub fn create<S, D, M>(service: &S, cx: &Context, draft: D) -> Result<Answer<S, M, rpc::Create>>
where
    S: RecordService,
    D: Draft<Record = S::Record>,
    S::Record: Answers<S, M, rpc::Create>,
{
    let (database, meta) = (service.database(), Rec::<S>::meta());
    let values = database.validated(meta, Write::Create, draft.into_inputs(), None)?;
    let mut changes = Changes::from_values(values);
    service.validate(cx, &mut changes, None)?;
    let mut tx = database.begin()?;
    let record = service.perform_create(cx, &mut tx, changes)?;
    tx.commit()?;
    present_one(service, cx, Action::Create, record)
}

/// One page of the rows, or all where the service is not paginated.
pub fn list<S, M>(service: &S, cx: &Context) -> Result<Page<Answer<S, M, rpc::List>>>
where
    S: RecordService,
    S::Record: Answers<S, M, rpc::List>,
{
    let (query, listing) = (cx.query(), &cx.service().listing);
    let set = query.filtered(listing, service.queryset(cx)?)?;
    let set = query.ordered(listing, set)?;
    let rows = Rows::of::<Rec<S>>();
    let database = service.database();
    let listed = database.list(rows, set.select, query, listing.pagination)?;
    cx.point_to(&listed.neighbours)?;
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
    let (query, listing, meta) = (cx.query(), &cx.service().listing, Rec::<S>::meta());
    let set = query.filtered(listing, service.queryset(cx)?)?;
    let mut select = query.ordered(listing, set)?.select;
    if let Some(pagination) = listing.pagination.filter(|p| query.asks_for_page(p.style)) {
        let database = service.database();
        let cut = database.page(meta, select, query, pagination)?;
        cx.point_to(&cut.neighbours)?;
        select = cut.select;
    }
    let mut keyset = Keyset::new(meta, select);
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
    let (select, key) = shown(service, cx, key)?;
    let record = stored(service, &select, &key)?;
    service.authorize_record(cx, &record)?;
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
    let written = write(service, cx, key, draft.into_inputs(), Write::Update)?;
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
    let written = write(service, cx, key, draft.into_inputs(), Write::Partial)?;
    present_one(service, cx, Action::PartialUpdate, written)
}

/// Deletes the row with this key.
pub fn destroy<S: RecordService>(service: &S, cx: &Context, key: KeyOf<S>) -> Result<()> {
    let (select, key) = shown(service, cx, key)?;
    let (database, of) = (service.database(), Rows::of::<Rec<S>>);
    if cx.has_defaults::<S>(&[Step::AuthorizeRecord, Step::PerformDestroy]) {
        let mut tx = database.begin()?;
        let deleted = tx.delete_from(Rec::<S>::meta(), &select, &key)?;
        tx.commit()?;
        return deleted
            .then_some(())
            .ok_or_else(|| gone(Rec::<S>::meta(), &key));
    }
    database.write_over(of, (&select, &key), |attempt, rows| {
        let record = rows.one(&key)?;
        service.authorize_record(cx, &record)?;
        let mut tx = attempt.begin()?;
        service.perform_destroy(cx, &mut tx, record)?;
        tx.commit()
    })
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

fn write<S: RecordService>(
    service: &S,
    cx: &Context,
    key: KeyOf<S>,
    inputs: Vec<Input<Raw>>,
    how: Write,
) -> Result<Rec<S>> {
    let (select, key) = shown(service, cx, key)?;
    let (database, meta) = (service.database(), Rec::<S>::meta());
    let values = match database.validated(meta, how, inputs, Some((&select, &key))) {
        Ok(values) => values,
        Err(invalid) => {
            // Who may not change the record is told so, not what is wrong with the request.
            authorize_stored(service, cx, &select, &key)?;
            return Err(invalid);
        }
    };
    let changes = Changes::from_values(values);
    let of = Rows::of::<Rec<S>>;
    let record =
        if cx.has_defaults::<S>(&[Step::AuthorizeRecord, Step::Validate, Step::PerformUpdate]) {
            // No hook asks for the current record.
            let mut tx = database.begin()?;
            let updated = tx.update_in(of(), &select, key.clone(), changes.into())?;
            tx.commit()?;
            updated.one(&key)?
        } else {
            database.write_over(of, (&select, &key), |attempt, rows| {
                let (current, mut changes) = (rows.one(&key)?, changes.clone());
                service.authorize_record(cx, &current)?;
                service.validate(cx, &mut changes, Some(&current))?;
                let mut tx = attempt.begin()?;
                let record = service.perform_update(cx, &mut tx, current, changes)?;
                tx.commit()?;
                Ok(record)
            })?
        };
    Ok(record)
}

/// The selection of the row with this key, where the query set and the filters show it.
fn shown<S: RecordService>(service: &S, cx: &Context, key: KeyOf<S>) -> Result<(Select, Value)> {
    let set = service.queryset(cx)?;
    let set = cx.query().filtered(&cx.service().listing, set)?;
    let key = key.into_value();
    Ok((set.select.keyed(Rec::<S>::meta(), key.clone()), key))
}

/// The record of a selection, whose key this is.
fn stored<S: RecordService>(service: &S, select: &Select, key: &Value) -> Result<Rec<S>> {
    let rows = Rows::of::<Rec<S>>();
    service.database().fetch(rows, select)?.one(key)
}

/// Asks the user's hook about the record that is about to change, where there is such a hook.
fn authorize_stored<S: RecordService>(
    service: &S,
    cx: &Context,
    select: &Select,
    key: &Value,
) -> Result<()> {
    if cx.has_defaults::<S>(&[Step::AuthorizeRecord]) {
        return Ok(());
    }
    let record = stored(service, select, key)?;
    service.authorize_record(cx, &record)
}

fn present_one<S, M, A>(
    service: &S,
    cx: &Context,
    action: Action,
    record: Rec<S>,
) -> Result<Answer<S, M, A>>
where
    S: RecordService,
    S::Record: Answers<S, M, A>,
{
    let mut messages = Answers::present(service, cx, vec![record])?;
    cx.answers::<S, Answer<S, M, A>>(action);
    messages.pop().ok_or_else(dropped)
}

fn dropped() -> Error {
    Error::internal("present dropped a record")
}
