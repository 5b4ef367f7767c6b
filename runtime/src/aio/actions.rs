//! What each RPC and each step does unless you replace it, and what a
//! replacement calls to do it all the same.

use futures_util::{StreamExt, TryStreamExt, stream};
use rusqlite::Connection;

use super::{ItemStream, Rec, Res, Service, Tx};
use crate::chunks::Chunks;
use crate::linked::messages;
use crate::provided::Step;
use crate::query::key_value;
use crate::record::single;
use crate::validate::{Invalid, Write, validate};
use crate::{
    Changes, Context, Draft, Error, Page, Query, QuerySet, Record, Resource, Result, Stored, sqlite,
};

type DraftOf<S> = <<S as Service>::Resource as Resource>::Draft;
type KeyOf<S> = <Rec<S> as Record>::Key;

/// Validates a draft, stores it, and answers what was stored.
pub async fn create<S: Service>(service: &S, cx: &Context, draft: DraftOf<S>) -> Result<Res<S>> {
    let mut changes = match validate(Rec::<S>::meta(), Write::Create, draft.into_inputs()) {
        Ok(values) => Changes::from_values(values),
        Err(invalid) => return Err(refuse(service, None, invalid).await),
    };
    service.validate(cx, &mut changes, None).await?;
    let record = if cx.provided::<S>(&[Step::PerformCreate]) {
        let insert = move |db: &Connection| sqlite::insert(db, &changes);
        service.database().write_shared(insert).await?
    } else {
        let (writing, call) = (service.clone(), cx.clone());
        let transaction = async move {
            let mut tx = writing.database().begin().await?;
            let record = writing.perform_create(&call, &mut tx, changes).await?;
            tx.commit().await?;
            Ok(record)
        };
        service.database().write(transaction).await?
    };
    present_one(service, cx, record).await
}

/// One page of the rows, or all where the service is not paginated.
pub async fn list<S: Service>(service: &S, cx: &Context, query: Query) -> Result<Page<Res<S>>> {
    let listing = &cx.service().listing;
    let set = query.filtered(listing, service.queryset(cx))?;
    let set = query.ordered(listing, set)?;
    let pagination = listing.pagination;
    let read = move |db: &Connection| sqlite::list::<Rec<S>>(db, set, &query, pagination);
    let (records, count) = service.database().read(read).await?;
    Ok(Page {
        results: service.present(cx, records).await?,
        count,
    })
}

/// Every matching row, or those of the page asked for, in chunks: memory stays constant, and
/// a slow client holds nothing.
pub async fn stream<S: Service>(
    service: &S,
    cx: &Context,
    query: Query,
) -> Result<ItemStream<Res<S>>> {
    let listing = &cx.service().listing;
    let set = query.filtered(listing, service.queryset(cx))?;
    let mut set = query.ordered(listing, set)?;
    if let Some(pagination) = listing.pagination.filter(|_| query.asks_for_page()) {
        let page = move |db: &Connection| sqlite::page(db, set, &query, &pagination);
        (set, _) = service.database().read(page).await?;
    }
    let chunks = Chunks::new(set);
    let state = (service.clone(), cx.clone(), chunks);
    let pages = stream::try_unfold(state, |(service, cx, mut chunks)| async move {
        let database = service.database();
        let (chunks, records) = if chunks.is_indexed() {
            let records = database.read_inline(|db| chunks.next(db))?;
            (chunks, records)
        } else {
            let next = move |db: &Connection| {
                let records = chunks.next(db)?;
                Ok((chunks, records))
            };
            database.read(next).await?
        };
        if records.is_empty() {
            return Ok::<_, Error>(None);
        }
        let items = service.present(&cx, records).await?;
        Ok(Some((stream::iter(items).map(Ok), (service, cx, chunks))))
    });
    Ok(Box::pin(pages.try_flatten()))
}

/// The row with this key, where the query set and the filters show it.
pub async fn retrieve<S: Service>(service: &S, cx: &Context, key: KeyOf<S>) -> Result<Res<S>> {
    let set = shown(service, cx, &key)?;
    let read = |db: &Connection| sqlite::fetch(db, &set.select);
    let record = single(service.database().read_inline(read)?.pop(), key)?;
    present_one(service, cx, record).await
}

/// Replaces what a client may write.
pub async fn update<S: Service>(
    service: &S,
    cx: &Context,
    key: KeyOf<S>,
    draft: DraftOf<S>,
) -> Result<Res<S>> {
    write(service, cx, key, draft, Write::Update).await
}

/// Writes the fields that the draft has set.
pub async fn partial_update<S: Service>(
    service: &S,
    cx: &Context,
    key: KeyOf<S>,
    draft: DraftOf<S>,
) -> Result<Res<S>> {
    write(service, cx, key, draft, Write::Partial).await
}

/// Deletes the row with this key.
pub async fn destroy<S: Service>(service: &S, cx: &Context, key: KeyOf<S>) -> Result<()> {
    let set = shown(service, cx, &key)?;
    if cx.provided::<S>(&[Step::PerformDestroy]) {
        let delete = move |db: &Connection| {
            let record: Rec<S> = single(sqlite::fetch(db, &set.select)?.pop(), key)?;
            sqlite::delete(db, &record).map(drop)
        };
        return service.database().write_shared(delete).await;
    }
    let (writing, call) = (service.clone(), cx.clone());
    let transaction = async move {
        let mut tx = writing.database().begin().await?;
        let record = single(tx.fetch(set).await?.pop(), key)?;
        writing.perform_destroy(&call, &mut tx, record).await?;
        tx.commit().await
    };
    service.database().write(transaction).await
}

/// Stores a new record.
pub async fn perform_create<S: Service>(
    _service: &S,
    _cx: &Context,
    tx: &mut Tx,
    changes: Changes<Rec<S>>,
) -> Result<Rec<S>> {
    tx.insert(changes).await
}

/// Writes a changed record.
pub async fn perform_update<S: Service>(
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
pub async fn perform_destroy<S: Service>(
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

/// Records as messages, with what many-to-many relations point to.
pub async fn present<S: Service>(
    service: &S,
    _cx: &Context,
    records: Vec<Rec<S>>,
) -> Result<Vec<Res<S>>> {
    let meta = Rec::<S>::meta();
    if meta.links.is_empty() {
        return Ok(records.into_iter().map(S::Resource::respond).collect());
    }
    let keys: Vec<_> = records.iter().map(key_value).collect();
    let read = move |db: &Connection| sqlite::linked_all(db, meta, &keys);
    let linked = service.database().read(read).await?;
    messages::<S::Resource>(records, linked)
}

async fn write<S: Service>(
    service: &S,
    cx: &Context,
    key: KeyOf<S>,
    draft: DraftOf<S>,
    how: Write,
) -> Result<Res<S>> {
    let set = shown(service, cx, &key)?;
    let mut changes = match validate(Rec::<S>::meta(), how, draft.into_inputs()) {
        Ok(values) => Changes::from_values(values),
        Err(invalid) => return Err(refuse(service, Some((set, key)), invalid).await),
    };
    let record = if cx.provided::<S>(&[Step::Validate, Step::PerformUpdate]) {
        // No hook asks for the current record.
        let update = move |db: &Connection| {
            let own = key.clone().into_value();
            single(sqlite::update(db, &set.select, own, &changes)?, key)
        };
        service.database().write_shared(update).await?
    } else {
        let (writing, call) = (service.clone(), cx.clone());
        let transaction = async move {
            let mut tx = writing.database().begin().await?;
            let current = single(tx.fetch(set).await?.pop(), key)?;
            writing
                .validate(&call, &mut changes, Some(&current))
                .await?;
            let record = writing
                .perform_update(&call, &mut tx, current, changes)
                .await?;
            tx.commit().await?;
            Ok(record)
        };
        service.database().write(transaction).await?
    };
    present_one(service, cx, record).await
}

/// The record with this key, where the query set and the filters show it.
fn shown<S: Service>(service: &S, cx: &Context, key: &KeyOf<S>) -> Result<QuerySet<Rec<S>>> {
    let set = cx
        .query()
        .filtered(&cx.service().listing, service.queryset(cx))?;
    Ok(set.keyed(key.clone()))
}

/// Why an invalid draft is refused, the fields included that only the database
/// knows to be wrong; `current` is the record to be changed.
async fn refuse<S: Service>(
    service: &S,
    current: Option<(QuerySet<Rec<S>>, KeyOf<S>)>,
    invalid: Invalid,
) -> Error {
    let read = move |db: &Connection| {
        let current = current.as_ref().map(|(set, key)| (&set.select, key));
        Ok(sqlite::refuse::<Rec<S>>(db, current, invalid))
    };
    let refused = service.database().read(read).await;
    refused.unwrap_or_else(|error| error)
}

async fn present_one<S: Service>(service: &S, cx: &Context, record: Rec<S>) -> Result<Res<S>> {
    let key = key_value(&record);
    let mut messages = service.present(cx, vec![record]).await?;
    messages
        .pop()
        .ok_or_else(|| Error::internal(format!("present dropped the record {key:?}")))
}
