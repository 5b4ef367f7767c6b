//! The committed examples are what the generator makes today.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

const HELP: &str = "remake it with `SOCIO_UPDATE=1 cargo test --test examples`";
const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");

fn socio(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cargo-socio"))
        .arg("socio")
        .args(args)
        .current_dir(folder)
        .output()
        .expect("cargo-socio starts")
}

fn projects() -> Vec<PathBuf> {
    let entries = fs::read_dir(EXAMPLES).expect("the examples");
    let folders = entries.map(|entry| entry.expect("an entry").path());
    folders
        .filter(|path| path.join("socio.yaml").is_file())
        .collect()
}

#[test]
fn nothing_is_pending_in_any_example() {
    LazyLock::force(&UPDATED);
    let projects = projects();
    assert!(projects.len() >= 10, "{projects:?}");
    for project in projects {
        let output = socio(&project, &["generate", "--check"]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{} is behind: {HELP}\n{said}",
            project.display()
        );
    }
}

/// An example that has a spec of its own, and the files in it that are written by hand: changed since `new`, or added.
struct Example {
    name: &'static str,
    own: &'static [&'static str],
}

const BY_NEW: [Example; 2] = [
    Example {
        name: "blog",
        own: &["src/app.rs", "src/services/post.rs", "tests/actions.rs"],
    },
    Example {
        name: "actions",
        own: &[
            ".gitignore",
            "Cargo.toml",
            "src/app.rs",
            "src/content.rs",
            "src/lib.rs",
            "src/main.rs",
            "src/market.rs",
            "src/services/chat.rs",
            "src/services/file.rs",
            "src/services/reports.rs",
            "src/services/ticker.rs",
            "tests/actions/chat.rs",
            "tests/actions/files.rs",
            "tests/actions/main.rs",
            "tests/actions/reports.rs",
            "tests/actions/ticker.rs",
            "tests/fixtures/app.rs",
        ],
    },
];

impl Example {
    fn root(&self, mode: &str) -> PathBuf {
        Path::new(EXAMPLES).join(format!("{}-{mode}", self.name))
    }
}

/// With `SOCIO_UPDATE=1`, the examples are made anew first: everything but what is written by hand.
static UPDATED: LazyLock<()> = LazyLock::new(|| {
    if std::env::var_os("SOCIO_UPDATE").is_none() {
        return;
    }
    for example in &BY_NEW {
        for mode in ["async", "sync"] {
            update(&example.root(mode), &made(example, mode), example.own);
        }
    }
    for project in projects() {
        let output = socio(&project, &["generate", "--force"]);
        assert!(output.status.success(), "{output:?}");
    }
});

/// What `new` makes of a spec, in a workspace like this one.
fn made(example: &Example, mode: &str) -> BTreeMap<String, String> {
    let home = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(home.path().join("runtime")).expect("made");
    fs::write(home.path().join("runtime/Cargo.toml"), "").expect("written");
    let workspace = "[workspace]\nmembers = [\"examples/*\"]\n";
    fs::write(home.path().join("Cargo.toml"), workspace).expect("written");
    fs::create_dir(home.path().join("examples")).expect("made");
    let target = format!("examples/{}-{mode}", example.name);
    let spec = format!("{EXAMPLES}/{}.yaml", example.name);
    #[rustfmt::skip]
    let args = ["new", &target, "--spec", &spec, "--mode", mode, "--runtime", "path=runtime", "--vcs", "none"];
    let output = socio(home.path(), &args);
    assert!(output.status.success(), "{output:?}");
    tree(&home.path().join(&target))
}

/// Down to the last byte, an example is what `new` makes of its spec, but for the files that it names as its own.
#[test]
fn the_examples_are_what_new_makes() {
    LazyLock::force(&UPDATED);
    for example in &BY_NEW {
        for mode in ["async", "sync"] {
            let made = made(example, mode);
            let root = example.root(mode);
            let committed = tree(&root);
            for path in made.keys().chain(committed.keys()) {
                let same = made.get(path) == committed.get(path);
                let own = example.own.contains(&path.as_str());
                let file = root.join(path);
                assert!(own || same, "{} is behind: {HELP}", file.display());
                assert!(!own || !same, "{} is not changed", file.display());
            }
            for path in example.own {
                assert!(committed.contains_key(*path), "{path} is missing");
            }
        }
    }
}

fn update(root: &Path, made: &BTreeMap<String, String>, own: &[&str]) {
    for path in tree(root).keys().filter(|path| !made.contains_key(*path)) {
        if !own.contains(&path.as_str()) {
            fs::remove_file(root.join(path)).expect("removed");
        }
    }
    for (path, content) in made {
        let file = root.join(path);
        if !own.contains(&path.as_str()) || !file.exists() {
            fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            fs::write(file, content).expect("written");
        }
    }
}

/// What an async file says, and a sync one in its place.
const COLOURS: [(&str, &str); 9] = [
    ("-async", "-sync"),
    ("_async", "_sync"),
    ("aio", "blocking"),
    ("asyncfn", "fn"),
    (".await", ""),
    (".recv()", ".blocking_recv()"),
    ("std::fs::", "fs::"),
    ("tokio::spawn(", "std::thread::spawn(move||"),
    ("talking;", "talking.join();"),
];

/// What is written by hand differs by mode in imports, and in how one waits.
#[test]
fn the_modes_of_an_example_differ_in_colour() {
    let statements = |path: &Path| {
        let text = fs::read_to_string(path).expect("a file of an example");
        let lines = text.lines().filter(|line| !line.starts_with("use "));
        let text: String = lines.flat_map(str::split_whitespace).collect();
        // As rustfmt puts them where it breaks a line.
        text.replace(",)", ")")
    };
    let is_alike = |path: &&&str| path.starts_with("src/") && **path != "src/main.rs";
    for example in &BY_NEW {
        for path in example.own.iter().filter(is_alike) {
            let [mut expected, sync] =
                ["async", "sync"].map(|mode| statements(&example.root(mode).join(path)));
            for (asynchronous, synchronous) in COLOURS {
                expected = expected.replace(asynchronous, synchronous);
            }
            assert_eq!(expected, sync, "{path} of {}", example.name);
        }
    }
}

/// Every file below a folder, without what a run of the example leaves there.
fn tree(root: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(root).expect("below the root");
            let name = name.to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !name.contains(".db") && name != "Cargo.lock" && !name.starts_with(".socio-")
            {
                files.insert(name, fs::read_to_string(&path).expect("text"));
            }
        }
    }
    files
}
