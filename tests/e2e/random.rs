//! What seeds and words stand for builds, is clean, and passes its own tests.

use std::collections::HashSet;

use cargo_socio::model::Name;

use crate::generator::yaml::{Yaml, list, map, text};
use crate::generator::{Size, spec, words};
use crate::project::Project;
use crate::scaffold::builds_clean_and_passes;

/// What is worth a build.
const SIZE: Size = Size {
    models: 12..13,
    fields: 4..12,
    enums: 5..6,
};

/// One that has nearly everything.
const SEED: u64 = 7;

#[test]
fn an_async_project_of_a_seed() {
    let text = spec(SEED, true, &SIZE).styled(SEED);
    builds_clean_and_passes(&Project::from_text("seed-a", &text, "async"));
}

#[test]
fn a_sync_project_of_a_seed() {
    let text = spec(SEED, false, &SIZE).styled(SEED);
    builds_clean_and_passes(&Project::from_text("seed-s", &text, "sync"));
}

#[test]
fn an_async_project_of_awkward_names() {
    let project = Project::from_text("awkward", &awkward().plain(), "async");
    builds_clean_and_passes(&project);
}

#[test]
fn a_sync_project_of_awkward_names() {
    let project = Project::from_text("generated", &awkward().plain(), "sync");
    builds_clean_and_passes(&project);
}

/// Models that the prelude, a crate or the generated code has a name like; and a model with the
/// fields, and an enum with the members, that every word makes which generated code uses.
fn awkward() -> Yaml {
    const MODELS: &str = "Option Result Vec String Box Ok Some Clone Default From Self S Page Context Services \
        Std SocioRuntime Generated Awkward Enums Main Lib Fixture";
    let models = MODELS.split_whitespace().map(|name| {
        let service = if name.len() < 4 {
            "ModelService"
        } else {
            "ListCreateService"
        };
        let fields = map([("a", text("text")), ("next", text(format!("{name}?")))]);
        (
            name.to_owned(),
            map([("fields", fields), ("service", text(service))]),
        )
    });
    let mut seen = HashSet::from([String::from("Id"), String::from("Unspecified")]);
    let keywords = words::KEYWORDS.split_whitespace().map(str::to_owned);
    let all = keywords.chain(words::of_the_generated_code());
    let names: Vec<_> = all
        .map(|word| Name::new(word).snake())
        .filter(|name| name != "partial_update_fields" && !name.starts_with("enum_"))
        .filter(|name| seen.insert(Name::new(&**name).pascal()))
        .collect();
    let fields = names
        .iter()
        .take(150)
        .map(|name| (name.clone(), text("text?")));
    let every = map([("fields", Yaml::Map(fields.collect()))]);
    let members = list(names.iter().map(String::as_str));
    map([
        ("package", text("in.self.async.v1")),
        ("enums", map([("Type", members)])),
        (
            "models",
            Yaml::Map(models.chain([(String::from("Every"), every)]).collect()),
        ),
    ])
}
