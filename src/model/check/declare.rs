//! Declares written names in their scope, and refuses the later of two that meet.

use std::ops::Range;

use heck::ToSnakeCase;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::decode::Build;
use crate::model::ident::rust_ident;
use crate::model::scope::Scope;

/// Declares all the spellings of one thing; a clash is reported once.
pub(super) fn declare(
    build: &mut Build,
    scope: &mut Scope,
    spellings: &[String],
    what: &str,
    span: &Range<usize>,
    refusal: impl Fn(&str, &str) -> (String, String),
) {
    let mut refused = false;
    for spelling in spellings {
        // Something that is spelled alike in two languages declares one name twice.
        let Err(holder) = scope.declare(spelling, what, span) else {
            continue;
        };
        if refused || (holder.what == what && holder.span.as_ref() == Some(span)) {
            continue;
        }
        refused = true;
        let (message, help) = refusal(spelling, &holder.what);
        let mut found = Diagnostic::new(Code::NameTaken, span.clone(), message).help(help);
        if let Some(first) = holder.span.filter(|first| first != span) {
            found = found.related(first, format!("{} is here", holder.what));
        }
        build.report(found);
    }
}

/// Why a name of the proto package is refused.
pub(super) fn refusal(name: &str, holder: &str) -> (String, String) {
    let message = format!("`{name}` is the name of {holder} already");
    let help = "rename one of them: in a proto package a name means one thing";
    (message, help.to_owned())
}

/// The module that prost or tonic makes for what has a name.
pub(super) fn module(name: &str, suffix: &str) -> String {
    rust_ident(&format!("{}{suffix}", name.to_snake_case()))
}

/// A service as the proto and as tonic have it.
pub(super) fn service_names(name: &str) -> [String; 3] {
    let [client, server] = ["_client", "_server"].map(|suffix| module(name, suffix));
    [name.to_owned(), client, server]
}
