//! The types of fields, in one table.

use super::foreign::{self, Written};
use super::{Build, Known, Meaning};
use crate::diagnostic::{Diagnostic, nearest};
use crate::edit::Edit;
use crate::model::{FieldType, OnDelete, short};
use crate::spec::{Node, quote};

/// A type as a spec writes it.
pub(super) struct Type {
    pub name: &'static str,
    /// The name with everything it needs.
    pub example: &'static str,
    make: Make,
    /// What Rust, Python, SQL and Django call it: small letters, without what parts the words.
    pub synonyms: &'static [&'static str],
    /// What else might be meant by a synonym.
    pub beside: &'static str,
}

enum Make {
    Plain(fn() -> FieldType),
    /// From its arguments.
    From(fn(&[Option<u32>]) -> Result<FieldType, Mistake>),
}

/// Arguments that make no sense: why, and the type that does.
struct Mistake {
    reason: &'static str,
    rule: &'static str,
    instead: String,
}

/// The digits that every database keeps exactly, SQLite in an integer of 64 bits.
const DIGITS: u32 = 18;

/// A type without arguments.
const fn plain(
    name: &'static str,
    ty: fn() -> FieldType,
    synonyms: &'static [&'static str],
    beside: &'static str,
) -> Type {
    Type {
        name,
        example: name,
        make: Make::Plain(ty),
        synonyms,
        beside,
    }
}

/// A type that may have its longest length.
const fn text(
    name: &'static str,
    make: fn(&[Option<u32>]) -> Result<FieldType, Mistake>,
    synonyms: &'static [&'static str],
) -> Type {
    Type {
        name,
        example: name,
        make: Make::From(make),
        synonyms,
        beside: "",
    }
}

#[rustfmt::skip]
pub(super) const TYPES: [Type; 19] = [
    plain("bool", || FieldType::Bool, &["boolean", "bit", "booleanfield", "nullbooleanfield"], ""),
    plain("int32", || FieldType::Int32, &["integer", "int", "int4", "i32", "i16", "i8", "u16", "u8", "int16", "smallint", "int2", "tinyint", "mediumint",
        "sint32", "integerfield", "smallintegerfield", "positiveintegerfield", "positivesmallintegerfield", "number"], " or `int64`"),
    plain("int64", || FieldType::Int64, &["bigint", "int8", "i64", "long", "u64", "u32", "uint64", "uint32", "sint64", "usize", "isize", "serial", "bigserial",
        "bigintegerfield", "positivebigintegerfield", "autofield", "bigautofield"], ""),
    plain("float", || FieldType::Float, &["f32", "real", "float4", "float32"], " or `double`"),
    plain("double", || FieldType::Double, &["f64", "float8", "float64", "doubleprecision", "floatfield"], ""),
    Type {
        name: "decimal",
        example: "decimal(10,2)",
        make: Make::From(decimal),
        synonyms: &["numeric", "money", "bigdecimal", "decimalfield", "dec"],
        beside: " with its digits and decimal places",
    },
    Type {
        name: "string",
        example: "string(100)",
        make: Make::From(string),
        synonyms: &["varchar", "char", "character", "charactervarying", "nvarchar", "varchar2", "bpchar", "charfield"],
        beside: " with its longest length, or `text`",
    },
    plain("text", || FieldType::Text, &["str", "textfield", "clob", "longtext", "mediumtext", "tinytext", "citext"], ", or `string(100)` with its longest length"),
    plain("bytes", || FieldType::Bytes, &["bytea", "blob", "longblob", "binary", "varbinary", "binaryfield", "bytearray"], ""),
    plain("uuid", || FieldType::Uuid, &["guid", "uniqueidentifier", "uuidfield", "uuid4", "uuid7"], ""),
    plain("date", || FieldType::Date, &["datefield", "naivedate", "localdate"], ""),
    plain("time", || FieldType::Time, &["timefield", "naivetime", "localtime"], ""),
    plain("datetime", || FieldType::DateTime, &["timestamp", "timestamptz", "timestampwithtimezone", "timestampwithouttimezone", "datetime2", "datetimefield",
        "naivedatetime", "offsetdatetime", "primitivedatetime", "instant", "zoned"], ""),
    plain("duration", || FieldType::Duration, &["interval", "timedelta", "durationfield"], ""),
    plain("json", || FieldType::Json, &["jsonb", "jsonfield", "object", "dict", "map", "struct", "hashmap", "value", "any"], ""),
    text("email", |arguments| longest("email", FieldType::Email, arguments), &["emailfield", "mail"]),
    text("url", |arguments| longest("url", FieldType::Url, arguments), &["urlfield", "uri", "link"]),
    text("slug", |arguments| longest("slug", FieldType::Slug, arguments), &["slugfield"]),
    plain("ip", || FieldType::Ip, &["inet", "cidr", "ipaddr", "ipaddress", "genericipaddressfield", "ipaddressfield"], ""),
];

impl Type {
    fn of(&self, arguments: &[&str]) -> Result<FieldType, Mistake> {
        match self.make {
            Make::Plain(ty) if arguments.is_empty() => Ok(ty()),
            Make::Plain(_) => Err(Mistake {
                reason: "takes no arguments",
                rule: "",
                instead: self.name.to_owned(),
            }),
            Make::From(make) => {
                let numbers = arguments.iter().map(|text| text.parse().ok());
                make(&numbers.collect::<Vec<_>>())
            }
        }
    }

    /// With these arguments where it takes them and they make sense, else as in its example.
    pub fn written(&self, arguments: &[String]) -> String {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        match self.make {
            Make::From(_) if !arguments.is_empty() && self.of(&arguments).is_ok() => {
                format!("{}({})", self.name, arguments.join(","))
            }
            _ => self.example.to_owned(),
        }
    }
}

fn string(arguments: &[Option<u32>]) -> Result<FieldType, Mistake> {
    match arguments {
        [Some(max @ 1..)] => Ok(FieldType::String { max: *max }),
        _ => Err(Mistake {
            reason: "needs its longest length",
            rule: ", or `text`",
            instead: String::from("string(100)"),
        }),
    }
}

fn longest(name: &str, ty: FieldType, arguments: &[Option<u32>]) -> Result<FieldType, Mistake> {
    match arguments {
        [] | [Some(1..)] => Ok(ty),
        _ => Err(Mistake {
            reason: "takes its longest length, or nothing",
            rule: ", or with the length, as `url(200)`",
            instead: name.to_owned(),
        }),
    }
}

/// The longest length in `url(2000)`; a string's is part of its type.
pub(super) fn max_length(ty: &FieldType, short: &short::Short<'_>) -> Option<u32> {
    match ty {
        FieldType::Email | FieldType::Url | FieldType::Slug => {
            let (_, arguments) = short::name_and_arguments(short.ty)?;
            arguments.first()?.parse().ok()
        }
        _ => None,
    }
}

fn decimal(arguments: &[Option<u32>]) -> Result<FieldType, Mistake> {
    let mistake = |reason, rule, (precision, scale): (u32, u32)| {
        let instead = format!("decimal({precision},{scale})");
        Err(Mistake {
            reason,
            rule,
            instead,
        })
    };
    match *arguments {
        [Some(precision), Some(scale)] if precision > DIGITS => {
            let (reason, rule) = ("has too many digits", ": at most 18 are kept exactly");
            mistake(reason, rule, (DIGITS, scale.min(DIGITS)))
        }
        [Some(precision), Some(scale)] if scale > precision => mistake(
            "has more places than digits",
            ": the digits are counted on both sides of the point",
            (
                precision.saturating_add(scale).min(DIGITS),
                scale.min(DIGITS),
            ),
        ),
        [Some(precision @ 1..), Some(scale)] => Ok(FieldType::Decimal { precision, scale }),
        _ => mistake("needs digits and decimal places", "", (10, 2)),
    }
}

/// The type of a text, `string(200)`; `node` is where that stands.
pub(super) fn field_type(
    build: &mut Build,
    short: &short::Short<'_>,
    node: &Node,
    known: &Known<'_>,
) -> Option<FieldType> {
    let Some((name, arguments)) = short::name_and_arguments(short.ty) else {
        unknown(build, short, node, known);
        return None;
    };
    if let Some(row) = TYPES.iter().find(|row| row.name == name) {
        return match row.of(&arguments) {
            Ok(ty) => Some(ty),
            Err(mistake) => {
                build.report(mistaken(short, node, mistake));
                None
            }
        };
    }
    let named = match known.meaning(name) {
        Some(Meaning::Enum(index)) => FieldType::Enum(index),
        Some(Meaning::Model(model)) => {
            let on_delete = OnDelete::Restrict;
            FieldType::Reference { model, on_delete }
        }
        None => {
            unknown(build, short, node, known);
            return None;
        }
    };
    if !arguments.is_empty() {
        let found = Diagnostic::new(node.span.clone(), format!("`{name}` takes no arguments"));
        build.report(found.fix(instead(short, node, &Written::One(name.to_owned()))));
        return None;
    }
    Some(named)
}

/// A type whose arguments make no sense.
fn mistaken(short: &short::Short<'_>, node: &Node, mistake: Mistake) -> Diagnostic {
    let message = format!("`{}` {}", short.ty, mistake.reason);
    let written = Written::One(mistake.instead);
    let help = format!("write `{written}`{}", mistake.rule);
    let found = Diagnostic::new(node.span.clone(), message);
    found.help(help).fix(instead(short, node, &written))
}

/// Refuses a type that there is not, with the one that was meant.
fn unknown(build: &mut Build, short: &short::Short<'_>, node: &Node, known: &Known<'_>) {
    let found = Diagnostic::new(node.span.clone(), refusal(short.ty));
    if let Some(meant) = foreign::translate(short.ty, known) {
        let mut short = *short;
        short.null |= meant.null;
        let help = format!("write `{}`{}", meant.written, meant.beside);
        let fix = instead(&short, node, &meant.written);
        return build.report(found.help(help).fix(fix));
    }
    build.report(match near(short.ty, known) {
        Some(near) => {
            let near = Written::One(near);
            let found = found.help(format!("did you mean `{near}`?"));
            found.fix(instead(short, node, &near))
        }
        None if short.ty.is_empty() => {
            found.help("write one, as `text`, `string(100)`, `int64?` or `bool = true`")
        }
        None => {
            let names: Vec<_> = TYPES.iter().map(|row| row.example).collect();
            found.help(format!("types: {}, a model or an enum", names.join(", ")))
        }
    });
}

fn refusal(ty: &str) -> String {
    let count = |sign| ty.matches(sign).count();
    if ty.is_empty() {
        String::from("there is no type")
    } else if count('(') > count(')') {
        format!("`{ty}`: a `)` is missing")
    } else if short::is_list(ty) {
        String::from("a list is written without quotes, and is never null")
    } else {
        format!("unknown type `{ty}`")
    }
}

/// A slip of the pen.
fn near(ty: &str, known: &Known<'_>) -> Option<String> {
    let name = ty.split('(').next().unwrap_or_default().trim_end();
    let types = TYPES.iter().map(|row| row.name);
    let near = nearest(name, types.chain(known.names()))?;
    let arguments = short::name_and_arguments(ty).map(|(_, arguments)| arguments);
    let arguments = arguments.unwrap_or_default();
    let arguments: Vec<String> = arguments.into_iter().map(str::to_owned).collect();
    let row = TYPES.iter().find(|row| row.name == near);
    Some(row.map_or_else(|| near.to_owned(), |row| row.written(&arguments)))
}

/// The edit of a short form after a change.
pub(super) fn rewritten(node: &Node, change: impl Fn(&mut short::Short<'_>)) -> Option<Edit> {
    let mut short = short::parse(node.scalar()?);
    change(&mut short);
    Some(instead(&short, node, &Written::One(short.ty.to_owned())))
}

/// The edit that puts another type in the place of a short form's, its `?` and default kept.
fn instead(short: &short::Short<'_>, node: &Node, written: &Written) -> Edit {
    let text = match written {
        // A list has neither.
        Written::List(_) => written.to_string(),
        Written::One(ty) => {
            let null = if short.null { "?" } else { "" };
            let default = short.default.map(|text| format!(" = {text}"));
            quote::scalar(&format!("{ty}{null}{}", default.unwrap_or_default()))
        }
    };
    Edit::replace(node.span.clone(), text)
}
