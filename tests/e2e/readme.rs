//! What the README shows is what one may paste.

use crate::project::Project;

const README: &str = include_str!("../../README.md");

/// The first block of this language that has this text in it.
fn block(language: &str, with: &str) -> &'static str {
    let fence = format!("```{language}\n");
    let mut blocks = README.split(&fence).skip(1).filter_map(|rest| {
        let (block, _) = rest.split_once("```")?;
        Some(block)
    });
    let found = blocks.find(|block| block.contains(with));
    found.unwrap_or_else(|| panic!("no block of {language} with {with}"))
}

/// The service of the one screen, with its hook in the place of the steps that were scaffolded.
#[test]
fn the_hook_compiles_where_it_is_pasted() {
    let file = "src/services/product.rs";
    let hook = block("rust", "perform_create");
    let (imports, hook) = hook.split_once("\n\n").expect("imports and a hook");
    for mode in ["async", "sync"] {
        let project = Project::from_text(&format!("shop-{mode}"), block("yaml", "Product"), mode);
        let written = |text: &str| match mode {
            // As the README says that the two differ.
            "sync" => text
                .replace("aio", "blocking")
                .replace("async ", "")
                .replace(".await", ""),
            _ => text.to_owned(),
        };
        for import in imports.lines().map(written) {
            let (module, _) = import.rsplit_once("::").expect("a path");
            let before = project.read(file);
            let before = before.lines().find(|line| line.starts_with(module));
            project.edit(file, before.expect("an import of that module"), &import);
        }
        let scaffolded = "impl RecordService for Products {\n    type Record = Product;\n}\n";
        project.edit(file, scaffolded, &written(hook));
        project.cargo(&["clippy", "--all-targets", "--", "-D", "warnings"]);
    }
}
