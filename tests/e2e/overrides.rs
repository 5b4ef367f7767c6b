//! Overrides that do not fit: rustc says so, in the user's file.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::project::Project;

const SPEC: &str = "models:
  Author:
    fields:
      name: string(40)
  Post:
    fields:
      title: string(40)
      author: Author
";

/// A service like the one that was scaffolded, with one thing wrong.
struct Wrong {
    name: &'static str,
    /// What rustc calls it, in an async project and in a sync one.
    code: [&'static str; 2],
    /// In the implementation of `RecordService`, which says the record where this does not.
    steps: &'static str,
    /// In the implementation of `PostService`.
    rpcs: &'static str,
}

const fn step(name: &'static str, code: &'static str, steps: &'static str) -> Wrong {
    let (rpcs, code) = ("", [code, code]);
    Wrong {
        name,
        code,
        steps,
        rpcs,
    }
}

const fn rpc(name: &'static str, code: &'static str, rpcs: &'static str) -> Wrong {
    let (steps, code) = ("", [code, code]);
    Wrong {
        name,
        code,
        steps,
        rpcs,
    }
}

impl Wrong {
    /// What it answers is of another type, which in async code is that of a future.
    const fn answer(mut self) -> Self {
        self.code = ["E0271", "E0053"];
        self
    }
}

/// Names that are not there: rustc looks no further where it finds one.
const UNKNOWN: [Wrong; 3] = [
    step(
        "misspelled_step",
        "E0407",
        "ASYNC fn peform_destroy(&self, _: &Context, _: &mut Tx, _: Post) -> Result<()> { Ok(()) }",
    ),
    step(
        "step_of_another_trait",
        "E0407",
        "ASYNC fn authorize(&self, _: &Context) -> Result<()> { Ok(()) }",
    ),
    rpc(
        "rpc_that_is_not_in_the_spec",
        "E0407",
        "ASYNC fn publish(&self, _: &Context) -> Result<()> { Ok(()) }",
    ),
];

/// In both modes.
const UNFIT: [Wrong; 11] = [
    step("no_record", "E0046", "// no type Record"),
    step("record_of_another_model", "E0271", "type Record = Author;"),
    step(
        "query_set_that_cannot_fail",
        "E0053",
        "ASYNC fn queryset(&self, _: &Context) -> QuerySet<Post> { QuerySet::all() }",
    )
    .answer(),
    step(
        "column_of_another_model",
        "E0308",
        "ASYNC fn queryset(&self, _: &Context) -> Result<QuerySet<Post>> {
            Ok(QuerySet::all().filter(author::NAME.eq(\"x\")))
        }",
    ),
    step(
        "value_of_another_type",
        "E0277",
        "ASYNC fn validate(&self, _: &Context, changes: &mut Changes<Post>, _: Option<&Post>) -> Result<()> {
            changes.set(post::TITLE, 3);
            Ok(())
        }",
    ),
    step(
        "step_that_stores_nothing",
        "E0053",
        "ASYNC fn perform_create(&self, _: &Context, _: &mut Tx, _: Changes<Post>) -> Result<()> { Ok(()) }",
    )
    .answer(),
    step(
        "too_many_parameters",
        "E0050",
        "ASYNC fn queryset(&self, _: &Context, _: i64) -> Result<QuerySet<Post>> { Ok(QuerySet::all()) }",
    ),
    rpc(
        "key_of_another_type",
        "E0053",
        "ASYNC fn retrieve(&self, _: &Context, _: String) -> Result<PostResponse> { Ok(PostResponse::default()) }",
    ),
    rpc(
        "record_as_an_answer",
        "E0053",
        "ASYNC fn retrieve(&self, _: &Context, _: i64) -> Result<Option<Post>> { Ok(None) }",
    )
    .answer(),
    rpc(
        "message_of_another_model",
        "E0053",
        "ASYNC fn present(&self, _: &Context, _: Vec<Post>) -> Result<Vec<AuthorResponse>> { Ok(Vec::new()) }",
    )
    .answer(),
    rpc(
        "draft_of_another_model",
        "E0271",
        "ASYNC fn create(&self, cx: &Context, _: post::PostDraft) -> Result<PostResponse> {
            actions::create(self, cx, author::AuthorDraft::default())AWAIT
        }",
    ),
];

/// In an async project.
const UNFIT_ASYNC: [Wrong; 2] = [
    step(
        "missing_async",
        "E0277",
        "fn queryset(&self, _: &Context) -> Result<QuerySet<Post>> { Ok(QuerySet::all()) }",
    ),
    rpc(
        "missing_await",
        "E0308",
        "async fn retrieve(&self, cx: &Context, key: i64) -> Result<PostResponse> { actions::retrieve(self, cx, key) }",
    ),
];

fn file(wrong: &Wrong, mode: &str) -> String {
    let (facade, colour, wait) = match mode {
        "async" => ("aio", "async", ".await"),
        _ => ("blocking", "", ""),
    };
    let record = match wrong.steps.contains("type ") {
        true => "",
        false => "type Record = Post;",
    };
    let Wrong { steps, rpcs, .. } = wrong;
    let text = format!(
        "#![allow(unused_imports)]
use socio_runtime::{facade}::prelude::*;
use crate::generated::models::{{author, author::Author, post, post::Post}};
use crate::generated::proto::{{AuthorResponse, PostResponse}};
use crate::generated::services::post::PostService;
#[derive(Clone)]
pub struct Posts {{ database: Database }}
impl Service for Posts {{
    fn database(&self) -> &Database {{ &self.database }}
}}
impl RecordService for Posts {{
    {record}
    {steps}
}}
impl PostService for Posts {{
    {rpcs}
}}
"
    );
    text.replace("ASYNC", colour).replace("AWAIT", wait)
}

/// Checks a project with each of these as a file of its own; whoever is wrong must be told of its
/// mistake there, and nobody else of anything.
fn each_is_refused_in_its_file(project: &Project, mode: &str, wrongs: &[&Wrong]) {
    let mut modules = String::new();
    for wrong in wrongs {
        project.write(&format!("src/{}.rs", wrong.name), &file(wrong, mode));
        let _ = writeln!(modules, "mod {};", wrong.name);
    }
    let lib = project.read("src/lib.rs");
    project.write("src/lib.rs", &format!("{lib}{modules}"));
    let check = project.cargo_command(&["check", "--message-format", "short"]);
    let output = { check }.output().expect("cargo starts");
    project.write("src/lib.rs", &lib);
    let told = String::from_utf8_lossy(&output.stderr);
    let errors = told.lines().filter(|line| line.contains(": error"));
    let errors: BTreeSet<&str> = errors.collect();
    for wrong in wrongs {
        let place = format!("src/{}.rs:", wrong.name);
        let code = wrong.code[usize::from(mode == "sync")];
        let kind = format!("error[{code}]");
        let is_told = errors
            .iter()
            .any(|line| line.starts_with(&place) && line.contains(&kind));
        assert!(is_told, "{mode}: {kind} of {}\n{told}", wrong.name);
    }
    let elsewhere = errors.iter().find(|line| {
        let of = |wrong: &&Wrong| line.starts_with(&format!("src/{}.rs:", wrong.name));
        !wrongs.iter().any(of)
    });
    assert_eq!(elsewhere, None, "{mode}\n{told}");
}

#[test]
fn an_override_that_does_not_fit_is_an_error_in_the_file_of_the_user() {
    for mode in ["async", "sync"] {
        let project = Project::from_text(&format!("wrong-{mode}"), SPEC, mode);
        each_is_refused_in_its_file(&project, mode, &UNKNOWN.iter().collect::<Vec<_>>());
        let only_async = UNFIT_ASYNC.iter().filter(|_| mode == "async");
        let unfit: Vec<_> = UNFIT.iter().chain(only_async).collect();
        each_is_refused_in_its_file(&project, mode, &unfit);
    }
}
