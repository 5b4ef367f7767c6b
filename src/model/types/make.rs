//! Types with arguments: `string(100)`, `decimal(10,2)`, `url(2000)`.

use crate::model::FieldType;

/// Arguments that make no sense: why, and the type that does.
pub struct Mistake {
    pub reason: &'static str,
    /// What the help says beside it.
    pub rule: &'static str,
    pub instead: String,
}

/// The digits that every database keeps exactly, SQLite in an integer of 64 bits.
const DIGITS: u32 = 18;

pub(super) fn string(arguments: &[Option<u32>]) -> Result<FieldType, Mistake> {
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

pub(super) fn email(arguments: &[Option<u32>]) -> Result<FieldType, Mistake> {
    longest("email", FieldType::Email, arguments)
}

pub(super) fn url(arguments: &[Option<u32>]) -> Result<FieldType, Mistake> {
    longest("url", FieldType::Url, arguments)
}

pub(super) fn slug(arguments: &[Option<u32>]) -> Result<FieldType, Mistake> {
    longest("slug", FieldType::Slug, arguments)
}

pub(super) fn decimal(arguments: &[Option<u32>]) -> Result<FieldType, Mistake> {
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
