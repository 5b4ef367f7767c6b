//! Text as YAML that reads back as it is, in block and in flow style.

/// Plain where that is safe anywhere, else between double quotes.
pub fn scalar(text: &str) -> String {
    let first = text.starts_with(|c: char| c.is_ascii_alphanumeric());
    let safe = |c: char| c.is_ascii_alphanumeric() || "_-.()/ =?".contains(c);
    if first && text.chars().all(safe) && !text.ends_with(' ') {
        return text.to_owned();
    }
    // A JSON string is a double-quoted scalar.
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::scalar;
    use crate::spec::{Node, load};

    #[test]
    fn every_text_reads_back() {
        for text in [
            "string(20)?",
            "decimal(10,2)",
            "text = a b",
            "a: b",
            "a #b",
            "[x]",
            "",
            " a ",
            "\"",
            "a\nb",
            "é",
            "- a",
            "a?",
            "?",
            "=",
            "string(5) = x?",
            "\\",
            "{",
            "\u{1b}",
        ] {
            let text = text.to_owned();
            let written = scalar(&text);
            let specs = [
                format!("a: {written}\n"),
                format!("{{ a: {written}, b: [{written}] }}"),
            ];
            for spec in specs {
                let read = load("s", &spec).expect(&spec);
                assert_eq!(
                    read.root.get("a").and_then(Node::scalar),
                    Some(text.as_str())
                );
            }
        }
    }
}
