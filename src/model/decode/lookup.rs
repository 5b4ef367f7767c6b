//! The lookups of filters, by their names in Django.

use crate::model::{Comparison, DatePart, Lookup};

const LOOKUPS: [(&str, Lookup); 23] = [
    ("exact", Lookup::Exact),
    ("iexact", Lookup::Iexact),
    ("contains", Lookup::Contains),
    ("icontains", Lookup::Icontains),
    ("startswith", Lookup::Startswith),
    ("istartswith", Lookup::Istartswith),
    ("endswith", Lookup::Endswith),
    ("iendswith", Lookup::Iendswith),
    ("gt", Lookup::Gt),
    ("gte", Lookup::Gte),
    ("lt", Lookup::Lt),
    ("lte", Lookup::Lte),
    ("in", Lookup::In),
    ("range", Lookup::Range),
    ("isnull", Lookup::Isnull),
    ("regex", Lookup::Regex),
    ("iregex", Lookup::Iregex),
    ("year", part(DatePart::Year)),
    ("month", part(DatePart::Month)),
    ("day", part(DatePart::Day)),
    ("hour", part(DatePart::Hour)),
    ("minute", part(DatePart::Minute)),
    ("second", part(DatePart::Second)),
];

/// What may follow a part of a date: `year__gte`.
const COMPARISONS: [(&str, Comparison); 7] = [
    ("exact", Comparison::Exact),
    ("gt", Comparison::Gt),
    ("gte", Comparison::Gte),
    ("lt", Comparison::Lt),
    ("lte", Comparison::Lte),
    ("in", Comparison::In),
    ("range", Comparison::Range),
];

/// A part of a date that stands alone is compared as it is.
const fn part(part: DatePart) -> Lookup {
    Lookup::Part(part, Comparison::Exact)
}

/// `icontains`, `year`, `year__gte`.
pub(in crate::model) fn named(name: &str) -> Option<Lookup> {
    let (name, comparison) = match name.split_once("__") {
        Some((part, comparison)) => (part, Some(comparison)),
        None => (name, None),
    };
    let (_, lookup) = LOOKUPS.iter().find(|(known, _)| *known == name)?;
    match (*lookup, comparison) {
        (lookup, None) => Some(lookup),
        (Lookup::Part(part, _), Some(name)) => {
            let found = COMPARISONS.iter().find(|(known, _)| *known == name);
            found.map(|(_, comparison)| Lookup::Part(part, *comparison))
        }
        _ => None,
    }
}

/// Those that stand alone.
pub(super) fn names() -> [&'static str; LOOKUPS.len()] {
    LOOKUPS.map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::{named, names};

    #[test]
    fn every_name_is_a_lookup() {
        for name in names() {
            assert!(named(name).is_some(), "{name}");
        }
        for name in ["year__lte", "month__in", "second__range", "day__exact"] {
            assert!(named(name).is_some(), "{name}");
        }
        for name in ["gte__year", "year__contains", "year__", "year__gt__lt", ""] {
            assert!(named(name).is_none(), "{name}");
        }
    }
}
