//! Fields of every kind: keys, references, relations to many, lists and plain ones.

use super::columns::{self, Kind};
use super::models::{Draft, Field};
use super::names::FieldNames;
use super::options::Options;
use super::yaml::{Yaml, list, map, text};

impl Draft {
    /// A primary key of its own.
    pub(super) fn key(&mut self, taken: &mut FieldNames) -> (Field, Yaml) {
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
        (Field::shown(name, kind), Yaml::Map(options.entries))
    }

    pub(super) fn field(
        &mut self,
        at: usize,
        table: &str,
        taken: &mut FieldNames,
    ) -> (Field, Yaml) {
        match self.rng.u32(0..12) {
            0 => self.link(at, table, taken),
            1 | 2 => self.reference(at, taken),
            3 => self.list(taken),
            _ => self.plain(taken),
        }
    }

    fn link(&mut self, at: usize, table: &str, taken: &mut FieldNames) -> (Field, Yaml) {
        let model = self.rng.usize(0..self.model_names.len());
        let name = taken.field(&mut self.rng, "");
        let target = list([self.model_names[model].clone()]);
        let join = format!("{table}_{name}");
        let own_table = if self.chance(30) || !self.names.table(&join) {
            Some(text(self.names.free_table(&mut self.rng)))
        } else {
            None
        };
        // A row needs others only of models that stand before.
        let blank = (model >= at || self.chance(50)).to_string();
        let node = match own_table {
            Some(table) => map([
                ("type", target),
                ("table", table),
                ("comment", text("which")),
                ("blank", text(blank)),
            ]),
            None => target,
        };
        (Field::shown(name, Kind::Link { model }), node)
    }

    /// To a model that stands before, or a nullable one to any.
    fn reference(&mut self, at: usize, taken: &mut FieldNames) -> (Field, Yaml) {
        let model = self.rng.usize(0..self.model_names.len());
        let null = model >= at || self.chance(40);
        let target = self.model_names[model].clone();
        let name = taken.field(&mut self.rng, "_id");
        let mark = if null { "?" } else { "" };
        let field = Field::shown(name, Kind::Reference { model });
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
            return (Field::shown(name, kind), elements);
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

    /// The members of every enum.
    fn members(&self) -> Vec<Vec<String>> {
        let members = self.enums.iter().map(|(_, members, _)| members.clone());
        members.collect()
    }

    /// `TYPE['?'][' = 'DEFAULT]`.
    fn short(&mut self, ty: &str, kind: &Kind, null: bool) -> String {
        let mark = if null { "?" } else { "" };
        let is_simple = |c: char| c.is_ascii_alphanumeric() || "-:.".contains(c);
        let members = self.members();
        let default = kind.default(&mut self.rng, &members);
        match default.filter(|text| text.chars().all(is_simple)) {
            Some(default) if self.chance(30) => format!("{ty}{mark} = {default}"),
            _ => format!("{ty}{mark}"),
        }
    }

    fn plain(&mut self, taken: &mut FieldNames) -> (Field, Yaml) {
        let name = taken.field(&mut self.rng, "");
        let (ty, kind) = self.value();
        let null = self.chance(30);
        if self.chance(40) {
            let short = self.short(&ty, &kind, null);
            return (Field::shown(name, kind), text(short));
        }
        let members = self.members();
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
}
