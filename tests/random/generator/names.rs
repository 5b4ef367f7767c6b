//! Names: awkward ones, but none that the contract gives to something else already.

use std::collections::HashSet;

use cargo_socio::model::Name;
use fastrand::Rng;

use super::words::{CRATES, KEYWORDS, ORDINARY, PRELUDE, SQL};

/// The longest name of a model or a field.
const LONGEST: usize = 60;

/// What protos and gRPC add to a type's name. Two types of one stem may meet in a proto package.
const ADDED: [&str; 10] = [
    "Request",
    "Response",
    "Controller",
    "Client",
    "Server",
    "List",
    "Stream",
    "Retrieve",
    "Destroy",
    "PartialUpdate",
];

/// Names that are given away.
#[derive(Default)]
pub struct Names {
    /// Files and proto messages: without what is added to them.
    stems: HashSet<String>,
    /// As the database compares: without case.
    tables: HashSet<String>,
}

impl Names {
    /// A model's or an enum's.
    pub fn type_name(&mut self, rng: &mut Rng) -> String {
        loop {
            let name = Name::new(word(rng)).pascal();
            // Two capitals in a row would be another name.
            let settled = Name::new(&*name).pascal() == name;
            if settled && name.len() <= LONGEST && self.stems.insert(stem(&name)) {
                return name;
            }
        }
    }

    /// A table of its own; `None` when the name is taken.
    pub fn table(&mut self, name: &str) -> bool {
        let name = name.to_lowercase();
        !name.starts_with("sqlite_") && !name.starts_with("socio_") && self.tables.insert(name)
    }

    pub fn free_table(&mut self, rng: &mut Rng) -> String {
        loop {
            let name = stored_name(rng);
            if self.table(&name) {
                return name;
            }
        }
    }
}

fn stem(name: &str) -> String {
    let mut stem = name;
    while let Some(shorter) = ADDED.iter().find_map(|added| stem.strip_suffix(added)) {
        if shorter.is_empty() {
            break;
        }
        stem = shorter;
    }
    Name::new(stem).snake()
}

/// The names inside a model.
#[derive(Default)]
pub struct FieldNames {
    /// As Rust and JSON have them.
    fields: HashSet<String>,
    columns: HashSet<String>,
}

impl FieldNames {
    /// With what a model has by itself.
    pub fn with(columns: &[&str]) -> Self {
        let mut names = Self::default();
        for column in columns {
            names.fields.insert(Name::new(*column).pascal());
            names.columns.insert((*column).to_owned());
        }
        names
    }

    /// A field's name, whose column is the same with `suffix` behind it.
    pub fn field(&mut self, rng: &mut Rng, suffix: &str) -> String {
        loop {
            let name = Name::new(word(rng)).snake();
            let column = format!("{name}{suffix}");
            let fits = name.len() <= LONGEST && name != "partial_update_fields";
            if fits
                && !self.columns.contains(&column)
                && self.fields.insert(Name::new(&*name).pascal())
            {
                self.columns.insert(column);
                return name;
            }
        }
    }

    pub fn column(&mut self, rng: &mut Rng) -> String {
        loop {
            let name = stored_name(rng);
            if self.columns.insert(name.to_lowercase()) {
                return name;
            }
        }
    }
}

/// A word that is a keyword, a crate or a name of the prelude as often as it is none of them.
pub fn word(rng: &mut Rng) -> String {
    match rng.u32(0..20) {
        0..5 => one(rng, ORDINARY),
        5..7 => format!("{}_{}", one(rng, ORDINARY), one(rng, ORDINARY)),
        7..11 => one(rng, KEYWORDS),
        11..14 => one(rng, PRELUDE),
        14..16 => one(rng, CRATES),
        16..19 => one(rng, SQL),
        // At the limit, with and without a place to break it.
        _ if rng.bool() => "extraordinarily".repeat(4),
        _ => "very_long_name_".repeat(3) + "and_more_of_its",
    }
}

/// A name as only databases take it.
fn stored_name(rng: &mut Rng) -> String {
    let word = one(rng, SQL);
    match rng.u32(0..8) {
        0..3 => word,
        3 => word.to_uppercase(),
        4 => format!("{word}\"s"),
        5 => format!("{word}'s"),
        6 => format!("`{word}`"),
        _ => format!("the {word}"),
    }
}

fn one(rng: &mut Rng, words: &str) -> String {
    let words: Vec<_> = words.split_whitespace().collect();
    words[rng.usize(0..words.len())].to_owned()
}
