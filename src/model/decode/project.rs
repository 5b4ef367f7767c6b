//! The top level of a spec.

use super::{Build, Known, Overrides, entity, enums, listing, messages, services};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::model::grammar::PROJECT;
use crate::model::{Database, ListSettings, Mode, Project, Renames, Wire};
use crate::spec::{Key, Node};

impl Build {
    pub(in crate::model) fn project(&mut self, root: &Node, overrides: &Overrides) -> Project {
        self.keys(root, &PROJECT);
        // What the file says is checked also where the command line says otherwise.
        let (name, package, mode) = (self.project_name(root), self.package(root), self.mode(root));
        let name = overrides.project.clone().or(name);
        let name = name.unwrap_or_else(|| String::from("service"));
        let package = overrides.package.clone().or(package);
        let package = package.unwrap_or_else(|| format!("{}.v1", name.replace('-', "_")));
        let mode = overrides.mode.or(mode).unwrap_or(Mode::Async);
        self.database(root);
        let enums = enums::enums(self, root);
        let mut project = Project {
            name,
            package,
            mode,
            database: Database::Sqlite,
            wire: listing::wire(self, root, Wire::Dsg),
            enums,
            models: Vec::new(),
            messages: Vec::new(),
            services: Vec::new(),
            renames: Renames::default(),
        };
        self.parts(root, &mut project);
        project
    }

    fn mode(&mut self, root: &Node) -> Option<Mode> {
        let node = root.get("mode")?;
        let text = node.scalar().unwrap_or_default();
        if let Some((_, mode)) = Mode::NAMES.iter().find(|(name, _)| *name == text) {
            return Some(*mode);
        }
        let found = Diagnostic::new(Code::UnknownValue, node.span.clone(), "unknown mode");
        self.report(match nearest(text, Mode::NAMES.map(|(name, _)| name)) {
            Some(near) => found.replacement(near),
            None => found.help("`mode: async` or `mode: sync`"),
        });
        None
    }

    fn database(&mut self, root: &Node) {
        let Some(node) = root.get("database") else {
            return;
        };
        let mut known = Database::NAMES.iter();
        if known.all(|(name, _)| node.scalar() != Some(*name)) {
            let text = node.scalar().unwrap_or("this database");
            let message = format!("{text} is not supported yet");
            let found = Diagnostic::new(Code::NotSupportedYet, node.span.clone(), message);
            self.report(found.help("write `database: sqlite`").replacement("sqlite"));
        }
    }

    /// Models, messages and services, which know each other by their names.
    fn parts(&mut self, root: &Node, project: &mut Project) {
        let entries = self.entries(root, "models");
        let empty = root
            .get("models")
            .is_some_and(|models| models.entries().is_some_and(<[_]>::is_empty));
        if empty || !Self::is_meant(root, "models", &PROJECT) {
            let help = "add `models:` with a model and its `fields:`";
            self.error(
                Code::NoModels,
                &(root.span.start..root.span.start),
                "the spec has no models",
                help,
            );
        }
        let names = |entries: &[(Key, Node)]| -> Vec<String> {
            entries.iter().map(|(key, _)| key.text.clone()).collect()
        };
        let models = names(entries);
        let messages = names(self.entries(root, "messages"));
        let lists = listing::settings(self, root, &ListSettings::default());
        let known = Known::new(
            &models,
            &project.enums,
            &messages,
            project.mode,
            &lists,
            project.wire,
        );
        for (key, node) in entries {
            self.type_name(key, entries);
            project.models.push(entity::model(self, key, node, &known));
        }
        project.messages = messages::messages(self, root, &known);
        project.services = services::services(self, root, &known);
    }
}
