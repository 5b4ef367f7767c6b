//! The questions of `new` and `add-model` on a terminal, and the command that asks none.

mod prompter;

use std::path::{Path, PathBuf};

use super::Failure;
use super::model_args::ModelArgs;
use crate::model::{GENERICS, MIXINS, Mode};

pub use prompter::{Prompter, Terminal};

/// Whether a model with these fields would do; else what is wrong, in a sentence.
pub type CheckModel<'a> = &'a dyn Fn(&str, &ModelArgs) -> Result<(), String>;

/// What `new` needs to know.
#[derive(Debug)]
pub struct Answers {
    pub path: PathBuf,
    pub mode: Mode,
    pub model: String,
    pub model_args: ModelArgs,
}

/// Asks for a project; what is known already is not asked for.
pub fn project(
    prompter: &mut dyn Prompter,
    path: Option<&Path>,
    mode: Option<Mode>,
    check_name: &dyn Fn(&Path) -> Result<(), String>,
    check_model: CheckModel<'_>,
) -> Result<Answers, Failure> {
    let path = match path {
        Some(path) => path.to_owned(),
        None => {
            let check = |name: &str| check_name(Path::new(name));
            PathBuf::from(prompter.text("Name of the project", &check)?)
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
    let (model, model_args) = model(prompter, None, check_model)?;
    Ok(Answers {
        path,
        mode,
        model,
        model_args,
    })
}

/// Asks for a model: its name, its fields until an empty name, its service.
pub fn model(
    prompter: &mut dyn Prompter,
    name: Option<&str>,
    check: CheckModel<'_>,
) -> Result<(String, ModelArgs), Failure> {
    let mut args = ModelArgs::default();
    // Any field will do to try a name.
    let any = ModelArgs {
        fields: vec![String::from("tried:text")],
        ..ModelArgs::default()
    };
    let name = match name {
        Some(name) => {
            check(name, &any).map_err(|reason| Failure::new(reason, "nothing was written"))?;
            name.to_owned()
        }
        None => prompter.text("First model, as BlogPost", &|name| check(name, &any))?,
    };
    loop {
        let tried = |field: String| {
            let mut fields = args.fields.clone();
            fields.push(field);
            let tried = ModelArgs {
                fields,
                ..ModelArgs::default()
            };
            check(&name, &tried)
        };
        let first = args.fields.is_empty();
        let question = if first {
            "First field, as title"
        } else {
            "Next field (empty to end)"
        };
        let field = prompter.text(question, &|field| match field {
            "" if first => Err(String::from("a model needs a field")),
            "" => Ok(()),
            field => tried(format!("{field}:text")),
        })?;
        if field.is_empty() {
            break;
        }
        let question = format!("Type of {field}, as string(200), text?, int64 = 7 or a model");
        let ty = prompter.text(&question, &|ty| tried(format!("{field}:{ty}")))?;
        args.fields.push(format!("{field}:{ty}"));
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
    Ok((name, args))
}

impl Answers {
    /// The command line that says the same.
    pub fn command(&self) -> String {
        let path = self.path.display().to_string();
        format!(
            "cargo socio new {} --mode {} --database sqlite --model {} {}",
            quoted(&path),
            self.mode.as_str(),
            quoted(&self.model),
            options(&self.model_args)
        )
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
        fn text(&mut self, _: &str, check: prompter::Check<'_>) -> Result<String, Failure> {
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
        fn confirm(&mut self, _: &str) -> Result<bool, Failure> {
            Ok(self.next() == "yes")
        }
    }

    fn asked(answers: &[&'static str]) -> Result<Answers, Failure> {
        let mut prompter = Scripted(answers.to_vec());
        let fine = |_: &str, args: &ModelArgs| match args.fields.last() {
            Some(field) if field.ends_with(":wrong") => Err(String::from("unknown type")),
            _ => Ok(()),
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
            "price",
            "decimal(8,2)",
            "",
            "ReadOnlyModelService",
            "StreamModelMixin CreateModelMixin",
        ]);
        let answers = answers.unwrap_or_else(|_| panic!("the answers are fine"));
        assert_eq!(
            answers.command(),
            "cargo socio new shop --mode sync --database sqlite --model Item \
             --field 'title:string(200)' --field 'price:decimal(8,2)' \
             --generic ReadOnlyModelService --mixin CreateModelMixin --mixin StreamModelMixin"
        );
    }

    #[test]
    fn a_wrong_type_is_asked_for_again_and_a_model_needs_a_field() {
        assert!(asked(&["shop", "async", "sqlite", "Item", "title", "wrong"]).is_err());
        assert!(asked(&["shop", "async", "sqlite", "Item", ""]).is_err());
    }
}
