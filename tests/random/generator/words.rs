//! Words that mean something to somebody: to Rust, to a crate, to SQL, to the generated code.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The keywords of the Rust reference: strict, reserved, weak.
pub const KEYWORDS: &str = "as async await break const continue crate dyn else enum extern false fn for if impl in let loop \
    match mod move mut pub ref return self static struct super trait true type unsafe use where while \
    abstract become box do final gen macro override priv try typeof unsized virtual yield \
    macro_rules raw safe union";

/// The prelude, primitive types and macros that generated code may use without a path.
pub const PRELUDE: &str = "Copy Send Sized Sync Unpin Drop Fn FnMut FnOnce AsyncFn Box ToOwned Clone PartialEq PartialOrd Eq \
    Ord AsRef AsMut Into From Default Iterator Extend IntoIterator DoubleEndedIterator ExactSizeIterator \
    Option Some None Result Ok Err String ToString Vec TryFrom TryInto FromIterator Future IntoFuture Debug Hash \
    bool char str u8 i32 i64 f32 f64 usize vec format println panic assert assert_eq matches todo include concat env \
    derive test cfg allow";

/// Crates that a project names or that come with the compiler.
pub const CRATES: &str = "std core alloc proc_macro test prost prost_types prost_build tonic tonic_prost tonic_build \
    tonic_prost_build tokio tower http bytes tracing protox socio_runtime rusqlite serde jiff uuid";

/// What SQLite takes for a keyword.
pub const SQL: &str = "abort action add after all alter always analyze and any as asc attach autoincrement before begin between by \
    cascade case cast check collate column commit conflict constraint create cross current database default deferrable \
    deferred delete desc detach distinct do drop each else end escape except exclude exclusive exists explain fail \
    filter first following for foreign from full generated glob group groups having if ignore immediate in index indexed \
    initially inner insert instead intersect into is isnull join key last left like limit match materialized natural no \
    not nothing notnull null nulls of offset on or order others outer over partition plan pragma preceding primary query \
    raise range recursive references regexp reindex release rename replace restrict returning right rollback row rows \
    savepoint select set table temp temporary then ties to transaction trigger unbounded union unique update using \
    vacuum values view virtual when where window with without rowid oid user";

/// Every word that the templates and the runtime's public interface use, so that no list has to follow them.
pub fn of_the_generated_code() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join("templates"), &mut files);
    let mut words = BTreeSet::new();
    for file in files.iter().filter(|file| file.ends_with(".j2")) {
        words.extend(words_of(&fs::read_to_string(file).expect("a template")));
    }
    for file in ["lib.rs", "aio/mod.rs", "blocking/mod.rs"] {
        let path = root.join("runtime/src").join(file);
        let text = fs::read_to_string(path).expect("the runtime");
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        words.extend(code.flat_map(|line| words_of(line).collect::<Vec<_>>()));
    }
    words
}

fn words_of(text: &str) -> impl Iterator<Item = String> + '_ {
    let parts = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    parts
        .filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()))
        .map(str::to_owned)
}

fn collect(folder: &Path, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path.to_str().expect("UTF-8").to_owned());
        }
    }
}

/// Words of ordinary specs, and some of the generated code that seeds shall meet whatever becomes of it.
pub const ORDINARY: &str = "author post tag comment line_item blog2 a s t n x1 order_2nd created by_day \
    context page services generated proto app database service changes outcome draft record meta listing fixtures \
    contract main mods enums models client server lib field kind row rows key results count request response lookup \
    unspecified column columns state status value error filters search ordering pagination page_size message \
    repeated oneof optional reserved rpc returns import package syntax option stream int32 double any timestamp";
