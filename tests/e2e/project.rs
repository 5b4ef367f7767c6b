//! A project scaffolded into a temporary folder, and cargo run inside it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::server::Server;

/// The spec of the examples: authors, posts, tags, comments.
pub const BLOG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/blog.yaml");

pub const RUNTIME: &str = concat!("path=", env!("CARGO_MANIFEST_DIR"), "/runtime");

/// Where all projects of a test run are built.
const TARGET: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/projects");

pub struct Project {
    /// Holds the folder's life.
    _home: TempDir,
    pub root: PathBuf,
}

impl Project {
    /// `cargo socio new NAME --spec SPEC --mode MODE`, over the runtime of this checkout.
    pub fn new(name: &str, spec: &str, mode: &str) -> Self {
        Self::with_args(
            name,
            &["--spec", spec, "--mode", mode, "--runtime", RUNTIME],
        )
    }

    pub fn with_args(name: &str, args: &[&str]) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let output = socio(home.path())
            .args(["new", name])
            .args(args)
            .output()
            .expect("cargo-socio starts");
        succeeded("cargo socio new", &output);
        let root = home.path().join(name);
        Self { _home: home, root }
    }

    /// The same, from the text of a spec.
    pub fn from_text(name: &str, spec: &str, mode: &str) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let file = home.path().join("spec.yaml");
        fs::write(&file, spec).expect("the spec is written");
        Self::new(name, file.to_str().expect("an UTF-8 path"), mode)
    }

    /// Runs cargo in the project and demands success.
    pub fn cargo(&self, args: &[&str]) -> String {
        let output = self.cargo_command(args).output().expect("cargo starts");
        succeeded(&format!("cargo {}", args.join(" ")), &output);
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    pub fn cargo_command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO"));
        command.args(args).current_dir(&self.root);
        shares_builds(&mut command);
        command
    }

    /// The server's binary, built by `cargo build`.
    pub fn binary(&self) -> PathBuf {
        let name = self.root.file_name().expect("a project name");
        Path::new(TARGET).join("debug").join(name)
    }

    /// Runs `cargo socio` in the project.
    pub fn socio(&self, args: &[&str]) -> Output {
        let output = socio(&self.root).args(args).output();
        output.expect("cargo-socio starts")
    }

    /// Its files, without what git has and the file that commands lock.
    pub fn snapshot(&self) -> BTreeMap<PathBuf, String> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.ends_with(".git") || path.ends_with(".socio-lock") {
                    continue;
                }
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let content = fs::read_to_string(&path).expect("text");
                    files.insert(path, content);
                }
            }
        }
        files
    }

    /// Serves once over `rows.db`, which migrates it, then adds a tag to it; answers how many there are.
    pub fn migrate_and_add_a_tag(&self) -> i64 {
        self.cargo(&["build"]);
        drop(Server::start(self, "rows.db"));
        let database = rusqlite::Connection::open(self.root.join("rows.db")).expect("a database");
        let count = "SELECT count(*) FROM tag";
        let tags: i64 = database
            .query_row(count, [], |row| row.get(0))
            .expect("a count");
        database
            .execute("INSERT INTO tag (label) VALUES (?1)", [tags.to_string()])
            .expect("a row");
        tags + 1
    }

    pub fn write(&self, path: &str, text: &str) {
        fs::write(self.root.join(path), text).unwrap_or_else(|e| panic!("{path}: {e}"));
    }

    /// Replaces a text that stands in a file once.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert_eq!(text.matches(from).count(), 1, "{from} in {path}");
        self.write(path, &text.replace(from, to));
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }
}

/// Lets cargo find the dependencies that other projects have built.
pub fn shares_builds(command: &mut Command) {
    command
        .env("CARGO_TARGET_DIR", TARGET)
        // Each project is built once or twice: what speeds a later build up only fills the disk.
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "none")
        .env_remove("DATABASE_URL");
}

pub fn socio(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-socio"));
    command.arg("socio").current_dir(folder);
    command
}

pub fn succeeded(what: &str, output: &Output) {
    assert!(
        output.status.success(),
        "{what} failed\n--- stdout\n{}\n--- stderr\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
