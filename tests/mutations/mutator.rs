//! Specs, changed a little or a lot.

use std::fs;
use std::path::{Path, PathBuf};

use fastrand::Rng;

/// Larger inputs only take longer.
const LARGEST: usize = 60_000;

/// Pieces that mean something to YAML, to the spec, or to those who read numbers and text.
const TOKENS: &[&str] = &[
    ":",
    ": ",
    "- ",
    "? ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a ",
    "*a",
    "!!str ",
    "!x ",
    "|\n",
    ">-\n",
    "'",
    "\"",
    "\\",
    "#",
    " #",
    "%",
    "@",
    "`",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "\t",
    "\r\n",
    "\r",
    "\n",
    "\n\n",
    "  ",
    "<<: ",
    "~",
    "null",
    "true",
    "no",
    "0x7f",
    "1e999",
    "-0",
    "9223372036854775808",
    "340282366920938463463374607431768211456",
    "-1",
    "0",
    "NaN",
    ".inf",
    "00",
    "1_000",
    "\u{feff}",
    "\u{0}",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{a0}",
    "ä",
    "名前",
    "\u{301}",
    "😀",
    "\u{202e}",
    "models:",
    "enums:",
    "fields:",
    "type:",
    "service:",
    "filters:",
    "values:",
    "string(",
    "string(0)",
    "string(99999999999)",
    "decimal(",
    "decimal(18,18)",
    "decimal(1,2)",
    "?",
    " = ",
    "= 1",
    "[[",
    "[]",
    "{}",
    "__",
    "a__b__c",
    "_",
    "self",
    "regex: '('",
    "regex: 'a{99999}'",
    "default:",
    "min: 1",
    "max: -1",
    "choices: []",
    "primary_key: true",
    "on_delete: cascade",
    "unique_together: [[a, a]]",
    "example: ",
    "-12:00:00",
    "9999999999:0:0",
    "-9999-01-01",
    "+12345-01-01",
    "2026-02-30",
    "24:00:00",
    "pagination: { page_size: 0 }",
    "null: true",
    "timestamps: true",
];

pub struct Mutator {
    specs: Vec<Vec<u8>>,
}

impl Mutator {
    /// Over every spec in this repository.
    pub fn of_every_spec_here() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        for folder in ["examples", "tests"] {
            collect(&root.join(folder), &mut files);
        }
        files.sort();
        let specs: Vec<_> = files
            .iter()
            .map(|file| fs::read(file).expect("a spec"))
            .collect();
        assert!(specs.len() > 5, "too few specs: {files:?}");
        Self { specs }
    }

    /// The input of a number, always the same.
    pub fn input(&self, number: u64) -> Vec<u8> {
        let mut rng = Rng::with_seed(number);
        if rng.u32(0..20) == 0 {
            return std::iter::repeat_with(|| rng.u8(..)).take(300).collect();
        }
        let mut input = self.specs[rng.usize(0..self.specs.len())].clone();
        // Most inputs fail at the first change, so most have few.
        for _ in 0..1 << rng.u32(0..5) {
            self.change(&mut rng, &mut input);
        }
        input.truncate(LARGEST);
        if rng.u32(0..4) > 0 {
            return String::from_utf8_lossy(&input).into_owned().into_bytes();
        }
        input
    }

    fn change(&self, rng: &mut Rng, input: &mut Vec<u8>) {
        match rng.u32(0..10) {
            0 => flip(rng, input),
            1..4 => {
                let token = TOKENS[rng.usize(0..TOKENS.len())];
                let at = rng.usize(0..=input.len());
                input.splice(at..at, token.bytes());
            }
            4 => replace_word(rng, input),
            5 => lines(rng, input, |rng, lines| {
                lines.remove(rng.usize(0..lines.len()));
            }),
            6 => lines(rng, input, |rng, lines| {
                let copy = lines[rng.usize(0..lines.len())].clone();
                lines.insert(rng.usize(0..=lines.len()), copy);
            }),
            7 => lines(rng, input, |rng, lines| {
                let line = rng.usize(0..lines.len());
                lines[line].splice(0..0, [b' ', b' ']);
            }),
            8 => {
                let other = &self.specs[rng.usize(0..self.specs.len())];
                let (from, to) = (rng.usize(0..=other.len()), rng.usize(0..=input.len()));
                input.truncate(to);
                input.extend(&other[from..]);
            }
            _ => {
                let token = TOKENS[rng.usize(0..TOKENS.len())];
                let many = token.repeat(1 << rng.u32(0..12));
                let at = rng.usize(0..=input.len());
                input.splice(at..at, many.bytes());
            }
        }
    }
}

fn flip(rng: &mut Rng, input: &mut [u8]) {
    if !input.is_empty() {
        let at = rng.usize(0..input.len());
        input[at] ^= 1 << rng.u32(0..8);
    }
}

/// A token where a word was.
fn replace_word(rng: &mut Rng, input: &mut Vec<u8>) {
    let at = rng.usize(0..=input.len());
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let start = at - input[..at].iter().rev().take_while(|b| is_word(b)).count();
    let end = at + input[at..].iter().take_while(|b| is_word(b)).count();
    let token = TOKENS[rng.usize(0..TOKENS.len())];
    input.splice(start..end, token.bytes());
}

fn lines(rng: &mut Rng, input: &mut Vec<u8>, change: impl Fn(&mut Rng, &mut Vec<Vec<u8>>)) {
    let mut lines: Vec<Vec<u8>> = input
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    change(rng, &mut lines);
    *input = lines.join(&b'\n');
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.ends_with("target") {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "yaml") {
            files.push(path);
        }
    }
}
