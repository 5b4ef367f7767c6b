//! Names of hosts, as Django takes them in an email and in a URL.

/// The most characters of a label (RFC 1034).
const LABEL: usize = 63;

/// Labels with points between, the last of which is a top-level domain.
pub(super) fn is_domain(text: &str) -> bool {
    match text.rsplit_once('.') {
        Some((labels, top)) => labels.split('.').all(is_label) && is_top(top),
        None => false,
    }
}

fn is_label(label: &str) -> bool {
    fits(label, 1)
        && label
            .chars()
            .all(|c| is_letter(c) || c.is_ascii_digit() || c == '-')
}

/// Letters, two or more; or an international name as it is written in ASCII.
fn is_top(label: &str) -> bool {
    let ascii_form = label
        .get(..4)
        .filter(|start| start.eq_ignore_ascii_case("xn--"))
        .and_then(|_| label.get(4..))
        .is_some_and(|rest| {
            (1..=59).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric())
        });
    ascii_form || fits(label, 2) && label.chars().all(|c| is_letter(c) || c == '-')
}

fn fits(label: &str, least: usize) -> bool {
    let length = label.chars().count();
    (least..=LABEL).contains(&length) && !label.starts_with('-') && !label.ends_with('-')
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || ('\u{a1}'..='\u{ffff}').contains(&c)
}
