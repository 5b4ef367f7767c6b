//! A valid spec from a seed: enums, models and their fields.

use std::ops::Range;

use cargo_socio::model::Name;
use fastrand::Rng;

use super::columns::{self, Kind};
use super::names::{FieldNames, Names};
use super::options::Options;
use super::services;
use super::words;
use super::yaml::{Yaml, list, map, text};

/// A field as services and groups see it.
#[derive(Debug, Clone)]
pub struct Field {
    pub name: String,
    pub kind: Kind,
    pub write_only: bool,
}

/// A spec in the making.
pub struct Draft {
    pub rng: Rng,
    names: Names,
    pub is_async: bool,
    /// Names, members and whether they are integers.
    enums: Vec<(String, Vec<String>, bool)>,
    model_names: Vec<String>,
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
    if !enums.is_empty() {
        root.push((String::from("enums"), Yaml::Map(enums)));
    }
    root.push((String::from("models"), Yaml::Map(models)));
    Yaml::Map(root)
}

impl Draft {
    fn chance(&mut self, percent: u32) -> bool {
        self.rng.u32(0..100) < percent
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
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

    fn one_enum(&mut self) -> (String, Yaml) {
        let name = self.names.type_name(&mut self.rng);
        let mut taken = FieldNames::with(&["unspecified", "enum", "values"]);
        let count = self.rng.usize(1..6);
        let members: Vec<String> = (0..count).map(|_| taken.field(&mut self.rng, "")).collect();
        let is_integer = self.chance(25);
        let comment = text(self.pick(&["what it is", "it's \"so\""]));
        let values = if is_integer {
            let first = self.rng.i64(-3..50);
            let numbered = members.iter().zip(first..);
            let member = |(name, n): (&String, i64)| match n % 3 {
                0 => (
                    name.clone(),
                    map([("value", Yaml::Number(n)), ("comment", comment.clone())]),
                ),
                _ => (name.clone(), Yaml::Number(n)),
            };
            Yaml::Map(numbered.map(member).collect())
        } else if self.chance(40) {
            let endings = ["", " 1", "'s", "\"", " ä"];
            let member = |(n, name): (usize, &String)| {
                (name.to_uppercase(), text(format!("{n}{}", endings[n % 5])))
            };
            Yaml::Map(members.iter().enumerate().map(member).collect())
        } else {
            list(members.iter().map(String::as_str))
        };
        let node = if self.chance(25) {
            map([("values", values), ("comment", comment)])
        } else {
            values
        };
        self.enums.push((name.clone(), members, is_integer));
        (name, node)
    }

    fn model(&mut self, at: usize, count: usize) -> (String, Yaml) {
        let name = self.model_names[at].clone();
        let mut entries = Vec::new();
        let snake = Name::new(&*name).snake();
        let table = if self.chance(20) || !self.names.table(&snake) {
            let table = self.names.free_table(&mut self.rng);
            entries.push((String::from("table"), text(&*table)));
            table
        } else {
            snake
        };
        let mut taken = FieldNames::with(&["id", "created_at", "updated_at"]);
        let mut fields = Vec::new();
        let mut nodes = Vec::new();
        if self.chance(25) {
            let (field, node) = self.key(&mut taken);
            nodes.push((field.name.clone(), node));
            fields.push(field);
        } else {
            fields.push(Field {
                name: String::from("id"),
                kind: Kind::Int,
                write_only: false,
            });
        }
        for _ in 0..count {
            let (field, node) = self.field(at, &table, &mut taken);
            nodes.push((field.name.clone(), node));
            fields.push(field);
        }
        self.rng.shuffle(&mut nodes);
        self.fields.push(fields);
        entries.push((String::from("fields"), Yaml::Map(nodes)));
        if self.chance(30) {
            entries.push((String::from("timestamps"), text("true")));
        }
        entries.extend(services::groups(self, at));
        entries.extend(services::service(self, at));
        if self.chance(20) {
            entries.push((
                String::from("comment"),
                text(self.pick(&["A model.", "*/ it's \"x\"", "ä\nb"])),
            ));
        }
        (name, Yaml::Map(entries))
    }

    /// A primary key of its own.
    fn key(&mut self, taken: &mut FieldNames) -> (Field, Yaml) {
        let name = if self.chance(50) {
            String::from("id")
        } else {
            taken.field(&mut self.rng, "")
        };
        let (ty, kind) = match self.rng.u32(0..5) {
            0 => ("int32", Kind::Int),
            1 => ("int64", Kind::Int),
            2 => ("string(40)", Kind::String { max: 40 }),
            3 => ("slug", Kind::Slug),
            _ => ("uuid", Kind::Uuid),
        };
        let mut options = Options::new(&mut self.rng);
        options.set("type", text(ty));
        options.set("primary_key", text("true"));
        if kind == Kind::Int {
            options.flag("read_only", 40);
        }
        options.column(taken);
        options.comment();
        (
            Field {
                name,
                kind,
                write_only: false,
            },
            Yaml::Map(options.entries),
        )
    }

    fn field(&mut self, at: usize, table: &str, taken: &mut FieldNames) -> (Field, Yaml) {
        match self.rng.u32(0..12) {
            0 => self.link(table, taken),
            1 | 2 => self.reference(at, taken),
            3 => self.list(taken),
            _ => self.plain(taken),
        }
    }

    fn link(&mut self, table: &str, taken: &mut FieldNames) -> (Field, Yaml) {
        let model = self.rng.usize(0..self.model_names.len());
        let name = taken.field(&mut self.rng, "");
        let target = list([self.model_names[model].clone()]);
        let join = format!("{table}_{name}");
        let own_table = if self.chance(30) || !self.names.table(&join) {
            Some(text(self.names.free_table(&mut self.rng)))
        } else {
            None
        };
        let node = match own_table {
            Some(table) => map([
                ("type", target),
                ("table", table),
                ("comment", text("which")),
            ]),
            None => target,
        };
        (
            Field {
                name,
                kind: Kind::Link { model },
                write_only: false,
            },
            node,
        )
    }

    /// To a model that stands before, or a nullable one to any.
    fn reference(&mut self, at: usize, taken: &mut FieldNames) -> (Field, Yaml) {
        let model = self.rng.usize(0..self.model_names.len());
        let null = model >= at || self.chance(40);
        let target = self.model_names[model].clone();
        let name = taken.field(&mut self.rng, "_id");
        let mark = if null { "?" } else { "" };
        let field = Field {
            name,
            kind: Kind::Reference { model },
            write_only: false,
        };
        if self.chance(50) {
            return (field, text(format!("{target}{mark}")));
        }
        let mut options = Options::new(&mut self.rng);
        options.set("type", text(format!("{target}{mark}")));
        if options.chance(50) {
            let rules = if null {
                &["set_null", "cascade", "restrict"][..]
            } else {
                &["cascade", "restrict"]
            };
            let rule = rules[usize::from(options.chance(50)) * (rules.len() - 1)];
            options.set("on_delete", text(rule));
        }
        options.index(&field.kind, false);
        options.flag("immutable", 15);
        options.column(taken);
        options.comment();
        (field, Yaml::Map(options.entries))
    }

    fn list(&mut self, taken: &mut FieldNames) -> (Field, Yaml) {
        let name = taken.field(&mut self.rng, "");
        let (ty, kind) = loop {
            let (ty, kind) = self.value();
            if kind.is_element() {
                break (ty, kind);
            }
        };
        let element = if self.chance(40) {
            let mut options = Options::new(&mut self.rng);
            options.set("type", text(ty));
            options.rules(&kind);
            Yaml::Map(options.entries)
        } else {
            text(ty)
        };
        let kind = Kind::List(Box::new(kind));
        let elements = Yaml::List(vec![element]);
        if self.chance(60) {
            return (
                Field {
                    name,
                    kind,
                    write_only: false,
                },
                elements,
            );
        }
        let mut options = Options::new(&mut self.rng);
        options.set("type", elements);
        let write_only = options.flag("write_only", 15);
        options.flag("immutable", 15);
        options.column(taken);
        options.comment();
        let node = Yaml::Map(options.entries);
        (
            Field {
                name,
                kind,
                write_only,
            },
            node,
        )
    }

    /// A type of one value: an enum, or one of the spec's own.
    fn value(&mut self) -> (String, Kind) {
        if !self.enums.is_empty() && self.chance(20) {
            let at = self.rng.usize(0..self.enums.len());
            return (self.enums[at].0.clone(), Kind::Enum { at });
        }
        columns::scalar(&mut self.rng)
    }

    fn plain(&mut self, taken: &mut FieldNames) -> (Field, Yaml) {
        let name = taken.field(&mut self.rng, "");
        let (ty, kind) = self.value();
        let members: Vec<_> = self
            .enums
            .iter()
            .map(|(_, members, _)| members.clone())
            .collect();
        let null = self.chance(30);
        let mark = if null { "?" } else { "" };
        if self.chance(40) {
            let plain = |text: &String| {
                text.chars()
                    .all(|c| c.is_ascii_alphanumeric() || "-:.".contains(c))
            };
            let default = kind.default(&mut self.rng, &members).filter(plain);
            let short = match default {
                Some(default) if self.chance(30) => format!("{ty}{mark} = {default}"),
                _ => format!("{ty}{mark}"),
            };
            return (
                Field {
                    name,
                    kind,
                    write_only: false,
                },
                text(short),
            );
        }
        let mut options = Options::new(&mut self.rng);
        options.set("type", text(ty));
        if null {
            options.set("null", text("true"));
        }
        let write_only = options.flag("write_only", 8);
        let read_only = !write_only && options.flag("read_only", 8);
        if !read_only {
            options.flag("immutable", 10);
        }
        options.rules(&kind);
        options.default(&kind, &members);
        options.index(&kind, write_only);
        options.column(taken);
        options.comment();
        let node = Yaml::Map(options.entries);
        (
            Field {
                name,
                kind,
                write_only,
            },
            node,
        )
    }

    pub fn is_integer(&self, at: usize) -> bool {
        self.enums[at].2
    }
}
