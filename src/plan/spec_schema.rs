//! The JSON Schema of socio.yaml, by which editors complete and check it: the tables of keys, types
//! and words, as draft 2020-12 says such things. It takes every spec that the generator takes; what
//! it cannot see, as whether a model is there, is left to `check`.

use serde_json::{Map, Value, json};

use crate::model::grammar::{Key, Keys, PROJECT, Shape};
use crate::model::naming::{self, Kind};
use crate::model::types::{TYPES, TypeInfo};

/// Where a project keeps it.
pub const FILE: &str = "socio.schema.json";

const DEFINITIONS: &str = "#/$defs/";

/// The schema as text.
pub fn text() -> String {
    let mut definitions = Map::new();
    define(&PROJECT, &mut definitions);
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": reference(&PROJECT),
        "$defs": definitions,
        "title": "socio.yaml",
        "description": "What cargo-socio makes a gRPC service from.",
    });
    format!("{schema:#}\n")
}

fn reference(keys: &Keys) -> String {
    format!("{DEFINITIONS}{}", keys.name)
}

/// A mapping and those below it, each once.
fn define(keys: &'static Keys, definitions: &mut Map<String, Value>) {
    if definitions.contains_key(keys.name) {
        return;
    }
    // Before those below it: one that holds itself ends here.
    definitions.insert(keys.name.to_owned(), Value::Null);
    let mut properties = Map::new();
    for key in keys.rows() {
        properties.insert(key.name.to_owned(), property(key, definitions));
    }
    let needed = keys.rows().filter(|key| key.required);
    let needed: Vec<_> = needed.map(|key| key.name).collect();
    let mapping = json!({
        "type": "object",
        "properties": properties,
        "required": needed,
        "additionalProperties": false,
    });
    definitions.insert(keys.name.to_owned(), mapping);
}

fn property(key: &'static Key, definitions: &mut Map<String, Value>) -> Value {
    let mut property = value(&key.shape, definitions);
    property["description"] = key.about.into();
    property
}

fn value(shape: &'static Shape, definitions: &mut Map<String, Value>) -> Value {
    match shape {
        Shape::Flag => shared("flag", flag, definitions),
        Shape::Text => shared("text", text_value, definitions),
        Shape::Count => shared("count", count, definitions),
        Shape::Number => shared("number", number, definitions),
        Shape::Default => shared("default", default, definitions),
        Shape::Type => shared("type", short_form, definitions),
        Shape::Element => shared("type_alone", type_alone, definitions),
        Shape::Name(kind) => name(kind),
        Shape::Word(words) => json!({ "enum": spelled(words()) }),
        Shape::List(item) => json!({ "type": "array", "items": value(item, definitions) }),
        Shape::Single(item) => json!({
            "type": "array",
            "items": value(item, definitions),
            "minItems": 1,
            "maxItems": 1,
        }),
        Shape::Names(kind, each) => {
            let mut names = json!({
                "type": "object",
                "additionalProperties": value(each, definitions),
            });
            if let Some(kind) = kind {
                names["propertyNames"] = name(kind);
            }
            names
        }
        Shape::Filled(shape) => {
            let mut filled = value(shape, definitions);
            for least in ["minItems", "minProperties"] {
                filled[least] = 1.into();
            }
            filled
        }
        Shape::Keys(keys) => {
            define(keys, definitions);
            json!({ "$ref": reference(keys) })
        }
        Shape::Either(forms) => {
            let forms = forms.iter().map(|form| value(form, definitions));
            json!({ "anyOf": forms.collect::<Vec<_>>() })
        }
    }
}

/// What stands at many places, defined once.
fn shared(name: &str, value: fn() -> Value, definitions: &mut Map<String, Value>) -> Value {
    let known = definitions.entry(name);
    known.or_insert_with(value);
    json!({ "$ref": format!("{DEFINITIONS}{name}") })
}

// Every scalar is text to the generator, whatever YAML takes it for; so numbers and flags may also
// be quoted.

fn flag() -> Value {
    json!({ "type": ["boolean", "string"], "pattern": "^(true|false)$" })
}

fn text_value() -> Value {
    json!({ "type": ["string", "number", "boolean", "null"] })
}

fn count() -> Value {
    json!({
        "type": ["integer", "string"],
        "minimum": 0,
        "maximum": u32::MAX,
        "pattern": "^[+]?[0-9]+$",
    })
}

fn number() -> Value {
    json!({
        "type": ["number", "string"],
        "pattern": "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$",
    })
}

fn default() -> Value {
    json!({ "type": ["string", "number", "boolean", "object"], "maxProperties": 0 })
}

fn short_form() -> Value {
    types("[ ]*[?]?[ ]*(=[ ]*[^ ].*)?")
}

fn type_alone() -> Value {
    types("")
}

fn name(kind: &Kind) -> Value {
    json!({
        "type": "string",
        "pattern": kind.pattern,
        "maxLength": kind.longest,
        "description": kind.rule,
    })
}

/// As YAML reads them: `false` is no text there.
fn spelled(words: Vec<String>) -> Vec<Value> {
    let twice = words.into_iter().flat_map(|word| {
        let flag = word.parse().ok().map(Value::Bool);
        flag.into_iter().chain([Value::String(word)])
    });
    twice.collect()
}

/// The types of the table, and any name of an enum or a model; `behind` is what may follow.
fn types(behind: &str) -> Value {
    let rows: Vec<String> = TYPES.iter().map(pattern).collect();
    let own = naming::TYPE.pattern.trim_matches(['^', '$']);
    let examples: Vec<_> = TYPES.iter().map(|row| row.example).collect();
    json!({
        "type": "string",
        "pattern": format!("^({}|{own}){behind}$", rows.join("|")),
        "examples": examples,
    })
}

/// A type with as many arguments as it takes: `decimal` with two, `url` with one or none.
fn pattern(row: &TypeInfo) -> String {
    // As many as any type has, in an order that none refuses.
    const ARGUMENTS: [&str; 2] = ["2", "1"];
    let counts = (0..=ARGUMENTS.len()).filter(|count| row.of(&ARGUMENTS[..*count]).is_ok());
    let forms = counts.map(|count| match count {
        0 => row.name.to_owned(),
        count => {
            let numbers = vec!["[ ]*[0-9]+[ ]*"; count].join(",");
            format!("{}[ ]*[(]{numbers}[)]", row.name)
        }
    });
    forms.collect::<Vec<_>>().join("|")
}
