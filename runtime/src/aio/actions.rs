//! What each RPC and each step does unless you replace it, and what a
//! replacement calls to do it all the same.

use super::attempt::Attempt;
use super::items::Items;
use super::{ItemStream, Rec, Res, Service, Tx};
use crate::adapter::Later;
use crate::default_steps::Step;
use crate::keyset::Keyset;
use crate::linked::messages;
use crate::query::{Select, key_value};
use crate::rows::{Rows, gone};
use crate::validate::Write;
use crate::{Changes, Context, Draft, Error, Page, Query, Record, Resource, Result, Stored, Value};

type DraftOf<S> = <<S as Service>::Resource as Resource>::Draft;
type KeyOf<S> = <Rec<S> as Record>::Key;

/// Validates a draft, stores it, and answers what was stored.
pub async fn create<S: Service>(service: &S, cx: &Context, draft: DraftOf<S>) -> Result<Res<S>> {
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
    present_one(service, cx, rows).await
}

/// One page of the rows, or all where the service is not paginated.
pub async fn list<S: Service>(service: &S, cx: &Context, query: Query) -> Result<Page<Res<S>>> {
    let listing = &cx.service().listing;
    let set = query.filtered(listing, service.queryset(cx))?;
    let set = query.ordered(listing, set)?;
    let rows = Rows::of::<Rec<S>>();
    let read = service
        .database()
        .list(rows, set.select, query, listing.pagination);
    let listed = read.await?;
    cx.point_to(&listed.neighbours)?;
    Ok(Page {
        results: service.present(cx, listed.rows.typed()?).await?,
        count: listed.count,
    })
}

/// Every matching row, or those of the page asked for, in chunks: memory stays constant, and
/// a slow client holds nothing.
pub async fn stream<S: Service>(
    service: &S,
    cx: &Context,
    query: Query,
) -> Result<ItemStream<Res<S>>> {
    let (listing, meta) = (&cx.service().listing, Rec::<S>::meta());
    let set = query.filtered(listing, service.queryset(cx))?;
    let mut select = query.ordered(listing, set)?.select;
    if let Some(pagination) = listing.pagination.filter(|p| query.asks_for_page(p.style)) {
        let page = service.database().page(meta, select, query, pagination);
        let cut = page.await?;
        cx.point_to(&cut.neighbours)?;
        select = cut.select;
    }
    let keyset = Keyset::new(meta, select);
    Ok(Box::pin(Items::new(service, cx, keyset)))
}

/// The row with this key, where the query set and the filters show it.
pub async fn retrieve<S: Service>(service: &S, cx: &Context, key: KeyOf<S>) -> Result<Res<S>> {
    let (select, key) = shown(service, cx, key)?;
    let rows = Rows::of::<Rec<S>>();
    let rows = service.database().fetch_here(rows, &select)?.found(&key)?;
    present_one(service, cx, rows).await
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
    let (select, key) = shown(service, cx, key)?;
    let (database, meta) = (service.database(), Rec::<S>::meta());
    if cx.has_defaults::<S>(&[Step::PerformDestroy]) {
        let deleted = database.delete(meta, select, key.clone()).await?;
        return deleted.then_some(()).ok_or_else(|| gone(meta, &key));
    }
    let (writing, call) = (service.clone(), cx.clone());
    let own = key.clone();
    let steps = move |attempt: Attempt, rows: Rows| -> Later<Rows> {
        let (service, cx, key) = (writing.clone(), call.clone(), own.clone());
        Box::pin(async move {
            let record = rows.one(&key)?;
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
    let keys = records.iter().map(key_value).collect();
    let linked = service.database().linked(meta, keys).await?;
    messages::<S::Resource>(records, linked)
}

async fn write<S: Service>(
    service: &S,
    cx: &Context,
    key: KeyOf<S>,
    draft: DraftOf<S>,
    how: Write,
) -> Result<Res<S>> {
    let (select, key) = shown(service, cx, key)?;
    let (database, meta) = (service.database(), Rec::<S>::meta());
    let values = database.validated(meta, how, draft.into_inputs(), Some((&select, &key)));
    let changes = Changes::from_values(values.await?);
    let rows = if cx.has_defaults::<S>(&[Step::Validate, Step::PerformUpdate]) {
        let rows = Rows::of::<Rec<S>>();
        // No hook asks for the current record.
        let update = database.update(rows, select, key.clone(), changes.into());
        update.await?.found(&key)?
    } else {
        let (writing, call) = (service.clone(), cx.clone());
        let own = key.clone();
        let steps = move |attempt: Attempt, rows: Rows| -> Later<Rows> {
            let (service, cx, key) = (writing.clone(), call.clone(), own.clone());
            let mut changes = changes.clone();
            Box::pin(async move {
                let current = rows.one(&key)?;
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
    present_one(service, cx, rows).await
}

/// The selection of the row with this key, where the query set and the filters show it.
fn shown<S: Service>(service: &S, cx: &Context, key: KeyOf<S>) -> Result<(Select, Value)> {
    let set = service.queryset(cx);
    let set = cx.query().filtered(&cx.service().listing, set)?;
    let key = key.into_value();
    Ok((set.select.keyed(Rec::<S>::meta(), key.clone()), key))
}

async fn present_one<S: Service>(service: &S, cx: &Context, rows: Rows) -> Result<Res<S>> {
    let mut messages = service.present(cx, rows.typed()?).await?;
    messages.pop().ok_or_else(dropped)
}

fn dropped() -> Error {
    Error::internal("present dropped a record")
}
