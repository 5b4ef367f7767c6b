//! What each RPC does around the hooks of its service, compiled once for all models.

use super::hooks::Hooks;
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
pub(super) fn create(hooks: &dyn Hooks, cx: &Context, inputs: Inputs) -> Result<Rows> {
    let (database, meta) = (hooks.database(), hooks.meta());
    let values = database.validated(meta, Write::Create, inputs, None)?;
    let mut assigned = Assigned::new(meta, values);
    hooks.validate(cx, &mut assigned, None)?;
    let mut tx = database.begin()?;
    let stored = hooks.perform_create(cx, &mut tx, assigned)?;
    tx.commit()?;
    Ok(stored)
}

/// The rows of a page, or all where the service is not paginated.
pub(super) fn list(hooks: &dyn Hooks, cx: &Context) -> Result<Listed> {
    let select = ordered(hooks, cx)?;
    let pagination = cx.service().listing.pagination;
    let (database, rows) = (hooks.database(), hooks.rows()());
    let listed = database.list(rows, select, cx.query(), pagination)?;
    cx.point_to(&listed.neighbours)?;
    Ok(listed)
}

/// What reads every matching row, or those of the page asked for.
pub(super) fn stream(hooks: &dyn Hooks, cx: &Context) -> Result<Keyset> {
    let (query, listing, meta) = (cx.query(), &cx.service().listing, hooks.meta());
    let mut select = ordered(hooks, cx)?;
    if let Some(pagination) = listing.pagination.filter(|p| query.asks_for_page(p.style)) {
        let database = hooks.database();
        let cut = database.page(meta, select, query, pagination)?;
        cx.point_to(&cut.neighbours)?;
        select = cut.select;
    }
    Ok(Keyset::new(meta, select).until(cx.deadline()))
}

/// The record with this key, where the query set and the filters show it.
pub(super) fn retrieve(hooks: &dyn Hooks, cx: &Context, key: &Value) -> Result<Rows> {
    let select = keyed(hooks, cx, key)?;
    let record = stored(hooks, &select, key)?;
    hooks.authorize_record(cx, &record)?;
    Ok(record)
}

/// Writes what the draft says over the record with this key, and answers it as stored.
pub(super) fn write(
    hooks: &dyn Hooks,
    cx: &Context,
    key: &Value,
    inputs: Inputs,
    how: Write,
) -> Result<Rows> {
    let select = keyed(hooks, cx, key)?;
    let (database, meta) = (hooks.database(), hooks.meta());
    let assigned = match database.validated(meta, how, inputs, Some((&select, key))) {
        Ok(values) => Assigned::new(meta, values),
        Err(invalid) => {
            // Who may not change the record is told so, not what is wrong with the request.
            if !hooks.has_defaults(cx, &[Step::AuthorizeRecord]) {
                hooks.authorize_record(cx, &stored(hooks, &select, key)?)?;
            }
            return Err(invalid);
        }
    };
    if hooks.has_defaults(
        cx,
        &[Step::AuthorizeRecord, Step::Validate, Step::PerformUpdate],
    ) {
        // No hook asks for the current record.
        let mut tx = database.begin()?;
        let updated = tx.update_in(hooks.rows()(), &select, key.clone(), assigned)?;
        tx.commit()?;
        return updated.found(key);
    }
    database.write_over(hooks.rows(), (&select, key), |attempt, current| {
        let mut assigned = assigned.clone();
        hooks.authorize_record(cx, &current)?;
        hooks.validate(cx, &mut assigned, Some(&current))?;
        let mut tx = attempt.begin()?;
        let stored = hooks.perform_update(cx, &mut tx, current, assigned)?;
        tx.commit()?;
        Ok(stored)
    })
}

/// Deletes the record with this key.
pub(super) fn destroy(hooks: &dyn Hooks, cx: &Context, key: &Value) -> Result<()> {
    let select = keyed(hooks, cx, key)?;
    let (database, meta) = (hooks.database(), hooks.meta());
    if hooks.has_defaults(cx, &[Step::AuthorizeRecord, Step::PerformDestroy]) {
        let mut tx = database.begin()?;
        let deleted = tx.delete_from(meta, &select, key)?;
        tx.commit()?;
        return deleted.then_some(()).ok_or_else(|| gone(meta, key));
    }
    database.write_over(hooks.rows(), (&select, key), |attempt, record| {
        hooks.authorize_record(cx, &record)?;
        let mut tx = attempt.begin()?;
        hooks.perform_destroy(cx, &mut tx, record)?;
        tx.commit()
    })
}

/// The selection of the rows that the query set and the filters show.
fn filtered(hooks: &dyn Hooks, cx: &Context) -> Result<Select> {
    let mut select = hooks.queryset(cx)?;
    let listing = &cx.service().listing;
    cx.query().filter(listing, hooks.meta(), &mut select)?;
    Ok(select)
}

/// The same, in the order that the call asks for.
fn ordered(hooks: &dyn Hooks, cx: &Context) -> Result<Select> {
    let mut select = filtered(hooks, cx)?;
    let listing = &cx.service().listing;
    cx.query().order(listing, hooks.meta(), &mut select)?;
    Ok(select)
}

/// The same, of the row with this key.
fn keyed(hooks: &dyn Hooks, cx: &Context, key: &Value) -> Result<Select> {
    let select = filtered(hooks, cx)?;
    Ok(select.keyed(hooks.meta(), key.clone()))
}

/// The record of a selection, whose key this is.
fn stored(hooks: &dyn Hooks, select: &Select, key: &Value) -> Result<Rows> {
    let rows = hooks.rows()();
    hooks.database().fetch(rows, select)?.found(key)
}
