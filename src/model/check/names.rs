//! Names by the place they stand in: what is written twice is refused, showing both.

use std::collections::HashMap;
use std::ops::Range;

use heck::{ToLowerCamelCase, ToSnakeCase, ToUpperCamelCase};

use super::declare::{declare, module, refusal, service_names};
use super::enum_names;
use crate::diagnostic::Code;
use crate::model::api::Message;
use crate::model::decode::Build;
use crate::model::ident::rust_ident;
use crate::model::scope::Scope;
use crate::model::{Enum, Model, Project, defined_in, derive};
use crate::spec::{Key, Node};

/// A model with the places of its names.
struct Site<'a> {
    model: &'a Model,
    span: &'a Range<usize>,
    node: &'a Node,
    fields: HashMap<&'a str, &'a (Key, Node)>,
}

impl<'a> Site<'a> {
    fn new(model: &'a Model, (key, node): &'a (Key, Node)) -> Self {
        let fields = node.get("fields").and_then(Node::entries);
        let fields = fields.unwrap_or_default().iter();
        Self {
            model,
            span: &key.span,
            node,
            fields: fields.map(|entry| (entry.0.text.as_str(), entry)).collect(),
        }
    }

    fn name(&self) -> &str {
        self.model.name.as_typed()
    }

    /// Where a field is written; one that is added by itself stands with the model.
    fn field(&self, name: &str) -> &'a Range<usize> {
        self.fields
            .get(name)
            .map_or(self.span, |(key, _)| &key.span)
    }

    /// Where an option of the model is written, else its name.
    fn option(&self, key: &str) -> &'a Range<usize> {
        self.node.get(key).map_or(self.span, |node| &node.span)
    }

    /// The same for an option of a field.
    fn field_option(&self, name: &str, key: &str) -> &'a Range<usize> {
        let field = self.fields.get(name);
        let option = field.and_then(|(_, node)| node.get(key));
        option.map_or(self.field(name), |node| &node.span)
    }
}

/// Refuses every name of a spec that is taken already.
pub(in crate::model) fn names(build: &mut Build, root: &Node, project: &Project) {
    let below = |key| root.get(key).and_then(Node::entries).unwrap_or_default();
    let (entries, enum_entries) = (below("models"), below("enums"));
    let sites = project.models.iter().zip(entries);
    let sites: Vec<Site<'_>> = sites
        .map(|(model, entry)| Site::new(model, entry))
        .collect();
    types(build, &sites, enum_entries, below("messages"));
    package(build, &sites, enum_entries, root, project);
    enum_names::members(build, enum_entries, &project.enums);
    tables(build, &sites);
    for site in &sites {
        let before = build.diagnostics.len();
        fields(build, site);
        // Fields that collide have colliding columns, too.
        if build.diagnostics.len() == before {
            columns(build, site);
        }
    }
    super::actions::fields(build, root, project);
}

/// Models, enums and messages share the words that a type or a shape may be.
fn types(build: &mut Build, sites: &[Site<'_>], enums: &[(Key, Node)], messages: &[(Key, Node)]) {
    let mut scope = Scope::exact();
    let models = sites
        .iter()
        .map(|site| (site.name(), "the model", site.span));
    let enums = enums
        .iter()
        .map(|(key, _)| (key.text.as_str(), "the enum", &key.span));
    let messages = messages
        .iter()
        .map(|(key, _)| (key.text.as_str(), "the message", &key.span));
    for (name, kind, span) in models.chain(enums).chain(messages) {
        let what = format!("{kind} `{name}`");
        declare(
            build,
            &mut scope,
            &[name.to_owned()],
            &what,
            span,
            |name, holder| {
                let [one, other] = [holder, kind].map(|what| what.split(' ').nth(1));
                let [one, other] = [one, other].map(Option::unwrap_or_default);
                let article = |noun: &str| if noun.starts_with('e') { "an" } else { "a" };
                let (a, an) = (article(one), article(other));
                let message = format!("`{name}` names {a} {one} and {an} {other}");
                (message, String::from("rename one of them"))
            },
        );
    }
}

/// What stands in the proto package, and what prost and tonic make of it in one module.
fn package(
    build: &mut Build,
    sites: &[Site<'_>],
    enum_entries: &[(Key, Node)],
    root: &Node,
    project: &Project,
) {
    let (api, enums) = (&derive(project), &project.enums);
    let mut scope = Scope::exact();
    for (position, site) in sites.iter().enumerate() {
        let messages = api.messages_of(position);
        let messages = messages.flat_map(|(_, message)| message_names(message, enums));
        let messages: Vec<String> = messages.collect();
        let what = format!("a message of `{}`", site.name());
        declare(build, &mut scope, &messages, &what, site.span, refusal);
        if let Some(service) = api.service_of(position) {
            let spellings = service_names(&service.name);
            let what = format!("the service of `{}`", site.name());
            declare(build, &mut scope, &spellings, &what, site.span, refusal);
        }
    }
    super::actions::package(build, &mut scope, root, project, api);
    enum_names::in_package(build, &mut scope, enum_entries, enums);
    enum_names::in_messages(build, enum_entries, enums, api);
}

/// A message, and the module of what it defines itself.
pub(super) fn message_names(message: &Message, enums: &[Enum]) -> Vec<String> {
    let name = &message.name;
    let mut names = vec![name.clone(), rust_ident(&name.to_upper_camel_case())];
    if !defined_in(enums, message).is_empty() {
        names.push(module(name, ""));
    }
    names
}

/// Fields and relations of a model, which stand together in its messages.
fn fields(build: &mut Build, site: &Site<'_>) {
    let mut scope = Scope::exact();
    for spelling in field_names("_partial_update_fields") {
        scope.reserve(&spelling, "the list of a partial update's fields");
    }
    let model = site.model;
    let fields = model.fields.iter().map(|field| field.name.as_typed());
    let links = model.links.iter().map(|link| link.name.as_typed());
    for name in fields.chain(links) {
        let what = format!("`{name}`");
        let span = site.field(name);
        declare(
            build,
            &mut scope,
            &field_names(name),
            &what,
            span,
            |_, holder| {
                let message = format!("`{name}` collides with {holder}");
                let help = "rename one of them: Rust, protobuf or JSON would not tell them apart";
                (message, help.to_owned())
            },
        );
    }
}

/// As the proto, as JSON and as prost have it.
pub(super) fn field_names(name: &str) -> [String; 3] {
    let json = name.to_lower_camel_case();
    let rust = rust_ident(&name.to_snake_case());
    [
        name.to_owned(),
        format!("json {json}"),
        format!("prost's {rust}"),
    ]
}

/// Every table has one owner, be it a model or a many-to-many relation.
fn tables(build: &mut Build, sites: &[Site<'_>]) {
    let mut scope = Scope::without_case();
    scope.reserve(
        "socio_migrations",
        "the table in which the server notes its migrations",
    );
    for site in sites {
        let owner = format!("the model `{}`", site.name());
        table(
            build,
            &mut scope,
            &site.model.table,
            &owner,
            site.option("table"),
        );
        for link in &site.model.links {
            let name = link.name.as_typed();
            let owner = format!("`{}.{name}`", site.name());
            table(
                build,
                &mut scope,
                &link.table,
                &owner,
                site.field_option(name, "table"),
            );
        }
    }
}

fn table(build: &mut Build, scope: &mut Scope, table: &str, owner: &str, span: &Range<usize>) {
    let what = format!("the table of {owner}");
    declare(
        build,
        scope,
        &[table.to_owned()],
        &what,
        span,
        |table, holder| {
            let message = format!("the table `{table}` is {holder} already");
            (message, String::from("set `table:` of one of them"))
        },
    );
    if table.to_ascii_lowercase().starts_with("sqlite_") {
        let message = format!("SQLite keeps names that begin with `sqlite_` for itself: `{table}`");
        build.error(
            Code::ReservedName,
            span,
            message,
            format!("set `table: app_{table}`"),
        );
    }
    sql_name(build, table, span);
}

/// The columns of a table.
fn columns(build: &mut Build, site: &Site<'_>) {
    let mut scope = Scope::without_case();
    for field in &site.model.fields {
        let name = field.name.as_typed();
        let span = site.field_option(name, "column");
        let what = format!("`{name}`");
        declare(
            build,
            &mut scope,
            std::slice::from_ref(&field.column),
            &what,
            span,
            |column, holder| {
                let message = format!("`{name}` has the column `{column}`, as {holder} has");
                let help = "set `column:` of one of them: SQLite does not tell capitals from small letters";
                (message, help.to_owned())
            },
        );
        sql_name(build, &field.column, span);
    }
}

/// What no database can name.
fn sql_name(build: &mut Build, name: &str, span: &Range<usize>) {
    if name.is_empty() || name.chars().any(char::is_control) {
        let message = "this is no name of a table or a column";
        build.error(
            Code::InvalidName,
            span,
            message,
            "write letters, digits and `_`, as `blog_post`",
        );
    }
}
