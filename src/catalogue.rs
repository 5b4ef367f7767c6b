//! THE table of files: path, owner and template of everything that a project holds.

use std::collections::HashSet;

use include_dir::{Dir, include_dir};

/// The templates, in a tree that mirrors the project's.
pub static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Who may write a file after it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// cargo-socio: rewritten whole.
    Generated,
    /// The user: written once.
    Scaffold,
    /// A migration: never rewritten.
    Append,
}

/// What a file is made for, which decides what its template is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Project,
    /// A project that is no member of a workspace.
    Alone,
    /// The pictures of a project.
    Diagram,
    /// A project with enums.
    Enums,
    /// A project with a service that a client can call.
    Client,
    /// A project with services.
    Clients,
    Model,
    /// A model with a service.
    Service,
    /// A service beside those of the models.
    OwnService,
    /// A model or a service with messages.
    Proto,
    /// A project with messages of no model, in Rust.
    Messages,
    /// Those of them that stand in no service, on the wire.
    MessagesProto,
    /// A project with a service that speaks messages of other models than its own.
    ServicesProto,
    /// A project with actions.
    Actions,
    /// A service with actions.
    ActionsOf,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct File {
    pub subject: Subject,
    pub owner: Owner,
    /// `{package}` is the proto package as folders, `{model}` and `{service}` the name of their files.
    pub path: &'static str,
    /// `{mode}` is `async` or `sync`.
    pub template: &'static str,
}

const fn file(subject: Subject, owner: Owner, path: &'static str, template: &'static str) -> File {
    File {
        subject,
        owner,
        path,
        template,
    }
}

#[rustfmt::skip]
pub const FILES: [File; 40] = {
    use Owner::{Generated, Scaffold};
    use Subject::{
        Actions, ActionsOf, Alone, Client, Clients, Diagram, Enums, Messages, MessagesProto, Model, OwnService, Project, Proto,
        Service, ServicesProto,
    };
    [
        file(Project, Scaffold, "Cargo.toml", "Cargo.toml.j2"),
        file(Project, Scaffold, "README.md", "README.md.j2"),
        file(Project, Scaffold, ".gitignore", "gitignore.j2"),
        file(Project, Scaffold, "buf.yaml", "buf.yaml.j2"),
        file(Project, Scaffold, "build.rs", "build.rs.j2"),
        file(Project, Scaffold, "src/main.rs", "src/main.{mode}.rs.j2"),
        file(Project, Scaffold, "src/lib.rs", "src/lib.rs.j2"),
        file(Project, Scaffold, "src/app.rs", "src/app.{mode}.rs.j2"),
        file(Project, Generated, "src/services/mod.rs", "src/services/mod.rs.j2"),
        file(Project, Generated, "src/generated/build.rs", "src/generated/build.rs.j2"),
        file(Project, Generated, "src/generated/mod.rs", "src/generated/mod.rs.j2"),
        file(Project, Generated, "src/generated/enums.rs", "src/generated/enums.rs.j2"),
        file(Project, Generated, "src/generated/proto.rs", "src/generated/proto.rs.j2"),
        file(Project, Generated, "src/generated/models/mod.rs", "src/generated/models/mod.rs.j2"),
        file(Project, Generated, "src/generated/services/mod.rs", "src/generated/services/mod.rs.j2"),
        file(Project, Generated, "tests/contract/main.rs", "tests/contract/main.rs.j2"),
        file(Project, Generated, "tests/contract/support.rs", "tests/contract/support.{mode}.rs.j2"),
        file(Project, Generated, "tests/contract/samples/mod.rs", "tests/contract/samples/mod.rs.j2"),
        file(Project, Generated, "tests/fixtures/mod.rs", "tests/fixtures/mod.rs.j2"),
        file(Project, Scaffold, "tests/fixtures/app.rs", "tests/fixtures/app.{mode}.rs.j2"),
        file(Alone, Scaffold, ".github/workflows/ci.yml", "github/workflows/ci.yml.j2"),
        file(Diagram, Generated, "SCHEMA.md", "SCHEMA.md.j2"),
        file(Enums, Generated, "proto/{package}/enums.proto", "proto/enums.proto.j2"),
        file(Client, Generated, "examples/client.rs", "examples/client.rs.j2"),
        file(Clients, Generated, "src/generated/clients.rs", "src/generated/clients.rs.j2"),
        file(Model, Generated, "src/generated/models/{model}.rs", "src/generated/models/model.rs.j2"),
        file(Model, Generated, "tests/contract/samples/{model}.rs", "tests/contract/samples/model.{mode}.rs.j2"),
        file(Model, Scaffold, "tests/fixtures/{model}.rs", "tests/fixtures/model.{mode}.rs.j2"),
        file(Service, Scaffold, "src/services/{model}.rs", "src/services/model.{mode}.rs.j2"),
        file(Service, Generated, "src/generated/services/{model}.rs", "src/generated/services/model.{mode}.rs.j2"),
        file(Service, Generated, "tests/contract/{model}.rs", "tests/contract/model.rs.j2"),
        file(Proto, Generated, "proto/{package}/{model}.proto", "proto/model.proto.j2"),
        file(MessagesProto, Generated, "proto/{package}/messages.proto", "proto/model.proto.j2"),
        file(ServicesProto, Generated, "proto/{package}/services.proto", "proto/model.proto.j2"),
        file(Messages, Generated, "src/generated/messages.rs", "src/generated/messages.rs.j2"),
        file(OwnService, Scaffold, "src/services/{service}.rs", "src/services/service.{mode}.rs.j2"),
        file(OwnService, Generated, "src/generated/services/{service}.rs", "src/generated/services/service.{mode}.rs.j2"),
        file(OwnService, Scaffold, "tests/fixtures/{service}.rs", "tests/fixtures/service.rs.j2"),
        file(Actions, Generated, "tests/contract/actions/mod.rs", "tests/contract/actions/mod.rs.j2"),
        file(ActionsOf, Generated, "tests/contract/actions/{service}.rs", "tests/contract/actions/service.rs.j2"),
    ]
};

/// The names of files and of their folder that a model's own files stand beside: no
/// model's file may have one of them, and no module may be called as the one around it.
pub fn beside_models() -> impl Iterator<Item = &'static str> {
    let folders = FILES.iter().filter_map(|file| {
        let model = file.path.split_once("/{model}");
        model.or_else(|| file.path.split_once("/{service}"))
    });
    folders.flat_map(|(folder, _)| {
        let beside = FILES
            .iter()
            .filter_map(move |file| file.path.strip_prefix(folder)?.strip_prefix('/'));
        let stems = beside.filter_map(|rest| rest.split(['/', '.']).next());
        let names = stems.chain(folder.rsplit('/').next());
        names.filter(|name| !name.starts_with('{'))
    })
}

/// Every word that a template writes itself: what it is told must not be taken for one of them.
pub fn words(template: &str) -> HashSet<&'static str> {
    let source = TEMPLATES
        .get_file(template)
        .and_then(|file| file.contents_utf8());
    words_of(source.unwrap_or_default())
}

/// The names that `use socio_runtime::aio::prelude::*` brings into a file.
pub fn prelude() -> HashSet<&'static str> {
    let files = socio_runtime::source::FILES.iter();
    let prelude = files.filter(|(path, _)| *path == "src/aio/prelude.rs");
    prelude.flat_map(|(_, code)| words_of(code)).collect()
}

fn words_of(code: &'static str) -> HashSet<&'static str> {
    let code = code.lines().map(|line| match line.find("//") {
        Some(comment) => &line[..comment],
        None => line,
    });
    code.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'))
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Dir, FILES, TEMPLATES, beside_models, prelude, words};

    fn paths(folder: &'static Dir<'static>) -> Vec<String> {
        let here = folder.files().map(|file| file.path().display().to_string());
        here.chain(folder.dirs().flat_map(paths)).collect()
    }

    /// `Cargo.lock` is no template: it is cut to what a project needs.
    #[test]
    fn every_template_has_its_row_and_every_row_its_template() {
        let modes = ["async", "sync"];
        let rows = FILES
            .iter()
            .flat_map(|file| modes.map(|mode| file.template.replace("{mode}", mode)));
        let rows: BTreeSet<String> = rows.collect();
        let templates = paths(&TEMPLATES)
            .into_iter()
            .filter(|path| path.ends_with(".j2"));
        assert_eq!(templates.collect::<BTreeSet<_>>(), rows);
    }

    #[test]
    fn names_beside_models_come_from_the_table() {
        let names: BTreeSet<_> = beside_models().collect();
        for name in [
            "mod", "enums", "models", "services", "fixtures", "contract", "main",
        ] {
            assert!(names.contains(name), "{name}");
        }
        assert!(!names.contains("{model}"), "{names:?}");
    }

    #[test]
    fn words_of_a_template_are_those_of_its_code() {
        let words = words("src/services/model.async.rs.j2");
        assert!(words.contains("Database") && words.contains("Service"));
        assert!(!words.contains("Yours"));
    }

    #[test]
    fn the_prelude_is_that_of_the_runtime() {
        assert!(prelude().contains("Changes") && prelude().contains("Tx"));
    }
}
