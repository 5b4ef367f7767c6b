//! The questions of `new` and `add-model` on a terminal, and the command that asks none.

mod prompter;

use std::path::{Path, PathBuf};

use super::Failure;
use super::model_args::ModelArgs;
use crate::model::{GENERICS, MIXINS, Mode};

pub use prompter::{Prompter, Terminal};

/// Whether a model with these fields would do; else what is wrong, in a sentence.
pub type CheckModel<'a> = &'a dyn Fn(&str, &ModelArgs) -> Result<(), String>;

/// The same of all models of a project.
pub type CheckModels<'a> = &'a dyn Fn(&[(String, ModelArgs)]) -> Result<(), String>;

/// What `new` needs to know.
#[derive(Debug)]
pub struct Answers {
    pub path: PathBuf,
    pub mode: Mode,
    pub models: Vec<(String, ModelArgs)>,
}

/// Asks for a project; what is known already is not asked for.
pub fn project(
    prompter: &mut dyn Prompter,
    path: Option<&Path>,
    mode: Option<Mode>,
    check_name: &dyn Fn(&Path) -> Result<(), String>,
    check_models: CheckModels<'_>,
) -> Result<Answers, Failure> {
    let path = match path {
        Some(path) => path.to_owned(),
        None => {
            let check = |name: &str| check_name(Path::new(name));
            PathBuf::from(prompter.text("Name of the project", Some("shop"), &check)?)
        }
    };
    let mode = match mode {
        Some(mode) => mode,
        None => {
            let options = [
                "async: handlers are futures",
                "sync: handlers are plain functions",
            ];
            match prompter.choose("Mode", &options, 0)? {
                0 => Mode::Async,
                _ => Mode::Sync,
            }
        }
    };
    prompter.choose("Database", &["sqlite"], 0)?;
    let mut models: Vec<(String, ModelArgs)> = Vec::new();
    loop {
        let check = |name: &str, args: &ModelArgs| {
            let mut all = models.clone();
            all.push((name.to_owned(), args.clone()));
            check_models(&all)
        };
        let Some(name) = model_name(prompter, models.is_empty(), &check)? else {
            break;
        };
        let args = model(prompter, &name, &check)?;
        models.push((name, args));
    }
    Ok(Answers { path, mode, models })
}

/// The next model's name; nothing where there is none.
fn model_name(
    prompter: &mut dyn Prompter,
    first: bool,
    check: CheckModel<'_>,
) -> Result<Option<String>, Failure> {
    let (question, default) = match first {
        true => ("First model, as BlogPost", Some("Item")),
        false => ("Next model (empty to end)", None),
    };
    let name = prompter.text(question, default, &|name| match name {
        "" if !first => Ok(()),
        name => check(name, &any()),
    })?;
    Ok((!name.is_empty()).then_some(name))
}

/// Any field will do to try a name.
fn any() -> ModelArgs {
    ModelArgs {
        fields: vec![String::from("tried:text")],
        ..ModelArgs::default()
    }
}

/// Asks for a model: its fields until an empty name, its service.
pub fn model(
    prompter: &mut dyn Prompter,
    name: &str,
    check: CheckModel<'_>,
) -> Result<ModelArgs, Failure> {
    check(name, &any()).map_err(|reason| Failure::new(reason, "nothing was written"))?;
    let mut args = ModelArgs::default();
    while let Some(field) = next_field(prompter, &args.fields, &|fields| {
        let tried = ModelArgs {
            fields,
            ..ModelArgs::default()
        };
        check(name, &tried)
    })? {
        args.fields.push(field);
    }
    let generics: Vec<&str> = GENERICS.iter().map(|(name, _)| *name).collect();
    let (generic, rpcs) =
        GENERICS[prompter.choose("Generic service", &generics, generics.len() - 1)?];
    let beside = MIXINS.iter().filter(|(.., rpc)| !rpcs.contains(rpc));
    let mixins: Vec<&str> = beside.map(|(_, class, _)| *class).collect();
    if !mixins.is_empty() {
        let chosen = prompter.choose_several("Mixins beside it (space selects)", &mixins)?;
        args.mixins = chosen.into_iter().map(|at| mixins[at].to_owned()).collect();
    }
    args.generic = Some(generic.to_owned());
    Ok(args)
}

/// The next field as `name:type`, which may be typed at once; nothing where there is none.
fn next_field(
    prompter: &mut dyn Prompter,
    before: &[String],
    check: &dyn Fn(Vec<String>) -> Result<(), String>,
) -> Result<Option<String>, Failure> {
    let tried = |field: String| {
        let mut fields = before.to_vec();
        fields.push(field);
        check(fields)
    };
    let first = before.is_empty();
    let question = match first {
        true => "First field, as title or title:string(200)",
        false => "Next field (empty to end)",
    };
    let field = prompter.text(question, None, &|field| match field {
        "" if first => Err(String::from("a model needs a field")),
        "" => Ok(()),
        field if field.contains(':') => tried(field.to_owned()),
        field => tried(format!("{field}:text")),
    })?;
    if field.is_empty() {
        return Ok(None);
    }
    if field.contains(':') {
        return Ok(Some(field));
    }
    let question = format!("Type of {field}, as string(200), text?, int64 = 7 or a model");
    let ty = prompter.text(&question, Some("string(200)"), &|ty| {
        tried(format!("{field}:{ty}"))
    })?;
    let unique = format!("{field}:{{ type: {}, unique: true }}", quoted_type(&ty));
    // Not every type can be unique.
    if tried(unique.clone()).is_ok() && prompter.confirm(&format!("Is {field} unique?"), false)? {
        return Ok(Some(unique));
    }
    Ok(Some(format!("{field}:{ty}")))
}

/// Between braces a comma would part `decimal(8,2)`.
fn quoted_type(ty: &str) -> String {
    match ty.contains([',', '?', '=', '[', '{']) {
        true => serde_json::Value::from(ty).to_string(),
        false => ty.to_owned(),
    }
}

impl Answers {
    /// The command lines that say the same.
    pub fn command(&self) -> String {
        let path = quoted(&self.path.display().to_string());
        let mut command = format!(
            "cargo socio new {path} --mode {} --database sqlite",
            self.mode.as_str()
        );
        for (n, (name, args)) in self.models.iter().enumerate() {
            let (name, options) = (quoted(name), options(args));
            command += &match n {
                0 => format!(" --model {name} {options}"),
                _ => format!(" &&\n  cargo socio -C {path} add-model {name} {options}"),
            };
        }
        command
    }
}

/// A model's options as a shell reads them.
pub fn options(args: &ModelArgs) -> String {
    let fields = args.fields.iter().map(|field| ("--field", field));
    let generic = args.generic.iter().map(|generic| ("--generic", generic));
    let mixins = args.mixins.iter().map(|mixin| ("--mixin", mixin));
    let all = fields.chain(generic).chain(mixins);
    let all: Vec<_> = all
        .map(|(option, value)| format!("{option} {}", quoted(value)))
        .collect();
    all.join(" ")
}

fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers from a list; a text that is refused is an error of the test.
    struct Scripted(Vec<&'static str>);

    impl Scripted {
        fn next(&mut self) -> &'static str {
            self.0.remove(0)
        }
    }

    impl Prompter for Scripted {
        fn text(
            &mut self,
            _: &str,
            _: Option<&str>,
            check: prompter::Check<'_>,
        ) -> Result<String, Failure> {
            let answer = self.next();
            match check(answer) {
                Ok(()) => Ok(answer.to_owned()),
                Err(reason) => Err(Failure::new(reason, "")),
            }
        }
        fn choose(&mut self, _: &str, options: &[&str], _: usize) -> Result<usize, Failure> {
            let answer = self.next();
            let found = options.iter().position(|option| option.starts_with(answer));
            found.ok_or_else(|| Failure::new(answer, ""))
        }
        fn choose_several(&mut self, _: &str, options: &[&str]) -> Result<Vec<usize>, Failure> {
            let answer = self.next();
            let chosen = options
                .iter()
                .enumerate()
                .filter(|(_, o)| answer.contains(**o));
            Ok(chosen.map(|(at, _)| at).collect())
        }
        fn confirm(&mut self, _: &str, _: bool) -> Result<bool, Failure> {
            Ok(self.next() == "yes")
        }
    }

    fn asked(answers: &[&'static str]) -> Result<Answers, Failure> {
        let mut prompter = Scripted(answers.to_vec());
        let fine = |models: &[(String, ModelArgs)]| {
            let field = models.last().and_then(|(_, args)| args.fields.last());
            match field {
                Some(field) if field.ends_with(":wrong") => Err(String::from("unknown type")),
                _ => Ok(()),
            }
        };
        let answers = project(&mut prompter, None, None, &|_| Ok(()), &fine);
        assert!(
            prompter.0.is_empty() || answers.is_err(),
            "{:?}",
            prompter.0
        );
        answers
    }

    #[test]
    fn answers_make_the_command_that_asks_nothing() {
        let answers = asked(&[
            "shop",
            "sync",
            "sqlite",
            "Item",
            "title",
            "string(200)",
            "yes",
            "price:decimal(8,2)",
            "",
            "ReadOnlyModelService",
            "StreamModelMixin CreateModelMixin",
            "Parcel",
            "item",
            "Item",
            "no",
            "",
            "ListService",
            "",
            "",
        ]);
        let answers = answers.unwrap_or_else(|_| panic!("the answers are fine"));
        assert_eq!(
            answers.command(),
            "cargo socio new shop --mode sync --database sqlite --model Item \
             --field 'title:{ type: string(200), unique: true }' --field 'price:decimal(8,2)' \
             --generic ReadOnlyModelService --mixin CreateModelMixin --mixin StreamModelMixin &&\n  \
             cargo socio -C shop add-model Parcel --field item:Item --generic ListService"
        );
    }

    #[test]
    fn a_wrong_type_is_asked_for_again_and_a_model_needs_a_field() {
        assert!(asked(&["shop", "async", "sqlite", "Item", "title", "wrong"]).is_err());
        assert!(asked(&["shop", "async", "sqlite", "Item", ""]).is_err());
    }
}
