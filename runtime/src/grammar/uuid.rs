//! UUIDs.

use uuid::Uuid;

/// 32 hexadecimal digits, with dashes anywhere, in braces or not, as a URN or not.
pub fn uuid(text: &str) -> Option<Uuid> {
    Uuid::parse_str(text).ok().or_else(|| lenient(text))
}

/// What Python reads beyond the usual forms.
fn lenient(text: &str) -> Option<Uuid> {
    let text = text.replace("urn:", "").replace("uuid:", "");
    let digits = text.trim_matches(['{', '}']).replace('-', "");
    let plain = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    plain.then(|| Uuid::parse_str(&digits).ok()).flatten()
}
