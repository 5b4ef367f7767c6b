//! An error as a gRPC status: its JSON text, its `google.rpc` details, and the
//! room that both may take.

use prost::Message;
use serde_json::{Map, Value as Json, json};
use tonic::Status;
use tonic::metadata::MetadataMap;

use super::{Body, Error, FieldError};

/// Clients refuse larger trailers (grpc-java's and grpc's default is 8 KiB for
/// all metadata together), so a status keeps to half of that, as it is sent.
const LIMIT: usize = 4096;

/// What one message or one name keeps, as sent, of an error that is too large:
/// one long value echoed back does not push out what else is wrong.
const SHARE: usize = LIMIT / 4;

/// Who gives the `reason` of an ErrorInfo its meaning: the codes are the same
/// in every service of this runtime.
const DOMAIN: &str = "socio";

impl Error {
    /// The JSON text of the grpc-message.
    pub(super) fn text(&self) -> String {
        let json = match &*self.body {
            Body::Single(error) => entry(error),
            Body::Fields(fields) => Json::Object(
                fields
                    .iter()
                    .map(|(name, errors)| (name.clone(), errors.iter().map(entry).collect()))
                    .collect::<Map<_, _>>(),
            ),
        };
        ascii(&json)
    }

    fn details(&self, text: &str) -> Vec<u8> {
        let mut details = Vec::with_capacity(2);
        let reason = match &*self.body {
            Body::Single(error) => reason(error.code),
            Body::Fields(fields) => {
                let field_violations = fields
                    .iter()
                    .flat_map(|(name, errors)| {
                        errors.iter().map(move |error| proto::FieldViolation {
                            field: name.clone(),
                            description: error.message.clone(),
                            reason: reason(error.code),
                        })
                    })
                    .collect();
                let request = proto::BadRequest { field_violations };
                details.push(proto::any("BadRequest", &request));
                String::from("INVALID")
            }
        };
        let domain = DOMAIN.to_owned();
        details.push(proto::any(
            "ErrorInfo",
            &proto::ErrorInfo { reason, domain },
        ));
        proto::Status {
            code: self.status as i32,
            message: text.to_owned(),
            details,
        }
        .encode_to_vec()
    }

    /// Shortens long texts, then drops errors from the last one on, until the
    /// rest fits. The first error always stays.
    fn cut(&mut self) {
        match &mut *self.body {
            Body::Single(error) => shorten(&mut error.message, SHARE),
            Body::Fields(fields) => {
                // The braces of the object.
                let mut left = LIMIT - sent("{}");
                let mut first = true;
                for (name, errors) in fields.iter_mut() {
                    shorten(name, SHARE);
                    left = left.saturating_sub(sent(&ascii(&json!({name.as_str(): []}))));
                    errors.retain_mut(|error| {
                        shorten(&mut error.message, SHARE);
                        let size = sent(&ascii(&entry(error))) + sent(",");
                        let fits = std::mem::take(&mut first) || size <= left;
                        // Nothing after the first that does not fit: cut, not sifted.
                        left = if fits { left.saturating_sub(size) } else { 0 };
                        fits
                    });
                }
                fields.retain(|(_, errors)| !errors.is_empty());
            }
        }
    }
}

impl From<Error> for Status {
    fn from(mut error: Error) -> Self {
        let text = error.text();
        let details = error.details(&text);
        if sent(&text) + base64_len(details.len()) <= LIMIT {
            let details = details.into();
            return Status::with_details_and_metadata(
                error.status,
                text,
                details,
                MetadataMap::new(),
            );
        }
        if sent(&text) <= LIMIT {
            return Status::new(error.status, text);
        }
        error.cut();
        Status::new(error.status, error.text())
    }
}

fn entry(error: &FieldError) -> Json {
    json!({"message": error.message, "code": error.code})
}

/// `max_length` → `MAX_LENGTH`.
fn reason(code: &str) -> String {
    code.chars()
        .map(|c| match c {
            c if c.is_ascii_alphanumeric() => c.to_ascii_uppercase(),
            _ => '_',
        })
        .collect()
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
        size += sent(&ascii(&Json::from(c.to_string()))) - quotes;
        if size > most {
            text.truncate(keep);
            text.push_str(MARK);
            return;
        }
    }
}

/// JSON in ASCII: a grpc-message is percent-encoded otherwise, and Python's
/// `json.dumps` writes it this way too.
fn ascii(json: &Json) -> String {
    let json = json.to_string();
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

/// The few messages of `google.rpc` that an error carries.
mod proto {
    use prost::Message;

    #[derive(Clone, PartialEq, Message)]
    pub struct Status {
        #[prost(int32, tag = "1")]
        pub code: i32,
        #[prost(string, tag = "2")]
        pub message: String,
        #[prost(message, repeated, tag = "3")]
        pub details: Vec<prost_types::Any>,
    }

    #[derive(Clone, PartialEq, Message)]
    pub struct BadRequest {
        #[prost(message, repeated, tag = "1")]
        pub field_violations: Vec<FieldViolation>,
    }

    #[derive(Clone, PartialEq, Message)]
    pub struct FieldViolation {
        #[prost(string, tag = "1")]
        pub field: String,
        #[prost(string, tag = "2")]
        pub description: String,
        #[prost(string, tag = "3")]
        pub reason: String,
    }

    #[derive(Clone, PartialEq, Message)]
    pub struct ErrorInfo {
        #[prost(string, tag = "1")]
        pub reason: String,
        #[prost(string, tag = "2")]
        pub domain: String,
    }

    pub fn any(name: &str, message: &impl Message) -> prost_types::Any {
        prost_types::Any {
            type_url: format!("type.googleapis.com/google.rpc.{name}"),
            value: message.encode_to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
            r#"{"title":[{"message":"Zu l\u00e4ng","code":"max_length"}],"qty":[{"message":"Bad","code":"invalid"}]}"#
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
        assert!(fields.as_object().expect("fields").len() > 10);
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
