//! The Cargo.lock of a new project: the versions that are tested here.

/// The closure of a project's dependencies, made by cargo, without the project itself.
const TEMPLATE: &str = include_str!("../../templates/Cargo.lock");

/// What a project depends on directly, in the order cargo writes it.
const DEPENDENCIES: [&str; 8] = [
    "prost",
    "prost-types",
    "protox",
    "socio-runtime",
    "tokio",
    "tonic",
    "tonic-prost",
    "tonic-prost-build",
];

const BLOCK: &str = "[[package]]\n";

/// The lock of the project `name`, as cargo itself would write it.
pub fn text(name: &str) -> String {
    let dependencies: String = DEPENDENCIES
        .iter()
        .map(|dependency| format!(" \"{dependency}\",\n"))
        .collect();
    let own = format!(
        "{BLOCK}name = \"{name}\"\nversion = \"0.1.0\"\ndependencies = [\n{dependencies}]\n\n"
    );
    // Packages are sorted by name.
    let after = packages().find(|(package, _)| *package > name);
    let at = after.map_or(TEMPLATE.len(), |(_, at)| at);
    let (before, after) = TEMPLATE.split_at(at);
    if after.is_empty() {
        format!("{before}\n{}\n", own.trim_end())
    } else {
        format!("{before}{own}{after}")
    }
}

/// Whether a project of this name would share it with something it depends on.
pub fn is_dependency(name: &str) -> bool {
    let name = name.replace('_', "-");
    packages().any(|(package, _)| package.replace('_', "-") == name)
}

/// Each package's name, and where its block begins.
fn packages() -> impl Iterator<Item = (&'static str, usize)> {
    TEMPLATE.match_indices(BLOCK).map(|(at, _)| {
        let rest = &TEMPLATE[at + BLOCK.len()..];
        let name = rest.split('"').nth(1).unwrap_or_default();
        (name, at)
    })
}

#[cfg(test)]
mod tests {
    use super::{TEMPLATE, is_dependency, text};

    #[test]
    fn the_project_stands_where_cargo_puts_it() {
        let lock = text("blog");
        let position = |name: &str| lock.find(&format!("name = \"{name}\"")).expect("there");
        assert!(position("bitflags") < position("blog") && position("blog") < position("bytes"));
        assert!(text("zzz").ends_with("\"tonic-prost-build\",\n]\n"));
        assert!(is_dependency("tokio_stream") && !is_dependency("blog"));
    }

    /// There is no second list of versions: all of these are tested by this workspace.
    #[test]
    fn every_version_is_the_one_tested_here() {
        let ours = include_str!("../../Cargo.lock");
        let blocks = |lock: &'static str| -> Vec<&'static str> {
            let blocks = lock.split("[[package]]\n").skip(1);
            // Up to the dependencies, which differ by features.
            let heads = blocks.map(|block| block.split("dependencies = [").next());
            heads.flatten().map(str::trim_end).collect()
        };
        let known = blocks(ours);
        for block in blocks(TEMPLATE) {
            assert!(known.contains(&block), "not tested here:\n{block}");
        }
    }

    /// A project is built with `--locked`: a dependency that the runtime has gained would fail there.
    #[test]
    fn the_runtime_is_locked_with_each_of_its_dependencies() {
        let manifest = include_str!("../../runtime/Cargo.toml");
        let (_, dependencies) = manifest.split_once("\n[dependencies]\n").expect("a table");
        let dependencies = dependencies.split("\n[").next().unwrap_or_default();
        let named = dependencies
            .lines()
            .filter_map(|line| line.split_once(" = "));
        let named: Vec<&str> = named.map(|(name, _)| name).collect();
        let (_, block) = TEMPLATE
            .split_once("name = \"socio-runtime\"\n")
            .expect("a block");
        let block = block.split("[[package]]").next().unwrap_or_default();
        let locked = block.lines().filter_map(|line| line.strip_prefix(" \""));
        let locked: Vec<&str> = locked.filter_map(|line| line.strip_suffix("\",")).collect();
        assert_eq!(locked, named, "remake templates/Cargo.lock");
    }
}
