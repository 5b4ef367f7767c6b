//! Which seeds run: always the same ones, one that nobody has seen before, and all that failed once.

use std::collections::HashSet;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::generator::yaml::Yaml;
use crate::generator::{Size, spec};
use crate::shrink;
use crate::stages;

/// How many seeds always run.
const FIXED: u64 = 24;

/// Seeds that failed once.
const CORPUS: &[u64] = &[];

/// What the cheap stages take.
const SIZE: Size = Size {
    models: 1..8,
    fields: 0..9,
    enums: 0..4,
};

/// Of both modes in turn.
fn tree(seed: u64) -> Yaml {
    spec(seed, seed.is_multiple_of(2), &SIZE)
}

/// Those of this run, so many of them fixed: one where it is asked for.
pub fn of(fixed: u64) -> Vec<u64> {
    if let Ok(asked) = std::env::var("SOCIO_SEED") {
        return vec![asked.parse().expect("SOCIO_SEED is a number")];
    }
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("after 1970");
    let new = u64::from(now.subsec_nanos()) << 8 | now.as_secs() & 0xff;
    println!("the seed of this run: SOCIO_SEED={new}");
    (0..fixed)
        .chain(CORPUS.iter().copied())
        .chain([new])
        .collect()
}

#[test]
fn what_is_valid_goes_through_every_stage() {
    let mut failed = String::new();
    let mut kinds = HashSet::new();
    for seed in of(FIXED) {
        let tree = tree(seed);
        let Err(failure) = stages::run(&tree.styled(seed)) else {
            continue;
        };
        failed += &format!("SOCIO_SEED={seed}: {failure}\n");
        // To shrink takes long, and one spec of a kind is enough.
        if kinds.insert(failure.kind()) {
            failed += &format!("{}\n", shrink::smallest(tree, seed, &failure));
        }
    }
    assert!(failed.is_empty(), "{failed}");
}

/// The seeds are no good where they are all alike.
#[test]
fn seeds_reach_every_option() {
    let all: String = (0..FIXED * 8).map(|seed| tree(seed).plain()).collect();
    for option in [
        "null",
        "blank",
        "default",
        "unique",
        "index",
        "choices",
        "min",
        "max",
        "min_length",
        "regex",
        "example",
        "trim",
        "read_only",
        "write_only",
        "immutable",
        "on_delete",
        "primary_key",
        "column",
        "comment",
        "table",
        "indexes",
        "unique_together",
        "timestamps",
        "service",
        "generic",
        "mixins",
        "filters",
        "search",
        "ordering",
        "default_ordering",
        "pagination",
        "max_page_size",
        "strict_filters",
        "wire",
        "enum_placement",
        "placement",
        "values",
        "value",
    ] {
        assert!(
            all.contains(&format!("{option}:")),
            "no seed has `{option}`"
        );
    }
    for (name, _) in cargo_socio::model::GENERICS {
        assert!(all.contains(name), "no seed has `{name}`");
    }
}
