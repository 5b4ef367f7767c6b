//! Questions, apart from who answers them.

use std::io::IsTerminal;

use dialoguer::console::Term;
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};
use dialoguer::{Confirm, Input, MultiSelect, Select};

use crate::cli::Failure;
use crate::{interrupt, shell};

/// What is wrong with an answer, in a sentence; the question is asked again.
pub type Check<'a> = &'a dyn Fn(&str) -> Result<(), String>;

/// Asks; a person at a terminal answers, or a test.
pub trait Prompter {
    /// An empty answer is the default, where there is one.
    fn text(
        &mut self,
        question: &str,
        default: Option<&str>,
        check: Check<'_>,
    ) -> Result<String, Failure>;
    fn choose(&mut self, question: &str, options: &[&str], first: usize) -> Result<usize, Failure>;
    fn choose_several(&mut self, question: &str, options: &[&str]) -> Result<Vec<usize>, Failure>;
    fn confirm(&mut self, question: &str, default: bool) -> Result<bool, Failure>;
}

/// The terminal of this process.
pub struct Terminal {
    theme: Box<dyn Theme>,
}

impl Terminal {
    /// Nothing where standard input or error is no terminal: then nobody could answer.
    pub fn find() -> Option<Self> {
        let there = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        let theme: Box<dyn Theme> = match shell::has_colours() {
            true => Box::new(ColorfulTheme::default()),
            false => Box::new(SimpleTheme),
        };
        // Ctrl-C must give the cursor back, so it may not end the process by itself.
        (there && interrupt::watch().is_ok()).then_some(Self { theme })
    }
}

fn gone<E>(_: E) -> Failure {
    let _ = Term::stderr().show_cursor();
    Failure::interrupted()
}

/// Nothing chosen: Escape was pressed.
fn chosen<T, E>(answer: Result<Option<T>, E>) -> Result<T, Failure> {
    answer.map_err(gone)?.ok_or_else(|| gone(()))
}

impl Prompter for Terminal {
    fn text(
        &mut self,
        question: &str,
        default: Option<&str>,
        check: Check<'_>,
    ) -> Result<String, Failure> {
        let mut input = Input::<String>::with_theme(&*self.theme)
            .with_prompt(question)
            .allow_empty(true)
            .validate_with(|answer: &String| check(answer.trim()));
        if let Some(default) = default {
            input = input.default(default.to_owned());
        }
        let answer = input.interact_text();
        answer.map(|answer| answer.trim().to_owned()).map_err(gone)
    }

    fn choose(&mut self, question: &str, options: &[&str], first: usize) -> Result<usize, Failure> {
        chosen(
            Select::with_theme(&*self.theme)
                .with_prompt(question)
                .items(options)
                .default(first)
                .interact_opt(),
        )
    }

    fn choose_several(&mut self, question: &str, options: &[&str]) -> Result<Vec<usize>, Failure> {
        chosen(
            MultiSelect::with_theme(&*self.theme)
                .with_prompt(question)
                .items(options)
                .interact_opt(),
        )
    }

    fn confirm(&mut self, question: &str, default: bool) -> Result<bool, Failure> {
        chosen(
            Confirm::with_theme(&*self.theme)
                .with_prompt(question)
                .default(default)
                .interact_opt(),
        )
    }
}
