//! The comment by which editors find the schema of a spec.

use super::line_end;

/// What the YAML language server looks for in comments.
const MARK: &str = "yaml-language-server:";

/// The text with a first line that names its schema, unless there is one that does. In front of all
/// else a comment is never part of what a spec says.
pub fn point_at(schema: &str, text: &str) -> String {
    let is_mark = |line: &str| {
        let comment = line.trim_start().strip_prefix('#');
        comment.is_some_and(|comment| comment.trim_start().starts_with(MARK))
    };
    if text.lines().any(is_mark) {
        return text.to_owned();
    }
    let (mark, rest) = match text.strip_prefix('\u{feff}') {
        Some(rest) => ("\u{feff}", rest),
        None => ("", text),
    };
    format!("{mark}# {MARK} $schema={schema}{}{rest}", line_end(text))
}

#[cfg(test)]
mod tests {
    use super::point_at;
    use crate::spec::load;

    const LINE: &str = "# yaml-language-server: $schema=a.json";

    #[test]
    fn the_line_is_in_front_of_all_else() {
        for text in [
            "models: 1\n",
            "# mine\nmodels: 1",
            "%YAML 1.2\n---\nmodels: 1\n",
            "--- { models: 1 }\n",
            "{ models:\n 1 }",
            "  models: 1\r\n",
        ] {
            let pointed = point_at("a.json", text);
            let rest = pointed.strip_prefix(LINE).map(str::trim_start);
            assert_eq!(rest, Some(text.trim_start()), "{pointed}");
            let [before, after] = [text, &pointed].map(|text| load("s", text).expect("YAML").root);
            assert!(before.means(&after), "{pointed}");
            assert_eq!(point_at("b.json", &pointed), pointed);
        }
        let marked = point_at("a.json", "\u{feff}models: 1\r\n");
        assert_eq!(marked, format!("\u{feff}{LINE}\r\nmodels: 1\r\n"));
    }

    #[test]
    fn a_line_of_the_users_stays() {
        let text = "# mine\n  #yaml-language-server: $schema=https://example.com/s.json\nmodels: 1";
        assert_eq!(point_at("a.json", text), text);
    }
}
