//! What is no spec, or only looks like one, never makes the generator panic, hang or eat memory.
//!
//! Each input has a number: `SOCIO_SEED=17 cargo test --test mutations` repeats one. What runs with
//! a fuzzer, in tests/fuzz, has the same entry.

#[path = "../fuzz/entry.rs"]
mod entry;
mod mutator;
mod watchdog;

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use mutator::Mutator;
use watchdog::Watchdog;

/// How long mutations are tried.
const BUDGET: Duration = Duration::from_secs(15);

/// Inputs that did harm once.
const CORPUS: &[u64] = &[];

/// Those of this run, without an end: old ones first, then half known, half new.
fn numbers() -> Box<dyn Iterator<Item = u64>> {
    if let Ok(asked) = std::env::var("SOCIO_SEED") {
        return Box::new(std::iter::once(
            asked.parse().expect("SOCIO_SEED is a number"),
        ));
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let new = u64::from(now.expect("after 1970").subsec_nanos()) << 20;
    let both = (0..).flat_map(move |n| [n, new + n]);
    Box::new(CORPUS.iter().copied().chain(both))
}

#[test]
fn no_input_does_harm() {
    let mutator = Mutator::of_every_spec_here();
    let watchdog = Watchdog::start();
    let begin = Instant::now();
    let (mut tried, mut valid) = (0, 0);
    for number in numbers() {
        let input = mutator.input(number);
        match watchdog.watch(number, &input) {
            Ok(accepted) => valid += u32::from(accepted),
            Err(_) => panic!(
                "SOCIO_SEED={number} panics:\n{}",
                String::from_utf8_lossy(&input)
            ),
        }
        tried += 1;
        if begin.elapsed() > BUDGET {
            break;
        }
    }
    println!("{tried} inputs, {valid} of them valid");
    // Neither would say anything about the checks that stand behind the reader.
    if tried > 100 {
        assert!(
            (tried / 50..tried / 2).contains(&valid),
            "{valid} of {tried} are valid"
        );
    }
    if let Some(peak) = watchdog::peak_mebibytes() {
        assert!(peak < 300, "{peak} MiB");
    }
}

/// Deep and wide ones, which mutations rarely make.
#[test]
fn extremes_are_refused_quickly() {
    let watchdog = Watchdog::start();
    let deep = |open: &str, close: &str| open.repeat(50_000) + &close.repeat(50_000);
    let inputs = [
        deep("[", "]"),
        deep("{ a: ", "}"),
        deep("- ", ""),
        deep("? ", ""),
        deep("&a ", ""),
        "a: ".repeat(50_000),
        "a:\n".repeat(50_000),
        (0..20_000).map(|n| format!("k{n}: {n}\n")).collect(),
        (0..1000).map(|n| " ".repeat(n) + "a:\n").collect(),
        "\n".repeat(1_000_000),
        "#".repeat(1_000_000),
        "\"".repeat(50_000),
        "'".repeat(50_001),
        "%YAML 1.2\n".repeat(1000),
        "---\n".repeat(50_000),
        "!a ".repeat(50_000),
        "\u{feff}".repeat(1000),
        "\t".repeat(50_000),
        format!(
            "models: {{ A: {{ fields: {{ a: '{}' }} }} }}",
            "(".repeat(50_000)
        ),
        format!(
            "models: {{ A: {{ fields: {{ a: text }}, service: {{ filters: {{ {}b: [exact] }} }} }} }}",
            "a__".repeat(50_000)
        ),
        format!(
            "models: {{ A: {{ fields: {{ a: A? }}, service: {{ filters: {{ {}b: [exact] }} }} }} }}",
            "a__".repeat(50_000)
        ),
        format!(
            "models: {{ A: {{ fields: {{ a: {{ type: text, regex: '{}', example: a }} }} }} }}",
            "(".repeat(5000)
        ),
        String::from(
            "models: { A: { fields: { a: { type: text, regex: 'a{1000}{1000}{1000}', example: a } } } }",
        ),
    ];
    for (number, input) in inputs.iter().enumerate() {
        let accepted = watchdog.watch(number as u64, input.as_bytes());
        let start: String = input.chars().take(60).collect();
        assert!(matches!(accepted, Ok(false)), "{start} {accepted:?}");
    }
    let stars = "(a*)*".repeat(1000);
    let rule = format!(
        "{{ type: text, regex: '{stars}b', example: {}b }}",
        "a".repeat(1000)
    );
    let slow_elsewhere = format!("models: {{ A: {{ fields: {{ a: {rule} }} }} }}");
    let accepted = watchdog.watch(0, slow_elsewhere.as_bytes());
    assert!(matches!(accepted, Ok(true)), "{accepted:?}");
}
