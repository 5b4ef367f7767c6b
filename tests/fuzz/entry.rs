//! What bytes of any kind go through, here and in the tests that run without a fuzzer.

use cargo_socio::model::{self, Overrides};
use cargo_socio::spec;

/// Reads the bytes as a spec, and shows what is wrong with it; true where nothing is.
pub fn spec(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let loaded = spec::load("socio.yaml", text);
    match loaded.and_then(|spec| model::build(&spec, &Overrides::default())) {
        Ok(_) => true,
        Err(found) => {
            assert!(!found.to_string().is_empty());
            false
        }
    }
}
