//! What a caller asks of a list, and the query set that it makes.

use serde_json::{Map, Value as Json};
use tonic::metadata::MetadataMap;

use super::path::{End, Path};
use super::value::invalid;
use super::{Listing, filter, search, value};
use crate::Transport;
use crate::query::{Claim, Select, Sort, Through};
use crate::types::ProtoStruct;
use crate::words::QueryKey;
use crate::{Error, ModelMeta, Result, wire};

/// Filters and pagination as a caller sent them: JSON objects in metadata and structs in
/// the request, as the transport of the service has it, merged, the later winning.
#[derive(Debug, Clone, Default)]
pub struct Query {
    pub(crate) keys: Map<String, Json>,
}

impl Query {
    /// The sources in their order: filters and then pagination, of each metadata first.
    pub(crate) fn read(
        listing: &Listing,
        metadata: &MetadataMap,
        filters: Option<ProtoStruct>,
        pagination: Option<ProtoStruct>,
    ) -> Result<Self> {
        let from_metadata = listing.transport != Transport::RequestStructStrict;
        let from_request = listing.transport != Transport::MetadataStrict;
        let names = listing.metadata_keys;
        let mut keys = Map::new();
        for (name, field, sent) in [
            (names.filters, "_filters", filters),
            (names.pagination, "_pagination", pagination),
        ] {
            if from_metadata {
                keys.extend(in_metadata(metadata, name)?);
            }
            if let Some(sent) = sent.filter(|_| from_request) {
                let json = wire::struct_to_json(sent);
                keys.extend(json.ok_or_else(|| no_object(field))?);
            }
        }
        Ok(Self { keys })
    }

    /// What was sent for a key; `None` when it is missing or null.
    pub(super) fn get(&self, key: QueryKey) -> Option<&Json> {
        self.keys.get(key.name()).filter(|json| !json.is_null())
    }

    /// Narrows a selection by filters and search.
    pub(crate) fn filter(
        &self,
        listing: &Listing,
        meta: &'static ModelMeta,
        select: &mut Select,
    ) -> Result<()> {
        let mut claims = Vec::new();
        for (key, json) in &self.keys {
            if listing.reads(key) {
                continue;
            }
            let Some((allowed, lookup)) = listing.filter(key) else {
                if listing.strict_filters {
                    let filter = key.clone();
                    let stands = Err(invalid("Unknown filter."));
                    claims.push(((usize::MAX, 0), Claim { filter, stands }));
                }
                continue;
            };
            let asked = filter::asked(meta, allowed.field, lookup, json).map(|asked| {
                select.predicates.extend(asked.condition);
                asked.chosen
            });
            if let Some(stands) = asked.transpose() {
                let filter = key.clone();
                claims.push((listing.place(allowed, lookup), Claim { filter, stands }));
            }
        }
        claims.sort_by_key(|(place, _)| *place);
        select.claim(claims.into_iter().map(|(_, claim)| claim).collect())?;
        // Null is no string, where other keys take it for nothing.
        if let Some(json) = self
            .keys
            .get(QueryKey::Search.name())
            .filter(|_| !listing.search.is_empty())
        {
            let terms = search::asked(meta, listing.search, json);
            let terms = terms.map_err(|(message, code)| Error::listed(message, code))?;
            select.predicates.extend(terms);
        }
        Ok(())
    }

    /// Orders a selection as asked, where that is allowed, else by default.
    pub(crate) fn order(
        &self,
        listing: &Listing,
        meta: &'static ModelMeta,
        select: &mut Select,
    ) -> Result<()> {
        let asked = self.get(QueryKey::Ordering).map(value::elements);
        let mut order = Vec::new();
        for term in asked.unwrap_or_default() {
            let term = value::text(&term);
            let term = term.trim();
            let name = term.strip_prefix('-').unwrap_or(term);
            match sort(meta, term).filter(|_| listing.ordering.contains(&name)) {
                // Where a field comes again, it has no effect: no order is longer than the list of fields.
                Some(sort)
                    if order
                        .iter()
                        .any(|known: &Sort| known.is_by_column_of(&sort)) => {}
                Some(sort) => order.push(sort),
                None if listing.strict_filters && !term.is_empty() => {
                    return Err(Error::invalid().field("ordering", "Unknown field.", "invalid"));
                }
                None => {}
            }
        }
        if order.is_empty() {
            let default = listing.default_ordering.iter();
            order = default.filter_map(|term| sort(meta, term)).collect();
        }
        if !order.is_empty() {
            select.order = order;
        }
        Ok(())
    }
}

/// A key that is sent more than once counts as it was sent last.
fn in_metadata(metadata: &MetadataMap, name: &'static str) -> Result<Map<String, Json>> {
    let Some(text) = metadata.get_all(name).iter().next_back() else {
        return Ok(Map::new());
    };
    let text = text.to_str().ok();
    match text.and_then(|text| serde_json::from_str(text).ok()) {
        Some(Json::Object(map)) => Ok(map),
        _ => Err(no_object(name)),
    }
}

fn no_object(name: &str) -> Error {
    Error::invalid().field(name, "Must be a JSON object.", "invalid")
}

/// A term of an ordering: `-title`, `author__name`. Nothing is sorted by what leads to many.
fn sort(meta: &'static ModelMeta, term: &str) -> Option<Sort> {
    let name = term.strip_prefix('-');
    let path = Path::of(meta, name.unwrap_or(term))?;
    let End::Field(field) = path.end else {
        return None;
    };
    let through = path.steps.into_iter().map(|step| match step {
        Through::Reference(index) => Some(index),
        Through::Link(_) => None,
    });
    Some(Sort {
        through: through.collect::<Option<_>>()?,
        field,
        descending: name.is_some(),
    })
}
