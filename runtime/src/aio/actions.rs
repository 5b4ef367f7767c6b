//! What each RPC and each step does unless you replace it, and what a
//! replacement calls to do it all the same.

use super::attempt::Attempt;
use super::items::Items;
use super::service::{Answer, Answers};
use super::{ItemStream, RecordService, Service, Tx};
use crate::adapter::Later;
use crate::default_steps::Step;
use crate::keyset::Keyset;
use crate::linked::messages;
use crate::query::{Select, key_value};
use crate::rows::{Rows, gone};
use crate::validate::Write;
use crate::{
    Changes, Context, Draft, Error, Input, Page, Raw, Record, Result, Shape, Stored, Value, rpc,
};

type Rec<S> = <S as RecordService>::Record;
type KeyOf<S> = <Rec<S> as Record>::Key;

/// Validates a draft, stores it, and answers what was stored.
pub async fn create<S, D, M>(
    service: &S,
    cx: &Context,
    draft: D,
) -> Result<Answer<S, M, rpc::Create>>
where
    S: RecordService,
    D: Draft<Record = S::Record>,
    S::Record: Answers<S, M, rpc::Create>,
{
    let (database, meta) = (service.database(), Rec::<S>::meta());
    let values = database.validated(meta, Write::Create, draft.into_inputs(), None);
    let mut changes = Changes::from_values(values.await?);
    service.validate(cx, &mut changes, None).await?;
    let rows = if cx.has_defaults::<S>(&[Step::PerformCreate]) {
        let rows = Rows::of::<Rec<S>>();
        database.insert(rows, changes.into()).await?
    } else {
        let (service, cx) = (service.clone(), cx.clone());
        let steps = async move {
            let mut tx = service.database().begin().await?;
            let record = service.perform_create(&cx, &mut tx, changes).await?;
            tx.commit().await?;
            Ok(Rows::from(vec![record]))
        };
        database.write(Box::pin(steps)).await?
    };
    present_one(service, cx, rows.typed()?).await
}

/// One page of the rows, or all where the service is not paginated.
pub async fn list<S, M>(service: &S, cx: &Context) -> Result<Page<Answer<S, M, rpc::List>>>
where
    S: RecordService,
    S::Record: Answers<S, M, rpc::List>,
{
    let (query, listing) = (cx.query(), &cx.service().listing);
    let set = query.filtered(listing, service.queryset(cx).await?)?;
    let set = query.ordered(listing, set)?;
    let rows = Rows::of::<Rec<S>>();
    let read = service
        .database()
        .list(rows, set.select, query.clone(), listing.pagination);
    let listed = read.await?;
    cx.point_to(&listed.neighbours)?;
    Ok(Page {
        results: Answers::present(service, cx, listed.rows.typed()?).await?,
        count: listed.count,
    })
}

/// Every matching row, or those of the page asked for, in chunks: memory stays constant, and
/// a slow client holds nothing.
pub async fn stream<S, M>(
    service: &S,
    cx: &Context,
) -> Result<ItemStream<Answer<S, M, rpc::Stream>>>
where
    S: RecordService,
    S::Record: Answers<S, M, rpc::Stream>,
    M: 'static,
{
    let (query, listing, meta) = (cx.query(), &cx.service().listing, Rec::<S>::meta());
    let set = query.filtered(listing, service.queryset(cx).await?)?;
    let mut select = query.ordered(listing, set)?.select;
    if let Some(pagination) = listing.pagination.filter(|p| query.asks_for_page(p.style)) {
        let page = service
            .database()
            .page(meta, select, query.clone(), pagination);
        let cut = page.await?;
        cx.point_to(&cut.neighbours)?;
        select = cut.select;
    }
    let keyset = Keyset::new(meta, select);
    Ok(ItemStream::new(Items::<S, M>::new(service, cx, keyset)))
}

/// The row with this key, where the query set and the filters show it.
pub async fn retrieve<S, M>(
    service: &S,
    cx: &Context,
    key: KeyOf<S>,
) -> Result<Answer<S, M, rpc::Retrieve>>
where
    S: RecordService,
    S::Record: Answers<S, M, rpc::Retrieve>,
{
    let (select, key) = shown(service, cx, key).await?;
    let record = stored(service, &select, &key)?;
    service.authorize_record(cx, &record).await?;
    present_one(service, cx, vec![record]).await
}

/// Replaces what a client may write.
pub async fn update<S, D, M>(
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
    let written = write(service, cx, key, draft.into_inputs(), Write::Update);
    present_one(service, cx, written.await?).await
}

/// Writes the fields that the draft has set.
pub async fn partial_update<S, D, M>(
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
    let written = write(service, cx, key, draft.into_inputs(), Write::Partial);
    present_one(service, cx, written.await?).await
}

/// Deletes the row with this key.
pub async fn destroy<S: RecordService>(service: &S, cx: &Context, key: KeyOf<S>) -> Result<()> {
    let (select, key) = shown(service, cx, key).await?;
    let (database, meta) = (service.database(), Rec::<S>::meta());
    if cx.has_defaults::<S>(&[Step::AuthorizeRecord, Step::PerformDestroy]) {
        let deleted = database.delete(meta, select, key.clone()).await?;
        return deleted.then_some(()).ok_or_else(|| gone(meta, &key));
    }
    let (writing, call) = (service.clone(), cx.clone());
    let own = key.clone();
    let steps = move |attempt: Attempt, rows: Rows| -> Later<Rows> {
        let (service, cx, key) = (writing.clone(), call.clone(), own.clone());
        Box::pin(async move {
            let record = rows.one(&key)?;
            service.authorize_record(&cx, &record).await?;
            let mut tx = attempt.begin().await?;
            service.perform_destroy(&cx, &mut tx, record).await?;
            tx.commit().await?;
            Ok(Rows::of::<Rec<S>>())
        })
    };
    let written = database.write_over(Rows::of::<Rec<S>>, (select, key), Box::new(steps));
    written.await.map(drop)
}

/// Stores a new record.
pub async fn perform_create<S: RecordService>(
    _service: &S,
    _cx: &Context,
    tx: &mut Tx,
    changes: Changes<Rec<S>>,
) -> Result<Rec<S>> {
    tx.insert(changes).await
}

/// Writes a changed record.
pub async fn perform_update<S: RecordService>(
    _service: &S,
    _cx: &Context,
    tx: &mut Tx,
    current: Rec<S>,
    changes: Changes<Rec<S>>,
) -> Result<Rec<S>> {
    let key = current.key();
    let updated = tx.update(&current, changes).await?;
    updated.ok_or_else(|| Error::not_found(Rec::<S>::meta().name, key))
}

/// Deletes a record.
pub async fn perform_destroy<S: RecordService>(
    _service: &S,
    _cx: &Context,
    tx: &mut Tx,
    record: Rec<S>,
) -> Result<()> {
    if tx.delete(&record).await? {
        Ok(())
    } else {
        Err(Error::not_found(Rec::<S>::meta().name, record.key()))
    }
}

/// Records as a message, with what many-to-many relations point to.
pub async fn present<S, R>(service: &S, _cx: &Context, records: Vec<R::Record>) -> Result<Vec<R>>
where
    S: Service,
    R: Shape,
{
    let meta = R::Record::meta();
    if meta.links.is_empty() {
        return Ok(records.into_iter().map(R::of).collect());
    }
    let keys = records.iter().map(key_value).collect();
    let linked = service.database().linked(meta, keys).await?;
    messages(records, linked)
}

async fn write<S: RecordService>(
    service: &S,
    cx: &Context,
    key: KeyOf<S>,
    inputs: Vec<Input<Raw>>,
    how: Write,
) -> Result<Vec<Rec<S>>> {
    let (select, key) = shown(service, cx, key).await?;
    let (database, meta) = (service.database(), Rec::<S>::meta());
    let validated = database.validated(meta, how, inputs, Some((&select, &key)));
    let values = match validated.await {
        Ok(values) => values,
        Err(invalid) => {
            // Who may not change the record is told so, not what is wrong with the request.
            authorize_stored(service, cx, &select, &key).await?;
            return Err(invalid);
        }
    };
    let changes = Changes::from_values(values);
    let rows =
        if cx.has_defaults::<S>(&[Step::AuthorizeRecord, Step::Validate, Step::PerformUpdate]) {
            let rows = Rows::of::<Rec<S>>();
            // No hook asks for the current record.
            let updated = database.update(rows, select, key.clone(), changes.into());
            updated.await?.found(&key)?
        } else {
            let (writing, call) = (service.clone(), cx.clone());
            let own = key.clone();
            let steps = move |attempt: Attempt, rows: Rows| -> Later<Rows> {
                let (service, cx, key) = (writing.clone(), call.clone(), own.clone());
                let mut changes = changes.clone();
                Box::pin(async move {
                    let current = rows.one(&key)?;
                    service.authorize_record(&cx, &current).await?;
                    let validated = service.validate(&cx, &mut changes, Some(&current));
                    validated.await?;
                    let mut tx = attempt.begin().await?;
                    let updated = service.perform_update(&cx, &mut tx, current, changes);
                    let record = updated.await?;
                    tx.commit().await?;
                    Ok(Rows::from(vec![record]))
                })
            };
            let written = database.write_over(Rows::of::<Rec<S>>, (select, key), Box::new(steps));
            written.await?
        };
    rows.typed()
}

/// The selection of the row with this key, where the query set and the filters show it.
async fn shown<S: RecordService>(
    service: &S,
    cx: &Context,
    key: KeyOf<S>,
) -> Result<(Select, Value)> {
    let set = service.queryset(cx).await?;
    let set = cx.query().filtered(&cx.service().listing, set)?;
    let key = key.into_value();
    Ok((set.select.keyed(Rec::<S>::meta(), key.clone()), key))
}

/// The record of a selection, whose key this is.
fn stored<S: RecordService>(service: &S, select: &Select, key: &Value) -> Result<Rec<S>> {
    let rows = Rows::of::<Rec<S>>();
    service.database().fetch_here(rows, select)?.one(key)
}

/// Asks the user's hook about the record that is about to change, where there is such a hook.
async fn authorize_stored<S: RecordService>(
    service: &S,
    cx: &Context,
    select: &Select,
    key: &Value,
) -> Result<()> {
    if cx.has_defaults::<S>(&[Step::AuthorizeRecord]) {
        return Ok(());
    }
    let record = stored(service, select, key)?;
    service.authorize_record(cx, &record).await
}

async fn present_one<S, M, A>(
    service: &S,
    cx: &Context,
    records: Vec<Rec<S>>,
) -> Result<Answer<S, M, A>>
where
    S: RecordService,
    S::Record: Answers<S, M, A>,
{
    let mut messages = Answers::present(service, cx, records).await?;
    messages.pop().ok_or_else(dropped)
}

fn dropped() -> Error {
    Error::internal("present dropped a record")
}
