//! What each RPC and each step does unless you replace it, and what a
//! replacement calls to do it all the same.

use super::{ItemStream, Rec, Res, Service, Tx};
use crate::default_steps::Step;
use crate::keyset::Keyset;
use crate::linked::messages;
use crate::query::{Select, key_value};
use crate::rows::{Rows, gone};
use crate::validate::Write;
use crate::{
    Action, Changes, Context, Draft, Error, Page, Query, Record, Resource, Result, Stored, Value,
};

pub(super) type DraftOf<S> = <<S as Service>::Resource as Resource>::Draft;
pub(super) type KeyOf<S> = <Rec<S> as Record>::Key;

/// Validates a draft, stores it, and answers what was stored.
pub fn create<S: Service>(service: &S, cx: &Context, draft: DraftOf<S>) -> Result<Res<S>> {
    let (database, meta) = (service.database(), Rec::<S>::meta());
    let values = database.validated(meta, Write::Create, draft.into_inputs(), None)?;
    let mut changes = Changes::from_values(values);
    service.validate(cx, &mut changes, None)?;
    let mut tx = database.begin()?;
    let record = service.perform_create(cx, &mut tx, changes)?;
    tx.commit()?;
    present_one(service, cx, record)
}

/// One page of the rows, or all where the service is not paginated.
pub fn list<S: Service>(service: &S, cx: &Context, query: Query) -> Result<Page<Res<S>>> {
    let listing = &cx.service().listing;
    let set = query.filtered(listing, service.queryset(cx))?;
    let set = query.ordered(listing, set)?;
    let rows = Rows::of::<Rec<S>>();
    let database = service.database();
    let listed = database.list(rows, set.select, &query, listing.pagination)?;
    cx.point_to(&listed.neighbours)?;
    Ok(Page {
        results: service.present(cx, listed.rows.typed()?)?,
        count: listed.count,
    })
}

/// Every matching row, or those of the page asked for, in chunks: memory stays constant, and
/// a slow client holds nothing.
pub fn stream<S: Service>(service: &S, cx: &Context, query: Query) -> Result<ItemStream<Res<S>>> {
    let (listing, meta) = (&cx.service().listing, Rec::<S>::meta());
    let set = query.filtered(listing, service.queryset(cx))?;
    let mut select = query.ordered(listing, set)?.select;
    if let Some(pagination) = listing.pagination.filter(|p| query.asks_for_page(p.style)) {
        let database = service.database();
        let cut = database.page(meta, select, &query, pagination)?;
        cx.point_to(&cut.neighbours)?;
        select = cut.select;
    }
    let mut keyset = Keyset::new(meta, select);
    let (service, cx) = (service.clone(), cx.clone());
    let mut chunk = move || -> Result<Vec<Res<S>>> {
        let rows = Rows::of::<Rec<S>>();
        let rows = service.database().chunk(&mut keyset, rows)?;
        let items = service.present(&cx, rows.typed()?);
        // Where nobody replaced what runs here, the next chunk waits for nothing.
        let provided = cx.has_defaults::<S>(&[Step::Rpc(Action::Stream), Step::Present]);
        cx.goes_on_shortly(provided && keyset.is_indexed());
        items
    };
    let mut items = Vec::new().into_iter();
    Ok(Box::new(std::iter::from_fn(move || {
        if let Some(item) = items.next() {
            return Some(Ok(item));
        }
        match chunk() {
            Ok(more) => items = more.into_iter(),
            Err(error) => return Some(Err(error)),
        }
        items.next().map(Ok)
    })))
}

/// The row with this key, where the query set and the filters show it.
pub fn retrieve<S: Service>(service: &S, cx: &Context, key: KeyOf<S>) -> Result<Res<S>> {
    let (select, key) = shown(service, cx, key)?;
    let rows = service.database().fetch(Rows::of::<Rec<S>>(), &select)?;
    present_one(service, cx, rows.one(&key)?)
}

/// Replaces what a client may write.
pub fn update<S: Service>(
    service: &S,
    cx: &Context,
    key: KeyOf<S>,
    draft: DraftOf<S>,
) -> Result<Res<S>> {
    write(service, cx, key, draft, Write::Update)
}

/// Writes the fields that the draft has set.
pub fn partial_update<S: Service>(
    service: &S,
    cx: &Context,
    key: KeyOf<S>,
    draft: DraftOf<S>,
) -> Result<Res<S>> {
    write(service, cx, key, draft, Write::Partial)
}

/// Deletes the row with this key.
pub fn destroy<S: Service>(service: &S, cx: &Context, key: KeyOf<S>) -> Result<()> {
    let (select, key) = shown(service, cx, key)?;
    let (database, of) = (service.database(), Rows::of::<Rec<S>>);
    if cx.has_defaults::<S>(&[Step::PerformDestroy]) {
        let mut tx = database.begin()?;
        let deleted = tx.delete_from(Rec::<S>::meta(), &select, &key)?;
        tx.commit()?;
        return deleted
            .then_some(())
            .ok_or_else(|| gone(Rec::<S>::meta(), &key));
    }
    database.write_over(of, (&select, &key), |attempt, rows| {
        let record = rows.one(&key)?;
        let mut tx = attempt.begin()?;
        service.perform_destroy(cx, &mut tx, record)?;
        tx.commit()
    })
}

/// Stores a new record.
pub fn perform_create<S: Service>(
    _service: &S,
    _cx: &Context,
    tx: &mut Tx,
    changes: Changes<Rec<S>>,
) -> Result<Rec<S>> {
    tx.insert(changes)
}

/// Writes a changed record.
pub fn perform_update<S: Service>(
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
pub fn perform_destroy<S: Service>(
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

/// Records as messages, with what many-to-many relations point to.
pub fn present<S: Service>(
    service: &S,
    _cx: &Context,
    records: Vec<Rec<S>>,
) -> Result<Vec<Res<S>>> {
    let meta = Rec::<S>::meta();
    if meta.links.is_empty() {
        return Ok(records.into_iter().map(S::Resource::respond).collect());
    }
    let keys: Vec<_> = records.iter().map(key_value).collect();
    let linked = service.database().linked(meta, &keys)?;
    messages::<S::Resource>(records, linked)
}

fn write<S: Service>(
    service: &S,
    cx: &Context,
    key: KeyOf<S>,
    draft: DraftOf<S>,
    how: Write,
) -> Result<Res<S>> {
    let (select, key) = shown(service, cx, key)?;
    let (database, meta) = (service.database(), Rec::<S>::meta());
    let values = database.validated(meta, how, draft.into_inputs(), Some((&select, &key)))?;
    let changes = Changes::from_values(values);
    let of = Rows::of::<Rec<S>>;
    let record = if cx.has_defaults::<S>(&[Step::Validate, Step::PerformUpdate]) {
        // No hook asks for the current record.
        let mut tx = database.begin()?;
        let updated = tx.update_in(of(), &select, key.clone(), changes.into())?;
        tx.commit()?;
        updated.one(&key)?
    } else {
        database.write_over(of, (&select, &key), |attempt, rows| {
            let (current, mut changes) = (rows.one(&key)?, changes.clone());
            service.validate(cx, &mut changes, Some(&current))?;
            let mut tx = attempt.begin()?;
            let record = service.perform_update(cx, &mut tx, current, changes)?;
            tx.commit()?;
            Ok(record)
        })?
    };
    present_one(service, cx, record)
}

/// The selection of the row with this key, where the query set and the filters show it.
fn shown<S: Service>(service: &S, cx: &Context, key: KeyOf<S>) -> Result<(Select, Value)> {
    let set = service.queryset(cx);
    let set = cx.query().filtered(&cx.service().listing, set)?;
    let key = key.into_value();
    Ok((set.select.keyed(Rec::<S>::meta(), key.clone()), key))
}

fn present_one<S: Service>(service: &S, cx: &Context, record: Rec<S>) -> Result<Res<S>> {
    let mut messages = service.present(cx, vec![record])?;
    messages.pop().ok_or_else(dropped)
}

fn dropped() -> Error {
    Error::internal("present dropped a record")
}
