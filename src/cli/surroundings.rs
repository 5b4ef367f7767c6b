//! What lies around a new project: a workspace, and the runtime.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::Failure;
use crate::plan::RuntimeSource;

/// Whether `target` will be a member of a workspace around it, as cargo decides it.
///
/// A project that the workspace does not name gets a `[workspace]` of its own:
/// a root manifest is the user's, and is not edited.
pub fn joins_workspace(target: &Path) -> Result<bool, Failure> {
    let target = absolute(target)?;
    for folder in target.ancestors().skip(1) {
        let Ok(text) = fs::read_to_string(folder.join("Cargo.toml")) else {
            continue;
        };
        let Ok(manifest) = text.parse::<toml::Table>() else {
            continue;
        };
        let Some(workspace) = manifest.get("workspace") else {
            continue;
        };
        let Ok(path) = target.strip_prefix(folder) else {
            continue;
        };
        let words = |key: &str| -> Vec<String> {
            let list = workspace.get(key).and_then(toml::Value::as_array);
            let words = list.into_iter().flatten().filter_map(toml::Value::as_str);
            words.map(str::to_owned).collect()
        };
        let is_member = words("members").iter().any(|pattern| {
            glob::Pattern::new(pattern.trim_end_matches('/')).is_ok_and(|pattern| {
                let options = glob::MatchOptions {
                    require_literal_separator: true,
                    ..glob::MatchOptions::new()
                };
                pattern.matches_path_with(path, options)
            })
        });
        let is_excluded = words("exclude")
            .iter()
            .any(|folder| path.starts_with(folder));
        return Ok(is_member && !is_excluded);
    }
    Ok(false)
}

/// The runtime as the project's Cargo.toml names it: a path that was typed here
/// is read from within the project, so it is made relative to that.
pub fn runtime(source: &RuntimeSource, target: &Path) -> Result<RuntimeSource, Failure> {
    let RuntimeSource::Path(path) = source else {
        return Ok(source.clone());
    };
    let target = absolute(target)?;
    let here = absolute(Path::new(path))?;
    if here.join("Cargo.toml").is_file() {
        return Ok(match Path::new(path).is_absolute() {
            true => source.clone(),
            false => RuntimeSource::Path(relative(&here, &target)),
        });
    }
    // Or it is meant as Cargo.toml will have it.
    if absolute(&target.join(path))?.join("Cargo.toml").is_file() {
        return Ok(source.clone());
    }
    let message = format!("--runtime path={path}: no Cargo.toml there");
    Err(Failure::new(message, "name the folder of socio-runtime"))
}

/// Without `.` and `..`, and without asking the disk: the target is not there yet.
fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    let full = std::path::absolute(path)
        .map_err(|error| Failure::new(format!("{}: {error}", path.display()), ""))?;
    let mut plain = PathBuf::new();
    for part in full.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    Ok(plain)
}

/// `to` as seen from `from`, with `/`.
fn relative(to: &Path, from: &Path) -> String {
    let shared = to
        .components()
        .zip(from.components())
        .take_while(|(to, from)| to == from)
        .count();
    let up = from.components().skip(shared).map(|_| String::from(".."));
    let down = to
        .components()
        .skip(shared)
        .map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "workspaces are made to look at")]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_project() {
        let at = |to, from| relative(Path::new(to), Path::new(from));
        assert_eq!(at("/a/runtime", "/a/examples/blog"), "../../runtime");
        assert_eq!(at("/a/b/runtime", "/a/b"), "runtime");
    }

    #[test]
    fn members_are_matched_as_cargo_does() {
        let home = tempfile::tempdir().expect("a folder");
        let manifest =
            "[workspace]\nmembers = [\"crates/*\", \"app\"]\nexclude = [\"crates/old\"]\n";
        fs::write(home.path().join("Cargo.toml"), manifest).expect("written");
        for (path, joins) in [
            ("crates/shop", true),
            ("app", true),
            ("crates/deep/shop", false),
            ("crates/old", false),
            ("other", false),
        ] {
            let found = joins_workspace(&home.path().join(path)).unwrap_or(!joins);
            assert_eq!(found, joins, "{path}");
        }
    }
}
