//! Names of messages are the models'.

use crate::model::decode::Build;
use crate::spec::Key;

/// A model whose name is another model's message.
pub(in crate::model) fn message_clash(build: &mut Build, key: &Key, names: &[String]) {
    const SUFFIXES: [&str; 8] = [
        "Request",
        "Response",
        "PartialUpdateRequest",
        "RetrieveRequest",
        "DestroyRequest",
        "ListRequest",
        "ListResponse",
        "StreamRequest",
    ];
    for name in names {
        let suffix = key.text.strip_prefix(name.as_str());
        if suffix.is_some_and(|suffix| SUFFIXES.contains(&suffix)) {
            let message = format!("`{}` is the name of a message of `{name}`", key.text);
            build.error(&key.span, message, "rename the model");
        }
    }
}
