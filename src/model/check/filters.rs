//! Filters lead to a field, by lookups that its type knows.

use super::paths::{Lost, Names, nearest_path, resolve};
use crate::diagnostic::{Code, Diagnostic};
use crate::edit::Edit;
use crate::model::decode::Build;
use crate::model::types::Lookups;
use crate::model::{DatePart, Enum, FieldType, Lookup, Model, QueryKey};
use crate::spec::{Key, Node};

/// Filters may lead through relations, so they are resolved when all models are known.
pub(in crate::model) fn filters(
    build: &mut Build,
    entries: &[(Key, Node)],
    models: &[Model],
    enums: &[Enum],
) {
    let names: Vec<_> = models.iter().map(Names::new).collect();
    for (at, ((_, node), model)) in entries.iter().zip(models).enumerate() {
        let filters = node
            .get("service")
            .and_then(|service| service.get("filters")?.entries());
        let filters = filters.unwrap_or_default();
        for (key, lookups) in filters {
            if is_read(model, &key.text, lookups) {
                let message = format!(
                    "`{0}` is a key of the list itself: a filter called `{0}` would never filter",
                    key.text
                );
                let help = "remove `exact` from its lookups, or rename the field";
                build.error(Code::FilterShadowed, &key.span, message, help);
                continue;
            }
            match resolve(&names, at, &key.text) {
                Ok(found) if found.field.write_only => {
                    let name = found.field.name.as_typed();
                    let message =
                        format!("`{name}` is write-only: what a list shows would tell its values");
                    let found = Diagnostic::new(Code::FieldUnfit, key.span.clone(), message)
                        .help("remove it");
                    let filters = node
                        .get("service")
                        .and_then(|service| service.get("filters"));
                    let fix = filters.and_then(|filters| filters.without_part(key.span.start));
                    build.report(found.fix(fix));
                }
                Ok(found) => check(build, &found.field.ty, lookups, enums),
                Err(lost) => {
                    let taken = |path: &str| filters.iter().any(|(twin, _)| twin.text == path);
                    let found = unknown(&names, at, key, lookups, &lost, enums, &taken);
                    build.unknown_field(lost.part(), found);
                }
            }
        }
    }
}

/// Whether the list reads the key of a filter as one of its own. With a lookup behind it, it
/// is another one: `page__gt`.
fn is_read(model: &Model, key: &str, lookups: &Node) -> bool {
    let service = model.service.as_ref();
    let pages = service.and_then(|service| service.listing.pagination);
    let mut lookups = lookups.items().unwrap_or_default().iter();
    QueryKey::read(key, pages.map(|pages| pages.style)).is_some()
        && lookups.any(|lookup| lookup.scalar() == Some("exact"))
}

fn unknown(
    models: &[Names<'_>],
    at: usize,
    key: &Key,
    lookups: &Node,
    lost: &Lost<'_, '_>,
    enums: &[Enum],
    taken: &dyn Fn(&str) -> bool,
) -> Diagnostic {
    let (path, part) = (key.text.as_str(), lost.part());
    if let Some((path, name, ty)) = with_lookup(models, at, path) {
        let found = Diagnostic::new(
            Code::FilterPath,
            key.span.clone(),
            format!("`{name}` is a lookup"),
        );
        let written = format!("{path}: [{name}]");
        let whole = key.span.start..lookups.span.end.max(key.span.end);
        return match (taken(path), fits(ty, name, enums)) {
            (true, _) => found.help(format!("add it to the lookups of `{path}`")),
            (_, true) => found.fix(Edit::replace(whole, written)),
            (_, false) => found.help(format!("write `{path}: [exact]`")),
        };
    }
    let fields = &lost.model.fields;
    if fields.iter().any(|field| field.name.as_typed() == part) {
        let message = format!("`{part}` is no relation, so that nothing is behind it");
        let help = "a path leads through relations, and lookups stand in brackets: `author__name: [icontains]`";
        return Diagnostic::new(Code::FilterPath, key.span.clone(), message).help(help);
    }
    nearest_path(path, "", key.span.clone(), lost)
}

/// A path with a lookup behind it, as clients write it: `name__icontains`, `day__year__gte`.
fn with_lookup<'a, 'p>(
    models: &[Names<'a>],
    at: usize,
    path: &'p str,
) -> Option<(&'p str, &'p str, &'a FieldType)> {
    path.match_indices("__").find_map(|(end, sign)| {
        let (path, name) = (&path[..end], &path[end + sign.len()..]);
        Lookup::named(name)?;
        let found = resolve(models, at, path).ok()?;
        Some((path, name, &found.field.ty))
    })
}

fn check(build: &mut Build, ty: &FieldType, lookups: &Node, enums: &[Enum]) {
    if lookups.items().is_none_or(<[Node]>::is_empty) {
        let found = Diagnostic::new(
            Code::FilterLookup,
            lookups.span.clone(),
            "a filter needs lookups",
        );
        let name = lookups.scalar().unwrap_or("exact");
        let fix = Edit::replace(lookups.span.clone(), format!("[{name}]"));
        let fix = Some(fix).filter(|fix| !fix.span.is_empty() && fits(ty, name, enums));
        let help = "in brackets, as `[exact, in]`";
        build.report(found.help(help).fix(fix));
    }
    for item in lookups.items().unwrap_or_default() {
        let name = item.scalar().unwrap_or_default();
        // An unknown one was reported where it was read.
        if Lookup::named(name).is_some() && !fits(ty, name, enums) {
            let message = format!("`{name}` does not fit the type of the field");
            build.error(
                Code::FilterLookup,
                &item.span,
                message,
                "`exact`, `in` and `isnull` fit most types",
            );
        }
    }
}

fn fits(ty: &FieldType, name: &str, enums: &[Enum]) -> bool {
    Lookup::named(name).is_some_and(|lookup| suits(ty, lookup, enums))
}

fn suits(ty: &FieldType, lookup: Lookup, enums: &[Enum]) -> bool {
    let known = match ty {
        FieldType::Array(_) => Lookups::Presence,
        FieldType::Enum(at) if enums[*at].is_integer() => Lookups::Ordered,
        FieldType::Enum(_) | FieldType::Reference { .. } => Lookups::Equality,
        ty => ty.info().map_or(Lookups::Presence, |row| row.lookups),
    };
    has(known, lookup)
}

/// Whether types with these lookups have this one.
fn has(known: Lookups, lookup: Lookup) -> bool {
    use DatePart::{Day, Hour, Minute, Month, Second, Year};
    use Lookup::{
        Contains, Endswith, Exact, Gt, Gte, Icontains, Iendswith, Iexact, In, Iregex, Isnull,
        Istartswith, Lt, Lte, Part, Range, Regex, Startswith,
    };
    match lookup {
        Isnull => true,
        Exact | In => known != Lookups::Presence,
        Gt | Gte | Lt | Lte | Range => !matches!(known, Lookups::Presence | Lookups::Equality),
        Part(Year | Month | Day, _) => matches!(known, Lookups::Date | Lookups::DateTime),
        Part(Hour | Minute | Second, _) => matches!(known, Lookups::Time | Lookups::DateTime),
        Iexact | Contains | Icontains | Startswith | Istartswith | Endswith | Iendswith | Regex
        | Iregex => known == Lookups::Text,
    }
}
