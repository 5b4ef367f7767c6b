//! An error as a gRPC status: its JSON text, and the room that it may take with its details.

use serde_json::{Map, Value as Json, json};
use tonic::Status;
use tonic::metadata::MetadataMap;

use super::body::{Body, Faults};
use super::{Error, FieldError};

/// Clients refuse larger trailers (grpc-java's and grpc's default is 8 KiB for
/// all metadata together), so a status keeps to half of that, as it is sent.
const LIMIT: usize = 4096;

/// What one message or one name keeps, as sent, of an error that is too large:
/// one long value echoed back does not push out what else is wrong.
const SHARE: usize = LIMIT / 4;

/// The key of what is wrong with a whole: with a list, beside its elements; with a message,
/// beside its fields.
const WHOLE: &str = "non_field_errors";

impl Error {
    /// The JSON text of the grpc-message.
    pub(super) fn text(&self) -> String {
        let json = match &self.inner.body {
            Body::Single(error) => entry(error),
            Body::Hidden => entry(&FieldError::new("Internal error.", "error")),
            Body::Listed(error) => json!([entry(error)]),
            Body::Fields(fields) => fields
                .iter()
                .map(|faults| (faults.name.clone(), faults.json()))
                .collect::<Map<_, _>>()
                .into(),
        };
        dumps(&json)
    }

    /// Shortens long texts, then drops errors from the last one on, until the
    /// rest fits. The first error always stays.
    fn cut(&mut self) {
        match &mut self.inner.body {
            Body::Single(error) | Body::Listed(error) => shorten(&mut error.message, SHARE),
            Body::Hidden => {}
            Body::Fields(fields) => {
                let all: usize = fields.iter().map(Faults::count).sum();
                let mut room = Room {
                    // What says how many more there are, in the braces of the object.
                    left: LIMIT - sent(&dumps(&json!({WHOLE: [entry(&more(all))]}))),
                    empty: true,
                };
                for faults in fields.iter_mut() {
                    shorten(&mut faults.name, SHARE);
                    room.open(&faults.name);
                    if !faults.elements.is_empty() && !faults.errors.is_empty() {
                        room.open(WHOLE);
                    }
                    faults.errors.retain_mut(|error| room.takes(error));
                    faults.elements.retain(|position, errors| {
                        room.open(&position.to_string());
                        errors.retain_mut(|error| room.takes(error));
                        !errors.is_empty()
                    });
                }
                fields.retain(|faults| faults.count() > 0);
                let kept: usize = fields.iter().map(Faults::count).sum();
                if kept < all {
                    self.put(WHOLE, None, more(all - kept));
                }
            }
        }
    }
}

/// What the last error of a list that was cut says.
fn more(count: usize) -> FieldError {
    let s = if count == 1 { "" } else { "s" };
    FieldError::new(format!("There are {count} more error{s}."), "more")
}

impl Faults {
    fn count(&self) -> usize {
        let elements = self.elements.values().map(Vec::len);
        self.errors.len() + elements.sum::<usize>()
    }

    /// The errors; where some are of elements, all are below a key, as DRF has them.
    fn json(&self) -> Json {
        let list = |errors: &[FieldError]| errors.iter().map(entry).collect::<Json>();
        if self.elements.is_empty() {
            return list(&self.errors);
        }
        let mut all = Map::new();
        if !self.errors.is_empty() {
            all.insert(WHOLE.to_owned(), list(&self.errors));
        }
        let elements = self.elements.iter();
        all.extend(elements.map(|(position, errors)| (position.to_string(), list(errors))));
        all.into()
    }
}

/// What is left of the limit while an error is cut.
struct Room {
    left: usize,
    /// Nothing was taken yet: the first error always stays.
    empty: bool,
}

impl Room {
    /// A key with a list below it.
    fn open(&mut self, key: &str) {
        let size = sent(&dumps(&json!({key: []})));
        self.left = self.left.saturating_sub(size);
    }

    /// Whether an error, shortened, still fits. Nothing after the first that does not: the
    /// errors are cut, not sifted.
    fn takes(&mut self, error: &mut FieldError) -> bool {
        shorten(&mut error.message, SHARE);
        let size = sent(&dumps(&entry(error))) + sent(", ");
        let fits = std::mem::take(&mut self.empty) || size <= self.left;
        self.left = if fits {
            self.left.saturating_sub(size)
        } else {
            0
        };
        fits
    }
}

impl From<Error> for Status {
    fn from(mut error: Error) -> Self {
        error.report();
        let text = error.text();
        let details = error.details(&text);
        if sent(&text) + base64_len(details.len()) <= LIMIT {
            let details = details.into();
            return Status::with_details_and_metadata(
                error.inner.code,
                text,
                details,
                MetadataMap::new(),
            );
        }
        if sent(&text) <= LIMIT {
            return Status::new(error.inner.code, text);
        }
        error.cut();
        Status::new(error.inner.code, error.text())
    }
}

fn entry(error: &FieldError) -> Json {
    json!({"message": error.message, "code": error.reason.as_str()})
}

/// The bytes of a text in a grpc-message: tonic percent-encodes these.
fn sent(text: &str) -> usize {
    text.bytes()
        .map(|byte| match byte {
            b' ' | b'"' | b'#' | b'%' | b'<' | b'>' | b'`' | b'?' | b'{' | b'}' => 3,
            0x21..=0x7e => 1,
            _ => 3,
        })
        .sum()
}

/// The bytes of details in a trailer: base64 without padding.
fn base64_len(bytes: usize) -> usize {
    (bytes * 4).div_ceil(3)
}

/// Cuts a text that takes more than `most` bytes, as sent; `...` marks the cut.
fn shorten(text: &mut String, most: usize) {
    const MARK: &str = "...";
    let quotes = sent("\"\"");
    let mut size = 0;
    let mut keep = 0;
    for (at, c) in text.char_indices() {
        if size + MARK.len() <= most {
            keep = at;
        }
        size += sent(&quoted(&c.to_string())) - quotes;
        if size > most {
            text.truncate(keep);
            text.push_str(MARK);
            return;
        }
    }
}

/// JSON as Python's `json.dumps` writes it: in ASCII (a grpc-message is percent-encoded
/// otherwise), and with a space after each `:` and `,`.
fn dumps(json: &Json) -> String {
    match json {
        Json::Object(map) => {
            let entry =
                |(key, value): (&String, &Json)| format!("{}: {}", quoted(key), dumps(value));
            let entries: Vec<_> = map.iter().map(entry).collect();
            format!("{{{}}}", entries.join(", "))
        }
        Json::Array(items) => {
            let items: Vec<_> = items.iter().map(dumps).collect();
            format!("[{}]", items.join(", "))
        }
        Json::String(text) => quoted(text),
        other => other.to_string(),
    }
}

fn quoted(text: &str) -> String {
    let json = Json::from(text).to_string();
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::google_rpc as proto;
    use prost::Message;
    use tonic::Code;
    use tonic::codegen::http;

    /// The bytes of both trailers as tonic writes them.
    fn trailers(status: &Status) -> usize {
        let mut headers = http::HeaderMap::new();
        status.add_header(&mut headers).expect("headers");
        ["grpc-message", "grpc-status-details-bin"]
            .iter()
            .filter_map(|name| headers.get(*name))
            .map(http::HeaderValue::len)
            .sum()
    }

    fn json(status: &Status) -> Json {
        serde_json::from_str(status.message()).expect("JSON")
    }

    #[test]
    fn fields_are_reported_together_in_ascii() {
        let error = Error::invalid()
            .field("title", "Zu läng", "max_length")
            .field("qty", "Bad", "invalid");
        let status = Status::from(error);
        assert_eq!(status.code(), Code::InvalidArgument);
        assert_eq!(
            status.message(),
            r#"{"title": [{"message": "Zu l\u00e4ng", "code": "max_length"}], "qty": [{"message": "Bad", "code": "invalid"}]}"#
        );
        let rich = proto::Status::decode(status.details()).expect("google.rpc.Status");
        let types: Vec<_> = rich
            .details
            .iter()
            .map(|any| any.type_url.rsplit('.').next())
            .collect();
        assert_eq!(types, [Some("BadRequest"), Some("ErrorInfo")]);
        let request = proto::BadRequest::decode(&*rich.details[0].value).expect("BadRequest");
        assert_eq!(request.field_violations[0].reason, "MAX_LENGTH");
    }

    #[test]
    fn the_text_is_what_python_writes() {
        let odd = "\"\\/\u{8}\u{c}\n\r\t\0\u{1f}\u{7f}é\u{2028}🦀";
        let text = Status::from(Error::new(Code::NotFound, odd, "not_found"));
        assert_eq!(
            text.message(),
            r#"{"message": "\"\\/\b\f\n\r\t\u0000\u001f"#.to_owned()
                + "\u{7f}"
                + r#"\u00e9\u2028\ud83e\udd80", "code": "not_found"}"#
        );
    }

    #[test]
    fn a_single_error_says_why_in_its_details() {
        let status = Status::from(Error::not_found("Item", 7));
        let rich = proto::Status::decode(status.details()).expect("google.rpc.Status");
        let info = proto::ErrorInfo::decode(&*rich.details[0].value).expect("ErrorInfo");
        assert_eq!(
            (info.reason.as_str(), info.domain.as_str()),
            ("NOT_FOUND", "socio")
        );
    }

    #[test]
    fn a_large_error_is_cut_at_whole_errors() {
        let mut error = Error::invalid();
        for n in 0..200 {
            error.add(&format!("field{n}"), "x ".repeat(30), "invalid");
        }
        let status = Status::from(error);
        assert!(trailers(&status) <= LIMIT, "{}", trailers(&status));
        let fields = json(&status);
        let fields = fields.as_object().expect("fields");
        assert!(fields.len() > 10);
        let (last, more) = fields.iter().next_back().expect("an error");
        assert_eq!(last, "non_field_errors");
        assert_eq!(
            more[0]["message"],
            format!("There are {} more errors.", 200 - (fields.len() - 1))
        );
        assert_eq!(fields["field3"][0]["message"], "x ".repeat(30));
    }

    #[test]
    fn many_errors_of_one_field_are_cut_too() {
        let mut error = Error::invalid();
        for _ in 0..200 {
            error.add("tags", "\"ü\" is not a valid choice.", "invalid_choice");
        }
        let status = Status::from(error);
        assert!(trailers(&status) <= LIMIT, "{}", trailers(&status));
        assert!(json(&status)["tags"].as_array().expect("errors").len() > 10);
    }

    #[test]
    fn errors_of_elements_stand_below_their_positions() {
        let error = Error::invalid()
            .element("scores", 10, "Bad", "invalid")
            .element("scores", 2, "Low", "min_value")
            .field("title", "No", "invalid");
        let status = Status::from(error.clone());
        assert_eq!(
            status.message(),
            r#"{"scores": {"2": [{"message": "Low", "code": "min_value"}], "10": [{"message": "Bad", "code": "invalid"}]}, "title": [{"message": "No", "code": "invalid"}]}"#
        );
        let rich = proto::Status::decode(status.details()).expect("google.rpc.Status");
        let request = proto::BadRequest::decode(&*rich.details[0].value).expect("BadRequest");
        let fields: Vec<_> = request.field_violations.iter().map(|v| &v.field).collect();
        assert_eq!(fields, ["scores[2]", "scores[10]", "title"]);

        let status = Status::from(error.field("scores", "Too few", "invalid"));
        assert_eq!(
            json(&status)["scores"]["non_field_errors"][0]["message"],
            "Too few"
        );
    }

    #[test]
    fn many_errors_of_elements_are_cut_too() {
        let mut error = Error::invalid().field("scores", "x".repeat(900), "invalid");
        for position in 0..2000 {
            error.add_element("scores", position, "Bad", "invalid");
        }
        let status = Status::from(error);
        assert!(trailers(&status) <= LIMIT, "{}", trailers(&status));
        assert!(json(&status)["scores"].as_object().expect("keys").len() > 10);
    }

    #[test]
    fn details_go_before_the_text_does() {
        let error = Error::invalid().field("title", "x".repeat(2500), "invalid");
        let status = Status::from(error);
        assert!(status.details().is_empty());
        assert_eq!(json(&status)["title"][0]["message"], "x".repeat(2500));
    }

    #[test]
    fn one_long_text_is_shortened_and_hides_nothing() {
        for long in ["x", "ü", "\"", "🦀", "\u{1}"] {
            let long = long.repeat(200_000);
            let error = Error::invalid()
                .field(
                    "color",
                    format!("\"{long}\" is not a valid choice."),
                    "invalid_choice",
                )
                .field("qty", "Bad", "invalid");
            let status = Status::from(error);
            assert!(trailers(&status) <= LIMIT, "{}", trailers(&status));
            assert_eq!(json(&status)["qty"][0]["code"], "invalid");
            let status = Status::from(Error::not_found("Item", &long));
            assert!(trailers(&status) <= LIMIT, "{}", trailers(&status));
            let text = json(&status)["message"].as_str().expect("text").to_owned();
            assert!(
                text.starts_with("Item: ") && text.ends_with("..."),
                "{text}"
            );
            let status = Status::from(Error::invalid().field(&long, "Unknown filter.", "invalid"));
            assert!(trailers(&status) <= LIMIT, "{}", trailers(&status));
        }
    }
}
