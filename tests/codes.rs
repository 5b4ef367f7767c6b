//! The codes of mistakes: each stays what it is, and is found in a spec.

use std::collections::BTreeSet;

use cargo_socio::diagnostic::{Code, Diagnostics};
use cargo_socio::model::{self, Overrides};
use cargo_socio::spec;

/// What stands for a whole spec is longer than a line: the rest of it is always the same.
#[rustfmt::skip]
const SPECS: &[(&str, &str)] = &[
    ("not-yaml", "models: [\n"),
    ("tab-indent", "models:\n\tA: {}\n"),
    ("invisible-character", "mode:\u{a0}sync\nmodels:\n  A: { fields: { a: text } }\n"),
    ("second-document", "models:\n  A: { fields: { a: text } }\n---\nmodels: {}\n"),
    ("yaml-alias", "models:\n  A: &a { fields: { a: text } }\n  B: *a\n"),
    ("yaml-tag", "mode: !!str sync\nmodels:\n  A: { fields: { a: text } }\n"),
    ("no-models", "project: shop\n"),
    ("no-fields", "models:\n  A: { comment: a }\n"),
    ("unknown-value", "mode: asinc\nmodels:\n  A: { fields: { a: text } }\n"),
    ("not-supported-yet", "database: postgres\nmodels:\n  A: { fields: { a: text } }\n"),
    ("reserved-name", "package: google.shop\nmodels:\n  A: { fields: { a: text } }\n"),
    ("no-members", "enums: { E: [] }\nmodels:\n  A: { fields: { a: text } }\n"),
    ("member-value", "enums: { E: { A: 1, B: b } }\nmodels:\n  A: { fields: { a: text } }\n"),
    ("name-taken", "enums: { A: [a] }\nmodels:\n  A: { fields: { a: text } }\n"),
    ("metadata-key", "metadata_keys: { filters: X }\nmodels:\n  A: { fields: { a: text } }\n"),
    ("no-actions", "models:\n  A: { fields: { a: text } }\nservices:\n  B: { comment: a }\n"),
    ("reference-cycle", "models:\n  A: { fields: { b: B } }\n  B: { fields: { a: A } }\n"),
];

#[rustfmt::skip]
const FIELDS: &[(&str, &str)] = &[
    ("unquoted-comma", "f: decimal(10,2)"),
    ("duplicate-key", "f: text, f: text"),
    ("unknown-key", "f: { type: text, uniqe: true }"),
    ("wrong-shape", "f: { type: text, unique: maybe }"),
    ("invalid-name", "2f: text"),
    ("missing-type", "f: "),
    ("unknown-type", "f: nothing"),
    ("type-arguments", "f: string(0)"),
    ("list-element", "f: [bytes]"),
    ("primary-key", "f: { type: double, primary_key: true }"),
    ("option-misfit", "f: { type: bool, min_length: 2 }"),
    ("set-null", "f: { type: Other, on_delete: set_null }"),
    ("invalid-default", "f: int32 = many"),
    ("invalid-choice", "f: { type: int32, choices: [many] }"),
    ("invalid-regex", "f: { type: text, regex: '(' }"),
    ("no-example", "f: { type: text, unique: true, regex: '^a{5000}b?$' }"),
    ("renamed", "f: { type: text, was: g }, g: text"),
    ("rules-contradict", "f: { type: int32, min: 2, max: 1 }"),
];

#[rustfmt::skip]
const MODELS: &[(&str, &str)] = &[
    ("field-group", "unique_together: [[name, name]]"),
    ("async-in-sync", "service: { generic: AsyncModelService }"),
    ("unknown-field", "service: { ordering: [nobody] }"),
    ("field-unfit", "service: { search: [secret] }"),
    ("filter-path", "service: { filters: { name__other: [exact] } }"),
    ("filter-lookup", "service: { filters: { name: [year] } }"),
    ("filter-shadowed", "service: { pagination: { page_size: 5 }, filters: { page: [exact] } }"),
    ("action-name", "service: { actions: { Create: {} } }"),
    ("unknown-shape", "service: { actions: { Ping: { request: Nothing } } }"),
    ("stream-of-lists", "service: { actions: { Ping: { stream: client, request: [Thing] } } }"),
    ("message-field", "service: { actions: { Ping: { request: { a: { map: [float, int32] } } } } }"),
    ("message-name", "service: { actions: { Ping: { request: Thing, request_name: Own } } }"),
    ("time-limit", "service: { actions: { Ping: { time_limit: soon } } }"),
    ("pagination", "service: { pagination: { max_page_size: 5 } }"),
];

/// What a spec alone cannot be refused for: other commands say it, and their own tests see it.
const ELSEWHERE: [Code; 4] = [
    Code::SchemaChange,
    Code::BreakingChange,
    Code::ProtoRefused,
    Code::TooLarge,
];

fn found(text: &str) -> Diagnostics {
    let built =
        spec::load("socio.yaml", text).and_then(|spec| model::build(&spec, &Overrides::default()));
    match built {
        Ok(_) => panic!("nothing is wrong with\n{text}"),
        Err(found) => found,
    }
}

fn all() -> Vec<(&'static str, String)> {
    let mut specs: Vec<_> = SPECS
        .iter()
        .map(|(code, spec)| (*code, (*spec).to_owned()))
        .collect();
    specs.extend(FIELDS.iter().map(|(code, field)| {
        let other = "  Other: { fields: { name: text } }\n";
        let spec = format!("models:\n{other}  Thing: {{ fields: {{ {field} }} }}\n");
        (*code, spec)
    }));
    specs.extend(MODELS.iter().map(|(code, rest)| {
        let fields = "name: text, page: int32, secret: { type: text, write_only: true }";
        let spec = format!("mode: sync\nmodels:\n  Thing: {{ fields: {{ {fields} }}, {rest} }}\n");
        (*code, spec)
    }));
    specs
}

#[test]
fn each_code_is_found_in_a_spec() {
    let mut seen = BTreeSet::from(ELSEWHERE);
    for (code, spec) in all() {
        let found = found(&spec);
        let first = found.sorted()[0];
        assert_eq!(first.code.as_str(), code, "{spec}\n{found}");
        let shown = found.to_string();
        assert!(shown.starts_with(&format!("error[{code}]: ")), "{shown}");
        seen.insert(first.code);
    }
    let unseen = Code::ALL.iter().filter(|code| !seen.contains(code));
    assert_eq!(unseen.collect::<Vec<_>>(), Vec::<&Code>::new());
}

#[test]
fn a_code_is_one_word_with_one_meaning() {
    let codes: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(codes.len(), Code::ALL.len());
    for code in Code::ALL {
        let word = code.as_str();
        let sound = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(word.chars().all(sound) && word.len() <= 20, "{word}");
        assert!(code.meaning().ends_with('.'), "{word}");
    }
}

#[test]
fn a_spec_that_is_too_large_says_so() {
    let text = format!("# {}\nmodels: {{}}\n", " ".repeat(spec::SIZE));
    assert_eq!(found(&text).sorted()[0].code, Code::TooLarge);
}
