//! Specs by a fuzzer that sees which code they reach.

#![no_main]

mod entry;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    entry::spec(bytes);
});
