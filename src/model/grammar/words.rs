//! Words that a key chooses from, out of the tables that give them their meaning.

use crate::model::api::{EMPTY, STRUCT};
use crate::model::service::{ALL, GENERICS, MIXINS, NO_SERVICE};
use crate::model::{
    Comparison, Database, EnumPlacement, Lookup, Mode, OnDelete, PageStyle, STREAMS, Transport,
    WELL_KNOWN, Wire,
};

pub(super) fn modes() -> Vec<String> {
    names(&Mode::NAMES)
}

pub(super) fn databases() -> Vec<String> {
    names(&Database::NAMES)
}

pub(super) fn on_delete() -> Vec<String> {
    names(&OnDelete::NAMES)
}

/// The sides of an action that stream.
pub(super) fn streams() -> Vec<String> {
    names(&STREAMS)
}

/// Messages of protobuf's own that an action reads or answers.
pub(super) fn payloads() -> Vec<String> {
    [STRUCT, EMPTY].map(String::from).to_vec()
}

/// Messages of protobuf's own that a field may be.
pub(super) fn well_known() -> Vec<String> {
    WELL_KNOWN.iter().map(|row| row.name.to_owned()).collect()
}

pub(super) fn no_service() -> Vec<String> {
    NO_SERVICE.map(String::from).to_vec()
}

pub(super) fn generics() -> Vec<String> {
    of_both_modes(GENERICS.iter().map(|(name, _)| *name))
}

pub(super) fn mixins() -> Vec<String> {
    let short = MIXINS.iter().map(|(short, ..)| (*short).to_owned());
    short
        .chain(of_both_modes(MIXINS.iter().map(|(_, class, _)| *class)))
        .collect()
}

/// Also those that compare a part of a date: `year__gte`.
pub(super) fn lookups() -> Vec<String> {
    let compared = Lookup::NAMES.iter().flat_map(|(name, _)| {
        let names = Comparison::NAMES.iter();
        names.map(move |(comparison, _)| format!("{name}__{comparison}"))
    });
    let known = compared.filter(|name| Lookup::named(name).is_some());
    names(&Lookup::NAMES).into_iter().chain(known).collect()
}

pub(super) fn placements() -> Vec<String> {
    names(&EnumPlacement::NAMES)
}

pub(super) fn wires() -> Vec<String> {
    names(&Wire::NAMES)
}

pub(super) fn transports() -> Vec<String> {
    names(&Transport::NAMES)
}

/// Styles that count rows from the first one on.
pub(super) fn limits() -> Vec<String> {
    styles(|style| style == PageStyle::LimitOffset)
}

/// Styles whose pages have a size.
pub(super) fn pages() -> Vec<String> {
    styles(|style| style != PageStyle::LimitOffset)
}

pub(super) fn all() -> Vec<String> {
    vec![ALL.to_owned()]
}

fn styles(wanted: fn(PageStyle) -> bool) -> Vec<String> {
    let styles = PageStyle::NAMES
        .into_iter()
        .filter(|(_, style)| wanted(*style));
    styles.map(|(name, _)| name.to_owned()).collect()
}

fn names<T>(table: &[(&'static str, T)]) -> Vec<String> {
    table.iter().map(|(name, _)| (*name).to_owned()).collect()
}

/// Names of classes, also as an async project may write them.
fn of_both_modes<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    names
        .flat_map(|name| [name.to_owned(), format!("Async{name}")])
        .collect()
}
