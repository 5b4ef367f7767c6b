//! The top level of a spec.

use super::{Build, Known, Overrides, entity, enums};
use crate::diagnostic::Diagnostic;
use crate::model::{Database, Enum, Mode, Model, Name, Project, check};
use crate::spec::{Key, Node};

impl Build {
    pub(super) fn project(&mut self, root: &Node, overrides: &Overrides) -> Project {
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
        let enums = enums::enums(self, root);
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
        if !is_package(&text) {
            let parts: Vec<_> = text
                .split('.')
                .map(|part| Name::new(part).snake())
                .collect();
            let near = parts.join(".");
            let found = Diagnostic::new(node.span.clone(), format!("`{text}` is no proto package"));
            self.report(if is_package(&near) {
                found.replacement(near)
            } else {
                found.help("words of letters, digits and `_`, with dots between: `shop.v1`")
            });
        }
        // What protobuf and gRPC define there is taken from their own crates.
        for (own, whose) in [("google", "protobuf's"), ("grpc", "gRPC's")] {
            if text.split('.').next() == Some(own) {
                let message = format!("packages below `{own}` are {whose} own");
                self.error(&node.span, message, "write one of yours, as `shop.v1`");
            }
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

    fn models(&mut self, root: &Node, enums: &[Enum], mode: Mode) -> Vec<Model> {
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
        let mut models: Vec<Model> = Vec::new();
        for (key, node) in &entries {
            self.type_name(key);
            models.push(entity::model(self, key, node, &known));
        }
        let enum_entries = root.get("enums").and_then(Node::entries);
        check::names(
            self,
            &entries,
            &models,
            enum_entries.unwrap_or_default(),
            enums,
        );
        check::filters(self, &entries, &models, enums);
        check::cycles(self, &entries, &models);
        models
    }

    /// A PascalCase name that Rust and proto can both hold.
    pub(super) fn type_name(&mut self, key: &Key) {
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
    }
}

fn is_package(text: &str) -> bool {
    let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    text.split('.')
        .all(|part| part.starts_with(|c: char| c.is_ascii_lowercase()) && part.chars().all(sound))
}
