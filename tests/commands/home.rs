//! A folder with a project in it, and cargo-socio run there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub const SPEC: &str = "# The shop.\nmodels:\n  Item:\n    fields:\n      name: string(40)\n";

pub struct Home {
    folder: tempfile::TempDir,
}

/// How a command ended, and what it said on both streams.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub err: String,
    pub out: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            code: output.status.code().unwrap_or(-1),
            err: text(&output.stderr),
            out: text(&output.stdout),
        }
    }
}

pub fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-socio"));
    command.args(args).current_dir(folder);
    command
}

impl Home {
    /// An empty folder.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { folder }
    }

    /// With `shop.yaml` and a project `shop` made of it.
    pub fn with_shop() -> Self {
        let home = Self::new();
        home.write("shop.yaml", SPEC);
        let said = home.socio(&["new", "shop", "--spec", "shop.yaml", "--vcs", "none"]);
        assert_eq!(said.code, 0, "{said:?}");
        home
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn shop(&self) -> PathBuf {
        self.path().join("shop")
    }

    pub fn socio(&self, args: &[&str]) -> Said {
        let output = command(self.path(), args).output();
        output.expect("cargo-socio starts").into()
    }

    pub fn in_shop(&self, args: &[&str]) -> Said {
        let output = command(&self.shop(), args).output();
        output.expect("cargo-socio starts").into()
    }

    pub fn write(&self, file: &str, text: &str) {
        let path = self.path().join(file);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path().join(file)).unwrap_or_else(|e| panic!("{file}: {e}"))
    }

    /// Every file and its content.
    pub fn tree(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    files.insert(path.clone(), Vec::new());
                    folders.push(path);
                } else {
                    let content = fs::read(&path).expect("readable");
                    files.insert(path, content);
                }
            }
        }
        files
    }
}
