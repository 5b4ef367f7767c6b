//! What a client may write, and what it is told otherwise: the texts and codes of Django REST Framework.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit};
use serde_json::{Map, Value as Json, json};
use tonic::Status;

use crate::proto::PostRequest;
use crate::proto::post_status::Enum;

/// A valid post. Without a status, Create takes the default and Update keeps what is there.
pub struct Valid {
    pub title: String,
    pub body: Option<String>,
    pub status: Option<&'static str>,
    pub published_at: Option<String>,
    pub author: i64,
}

pub fn validate(request: PostRequest) -> Result<Valid, Status> {
    let mut errors = Map::new();
    let mut note = |field: &str, (message, code): (String, &str)| {
        errors.insert(field.into(), json!([{"message": message, "code": code}]));
    };
    let title = text(request.title, Some(200)).unwrap_or_else(|error| {
        note("title", error);
        String::new()
    });
    let body = request.body.map(|body| text(body, None)).transpose();
    let body = body.unwrap_or_else(|error| {
        note("body", error);
        None
    });
    let status = match request.status {
        None => None,
        Some(number) => stored(number).or_else(|| {
            let message = format!("\"{number}\" is not a valid choice.");
            note("status", (message, "invalid_choice"));
            None
        }),
    };
    let published_at = request.published_at.map(|text| datetime(text.trim()));
    if let Some(None) = published_at {
        let message = "Datetime has wrong format. Use one of these formats instead: \
                       YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].";
        note("published_at", (message.to_owned(), "invalid"));
    }
    if errors.is_empty() {
        Ok(Valid {
            title,
            body,
            status,
            published_at: published_at.flatten(),
            author: request.author,
        })
    } else {
        Err(refused(errors))
    }
}

pub fn unknown_author(id: i64) -> Status {
    let message = format!("Invalid pk \"{id}\" - object does not exist.");
    let mut errors = Map::new();
    errors.insert(
        "author".into(),
        json!([{"message": message, "code": "does_not_exist"}]),
    );
    refused(errors)
}

fn refused(errors: Map<String, Json>) -> Status {
    Status::invalid_argument(Json::Object(errors).to_string())
}

fn text(text: String, max: Option<usize>) -> Result<String, (String, &'static str)> {
    let trimmed = text.trim();
    let text = if trimmed.len() == text.len() {
        text
    } else {
        trimmed.to_owned()
    };
    if text.contains('\0') {
        let message = "Null characters are not allowed.";
        return Err((message.to_owned(), "null_characters_not_allowed"));
    }
    if text.is_empty() {
        return Err((String::from("This field may not be blank."), "blank"));
    }
    match max {
        Some(max) if text.chars().count() > max => Err((
            format!("Ensure this field has no more than {max} characters."),
            "max_length",
        )),
        _ => Ok(text),
    }
}

/// With any offset, UTC without one; stored as text of one width, which sorts.
fn datetime(text: &str) -> Option<String> {
    let at: Timestamp = text.parse().ok().or_else(|| {
        let civil: DateTime = text.parse().ok()?;
        Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
    })?;
    let at = at.round(Unit::Microsecond).ok()?;
    let micros = at.subsec_nanosecond() / 1000;
    Some(format!("{}.{micros:06}Z", at.strftime("%Y-%m-%dT%H:%M:%S")))
}

fn stored(number: i32) -> Option<&'static str> {
    Some(match Enum::try_from(number).ok()? {
        Enum::Unspecified | Enum::Draft => "draft",
        Enum::Published => "published",
        Enum::Archived => "archived",
    })
}

pub fn number(stored: &str) -> i32 {
    match stored {
        "draft" => Enum::Draft as i32,
        "published" => Enum::Published as i32,
        "archived" => Enum::Archived as i32,
        _ => Enum::Unspecified as i32,
    }
}
