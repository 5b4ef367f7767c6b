//! Texts that keep the rules of their field: the values of tests and examples.

mod pattern;

use std::rc::Rc;

use regex::Regex;

use super::{Field, FieldType};

/// How many texts of a pattern are tried; each is checked against the pattern itself.
const TRIED: u32 = 300;
/// How many are kept where no formula makes them.
const LISTED: usize = 100;
/// How long a text of a type without a limit may become.
const ROOM: usize = 100;

/// The texts of a field, by a number that counts them.
#[derive(Debug, Clone, PartialEq)]
pub enum Texts {
    Listed(Vec<String>),
    Spelled(Spelling),
}

/// What a text is spelled of, from left to right.
#[derive(Debug, Clone, PartialEq)]
pub struct Spelling {
    pub parts: Vec<Part>,
    /// How many texts differ.
    pub size: u32,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    Literal(String),
    /// The number, filled up with zeros.
    Number {
        width: usize,
    },
    /// The number's digit in a system of so many characters.
    OneOf {
        characters: Vec<char>,
        divisor: u32,
    },
}

impl Spelling {
    /// The numbers of drafts end with 16 bits.
    const MOST: u32 = 1 << 16;

    fn counted(before: &str, width: usize, behind: &str) -> Self {
        let literal = |text: &str| Part::Literal(text.to_owned());
        Self {
            parts: vec![literal(before), Part::Number { width }, literal(behind)],
            size: Self::MOST,
        }
    }

    /// One character of each place; the last place counts first.
    fn places(places: &[Rc<[char]>], wanted: u32) -> Self {
        let mut parts: Vec<Part> = Vec::new();
        let mut size = 1_u32;
        for characters in places.iter().rev() {
            match &**characters {
                [first, _, ..] if size >= wanted => parts.push(Part::Literal(first.to_string())),
                [only] => parts.push(Part::Literal(only.to_string())),
                several => {
                    parts.push(Part::OneOf {
                        characters: several.to_vec(),
                        divisor: size,
                    });
                    let count = u32::try_from(several.len()).unwrap_or(1);
                    size = size.saturating_mul(count);
                }
            }
        }
        parts.reverse();
        Self {
            parts,
            size: size.min(Self::MOST),
        }
    }

    /// Whether the number itself stands in the text.
    pub fn counts(&self) -> bool {
        let mut parts = self.parts.iter();
        parts.any(|part| matches!(part, Part::Number { .. }))
    }

    pub fn text(&self, n: u32) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(literal) => text.push_str(literal),
                Part::Number { width } => text.push_str(&format!("{n:0>width$}")),
                Part::OneOf {
                    characters,
                    divisor,
                } => {
                    let at = (n / divisor) as usize % characters.len();
                    text.push(characters[at]);
                }
            }
        }
        text
    }
}

impl Texts {
    pub fn size(&self) -> u32 {
        match self {
            Self::Listed(texts) => u32::try_from(texts.len()).unwrap_or(u32::MAX),
            Self::Spelled(spelling) => spelling.size,
        }
    }

    /// The `n`-th, from the start again behind the last.
    pub fn text(&self, n: u32) -> String {
        match self {
            Self::Listed(texts) => texts
                .get(n as usize % texts.len().max(1))
                .cloned()
                .unwrap_or_default(),
            Self::Spelled(spelling) => spelling.text(n % spelling.size.max(1)),
        }
    }
}

/// The texts of a field, and whether there are no others.
#[derive(Debug)]
pub struct Found {
    pub texts: Texts,
    pub complete: bool,
}

/// Texts that a field takes: its choices, its examples, or what its type and its pattern make.
pub fn of(field: &Field) -> Found {
    let pattern = pattern(field);
    let listed = |texts: &[String], complete| Found {
        texts: Texts::Listed(distinct(texts, |text| {
            broken_by(field, pattern.as_ref(), text).is_none()
        })),
        complete,
    };
    if !field.rules.choices.is_empty() {
        return listed(&field.rules.choices, true);
    }
    // Who writes several knows more than the pattern says.
    if field.rules.examples.len() > 1 {
        return listed(&field.rules.examples, false);
    }
    let differ = field.unique || field.primary_key;
    if !differ && !field.rules.examples.is_empty() {
        return listed(&field.rules.examples, false);
    }
    let found = derived(field, &Rules::of(field));
    match found.texts.size() {
        0 | 1 if !field.rules.examples.is_empty() => listed(&field.rules.examples, false),
        _ => found,
    }
}

/// What is wrong with an example.
pub fn broken(field: &Field, text: &str) -> Option<String> {
    broken_by(field, pattern(field).as_ref(), text)
}

fn pattern(field: &Field) -> Option<Regex> {
    let source = field.rules.regex.as_ref()?;
    Regex::new(source).ok()
}

fn broken_by(field: &Field, pattern: Option<&Regex>, text: &str) -> Option<String> {
    let (least, most) = lengths(field);
    match text.chars().count() {
        _ if field.rules.trim && text.trim().len() != text.len() => {
            Some(String::from("has blanks around it, which are trimmed"))
        }
        length if length < least => Some(format!("is shorter than {least} characters")),
        length if length > most => Some(format!("is longer than {most} characters")),
        _ if pattern.is_some_and(|pattern| !pattern.is_match(text)) => {
            Some(String::from("does not match the regex"))
        }
        _ => None,
    }
}

/// The shortest and the longest a text may be, in characters.
pub fn lengths(field: &Field) -> (usize, usize) {
    let least = field.rules.min_length.unwrap_or(0) as usize;
    let most = field.max_length().map_or(usize::MAX, |most| most as usize);
    (least.max(1), most.max(least))
}

fn derived(field: &Field, rules: &Rules) -> Found {
    let plain = plain(field, rules);
    let Some(source) = &field.rules.regex else {
        let complete = plain.size < Spelling::MOST;
        return Found {
            texts: Texts::Spelled(plain),
            complete,
        };
    };
    if let Some(texts) = proven(&plain, rules) {
        return Found {
            texts,
            complete: false,
        };
    }
    let (spellings, complete) =
        self::pattern::spellings(source, rules.least, rules.room(), rules.room() < rules.most);
    let spellings: Vec<_> = spellings
        .iter()
        .map(|places| Spelling::places(places, TRIED))
        .filter(|spelling| rules.take(&spelling.text(0)))
        .collect();
    let proven = spellings
        .iter()
        .filter(|spelling| spelling.size >= TRIED)
        .find_map(|spelling| proven(spelling, rules));
    let texts = proven.unwrap_or_else(|| {
        let all = spellings
            .iter()
            .flat_map(|spelling| (0..spelling.size.min(TRIED)).map(|n| spelling.text(n)));
        Texts::Listed(distinct(all.take(TRIED as usize), |text| rules.take(text)))
    });
    Found { texts, complete }
}

/// The spelling as far as it was tried, where the pattern takes all of it.
fn proven(spelling: &Spelling, rules: &Rules) -> Option<Texts> {
    let size = spelling.size.min(TRIED);
    let takes_all = size > 1 && (0..size).all(|n| rules.take(&spelling.text(n)));
    takes_all.then(|| {
        Texts::Spelled(Spelling {
            parts: spelling.parts.clone(),
            size,
        })
    })
}

/// Texts by type and length alone.
fn plain(field: &Field, rules: &Rules) -> Spelling {
    let (least, most) = (rules.least, rules.most);
    // Five digits hold every number.
    let around = |before: &str, behind: &str| {
        let fixed = before.chars().count() + behind.chars().count();
        let width = if fixed + 1 < least { least - fixed } else { 1 };
        (fixed + width.max(5) <= most).then(|| Spelling::counted(before, width, behind))
    };
    let words = format!("{} ", field.name.as_typed().replace('_', " "));
    let made = match field.ty {
        FieldType::Email => around("name", "@example.org"),
        FieldType::Url => around("https://example.org/", ""),
        FieldType::Slug => around("slug-", ""),
        _ if words.chars().count() + 1 < least => None,
        _ => around(&words, ""),
    };
    made.unwrap_or_else(|| match most {
        5.. => Spelling::counted("", least.max(5), ""),
        most => Spelling::places(&vec![('a'..='z').collect(); most], Spelling::MOST),
    })
}

fn distinct<T: AsRef<str>>(
    texts: impl IntoIterator<Item = T>,
    take: impl Fn(&str) -> bool,
) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for text in texts {
        let text = text.as_ref();
        if kept.len() < LISTED && take(text) && kept.iter().all(|known| known != text) {
            kept.push(text.to_owned());
        }
    }
    kept
}

/// What the runtime asks of a text.
struct Rules {
    least: usize,
    most: usize,
    trim: bool,
    patterns: Vec<Regex>,
}

impl Rules {
    fn of(field: &Field) -> Self {
        let (least, most) = lengths(field);
        // Narrower than the runtime's, so that it takes whatever keeps to these.
        let shape = match field.ty {
            FieldType::Email => Some(r"^[A-Za-z0-9._+-]*[A-Za-z0-9]@([A-Za-z0-9]+\.)+[a-z]{2,9}$"),
            FieldType::Url => Some(r"^https?://[a-z0-9]+(\.[a-z0-9]+)*(/[A-Za-z0-9/_.-]*)?$"),
            FieldType::Slug => Some(r"^[-A-Za-z0-9_]+$"),
            _ => None,
        };
        let sources = shape.into_iter().chain(field.rules.regex.as_deref());
        Self {
            least,
            most,
            trim: field.rules.trim,
            patterns: sources
                .filter_map(|source| Regex::new(source).ok())
                .collect(),
        }
    }

    /// The longest that is made.
    fn room(&self) -> usize {
        self.most.min(self.least.max(ROOM))
    }

    fn take(&self, text: &str) -> bool {
        let length = text.chars().count();
        (self.least..=self.most).contains(&length)
            && !text.contains('\0')
            && (!self.trim || text.trim().len() == text.len())
            && self.patterns.iter().all(|pattern| pattern.is_match(text))
    }
}

#[cfg(test)]
mod tests;
