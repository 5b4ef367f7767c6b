//! Questions, apart from who answers them.

use std::io::IsTerminal;

use dialoguer::console::Term;
use dialoguer::{Confirm, Input, MultiSelect, Select};

use crate::cli::Failure;
use crate::interrupt;

/// What is wrong with an answer, in a sentence; the question is asked again.
pub type Check<'a> = &'a dyn Fn(&str) -> Result<(), String>;

/// Asks; a person at a terminal answers, or a test.
pub trait Prompter {
    fn text(&mut self, question: &str, check: Check<'_>) -> Result<String, Failure>;
    fn choose(&mut self, question: &str, options: &[&str], first: usize) -> Result<usize, Failure>;
    fn choose_several(&mut self, question: &str, options: &[&str]) -> Result<Vec<usize>, Failure>;
    fn confirm(&mut self, question: &str) -> Result<bool, Failure>;
}

/// The terminal of this process.
pub struct Terminal(());

impl Terminal {
    /// Nothing where standard input or error is no terminal: then nobody could answer.
    pub fn find() -> Option<Self> {
        let there = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        // Ctrl-C must give the cursor back, so it may not end the process by itself.
        (there && interrupt::watch().is_ok()).then_some(Self(()))
    }
}

fn gone<E: std::fmt::Display>(_: E) -> Failure {
    let _ = Term::stderr().show_cursor();
    Failure::new("interrupted", "nothing was written")
}

impl Prompter for Terminal {
    fn text(&mut self, question: &str, check: Check<'_>) -> Result<String, Failure> {
        Input::<String>::new()
            .with_prompt(question)
            .allow_empty(true)
            .validate_with(|answer: &String| check(answer.trim()))
            .interact_text()
            .map(|answer| answer.trim().to_owned())
            .map_err(gone)
    }

    fn choose(&mut self, question: &str, options: &[&str], first: usize) -> Result<usize, Failure> {
        Select::new()
            .with_prompt(question)
            .items(options)
            .default(first)
            .interact_opt()
            .map_err(gone)?
            .ok_or_else(|| gone("escaped"))
    }

    fn choose_several(&mut self, question: &str, options: &[&str]) -> Result<Vec<usize>, Failure> {
        MultiSelect::new()
            .with_prompt(question)
            .items(options)
            .interact_opt()
            .map_err(gone)?
            .ok_or_else(|| gone("escaped"))
    }

    fn confirm(&mut self, question: &str) -> Result<bool, Failure> {
        let answer = Confirm::new().with_prompt(question).default(true);
        answer
            .interact_opt()
            .map_err(gone)?
            .ok_or_else(|| gone("escaped"))
    }
}
