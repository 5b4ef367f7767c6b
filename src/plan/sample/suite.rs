//! What the contract suite of a model tries.

use serde::Serialize;

use super::domain::{Domain, Key};
use super::{Draws, Plot, needs_hook};
use crate::model::ident::rust_ident;
use crate::model::{
    Field, FieldType, ListSettings, Lookup, Model, PageStyle, Rpc, Transport, is_optional,
};

#[derive(Debug, Serialize)]
pub struct SuiteView {
    pub create: bool,
    pub retrieve: bool,
    pub list: bool,
    pub stream: bool,
    pub update: bool,
    pub partial_update: bool,
    pub destroy: bool,
    /// Whether a case stores rows of the model without its service.
    pub stores: bool,
    /// How many rows a stream has: three, where there are as many.
    pub streamed: u32,
    /// A key that no row has, as a message carries it and as errors name it.
    pub unknown_key: String,
    pub unknown_key_text: String,
    /// The same where the key may be optional.
    pub unknown_key_in_request: String,
    /// The key of `row` in messages.
    pub key_of_row: String,
    /// The same as a field of a message.
    pub key_field: String,
    /// The same where the key may be optional.
    pub key_in_request: String,
    /// A required text field, for the error of a blank one.
    pub blank: Option<Blank>,
    /// A unique field that clients write.
    pub unique: Option<String>,
    /// A key of a filter that takes numbers only.
    pub bad_filter: Option<String>,
    /// Whether the list has numbered pages that metadata asks for.
    pub numbered: bool,
    /// The keys of the metadata that lists are asked by.
    pub filters_key: String,
    pub pagination_key: String,
    pub links: Vec<LinkCase>,
    /// Cases that cannot pass before a hook is written, and why.
    pub switched_off: Vec<SwitchedOff>,
}

#[derive(Debug, Serialize)]
pub struct Blank {
    pub name: String,
    pub ident: String,
    pub value: &'static str,
}

/// A many-to-many relation.
#[derive(Debug, Serialize)]
pub struct LinkCase {
    pub name: String,
    pub ident: String,
    pub module: String,
    pub key_of_row: String,
    pub unknown_key: String,
}

#[derive(Debug, Serialize)]
pub struct SwitchedOff {
    pub case: String,
    pub reason: String,
}

pub(super) fn suite(plot: Plot<'_>, position: usize, draws: &Draws<'_>, rows: &[u32]) -> SuiteView {
    let model = &plot.project.models[position];
    let offers = |rpc| {
        let service = model.service.as_ref();
        service.is_some_and(|service| service.offers(rpc))
    };
    let asked = asked(model);
    let key = model.key();
    let in_request = |key_value: &str| match is_optional(key) {
        true => format!("Some({key_value})"),
        false => key_value.to_owned(),
    };
    let unknown = unknown_key(plot, model);
    let key_of_row = key_of_row(key);
    let mut suite = SuiteView {
        create: offers(Rpc::Create),
        retrieve: offers(Rpc::Retrieve),
        list: offers(Rpc::List),
        stream: offers(Rpc::Stream),
        update: offers(Rpc::Update),
        partial_update: offers(Rpc::PartialUpdate),
        destroy: offers(Rpc::Destroy),
        stores: [
            Rpc::Retrieve,
            Rpc::List,
            Rpc::Stream,
            Rpc::Update,
            Rpc::PartialUpdate,
            Rpc::Destroy,
        ]
        .into_iter()
        .any(offers),
        streamed: draws.rows.min(3),
        unknown_key_in_request: in_request(&unknown.0),
        unknown_key: unknown.0,
        unknown_key_text: unknown.1,
        key_in_request: in_request(&key_of_row),
        key_field: format!("{}: {key_of_row}", rust_ident(key.name.as_typed())),
        key_of_row,
        blank: blank(draws),
        unique: unique(draws),
        bad_filter: asked.bad_filter,
        numbered: asked.numbered,
        filters_key: asked.settings.metadata_keys.filters,
        pagination_key: asked.settings.metadata_keys.pagination,
        links: links(plot, model, rows),
        switched_off: Vec::new(),
    };
    suite.switched_off = switched_off(model, &suite);
    suite
}

/// A valid key that no row of a test has, as a message carries it and as errors name it.
fn unknown_key(plot: Plot<'_>, model: &Model) -> (String, String) {
    let key = model.key();
    let text = |text: &str| (format!("String::from({text:?})"), text.to_owned());
    let drawn = Domain::of(plot, key, model.wire, &[]);
    // The last of those that a client could write.
    let last = drawn
        .key(drawn.size - 1)
        .filter(|_| key.auto.is_none() && drawn.size > 3);
    match (&key.ty, last) {
        (_, Some(Key::Text(last))) => text(&last),
        (_, Some(Key::Number(last))) => (last.to_string(), last.to_string()),
        (FieldType::Int32 | FieldType::Int64, _) => {
            (String::from("999_999_999"), String::from("999999999"))
        }
        (FieldType::Uuid, _) => text("ffffffff-ffff-4fff-bfff-ffffffffffff"),
        _ => text("missing"),
    }
}

/// The key of `row`, as a message carries it.
fn key_of_row(key: &Field) -> String {
    let ident = rust_ident(key.name.as_typed());
    match key.ty {
        FieldType::Int32 | FieldType::Int64 => format!("row.{ident}"),
        FieldType::Uuid => format!("row.{ident}.to_string()"),
        _ => format!("row.{ident}.clone()"),
    }
}

fn blank(draws: &Draws<'_>) -> Option<Blank> {
    let fields = draws.given().map(|at| &draws.model.fields[at]);
    let mut fields = fields.filter(|field| !is_optional(field) && !field.primary_key);
    let field = fields.find(|field| field.ty.is_text())?;
    Some(Blank {
        name: field.name.as_typed().to_owned(),
        ident: rust_ident(field.name.as_typed()),
        value: match field.rules.trim {
            true => "String::from(\"  \")",
            false => "String::new()",
        },
    })
}

fn unique(draws: &Draws<'_>) -> Option<String> {
    let mut fields = draws.given().map(|at| &draws.model.fields[at]);
    let field = fields.find(|field| field.unique && !field.primary_key)?;
    Some(field.name.as_typed().to_owned())
}

/// How the suite asks a list.
struct Asked {
    bad_filter: Option<String>,
    numbered: bool,
    settings: ListSettings,
}

fn asked(model: &Model) -> Asked {
    let listing = model.service.as_ref().map(|service| &service.listing);
    let settings = listing.map_or_else(ListSettings::default, |listing| listing.settings.clone());
    // The suite asks by metadata.
    let listing = listing.filter(|_| settings.transport != Transport::RequestStructStrict);
    let numeric = |at: usize| {
        let field = &model.fields[at];
        let number = matches!(
            field.ty,
            FieldType::Int32 | FieldType::Int64 | FieldType::Double
        );
        number && field.rules.numbers.is_empty()
    };
    let mut filters = listing.into_iter().flat_map(|listing| &listing.filters);
    let filter = filters.find(|filter| {
        filter.lookups.contains(&Lookup::Exact) && filter.field.is_some_and(numeric)
    });
    let pages = listing.and_then(|listing| listing.pagination);
    Asked {
        bad_filter: filter.map(|filter| filter.path.clone()),
        numbered: pages.is_some_and(|pages| pages.style == PageStyle::PageNumber),
        settings,
    }
}

/// Relations to rows of which one can be missing.
fn links(plot: Plot<'_>, model: &Model, rows: &[u32]) -> Vec<LinkCase> {
    let links = model.links.iter().filter(|link| rows[link.target] > 3);
    let case = |link: &crate::model::Link| {
        let target = &plot.project.models[link.target];
        LinkCase {
            name: link.name.as_typed().to_owned(),
            ident: rust_ident(link.name.as_typed()),
            module: plot.names[link.target].module.clone(),
            key_of_row: key_of_row(target.key()),
            unknown_key: unknown_key(plot, target).0,
        }
    };
    links.map(case).collect()
}

/// A Create that succeeds wants what only a hook can set.
fn switched_off(model: &Model, suite: &SuiteView) -> Vec<SwitchedOff> {
    let Some(field) = model.fields.iter().find(|field| needs_hook(field)) else {
        return Vec::new();
    };
    if !suite.create {
        return Vec::new();
    }
    let name = field.name.as_typed();
    let reason = format!(
        "`{name}` is read-only without a default: set it in `perform_create`, then remove this line"
    );
    let mut cases = vec![String::from("create_stores_a_row")];
    cases.extend(
        suite
            .unique
            .iter()
            .map(|_| String::from("create_refuses_a_taken_value")),
    );
    cases.extend(
        suite
            .links
            .iter()
            .map(|link| format!("create_links_{}", link.name)),
    );
    let off = |case| SwitchedOff {
        case,
        reason: reason.clone(),
    };
    cases.into_iter().map(off).collect()
}
