//! `cargo socio import`: the numbers of a proto that clients have already.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use super::Failure;
use super::update::{Also, Existing, How};
use crate::model::{self, Project};
use crate::plan::lock::{Numbers, WireLock};
use crate::plan::published::Published;
use crate::plan::{self, RuntimeSource};
use crate::spec::Spec;
use crate::write::lock::Lock;
use crate::{render, shell};

/// Take the numbers of a proto that was published before, as Django Socio gRPC's
#[derive(clap::Args)]
#[command(after_help = "\
Names of the proto that the project has keep their numbers, in socio.lock and so for good.
Those it does not have become reserved; new ones get numbers above all of the proto's.

Examples:
  cargo socio import --proto ../shop/grpc/shop.proto --dry-run    # what would become of each name
  cargo socio import --proto ../shop/grpc/shop.proto")]
pub struct Import {
    /// A proto of the project's package; may be given again for another one
    #[arg(long, value_name = "FILE", required = true)]
    proto: Vec<PathBuf>,
    #[command(flatten)]
    how: How,
}

impl Import {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let published = self.published()?;
        let existing = Existing::find(&self.how)?;
        let spec = super::read(&existing.spec_path())?;
        let project = existing.project(&spec)?;
        is_of(&published, &project)?;
        let api = model::derive(&project);
        let pinned = published.pin(&api, &existing.lock.wire);
        let pinned = pinned.map_err(|refused| {
            let help = "nothing was written; socio.lock and the proto contradict each other: import into a project of its own";
            Failure::new(refused.join("\n       "), help)
        })?;
        let ours = planned(&project, &spec, &existing.lock, &pinned)?;
        report(&published, &ours, &existing.lock.wire);
        let also = Also {
            wire: Some(pinned),
            ..Also::default()
        };
        existing.apply(&spec, &self.how, &also)
    }

    fn published(&self) -> Result<Published, Failure> {
        let mut published = Published::default();
        for path in &self.proto {
            let name = path.display().to_string();
            let text = fs::read_to_string(path).map_err(|error| {
                let help = "name a proto that is there, in UTF-8";
                Failure::io(format!("cannot read {name}"), &error, help)
            })?;
            published.read(&name, &text)?;
        }
        Ok(published)
    }
}

/// Whether it is of the project's own package.
fn is_of(published: &Published, project: &Project) -> Result<(), Failure> {
    if published.package == project.package {
        return Ok(());
    }
    let message = format!(
        "the proto is of the package `{}`, and the project of `{}`",
        published.package, project.package
    );
    let help = format!("write `package: {}` in socio.yaml", published.package);
    Err(Failure::new(message, help))
}

/// What the project's protos declare with the numbers that are pinned.
fn planned(
    project: &Project,
    spec: &Spec,
    lock: &Lock,
    pinned: &WireLock,
) -> Result<Published, Failure> {
    let before = plan::Before {
        names: lock.names.clone(),
        wire: pinned.clone(),
        schema: lock.schema.clone(),
    };
    let target = plan::Target {
        runtime: RuntimeSource::Vendored,
        joins_workspace: false,
    };
    let plan = plan::plan(project, &before, &spec.text, &target);
    let mut files = plan
        .map_err(|refusal| super::consent::impossible(project, &spec.text, &refusal))?
        .files;
    files.retain(|file| file.path.ends_with(".proto"));
    let bug = |error: String| Failure::new(error, "please report it");
    let rendered = render::render(&files).map_err(|error| bug(error.to_string()))?;
    let mut ours = Published::default();
    for file in rendered {
        ours.read(&file.path, &String::from_utf8_lossy(&file.content))?;
    }
    Ok(ours)
}

/// What becomes of each name, where something does.
fn report(published: &Published, ours: &Published, before: &WireLock) {
    let messages = super::counted(published.wire.messages.len(), "message");
    let enums = super::counted(published.wire.enums.len(), "enum");
    shell::status("Read", format!("{messages}, {enums} of {}", ours.package));
    numbers(
        &published.wire.messages,
        &ours.wire.messages,
        &before.messages,
    );
    numbers(&published.wire.enums, &ours.wire.enums, &before.enums);
    for (message, fields) in &published.types {
        let known = ours.types.get(message);
        for (field, there) in fields {
            let here = known.and_then(|known| known.get(field));
            if let Some(here) = here.filter(|here| *here != there) {
                shell::status(
                    "Differs",
                    format!("{message}.{field}: `{there}` there, `{here}` here"),
                );
            }
        }
    }
    let nothing = Vec::new();
    let services = [
        ("Missing", &published.wire.services, &ours.wire.services),
        ("New", &ours.wire.services, &published.wire.services),
    ];
    for (verb, these, those) in services {
        for (service, rpcs) in these {
            let known = those.get(service).unwrap_or(&nothing);
            for rpc in rpcs.iter().filter(|rpc| !known.contains(rpc)) {
                shell::status(verb, format!("{service}/{rpc}"));
            }
        }
    }
}

/// The fields or members of one side only, and those whose number was another one here.
fn numbers(
    theirs: &BTreeMap<String, Numbers>,
    ours: &BTreeMap<String, Numbers>,
    before: &BTreeMap<String, Numbers>,
) {
    let nothing = Numbers::default();
    let of =
        |all: &BTreeMap<String, Numbers>, name: &str| all.get(name).cloned().unwrap_or_default();
    for (name, published) in theirs {
        let here = ours.get(name).unwrap_or(&nothing);
        let gone = published.used.iter();
        for (field, number) in gone.filter(|(field, _)| !here.used.contains_key(*field)) {
            shell::status("Reserved", format!("{name}.{field} = {number}"));
        }
    }
    for (name, here) in ours {
        let (published, before) = (of(theirs, name), of(before, name));
        for (field, number) in &here.used {
            if !published.used.contains_key(field) {
                shell::status("New", format!("{name}.{field} = {number}"));
            } else if let Some(was) = before.used.get(field).filter(|was| *was != number) {
                shell::status(
                    "Renumbered",
                    format!("{name}.{field} = {number}, was {was}"),
                );
            }
        }
    }
}
