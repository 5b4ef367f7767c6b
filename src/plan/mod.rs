//! Which files a project has, and what each template is told. Pure: no disk, no clock.

pub mod cargo_lock;
mod catalogue;
mod client;
pub mod compat;
mod ddl;
mod diagram;
pub mod evolve;
mod file;
mod indexes;
pub mod lock;
pub mod migration;
pub mod names;
pub mod numbers;
mod order;
pub mod proto;
mod protos;
pub mod published;
mod rust;
mod sample;
pub mod schema;
pub mod signatures;
pub mod spec_schema;
mod view;
pub mod wire;

pub use crate::catalogue::Owner;
pub use catalogue::{Before, Plan, Target, plan};
pub use diagram::files as diagram;
pub use file::{PlannedFile, Source};

/// Where the generated project takes the runtime from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuntimeSource {
    /// Copied into the project.
    Vendored,
    Path(String),
    Git(String),
    Version(String),
}

impl RuntimeSource {
    /// `vendored`, `path=DIR`, `git=URL` or `version=X`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let known = "vendored, path=DIR, git=URL or version=X";
        match text.split_once('=') {
            None if text == "vendored" => Ok(Self::Vendored),
            Some(("path", path)) if !path.is_empty() => Ok(Self::Path(path.to_owned())),
            Some(("git", url)) if !url.is_empty() => Ok(Self::Git(url.to_owned())),
            Some(("version", version)) if !version.is_empty() => {
                Ok(Self::Version(version.to_owned()))
            }
            _ => Err(format!("unknown runtime `{text}`: write {known}")),
        }
    }

    /// `vendored`, `path`, `git` or `version`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Vendored => "vendored",
            Self::Path(_) => "path",
            Self::Git(_) => "git",
            Self::Version(_) => "version",
        }
    }

    /// As Cargo.toml says it.
    fn dependency(&self) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        // Generated code and runtime are of one version. A vendored runtime changes together with it.
        let version = env!("CARGO_PKG_VERSION");
        match self {
            Self::Vendored => String::from("path = \"runtime\""),
            Self::Path(path) => format!("path = {}, version = \"{version}\"", quoted(path)),
            Self::Git(url) => format!("git = {}", quoted(url)),
            Self::Version(version) => format!("version = {}", quoted(version)),
        }
    }
}
