//! "Did you mean …?"

/// The known word that is nearest to what was typed, if one is near.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let length = typed.chars().count();
    known
        .into_iter()
        .filter_map(|word| {
            let most = 1 + word.len() / 4;
            // A distance is never less than the difference in length.
            if length.abs_diff(word.chars().count()) > most {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&typed, &word.to_lowercase());
            // Something must be left of it.
            (distance <= most && distance < length).then_some((distance, word))
        })
        .min()
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn small_slips_are_found() {
        let known = ["fields", "table", "comment"];
        assert_eq!(nearest("feilds", known), Some("fields"));
        assert_eq!(nearest("Tabel", known), Some("table"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("q", ["a"]), None);
        assert_eq!(nearest(&"fields".repeat(1000), known), None);
    }
}
