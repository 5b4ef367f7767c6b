//! From a pattern to what its texts are spelled of.

use std::rc::Rc;

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};

/// The characters that may stand at each place of a text.
pub(super) type Places = Vec<Rc<[char]>>;

/// How many spellings of a pattern are kept.
const MOST: usize = 64;
/// How many characters of a class are kept.
const CHARACTERS: usize = 64;

/// Spellings of at most so many places, short ones first, and whether there are no others.
///
/// `cut` says that the field takes longer texts than that.
pub(super) fn spellings(source: &str, least: usize, most: usize, cut: bool) -> (Vec<Places>, bool) {
    let mut spell = Spell {
        least,
        most,
        cut,
        complete: true,
    };
    // Deeper nesting than anyone writes would take as deep a stack.
    let Ok(hir) = ParserBuilder::new().nest_limit(50).build().parse(source) else {
        return (Vec::new(), false);
    };
    let looks = hir.properties().look_set_prefix();
    let mut found = spell.all(&hir);
    // An open end takes more characters.
    if !looks.contains(Look::Start) {
        found = spell.beside(found, 'a'..='z', true);
    }
    if !hir.properties().look_set_suffix().contains(Look::End) {
        found = spell.beside(found, '0'..='9', false);
    }
    (found, spell.complete)
}

struct Spell {
    least: usize,
    most: usize,
    cut: bool,
    complete: bool,
}

impl Spell {
    fn all(&mut self, hir: &Hir) -> Vec<Places> {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => vec![Vec::new()],
            HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
                Ok(text) => self.kept(vec![text.chars().map(|c| Rc::from([c])).collect()]),
                Err(_) => self.none(),
            },
            HirKind::Class(class) => match self.characters(class) {
                none if none.is_empty() => Vec::new(),
                characters => vec![vec![characters]],
            },
            HirKind::Capture(capture) => self.all(&capture.sub),
            HirKind::Repetition(repetition) => self.repeated(repetition),
            HirKind::Concat(parts) => {
                let mut found = vec![Vec::new()];
                for part in parts {
                    let next = self.all(part);
                    found = self.joined(&found, &next);
                }
                found
            }
            HirKind::Alternation(ways) => {
                let mut found = Vec::new();
                for way in ways {
                    found.extend(self.all(way));
                }
                self.kept(found)
            }
        }
    }

    fn none(&mut self) -> Vec<Places> {
        self.complete = false;
        Vec::new()
    }

    fn fits(&mut self, length: usize) -> bool {
        let fits = length <= self.most;
        self.complete &= fits || !self.cut;
        fits
    }

    /// What is too long, or too much, is left out; the former is no text of the field.
    fn kept(&mut self, mut found: Vec<Places>) -> Vec<Places> {
        found.retain(|places| self.fits(places.len()));
        if found.len() > MOST {
            self.complete = false;
            found.truncate(MOST);
        }
        found
    }

    fn joined(&mut self, heads: &[Places], tails: &[Places]) -> Vec<Places> {
        let mut found = Vec::new();
        for tail in tails {
            for head in heads {
                if found.len() <= MOST && self.fits(head.len() + tail.len()) {
                    found.push([head.as_slice(), tail].concat());
                }
            }
        }
        self.kept(found)
    }

    /// A few more than the fewest, as many as the shortest text wants, and as many as fit.
    fn repeated(&mut self, repetition: &Repetition) -> Vec<Places> {
        let once = self.all(&repetition.sub);
        let shortest = once.iter().map(Vec::len).min().unwrap_or(0).max(1);
        let fits = self.most / shortest;
        let fewest = repetition.min as usize;
        let largest = repetition.max.map_or(fits, |max| fits.min(max as usize));
        self.complete &= !self.cut || repetition.max.is_some_and(|max| max as usize <= fits);
        let mut counts: Vec<usize> = (fewest..=largest).take(6).collect();
        if counts.len() < largest.saturating_add(1).saturating_sub(fewest) {
            self.complete = false;
            counts.extend([self.least.div_ceil(shortest), largest]);
            counts.retain(|count| (fewest..=largest).contains(count));
            counts.sort_unstable();
            counts.dedup();
        }
        let mut found = Vec::new();
        for count in counts {
            found.extend(self.times(&once, count));
        }
        self.kept(found)
    }

    /// Every mixture of a few, and each way by itself of many.
    fn times(&mut self, once: &[Places], count: usize) -> Vec<Places> {
        if once.len() > 1 && count <= 3 {
            let start = vec![Vec::new()];
            return (0..count).fold(start, |found, _| self.joined(&found, once));
        }
        self.complete &= once.len() == 1 || count == 0;
        let fitting = once.iter().filter(|way| self.fits(way.len() * count));
        fitting
            .map(|way| std::iter::repeat_n(way, count).flatten().cloned().collect())
            .collect()
    }

    /// Letters and digits where there are enough, since they read best.
    fn characters(&mut self, class: &Class) -> Rc<[char]> {
        let ranges: Vec<(char, char)> = match class {
            Class::Unicode(class) => class.iter().map(|r| (r.start(), r.end())).collect(),
            Class::Bytes(class) => class
                .iter()
                .filter(|r| r.end().is_ascii())
                .map(|r| (r.start().into(), r.end().into()))
                .collect(),
        };
        let holds = |c: char| {
            ranges
                .iter()
                .any(|(start, end)| (*start..=*end).contains(&c))
        };
        let whole: usize = ranges.iter().map(|(a, b)| (*a..=*b).count()).sum();
        let mut kept: Vec<char> = ('0'..='z')
            .filter(|c| c.is_ascii_alphanumeric() && holds(*c))
            .collect();
        if kept.len() < 10 {
            let others = (' '..='~').filter(|c| !c.is_ascii_alphanumeric() && holds(*c));
            kept.extend(others);
        }
        if kept.is_empty() {
            let all = ranges.iter().flat_map(|(start, end)| *start..=*end);
            kept.extend(all.take(CHARACTERS));
        }
        self.complete &= kept.len() == whole;
        kept.into()
    }

    /// Also with a few characters on one side.
    fn beside(
        &mut self,
        found: Vec<Places>,
        characters: std::ops::RangeInclusive<char>,
        before: bool,
    ) -> Vec<Places> {
        // What is too long alone is too long with more.
        self.complete &= found.is_empty();
        let characters: Rc<[char]> = characters.collect();
        let mut wider = found.clone();
        for places in &found {
            let lacking = self.least.saturating_sub(places.len());
            for count in [1, 3, lacking] {
                let more = vec![characters.clone(); count];
                let (head, tail) = if before {
                    (&more, places)
                } else {
                    (places, &more)
                };
                wider.push([head.as_slice(), tail].concat());
            }
        }
        self.kept(wider)
    }
}
