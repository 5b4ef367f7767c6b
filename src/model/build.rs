//! From the tree of a spec to a valid [`Project`], with every mistake on the way.

use std::ops::Range;

use super::entity::{self, Known};
use super::{Database, Enum, Member, Mode, Name, Project};
use crate::diagnostic::{Diagnostics, nearest};
use crate::spec::{Key, Node, Spec};

/// What the command line says over the spec.
#[derive(Debug, Default, Clone)]
pub struct Overrides {
    pub project: Option<String>,
    pub package: Option<String>,
    pub mode: Option<Mode>,
}

/// Keys that a later version will understand.
const LATER: [&str; 8] = [
    "messages",
    "services",
    "wire",
    "filter_transport",
    "naming",
    "app_label",
    "managed",
    "actions",
];

/// Checks a spec and gives it its meaning.
pub fn build(spec: &Spec, overrides: &Overrides) -> Result<Project, Diagnostics> {
    let mut build = Build {
        diagnostics: Diagnostics::new(&spec.path, &spec.text),
    };
    let project = build.project(&spec.root, overrides);
    if build.diagnostics.is_empty() {
        Ok(project)
    } else {
        Err(build.diagnostics)
    }
}

/// The collector, and the small readers that every part uses.
pub(super) struct Build {
    pub diagnostics: Diagnostics,
}

impl Build {
    fn project(&mut self, root: &Node, overrides: &Overrides) -> Project {
        self.keys(
            root,
            &["project", "package", "mode", "database", "enums", "models"],
        );
        let name = overrides
            .project
            .clone()
            .or_else(|| self.word(root, "project"));
        let name = name.unwrap_or_else(|| String::from("service"));
        let package = overrides.package.clone().or_else(|| self.package(root));
        let package = package.unwrap_or_else(|| format!("{}.v1", name.replace('-', "_")));
        let mode = overrides
            .mode
            .or_else(|| self.mode(root))
            .unwrap_or(Mode::Async);
        self.database(root);
        let enums = self.enums(root);
        let models = self.models(root, &enums, mode);
        Project {
            name,
            package,
            mode,
            database: Database::Sqlite,
            enums,
            models,
        }
    }

    fn package(&mut self, root: &Node) -> Option<String> {
        let node = root.get("package")?;
        let text = self.word(root, "package")?;
        let valid = text.split('.').all(|part| {
            part.starts_with(|c: char| c.is_ascii_lowercase())
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        });
        if !valid {
            self.error(
                &node.span,
                format!("`{text}` is no proto package"),
                "write it as `blog.v1`",
            );
        }
        Some(text)
    }

    fn mode(&mut self, root: &Node) -> Option<Mode> {
        let node = root.get("mode")?;
        match node.scalar() {
            Some("async") => Some(Mode::Async),
            Some("sync") => Some(Mode::Sync),
            _ => {
                self.error(&node.span, "unknown mode", "`async` or `sync`");
                None
            }
        }
    }

    fn database(&mut self, root: &Node) {
        let Some(node) = root.get("database") else {
            return;
        };
        if node.scalar() != Some("sqlite") {
            let text = node.scalar().unwrap_or("this database");
            self.error(
                &node.span,
                format!("{text} is not supported yet"),
                "write `database: sqlite`",
            );
        }
    }

    fn enums(&mut self, root: &Node) -> Vec<Enum> {
        let mut enums: Vec<Enum> = Vec::new();
        for (key, node) in self.entries(root, "enums") {
            self.type_name(&key);
            let mut members: Vec<Member> = Vec::new();
            for item in node.items().unwrap_or_default() {
                let stored = item.scalar().unwrap_or_default().to_owned();
                let name = Name::new(stored.clone());
                let proto = name.shouty();
                if !proto.starts_with(|c: char| c.is_ascii_alphabetic())
                    || proto == "ENUM_UNSPECIFIED"
                {
                    self.error(
                        &item.span,
                        format!("`{stored}` is no enum member"),
                        "write a word, as `draft`",
                    );
                } else if members.iter().any(|member| member.proto == proto) {
                    self.error(
                        &item.span,
                        format!("`{stored}` stands here twice"),
                        "remove one of them",
                    );
                }
                members.push(Member {
                    proto,
                    variant: name.pascal(),
                    stored,
                    comment: None,
                });
            }
            if members.is_empty() {
                self.error(
                    &node.span,
                    "an enum needs members",
                    "write `[draft, published]`",
                );
            }
            enums.push(Enum {
                name: Name::new(key.text),
                comment: None,
                members,
            });
        }
        enums
    }

    fn models(&mut self, root: &Node, enums: &[Enum], mode: Mode) -> Vec<super::Model> {
        let entries = self.entries(root, "models");
        if entries.is_empty() {
            let help = "add `models:` with a model and its `fields:`";
            self.error(
                &(root.span.start..root.span.start),
                "the spec has no models",
                help,
            );
        }
        let names: Vec<String> = entries.iter().map(|(key, _)| key.text.clone()).collect();
        let known = Known {
            models: &names,
            enums,
            mode,
        };
        let mut models: Vec<super::Model> = Vec::new();
        for (key, node) in &entries {
            self.type_name(key);
            if enums.iter().any(|e| e.name.as_typed() == key.text) {
                self.error(
                    &key.span,
                    format!("`{}` is an enum, too", key.text),
                    "rename one of them",
                );
            }
            let model = entity::model(self, key, node, &known);
            if let Some(twin) = models
                .iter()
                .find(|other| other.name.snake() == model.name.snake())
            {
                let message = format!(
                    "`{}` and `{}` make the same file",
                    key.text,
                    twin.name.as_typed()
                );
                self.error(&key.span, message, "rename one of them");
            }
            models.push(model);
        }
        self.tables(&entries, &models);
        self.filters(&entries, &models);
        for (index, (key, _)) in entries.iter().enumerate() {
            self.message_clash(key, &names);
            self.cycle(key, index, &models);
        }
        models
    }

    /// Every table has one owner, be it a model or a many-to-many relation.
    fn tables(&mut self, entries: &[(Key, Node)], models: &[super::Model]) {
        let mut seen: Vec<&str> = Vec::new();
        for ((key, _), model) in entries.iter().zip(models) {
            let links = model.links.iter().map(|link| link.table.as_str());
            for table in std::iter::once(model.table.as_str()).chain(links) {
                if seen.contains(&table) {
                    let message = format!("the table `{table}` is needed twice");
                    self.error(&key.span, message, "set `table:` of one of them");
                }
                seen.push(table);
            }
        }
    }

    /// Filters may lead through relations, so they are resolved when all models are known.
    fn filters(&mut self, entries: &[(Key, Node)], models: &[super::Model]) {
        for ((_, node), model) in entries.iter().zip(models) {
            let keys = node
                .get("service")
                .and_then(|service| service.get("filters")?.entries());
            for (key, _) in keys.unwrap_or_default() {
                if let Err(part) = super::listing::resolve(models, model, &key.text) {
                    let fields = model.fields.iter().map(|field| field.name.as_typed());
                    let near = nearest(&part, fields);
                    let help = match near {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => {
                            String::from("a field, or a path through relations: `author__name`")
                        }
                    };
                    self.error(&key.span, format!("unknown field `{part}`"), help);
                }
            }
        }
    }

    /// A model whose name is another model's message.
    fn message_clash(&mut self, key: &Key, names: &[String]) {
        const SUFFIXES: [&str; 8] = [
            "Request",
            "Response",
            "PartialUpdateRequest",
            "RetrieveRequest",
            "DestroyRequest",
            "ListRequest",
            "ListResponse",
            "StreamRequest",
        ];
        for name in names {
            if SUFFIXES
                .iter()
                .any(|suffix| key.text == format!("{name}{suffix}"))
            {
                let message = format!("`{}` is the name of a message of `{name}`", key.text);
                self.error(&key.span, message, "rename the model");
            }
        }
    }

    /// Required references in a circle: the first row could never be stored.
    fn cycle(&mut self, key: &Key, start: usize, models: &[super::Model]) {
        let mut seen = vec![start];
        let mut next = vec![start];
        while let Some(at) = next.pop() {
            for target in models.get(at).into_iter().flat_map(super::Model::required) {
                if target == start {
                    let message = format!("`{}` requires itself through its references", key.text);
                    self.error(
                        &key.span,
                        message,
                        "make one reference of the circle nullable with `?`",
                    );
                    return;
                }
                if !seen.contains(&target) {
                    seen.push(target);
                    next.push(target);
                }
            }
        }
    }

    /// A PascalCase name that Rust and proto can both hold.
    fn type_name(&mut self, key: &Key) {
        let text = &key.text;
        let pascal = Name::new(text.clone()).pascal();
        let sound = text.starts_with(|c: char| c.is_ascii_uppercase())
            && text.chars().all(|c| c.is_ascii_alphanumeric())
            && text.len() <= 60;
        if !sound || *text != pascal {
            self.error(
                &key.span,
                format!("`{text}` is no type name"),
                format!("write it as `{pascal}`"),
            );
        }
        // Their modules have these names already, or the word means something to Rust.
        const TAKEN: [&str; 9] = [
            "Self", "Enums", "Proto", "Mod", "Option", "Result", "Vec", "String", "Box",
        ];
        if TAKEN.contains(&text.as_str()) {
            let message = format!("`{text}` has a meaning in the generated code already");
            self.error(&key.span, message, format!("rename it, as `My{text}`"));
        }
    }

    pub fn error(
        &mut self,
        span: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.diagnostics.error(span.clone(), message, help);
    }

    /// Refuses the keys of a mapping that are not known.
    pub fn keys(&mut self, node: &Node, known: &[&str]) {
        let Some(entries) = node.entries() else {
            self.error(
                &node.span,
                "a mapping is wanted here",
                format!("with keys of: {}", known.join(", ")),
            );
            return;
        };
        for (key, _) in entries {
            let text = key.text.as_str();
            if known.contains(&text) {
                continue;
            }
            if LATER.contains(&text) {
                self.error(
                    &key.span,
                    format!("`{text}` is not supported yet"),
                    "remove it for now",
                );
                continue;
            }
            let help = match nearest(text, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known keys: {}", known.join(", ")),
            };
            self.error(&key.span, format!("unknown key `{text}`"), help);
        }
    }

    /// The entries of a mapping below a key; none where there is no such key.
    pub fn entries(&mut self, node: &Node, key: &str) -> Vec<(Key, Node)> {
        let Some(below) = node.get(key) else {
            return Vec::new();
        };
        match below.entries() {
            Some(entries) => entries.to_vec(),
            None => {
                self.error(
                    &below.span,
                    format!("`{key}` must be a mapping"),
                    "write `Name:` and, indented, what it has",
                );
                Vec::new()
            }
        }
    }

    pub fn word(&mut self, node: &Node, key: &str) -> Option<String> {
        let below = node.get(key)?;
        if below.scalar().is_none() {
            self.error(
                &below.span,
                format!("`{key}` must be text"),
                format!("write `{key}: text`"),
            );
        }
        below.scalar().map(str::to_owned)
    }

    pub fn flag(&mut self, node: &Node, key: &str) -> Option<bool> {
        let below = node.get(key)?;
        match below.scalar() {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => {
                self.error(&below.span, format!("`{key}` is `true` or `false`"), "");
                None
            }
        }
    }

    pub fn number<T: std::str::FromStr>(&mut self, node: &Node, key: &str) -> Option<T> {
        let below = node.get(key)?;
        let number = below.scalar().and_then(|text| text.parse().ok());
        if number.is_none() {
            self.error(
                &below.span,
                format!("`{key}` must be a number in range"),
                "",
            );
        }
        number
    }

    /// The words of a sequence.
    pub fn words(&mut self, node: &Node, key: &str) -> Vec<(String, Range<usize>)> {
        let Some(below) = node.get(key) else {
            return Vec::new();
        };
        let Some(items) = below.items() else {
            self.error(
                &below.span,
                format!("`{key}` must be a list"),
                format!("write `{key}: [a, b]`"),
            );
            return Vec::new();
        };
        let words = items
            .iter()
            .filter_map(|item| Some((item.scalar()?.to_owned(), item.span.clone())));
        words.collect()
    }
}
