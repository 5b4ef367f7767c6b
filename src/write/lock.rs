//! `socio.lock`: what was published and written so far.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use serde::{Deserialize, Serialize};

use super::hash::Hash;
use crate::model::Mode;
use crate::plan::lock::{SchemaLock, WireLock};
use crate::plan::names::NamesLock;

pub const FILE: &str = "socio.lock";

/// The form of the lock itself.
const FORMAT: u32 = 2;

/// Committed with the project, so that everyone's next change goes on from the same state.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Lock {
    pub format: u32,
    /// The version of cargo-socio, and so of the runtime, that wrote `src/generated`.
    pub version: String,
    /// Fixed once scaffolded: `async` or `sync`.
    pub mode: String,
    /// `vendored`, `path`, `git` or `version`.
    pub runtime: String,
    #[serde(default)]
    pub names: NamesLock,
    pub wire: WireLock,
    pub schema: SchemaLock,
    /// Path → what was written there.
    pub files: BTreeMap<String, Entry>,
}

/// What every form of the lock begins with.
#[derive(Deserialize)]
struct Head {
    format: u32,
    version: String,
}

/// What the generator knows of a file that it wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Entry {
    /// Written once and the user's since then.
    Yours(Yours),
    Generated {
        /// Of the text before it was formatted: whether the plan changed.
        source: Hash,
        /// Of what was written, without white space: whether somebody edited it.
        text: Hash,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Yours {
    Yours,
}

impl Lock {
    pub fn new(mode: Mode, runtime: &str) -> Self {
        Self {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            mode: mode.as_str().to_owned(),
            runtime: runtime.to_owned(),
            names: NamesLock::default(),
            wire: WireLock::default(),
            schema: SchemaLock::default(),
            files: BTreeMap::new(),
        }
    }

    /// Reads the lock of the project at `root`.
    pub fn read(root: &Path) -> io::Result<Self> {
        let text = fs::read_to_string(root.join(FILE))?;
        // Another form may be anything beside these two.
        let Head { format, version } = serde_json::from_str(&text)?;
        if format != FORMAT {
            let message = format!(
                "it has the format {format} of cargo-socio {version}, and this one reads {FORMAT}"
            );
            return Err(io::Error::new(io::ErrorKind::Unsupported, message));
        }
        Ok(serde_json::from_str(&text)?)
    }

    /// As it stands on disk.
    pub fn text(&self) -> io::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

#[cfg(test)]
mod tests {
    use super::{FILE, Lock};

    #[test]
    fn a_lock_of_another_format_is_refused_in_one_sentence() {
        let home = tempfile::tempdir().expect("a folder");
        let text = r#"{ "format": 1, "version": "0.1.0", "wire": 3 }"#;
        std::fs::write(home.path().join(FILE), text).expect("written");
        let refused = Lock::read(home.path()).expect_err("an old format");
        let sentence = "it has the format 1 of cargo-socio 0.1.0, and this one reads 2";
        assert_eq!(refused.to_string(), sentence);
    }
}
