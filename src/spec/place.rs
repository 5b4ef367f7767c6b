//! From the characters that the parser counts to the bytes of the text.

use std::ops::Range;

/// A checkpoint every so many characters: what is between two is walked.
const STRIDE: usize = 128;

pub struct Places<'a> {
    text: &'a str,
    /// Where every `STRIDE`th character begins; none where characters are bytes.
    checkpoints: Vec<usize>,
}

impl<'a> Places<'a> {
    pub fn new(text: &'a str) -> Self {
        let mut checkpoints = Vec::new();
        if !text.is_ascii() {
            let every = text.char_indices().map(|(at, _)| at).step_by(STRIDE);
            checkpoints.extend(every);
        }
        Self { text, checkpoints }
    }

    /// Where a character begins.
    pub fn byte(&self, character: usize) -> usize {
        if self.checkpoints.is_empty() {
            return character.min(self.text.len());
        }
        let Some(near) = self.checkpoints.get(character / STRIDE) else {
            return self.text.len();
        };
        let rest = self.text[*near..].char_indices().nth(character % STRIDE);
        rest.map_or(self.text.len(), |(at, _)| near + at)
    }

    pub fn bytes(&self, span: saphyr_parser::Span) -> Range<usize> {
        let start = self.byte(span.start.index());
        start..self.byte(span.end.index()).max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn characters_are_found() {
        for text in ["a: b".repeat(100), "é: 😀 b".repeat(100)] {
            let places = Places::new(&text);
            let expected = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            for (character, at) in expected.enumerate() {
                assert_eq!(places.byte(character), at, "{character}");
            }
            assert_eq!(places.byte(10_000), text.len());
        }
    }
}
