//! What the drafts of a model have in one field, as Rust over their number.

use super::Plot;
use super::distinct::Digit;
use super::number::{MOST, Numbers};
use crate::model::ident::rust_ident;
use crate::model::texts::{self, Part, Spelling, Texts};
use crate::model::{Bound, Field, FieldType, Wire};

/// The values of a field, by the number of a draft.
#[derive(Debug)]
pub struct Domain {
    /// How many of them differ.
    pub size: u32,
    form: Form,
}

#[derive(Debug)]
enum Form {
    /// Rust expressions, each a value.
    Listed(Vec<String>),
    Texts(Texts),
    Numbers(Numbers),
    /// Decimals as text.
    Digits(Numbers),
    /// A function of `socio_runtime::sample`, and a value for fields that need not differ.
    Called(&'static str, &'static str),
    /// The row that it refers to: its module, and its key as messages carry it.
    Parent {
        module: String,
        key: String,
    },
}

impl Domain {
    /// `rows` are those of the models it may refer to.
    pub fn of(plot: Plot<'_>, field: &Field, wire: Wire, rows: &[u32]) -> Self {
        let form = form(plot, field, wire);
        let size = match (&form, &field.ty) {
            (Form::Parent { .. }, FieldType::Reference { model, .. }) => {
                rows.get(*model).copied().unwrap_or(MOST)
            }
            (Form::Listed(values), _) => u32::try_from(values.len()).unwrap_or(MOST),
            (Form::Texts(texts), _) => texts.size(),
            (Form::Numbers(numbers) | Form::Digits(numbers), _) => numbers.size(),
            _ => MOST,
        };
        Self {
            size: size.clamp(1, MOST),
            form,
        }
    }

    pub fn parent(&self) -> Option<(&str, &str)> {
        match &self.form {
            Form::Parent { module, key } => Some((module, key)),
            _ => None,
        }
    }

    /// Rust of the value at `n`, itself Rust.
    pub fn at(&self, field: &Field, digit: Digit) -> String {
        let n = &digit.rust();
        match &self.form {
            Form::Listed(values) => match values.as_slice() {
                [only] => only.clone(),
                _ => format!("[{}][usize::from({n})]", values.join(", ")),
            },
            Form::Texts(Texts::Listed(texts)) => match texts.as_slice() {
                [only] => literal(only),
                _ => format!("String::from({texts:?}[usize::from({n})])"),
            },
            // Its characters come in a circle by themselves.
            Form::Texts(Texts::Spelled(spelling)) if !spelling.counts() => {
                spelled(spelling, &digit.endless().rust())
            }
            Form::Texts(Texts::Spelled(spelling)) => spelled(spelling, n),
            Form::Numbers(numbers) => {
                let (whole, float) = widths(field);
                numbers.rust(n, whole, float)
            }
            Form::Digits(numbers) => numbers.text(n),
            Form::Called(function, _) => format!("sample::{function}({n})"),
            Form::Parent { .. } => n.to_owned(),
        }
    }

    /// Rust of a value that may be the same in every draft. Texts that count are counted:
    /// that reads best in a list.
    pub fn any(&self, field: &Field) -> String {
        match &self.form {
            Form::Listed(values) => values.first().cloned().unwrap_or_default(),
            Form::Texts(Texts::Spelled(spelling)) if spelling.size == MOST => {
                spelled(spelling, "n")
            }
            Form::Texts(texts) => literal(&texts.text(0)),
            Form::Numbers(numbers) => {
                let (whole, float) = widths(field);
                numbers.one(whole, float)
            }
            Form::Digits(numbers) => numbers.one_text(),
            Form::Called(_, constant) => (*constant).to_owned(),
            Form::Parent { .. } => String::from("0"),
        }
    }

    /// Rust of one value.
    pub fn one(&self, field: &Field) -> String {
        match &self.form {
            Form::Texts(texts) => literal(&texts.text(0)),
            _ => self.any(field),
        }
    }

    /// A text or number at a place, for keys.
    pub fn key(&self, n: u32) -> Option<Key> {
        match &self.form {
            Form::Texts(texts) => Some(Key::Text(texts.text(n))),
            Form::Numbers(Numbers::Whole { start, down, .. }) => {
                let n = i64::from(n);
                Some(Key::Number(if *down { start - n } else { start + n }))
            }
            _ => None,
        }
    }
}

/// The key of a row, as clients write it.
#[derive(Debug, PartialEq)]
pub enum Key {
    Text(String),
    Number(i64),
}

fn widths(field: &Field) -> (&'static str, &'static str) {
    match field.ty {
        FieldType::Int32 => ("i32", "f64"),
        FieldType::Float => ("i64", "f32"),
        _ => ("i64", "f64"),
    }
}

fn form(plot: Plot<'_>, field: &Field, wire: Wire) -> Form {
    if let Some(numbers) = Numbers::of(field) {
        return match (&field.ty, wire) {
            (FieldType::Decimal { .. }, Wire::Typed) => digits(field, numbers),
            _ => Form::Numbers(numbers),
        };
    }
    let typed = wire == Wire::Typed;
    match &field.ty {
        FieldType::Bool => Form::Listed(vec![String::from("true"), String::from("false")]),
        FieldType::Bytes => Form::Called("bytes", "vec![1, 2, 3]"),
        FieldType::Uuid => Form::Called("uuid", "sample::uuid(0)"),
        FieldType::Date => Form::Called("date", "String::from(\"2026-01-31\")"),
        FieldType::Time => Form::Called("time", "String::from(\"12:30:00\")"),
        FieldType::DateTime if typed => Form::Called("timestamp", "sample::timestamp(0)"),
        FieldType::Duration if typed => Form::Called("span", "sample::span(90)"),
        FieldType::DateTime => Form::Called("datetime", "String::from(\"2026-01-31T12:30:00Z\")"),
        FieldType::Duration => Form::Called("duration", "String::from(\"01:30:00\")"),
        FieldType::Ip => Form::Called("ip", "String::from(\"192.0.2.1\")"),
        FieldType::Json => Form::Called("json", "sample::json(0)"),
        FieldType::Array(element) => {
            let domain = Domain::of(plot, element, wire, &[]);
            Form::Listed(vec![format!("vec![{}]", domain.one(element))])
        }
        FieldType::Enum(at) => Form::Listed(members(plot, *at)),
        FieldType::Reference { model, .. } => {
            let (module, key) = plot.row(*model);
            Form::Parent { module, key }
        }
        _ => Form::Texts(texts::of(field).texts),
    }
}

/// Decimals as text, which holds every number exactly.
fn digits(field: &Field, numbers: Numbers) -> Form {
    match (&numbers, &field.rules.min, &field.rules.max) {
        // No number but a bound.
        (Numbers::Listed(_), Some(Bound::Decimal(text)), _)
        | (Numbers::Listed(_), None, Some(Bound::Decimal(text))) => {
            Form::Listed(vec![literal(text)])
        }
        _ => Form::Digits(numbers),
    }
}

/// Every member of an enum, as a message carries it.
fn members(plot: Plot<'_>, at: usize) -> Vec<String> {
    let name = rust_ident(&plot.project.enums[at].name.pascal());
    let krate = plot.project.name.replace('-', "_");
    let number = |variant: &String| {
        format!(
            "socio_runtime::generated::Choice::number(::{krate}::generated::enums::{name}::{variant})"
        )
    };
    let members = plot.project.enums[at].members.iter();
    members.map(|member| number(&member.variant)).collect()
}

fn literal(text: &str) -> String {
    format!("String::from({text:?})")
}

/// `format!("A{}-{}", one_of("A-Z", n / 10), one_of("0-9", n))`.
fn spelled(spelling: &Spelling, n: &str) -> String {
    let mut text = String::new();
    let mut arguments = String::new();
    for part in &spelling.parts {
        match part {
            Part::Literal(literal) => {
                text.push_str(&literal.replace('{', "{{").replace('}', "}}"));
            }
            Part::Number { width: 0 | 1 } => text.push_str("{n}"),
            Part::Number { width } => text.push_str(&format!("{{n:0>{width}}}")),
            Part::OneOf {
                characters,
                divisor,
            } => {
                text.push_str("{}");
                let at = match (divisor, n.contains(' ')) {
                    (1, _) => n.to_owned(),
                    (divisor, true) => format!("({n}) / {divisor}"),
                    (divisor, false) => format!("{n} / {divisor}"),
                };
                let characters = bracketed(characters);
                arguments.push_str(&format!(", sample::one_of({characters:?}, {at})"));
            }
        }
    }
    match arguments.is_empty() && !text.contains("{n") {
        true => literal(&spelling.text(0)),
        false => format!("format!({text:?}{arguments})"),
    }
}

/// Characters as they stand in the brackets of a regex, a `-` first.
fn bracketed(characters: &[char]) -> String {
    let mut text = String::from(if characters.contains(&'-') { "-" } else { "" });
    let rest: Vec<char> = characters.iter().copied().filter(|c| *c != '-').collect();
    for run in rest.chunk_by(|a, b| u32::from(*a) + 1 == u32::from(*b)) {
        match run {
            [first, _, .., last] => text.extend([*first, '-', *last]),
            few => text.extend(few),
        }
    }
    text
}
