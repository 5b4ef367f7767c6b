//! A valid spec from a seed: its head and its models.

use std::ops::Range;

use cargo_socio::model::Name;
use fastrand::Rng;

use super::columns::Kind;
use super::names::{FieldNames, Names};
use super::services;
use super::words;
use super::yaml::{Yaml, text};

/// A field as services and groups see it.
#[derive(Debug, Clone)]
pub struct Field {
    pub name: String,
    pub kind: Kind,
    pub write_only: bool,
}

impl Field {
    /// One that answers have.
    pub fn shown(name: impl Into<String>, kind: Kind) -> Self {
        Self {
            name: name.into(),
            kind,
            write_only: false,
        }
    }
}

/// A spec in the making.
pub struct Draft {
    pub rng: Rng,
    pub(super) names: Names,
    pub is_async: bool,
    /// Names, members and whether they are integers.
    pub(super) enums: Vec<(String, Vec<String>, bool)>,
    pub(super) model_names: Vec<String>,
    /// The fields of each model so far.
    pub fields: Vec<Vec<Field>>,
}

/// How much a spec has of everything.
pub struct Size {
    pub models: Range<usize>,
    pub fields: Range<usize>,
    pub enums: Range<usize>,
}

/// The tree of the spec that a seed stands for.
pub fn spec(seed: u64, is_async: bool, size: &Size) -> Yaml {
    let rng = Rng::with_seed(seed);
    let mut draft = Draft {
        rng,
        names: Names::default(),
        is_async,
        enums: Vec::new(),
        model_names: Vec::new(),
        fields: Vec::new(),
    };
    let mut enums = Vec::new();
    for _ in 0..draft.rng.usize(size.enums.clone()) {
        enums.push(draft.one_enum());
    }
    for _ in 0..draft.rng.usize(size.models.clone()) {
        let name = draft.names.type_name(&mut draft.rng);
        draft.model_names.push(name);
    }
    let mut models = Vec::new();
    for at in 0..draft.model_names.len() {
        let fields = draft.rng.usize(size.fields.clone());
        models.push(draft.model(at, fields));
    }
    let mut root = draft.head();
    if draft.chance(30) {
        let wire = draft.pick(&["dsg", "typed"]);
        root.push((String::from("wire"), text(wire)));
    }
    if draft.chance(20) {
        let placement = draft.pick(&["global_scope_wrapped", "in_message_wrapped"]);
        root.push((String::from("enum_placement"), text(placement)));
    }
    draft.place(&mut enums);
    if !enums.is_empty() {
        root.push((String::from("enums"), Yaml::Map(enums)));
    }
    root.push((String::from("models"), Yaml::Map(models)));
    Yaml::Map(root)
}

impl Draft {
    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.rng.u32(0..100) < percent
    }

    pub(super) fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.rng.usize(0..from.len())]
    }

    fn head(&mut self) -> Vec<(String, Yaml)> {
        // A crate cannot have a word of Rust, or of a crate, as its name.
        let of_a_model = Name::new(&*self.model_names[0]).snake();
        let mut taken = [words::KEYWORDS, words::CRATES, words::PRELUDE]
            .into_iter()
            .flat_map(str::split_whitespace);
        let project = match self.rng.u32(0..3) {
            0 if taken.all(|word| word != of_a_model) => of_a_model,
            1 => String::from("shop-2"),
            _ => String::from("blog"),
        };
        let packages = [
            "shop.v1",
            "in.acme.v1",
            "type.match.async",
            "a",
            "v1.v1.v1",
            "std.core.tonic",
            "x_1.y2",
        ];
        let package = self.pick(&packages);
        let mode = if self.is_async { "async" } else { "sync" };
        let mut head = vec![
            (String::from("project"), text(project)),
            (String::from("package"), text(package)),
            (String::from("mode"), text(mode)),
        ];
        if self.chance(30) {
            head.push((String::from("database"), text("sqlite")));
        }
        head
    }

    fn model(&mut self, at: usize, count: usize) -> (String, Yaml) {
        let name = self.model_names[at].clone();
        let mut entries = Vec::new();
        let table = self.table(&Name::new(&*name).snake(), &mut entries);
        let nodes = self.model_fields(at, count, &table);
        entries.push((String::from("fields"), Yaml::Map(nodes)));
        if self.chance(30) {
            entries.push((String::from("timestamps"), text("true")));
        }
        entries.extend(services::groups(self, at));
        entries.extend(services::service(self, at));
        if self.chance(20) {
            let comment = self.pick(&["A model.", "*/ it's \"x\"", "ä\nb"]);
            entries.push((String::from("comment"), text(comment)));
        }
        (name, Yaml::Map(entries))
    }

    /// The model's own name as its table's, or another one.
    fn table(&mut self, snake: &str, entries: &mut Vec<(String, Yaml)>) -> String {
        if !self.chance(20) && self.names.table(snake) {
            return snake.to_owned();
        }
        let table = self.names.free_table(&mut self.rng);
        entries.push((String::from("table"), text(&*table)));
        table
    }

    /// So many fields, in any order, and a key where the model has none by itself.
    fn model_fields(&mut self, at: usize, count: usize, table: &str) -> Vec<(String, Yaml)> {
        let mut taken = FieldNames::with(&["id", "created_at", "updated_at"]);
        let mut fields = Vec::new();
        let mut nodes = Vec::new();
        if self.chance(25) {
            let (field, node) = self.key(&mut taken);
            nodes.push((field.name.clone(), node));
            fields.push(field);
        } else {
            fields.push(Field::shown("id", Kind::Int));
        }
        for _ in 0..count {
            let (field, node) = self.field(at, table, &mut taken);
            nodes.push((field.name.clone(), node));
            fields.push(field);
        }
        self.rng.shuffle(&mut nodes);
        self.fields.push(fields);
        nodes
    }

    pub fn is_integer(&self, at: usize) -> bool {
        self.enums[at].2
    }
}
