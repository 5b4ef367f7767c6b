//! The options of a field, in combinations that do not contradict each other.

use fastrand::Rng;

use super::columns::Kind;
use super::names::FieldNames;
use super::yaml::{Yaml, list, text};

/// Patterns with a value each, the value's length, and none that only few values match.
const PATTERNS: [(&str, &str); 5] = [
    ("^[A-Z]{3}-[0-9]{4}$", "ABC-1234"),
    ("^[a-z]+$", "abc"),
    ("^(\\d{2}|x[\"']y{2,})$", "x'yyy"),
    ("^.{2,9}$", "äöü"),
    ("[0-9]", "a1"),
];

/// An entry of the long form.
pub type Entry = (String, Yaml);

/// Options of one field, written one by one.
pub struct Options<'a> {
    rng: &'a mut Rng,
    pub entries: Vec<Entry>,
    /// Whether a default would be refused now.
    bound: bool,
}

impl<'a> Options<'a> {
    pub fn new(rng: &'a mut Rng) -> Self {
        Self {
            rng,
            entries: Vec::new(),
            bound: false,
        }
    }

    pub fn chance(&mut self, percent: u32) -> bool {
        self.rng.u32(0..100) < percent
    }

    pub fn set(&mut self, key: &str, value: Yaml) {
        self.entries.push((key.to_owned(), value));
    }

    /// A flag, given in so many of a hundred fields.
    pub fn flag(&mut self, key: &str, percent: u32) -> bool {
        let on = self.chance(percent);
        if on {
            self.set(key, text("true"));
        } else if self.chance(3) && key != "trim" {
            self.set(key, text("false"));
        }
        on
    }

    /// What elements of lists may be told, too.
    pub fn rules(&mut self, kind: &Kind) {
        match kind {
            kind if kind.is_text() => self.text_rules(kind),
            Kind::Int if self.chance(10) => {
                let some = [-5, 1, 20].map(Yaml::Number).to_vec();
                self.set("choices", Yaml::List(some));
                self.bound = true;
            }
            Kind::Int => self.bounds(&["-5", "0", "3"], &["9", "100", "2147483647"]),
            Kind::Float => self.bounds(&["-0.5", "1e-3", "0"], &["1", "2.5", "1e20"]),
            Kind::Decimal { precision, scale } if precision > scale => {
                self.bounds(&["0", "-1"], &["1", "9"])
            }
            _ => {}
        }
    }

    fn bounds(&mut self, least: &[&str], most: &[&str]) {
        for (key, values) in [("min", least), ("max", most)] {
            if self.chance(20) {
                let value = values[self.rng.usize(0..values.len())];
                self.set(key, text(value));
                self.bound = true;
            }
        }
    }

    fn text_rules(&mut self, kind: &Kind) {
        self.flag("blank", 15);
        if self.chance(10) {
            let on = self.rng.bool().to_string();
            self.set("trim", text(on));
        }
        let longest = match kind {
            Kind::String { max } => *max as usize,
            _ => usize::MAX,
        };
        let (pattern, example) = PATTERNS[self.rng.usize(0..PATTERNS.len())];
        let free = matches!(kind, Kind::String { .. } | Kind::Text);
        match self.rng.u32(0..10) {
            0 if free && longest >= 12 => {
                self.set("regex", text(pattern));
                self.set("example", text(example));
                self.bound = true;
            }
            1 if free && longest >= 12 => {
                self.set("choices", list(["one", "it's", "\"two\"", "drei ä"]));
                self.bound = true;
            }
            2 if free => {
                let least = 1 + self.rng.usize(0..longest.min(30));
                self.set("min_length", Yaml::Number(least as i64));
                self.bound = true;
            }
            _ => {}
        }
    }

    /// A default of the type, where rules do not narrow it.
    pub fn default(&mut self, kind: &Kind, members: &[Vec<String>]) -> bool {
        if self.bound || !self.chance(20) {
            return false;
        }
        let default = kind.default(self.rng, members);
        let given = default.is_some();
        if let Some(default) = default {
            self.set("default", text(default));
        }
        given
    }

    /// Indexed one way or the other, where the type has an order.
    pub fn index(&mut self, kind: &Kind, write_only: bool) {
        if kind.is_list() {
            return;
        }
        if write_only || self.chance(50) {
            self.flag("index", 15);
        } else {
            self.flag("unique", 20);
        }
    }

    pub fn comment(&mut self) {
        if self.chance(15) {
            let comments = [
                "plain",
                "it's \"so\" */ // # {{ x }} {% y %}",
                "two\nlines\\",
                "ünïcode ✓",
                "/// r#\"x\"#",
                "-- ; '",
            ];
            let comment = comments[self.rng.usize(0..comments.len())];
            self.set("comment", text(comment));
        }
    }

    pub fn column(&mut self, names: &mut FieldNames) {
        if self.chance(12) {
            let column = names.column(self.rng);
            self.set("column", text(column));
        }
    }
}
