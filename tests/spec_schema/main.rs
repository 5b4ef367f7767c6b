//! The JSON Schema of socio.yaml says what the decoder does: it takes what that takes, and knows the
//! same keys and words.

mod as_json;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cargo_socio::model::types::TYPES;
use cargo_socio::model::{self, Overrides};
use cargo_socio::plan::spec_schema;
use cargo_socio::spec;
use jsonschema::Validator;
use serde_json::Value;

use as_json::as_json;

fn schema() -> Value {
    serde_json::from_str(&spec_schema::text()).expect("JSON")
}

fn validator() -> Validator {
    let schema = schema();
    jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{error}"));
    jsonschema::validator_for(&schema).expect("a schema")
}

/// Why the schema refuses a spec, if it does.
fn refused(validator: &Validator, text: &str) -> Option<String> {
    let spec = spec::load("socio.yaml", text).unwrap_or_else(|found| panic!("{found}"));
    let seen = as_json(&spec.root);
    let error = validator.validate(&seen).err()?;
    Some(format!("{}: {error}", error.instance_path()))
}

/// What the generator says of a spec that it refuses.
fn said(text: &str) -> Option<String> {
    let spec = spec::load("socio.yaml", text).unwrap_or_else(|found| panic!("{found}"));
    let found = model::build(&spec, &Overrides::default()).err()?;
    Some(found.to_string())
}

fn with_field(field: &str) -> String {
    format!("models: {{ Post: {{ fields: {{ a: {field} }} }} }}")
}

fn with_service(service: &str) -> String {
    format!("models: {{ Post: {{ fields: {{ a: text }}, service: {service} }} }}")
}

/// The files below a folder whose names end in `.yaml`.
fn specs(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let below = paths.flat_map(|path| match path.is_dir() {
        true => specs(&path),
        false => vec![path],
    });
    below
        .filter(|path| path.extension().is_some_and(|end| end == "yaml"))
        .collect()
}

#[test]
fn every_spec_of_the_repository_is_taken() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let validator = validator();
    let mut count = 0;
    for path in ["examples", "tests"]
        .map(|folder| specs(&root.join(folder)))
        .concat()
    {
        let text = fs::read_to_string(&path).expect("text");
        // buf and CI have files of their own.
        if !text.contains("models:") || said(&text).is_some() {
            continue;
        }
        count += 1;
        let refused = refused(&validator, &text);
        assert_eq!(refused, None, "{}", path.display());
    }
    assert!(count >= 14, "{count} specs");
}

/// Rules of YAML and of the short forms that the examples do not show.
#[test]
fn what_is_written_otherwise_is_taken() {
    let validator = validator();
    for text in [
        with_field("{ type: text, unique: 'true', comment: 5 }"),
        with_field("{ type: 'decimal(4, 2)', min: '0.5', max: 9, default: 1.5 }"),
        with_field("{ type: text, blank: true, default: '' }"),
        with_field("{ type: json, default: {} }"),
        with_field("'string ( 20 )? = a = b'"),
        with_field("[{ type: int32, choices: [1, 2] }]"),
        with_field("{ type: [Post], blank: true, table: pairs }"),
        with_field("{ type: Post?, on_delete: set_null }"),
        with_service("none"),
        with_service("AsyncReadOnlyModelService"),
        with_service(
            "{ mixins: [list], filters: { a: [iexact] }, ordering: all, pagination: { page_size: '5' } }",
        ),
        String::from(
            "enums: { E: { values: { A: 1, B: { value: 2 } }, comment: c } }\nmodels: { M: { fields: {} } }",
        ),
    ] {
        assert_eq!(said(&text), None, "{text}");
        assert_eq!(refused(&validator, &text), None, "{text}");
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    let validator = validator();
    for text in [
        String::from("colour: red"),
        String::from("{ mode: both, models: { A: { fields: {} } } }"),
        String::from("{ database: oracle, models: { A: { fields: {} } } }"),
        String::from("{ project: My Shop, models: { A: { fields: {} } } }"),
        String::from("{ package: web-shop.v1, models: { A: { fields: {} } } }"),
        String::from("models: { post: { fields: {} } }"),
        String::from("models: { Post: { fields: { unitPrice: text } } }"),
        String::from("models: { Post: { fields: {}, timestamps: yes } }"),
        String::from("models: {}"),
        String::from("models: { Post: { fields: { a: text }, indexes: [] } }"),
        String::from("models: { Post: { fields: [a] } }"),
        String::from("{ enums: { E: a }, models: { A: { fields: {} } } }"),
        with_field("strin(100)"),
        with_field("string"),
        with_field("'string(1,2)'"),
        with_field("decimal(10)"),
        with_field("bool(1)"),
        with_field("'text ='"),
        with_field("[text?]"),
        with_field("[text, text]"),
        with_field("[[text]]"),
        with_field("[{ type: text, unique: true }]"),
        with_field("{ type: text, uniqe: true }"),
        with_field("{ unique: true }"),
        with_field("{ type: text, unique: yes }"),
        with_field("{ type: text, min_length: -1 }"),
        with_field("{ type: text, min_length: 1.5 }"),
        with_field("{ type: int32, min: few }"),
        with_field("{ type: text, choices: a }"),
        with_field("{ type: json, default: { a: 1 } }"),
        with_field("{ type: Post, on_delete: protect }"),
        with_service("true"),
        with_service("ModelServices"),
        with_service("{ mixins: [Lst] }"),
        with_service("{ filters: { a: [like] } }"),
        with_service("{ filters: { a: [gte__year] } }"),
        with_service("{ pagination: 5 }"),
        with_service("{ pagination: { style: limit_offset, page_size: 5 } }"),
        with_service("{ pagination: { style: pages, page_size: 5 } }"),
        with_service("{ filter_transport: BOTH }"),
        with_service("{ ordering: some }"),
    ] {
        assert!(said(&text).is_some(), "the generator takes {text}");
        assert!(
            refused(&validator, &text).is_some(),
            "the schema takes {text}"
        );
    }
}

#[test]
fn types_are_those_of_the_table() {
    let validator = validator();
    let is_type = |name: &&str| TYPES.iter().any(|row| row.name == *name);
    for row in &TYPES {
        for written in [row.example.to_owned(), format!("{}?", row.example)] {
            let text = with_field(&format!("'{written}'"));
            assert_eq!(refused(&validator, &text), None, "{text}");
        }
        for synonym in row.synonyms.iter().filter(|name| !is_type(name)) {
            let text = with_field(synonym);
            assert!(refused(&validator, &text).is_some(), "{text}");
        }
    }
}

/// A mapping of known keys: its definition, a spec around it, and what it has in any case.
type Place = (
    &'static str,
    [&'static str; 2],
    &'static [(&'static str, &'static str)],
);

#[rustfmt::skip]
const PLACES: [Place; 18] = [
    ("project", ["{", "}"], &[("models", "{ A: { fields: { a: text } } }")]),
    ("model", ["models: { A: {", "} }"], &[("fields", "{ a: text }")]),
    ("service", ["models: { A: { fields: { a: text }, service: {", "} } }"], &[]),
    ("pages", ["models: { A: { fields: { a: text }, service: { pagination: {", "} } } }"], &[("page_size", "5")]),
    ("limits", ["models: { A: { fields: { a: text }, service: { pagination: {", "} } } }"], &[("style", "limit_offset"), ("default_limit", "5")]),
    ("metadata_keys", ["{ metadata_keys: {", "}, models: { A: { fields: {} } } }"], &[]),
    ("field", ["models: { A: { fields: { a: {", "} } } }"], &[("type", "text")]),
    ("element", ["models: { A: { fields: { a: [{", "}] } } }"], &[("type", "text")]),
    ("link", ["models: { A: { fields: { a: {", "} } } }"], &[("type", "[A]")]),
    ("enum", ["{ enums: { E: {", "} }, models: { A: { fields: {} } } }"], &[("values", "[a]")]),
    ("action", ["models: { A: { fields: { a: text }, service: { actions: { B: {", "} } } } }"], &[]),
    ("given_field", ["models: { A: { fields: { a: text }, service: { actions: { B: { request: { c: {", "} } } } } } }"], &[("type", "text")]),
    ("map", ["models: { A: { fields: { a: text }, service: { actions: { B: { request: { c: {", "} } } } } } }"], &[("map", "[bool, text]")]),
    ("oneof", ["models: { A: { fields: { a: text }, service: { actions: { B: { request: { c: {", "} } } } } } }"], &[("oneof", "{ d: text, e: bool }")]),
    ("well_known", ["models: { A: { fields: { a: text }, service: { actions: { B: { request: { c: {", "} } } } } } }"], &[("message", "google.protobuf.Any")]),
    ("message", ["{ models: { A: { fields: { a: text } } }, messages: { B: {", "} } }"], &[("fields", "{ a: text }")]),
    ("own_service", ["{ models: { A: { fields: { a: text } } }, services: { B: {", "} } }"], &[("actions", "{ C: {} }")]),
    ("member", ["{ enums: { E: { M: {", "} } }, models: { A: { fields: {} } } }"], &[("value", "a")]),
];

/// The spec of a place with an entry more, or in place of its own.
fn with_entry(place: &Place, key: &str, value: &str) -> String {
    let (_, [before, after], base) = place;
    let others = base.iter().filter(|(known, _)| *known != key);
    let others = others.map(|(known, value)| format!("{known}: {value}, "));
    let others: String = others.collect();
    format!("{before} {others}{key}: {value} {after}")
}

fn properties(schema: &Value, definition: &str) -> BTreeSet<String> {
    let known = schema["$defs"][definition]["properties"].as_object();
    known
        .into_iter()
        .flatten()
        .map(|(key, _)| key.clone())
        .collect()
}

#[test]
fn keys_are_those_that_the_decoder_knows() {
    let schema = schema();
    let definitions = schema["$defs"].as_object().expect("definitions").iter();
    let mappings = definitions.filter(|(_, value)| value.get("properties").is_some());
    let mappings: BTreeSet<_> = mappings.map(|(name, _)| name.as_str()).collect();
    let places: BTreeSet<_> = PLACES.iter().map(|(name, ..)| *name).collect();
    assert_eq!(mappings, places);
    for place in &PLACES {
        let said = said(&with_entry(place, "zzz", "1")).expect("refused");
        let (_, known) = said.split_once("known keys: ").expect("the keys");
        let known = known.lines().next().unwrap_or_default().split(", ");
        let known: BTreeSet<_> = known.map(str::to_owned).collect();
        assert_eq!(known, properties(&schema, place.0), "{}", place.0);
    }
}

/// No key is only a row of the table: each is read, so that a value of no shape at all is refused.
#[test]
fn every_key_is_read() {
    let (schema, validator) = (schema(), validator());
    for place in &PLACES {
        for key in properties(&schema, place.0) {
            let text = with_entry(place, &key, "{ zzz: [[x]] }");
            assert!(said(&text).is_some(), "the decoder takes {text}");
            assert!(
                refused(&validator, &text).is_some(),
                "the schema takes {text}"
            );
        }
    }
}

#[test]
fn what_is_needed_is_needed_by_both() {
    let (schema, validator) = (schema(), validator());
    let mut count = 0;
    for place in &PLACES {
        let (name, [before, after], base) = place;
        let needed = schema["$defs"][name]["required"]
            .as_array()
            .expect("a list");
        for key in needed.iter().filter_map(Value::as_str) {
            count += 1;
            let others = base.iter().filter(|(known, _)| *known != key);
            let others: String = others
                .map(|(key, value)| format!("{key}: {value}, "))
                .collect();
            let text = format!("{before} {others} {after}");
            assert!(said(&text).is_some(), "the decoder takes {text}");
            assert!(
                refused(&validator, &text).is_some(),
                "the schema takes {text}"
            );
        }
    }
    assert!(count >= 5, "{count} keys");
}

#[test]
fn every_word_is_known_to_the_decoder() {
    let schema = schema();
    let service = &schema["$defs"]["service"]["properties"];
    let words = |value: &Value| -> Vec<String> {
        let words = value["enum"].as_array().expect("words").iter();
        words
            .map(|word| word.as_str().expect("a word").to_owned())
            .collect()
    };
    let lookups = &service["filters"]["additionalProperties"]["items"];
    for (key, words) in [
        ("generic", words(&service["generic"])),
        ("mixins", words(&service["mixins"]["items"])),
        ("filters", words(lookups)),
    ] {
        assert!(words.len() >= 18, "{key}: {words:?}");
        for word in words {
            let value = match key {
                "generic" => word,
                "mixins" => format!("[{word}]"),
                _ => format!("{{ a: [{word}] }}"),
            };
            let said = said(&with_service(&format!("{{ {key}: {value} }}")));
            let said = said.unwrap_or_default();
            assert!(!said.contains("unknown"), "{key}: {value}\n{said}");
        }
    }
}
