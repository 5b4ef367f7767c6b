//! What each RPC does around the hooks of its service, compiled once for all models.

use super::attempt::Attempt;
use super::hooks::Hooks;
use crate::adapter::Later;
use crate::default_steps::Step;
use crate::keyset::Keyset;
use crate::query::{Assigned, Select};
use crate::rows::{Rows, gone};
use crate::sqlite::Listed;
use crate::validate::Write;
use crate::{Context, Input, Raw, Result, Value};

/// A draft, by the positions of its fields.
pub(super) type Inputs = Vec<Input<Raw>>;

/// Stores a record, and answers it.
pub(super) async fn create(hooks: &dyn Hooks, cx: &Context, inputs: Inputs) -> Result<Rows> {
    let (database, meta) = (hooks.database(), hooks.meta());
    let values = database.validated(meta, Write::Create, inputs, None);
    let mut assigned = Assigned::new(meta, values.await?);
    if !hooks.has_defaults(cx, &[Step::Validate]) {
        hooks.validate(cx, &mut assigned, None).await?;
    }
    if hooks.has_defaults(cx, &[Step::PerformCreate]) {
        return database.insert(hooks.rows()(), assigned).await;
    }
    let (hooks, cx) = (hooks.owned(), cx.clone());
    let steps = async move {
        let mut tx = hooks.database().begin().await?;
        let stored = hooks.perform_create(&cx, &mut tx, assigned).await?;
        tx.commit().await?;
        Ok(stored)
    };
    database.write(Box::pin(steps)).await
}

/// The rows of a page, or all where the service is not paginated.
pub(super) async fn list(hooks: &dyn Hooks, cx: &Context) -> Result<Listed> {
    let select = ordered(hooks, cx).await?;
    let pagination = cx.service().listing.pagination;
    let (database, rows) = (hooks.database(), hooks.rows()());
    let read = database.list(rows, select, cx.query().clone(), pagination);
    let listed = read.await?;
    cx.point_to(&listed.neighbours)?;
    Ok(listed)
}

/// What reads every matching row, or those of the page asked for.
pub(super) async fn stream(hooks: &dyn Hooks, cx: &Context) -> Result<Keyset> {
    let (query, listing, meta) = (cx.query(), &cx.service().listing, hooks.meta());
    let mut select = ordered(hooks, cx).await?;
    if let Some(pagination) = listing.pagination.filter(|p| query.asks_for_page(p.style)) {
        let page = hooks
            .database()
            .page(meta, select, query.clone(), pagination);
        let cut = page.await?;
        cx.point_to(&cut.neighbours)?;
        select = cut.select;
    }
    Ok(Keyset::new(meta, select).until(cx.deadline()))
}

/// The record with this key, where the query set and the filters show it.
pub(super) async fn retrieve(hooks: &dyn Hooks, cx: &Context, key: Value) -> Result<Rows> {
    let select = keyed(hooks, cx, &key).await?;
    let record = stored(hooks, &select, &key)?;
    authorize(hooks, cx, &record).await?;
    Ok(record)
}

/// Writes what the draft says over the record with this key, and answers it as stored.
pub(super) async fn write(
    hooks: &dyn Hooks,
    cx: &Context,
    key: Value,
    inputs: Inputs,
    how: Write,
) -> Result<Rows> {
    let select = keyed(hooks, cx, &key).await?;
    let (database, meta) = (hooks.database(), hooks.meta());
    let validated = database.validated(meta, how, inputs, Some((&select, &key)));
    let assigned = match validated.await {
        Ok(values) => Assigned::new(meta, values),
        Err(invalid) => {
            // Who may not change the record is told so, not what is wrong with the request.
            if !hooks.has_defaults(cx, &[Step::AuthorizeRecord]) {
                let record = stored(hooks, &select, &key)?;
                hooks.authorize_record(cx, &record).await?;
            }
            return Err(invalid);
        }
    };
    if hooks.has_defaults(
        cx,
        &[Step::AuthorizeRecord, Step::Validate, Step::PerformUpdate],
    ) {
        // No hook asks for the current record.
        let rows = hooks.rows()();
        let updated = database.update(rows, select, key.clone(), assigned);
        return updated.await?.found(&key);
    }
    let (rows, writing, cx) = (hooks.rows(), hooks.owned(), cx.clone());
    let steps = move |attempt: Attempt, current: Rows| -> Later<Rows> {
        let (hooks, cx) = (writing.clone(), cx.clone());
        let mut assigned = assigned.clone();
        Box::pin(async move {
            authorize(&*hooks, &cx, &current).await?;
            let validated = hooks.validate(&cx, &mut assigned, Some(&current));
            validated.await?;
            let mut tx = attempt.begin().await?;
            let stored = hooks.perform_update(&cx, &mut tx, current, assigned);
            let stored = stored.await?;
            tx.commit().await?;
            Ok(stored)
        })
    };
    let written = database.write_over(rows, (select, key), Box::new(steps));
    written.await
}

/// Deletes the record with this key.
pub(super) async fn destroy(hooks: &dyn Hooks, cx: &Context, key: Value) -> Result<()> {
    let select = keyed(hooks, cx, &key).await?;
    let (database, meta) = (hooks.database(), hooks.meta());
    if hooks.has_defaults(cx, &[Step::AuthorizeRecord, Step::PerformDestroy]) {
        let deleted = database.delete(meta, select, key.clone()).await?;
        return deleted.then_some(()).ok_or_else(|| gone(meta, &key));
    }
    let (rows, writing, cx) = (hooks.rows(), hooks.owned(), cx.clone());
    let steps = move |attempt: Attempt, record: Rows| -> Later<Rows> {
        let (hooks, cx) = (writing.clone(), cx.clone());
        Box::pin(async move {
            authorize(&*hooks, &cx, &record).await?;
            let mut tx = attempt.begin().await?;
            hooks.perform_destroy(&cx, &mut tx, record).await?;
            tx.commit().await?;
            Ok(hooks.rows()())
        })
    };
    let written = database.write_over(rows, (select, key), Box::new(steps));
    written.await.map(drop)
}

/// The selection of the rows that the query set and the filters show.
async fn filtered(hooks: &dyn Hooks, cx: &Context) -> Result<Select> {
    let mut select = match hooks.has_defaults(cx, &[Step::Queryset]) {
        true => Select::default(),
        false => hooks.queryset(cx).await?,
    };
    let listing = &cx.service().listing;
    cx.query().filter(listing, hooks.meta(), &mut select)?;
    Ok(select)
}

/// The same, in the order that the call asks for.
async fn ordered(hooks: &dyn Hooks, cx: &Context) -> Result<Select> {
    let mut select = filtered(hooks, cx).await?;
    let listing = &cx.service().listing;
    cx.query().order(listing, hooks.meta(), &mut select)?;
    Ok(select)
}

/// The same, of the row with this key.
async fn keyed(hooks: &dyn Hooks, cx: &Context, key: &Value) -> Result<Select> {
    let select = filtered(hooks, cx).await?;
    Ok(select.keyed(hooks.meta(), key.clone()))
}

/// The record of a selection, whose key this is.
fn stored(hooks: &dyn Hooks, select: &Select, key: &Value) -> Result<Rows> {
    let rows = hooks.rows()();
    hooks.database().fetch_here(rows, select)?.found(key)
}

/// Asks the hook about a record, where it may be one of the user's.
async fn authorize(hooks: &dyn Hooks, cx: &Context, record: &Rows) -> Result<()> {
    match hooks.has_defaults(cx, &[Step::AuthorizeRecord]) {
        true => Ok(()),
        false => hooks.authorize_record(cx, record).await,
    }
}
