//! Names that share a place, and what each of them names.

use std::collections::HashMap;
use std::ops::Range;

/// What has a name already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// "a message of `Post`".
    pub what: String,
    /// Where it is written; nothing where it is there by itself.
    pub span: Option<Range<usize>>,
}

/// A place in which a name means one thing: a proto package, a module, the tables of a database.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    taken: HashMap<String, Holder>,
    /// Whether `Post` and `post` are the same name.
    folds_case: bool,
}

impl Scope {
    /// A place that tells capitals from small letters.
    pub fn exact() -> Self {
        Self::default()
    }

    /// A place that does not: tables of SQLite, files of some systems.
    pub fn without_case() -> Self {
        Self {
            folds_case: true,
            ..Self::default()
        }
    }

    fn key(&self, name: &str) -> String {
        match self.folds_case {
            true => name.to_ascii_lowercase(),
            false => name.to_owned(),
        }
    }

    /// Keeps a name that is there by itself.
    pub fn reserve(&mut self, name: &str, what: impl Into<String>) {
        let what = what.into();
        self.taken
            .insert(self.key(name), Holder { what, span: None });
    }

    /// Gives a name to something that is written; else says what has it.
    pub fn declare(
        &mut self,
        name: &str,
        what: impl Into<String>,
        span: &Range<usize>,
    ) -> Result<(), Holder> {
        let key = self.key(name);
        if let Some(holder) = self.taken.get(&key) {
            return Err(holder.clone());
        }
        let holder = Holder {
            what: what.into(),
            span: Some(span.clone()),
        };
        self.taken.insert(key, holder);
        Ok(())
    }

    /// A free name as near to `wanted` as can be, from then on taken: `post`, `post_2`, `post_3`.
    pub fn choose(&mut self, wanted: &str) -> String {
        let spellings = std::iter::once(wanted.to_owned())
            .chain((2_u32..).map(|number| format!("{wanted}_{number}")));
        self.choose_of(spellings)
    }

    /// The first of some spellings that is free; the last where none is.
    pub fn choose_of(&mut self, spellings: impl IntoIterator<Item = String>) -> String {
        let mut chosen = String::new();
        for spelling in spellings {
            chosen = spelling;
            if !self.holds(&chosen) {
                break;
            }
        }
        self.reserve(&chosen, "a name that was derived");
        chosen
    }

    pub fn holds(&self, name: &str) -> bool {
        self.taken.contains_key(&self.key(name))
    }
}

#[cfg(test)]
mod tests {
    use super::Scope;

    #[test]
    fn a_declared_name_is_taken_and_says_by_what() {
        let mut scope = Scope::exact();
        assert_eq!(scope.declare("Post", "a model", &(3..7)), Ok(()));
        let holder = scope.declare("Post", "an enum", &(9..12)).unwrap_err();
        assert_eq!((holder.what.as_str(), holder.span), ("a model", Some(3..7)));
        assert_eq!(scope.declare("post", "an enum", &(9..12)), Ok(()));
    }

    #[test]
    fn a_chosen_name_steps_aside() {
        let mut scope = Scope::without_case();
        scope.reserve("Mod", "the module itself");
        assert_eq!(scope.choose("mod"), "mod_2");
        assert_eq!(scope.choose("mod"), "mod_3");
        assert_eq!(scope.choose("post"), "post");
    }
}
