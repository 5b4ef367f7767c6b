//! The kinds of mistakes, each with a code that stays: what a script or an editor may rely on.

/// The table: one row a code.
macro_rules! codes {
    ($($variant:ident $code:literal $meaning:literal)*) => {
        /// A kind of mistake.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $meaning] $variant,)*
        }

        impl Code {
            /// Every code, in the order in which a spec is read.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// As it is written: `unknown-type`. It is never given another meaning.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            /// What is wrong, in a sentence or two.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$variant => $meaning,)*
                }
            }
        }
    };
}

codes! {
    NotYaml "not-yaml" "The file is not YAML 1.2."
    TabIndent "tab-indent" "A line is indented by a tab, which YAML does not allow."
    InvisibleCharacter "invisible-character" "A character that looks like a space, or like nothing, stands where YAML takes it for a letter."
    UnquotedComma "unquoted-comma" "A comma in flow style parts entries, also between parentheses: the text has to be quoted."
    SecondDocument "second-document" "A spec is one YAML document, and a second one begins here."
    YamlAlias "yaml-alias" "YAML aliases are not supported: the value has to be written out."
    YamlTag "yaml-tag" "YAML tags are not supported: what a value is follows from its place."
    TooLarge "too-large" "The spec, one of its names, or its depth is beyond what is read."
    DuplicateKey "duplicate-key" "A key stands twice in one mapping."
    UnknownKey "unknown-key" "The spec has no such key at this place."
    NotSupportedYet "not-supported-yet" "The word is known, and what it asks for is not built yet."
    WrongShape "wrong-shape" "A mapping, a list, text, a flag or a number is wanted here, and something else stands here."
    UnknownValue "unknown-value" "A word that is not one of those that a key takes."
    NoModels "no-models" "The spec has no models."
    NoFields "no-fields" "A model has no fields."
    NoMembers "no-members" "An enum has no members."
    InvalidName "invalid-name" "A name that cannot be one in Rust, in a proto and in the database."
    ReservedName "reserved-name" "A name that belongs to protobuf, to gRPC or to the database."
    NameTaken "name-taken" "Two things would have the same name in one place of the project."
    MemberValue "member-value" "What an enum stores for a member is neither text nor a number, or differs in kind from its siblings."
    MissingType "missing-type" "A field has no type."
    UnknownType "unknown-type" "No type, model or enum has this name."
    TypeArguments "type-arguments" "What stands in the parentheses of a type does not fit it."
    ListElement "list-element" "A list cannot hold this."
    PrimaryKey "primary-key" "A model has one key: a number, a short text or a uuid, and never null."
    OptionMisfit "option-misfit" "An option that the type of its field does not have."
    SetNull "set-null" "`on_delete: set_null` needs a field that can be null."
    InvalidDefault "invalid-default" "A default that is no value of its type."
    InvalidChoice "invalid-choice" "A choice that is no value of its type."
    InvalidRegex "invalid-regex" "A regular expression that cannot be read."
    NoExample "no-example" "No text for the tests can be made from a regular expression: `examples` are needed."
    RulesContradict "rules-contradict" "Rules of a field exclude each other, or its own default, choices or examples."
    FieldGroup "field-group" "A group in `indexes` or `unique_together` that is empty, too short, or names a field that cannot be in it."
    AsyncInSync "async-in-sync" "An `Async…` name in a sync project."
    UnknownField "unknown-field" "A path names a field that the model does not have."
    FieldUnfit "field-unfit" "A field that cannot be searched, ordered by or filtered by."
    FilterPath "filter-path" "A filter's key is not the path of a field."
    FilterLookup "filter-lookup" "A filter without lookups, or with one that its field does not have."
    FilterShadowed "filter-shadowed" "A filter with the name of a key that the list itself reads."
    Pagination "pagination" "Page sizes that are missing or contradict each other."
    MetadataKey "metadata-key" "A word that cannot be a key of gRPC metadata."
    NoActions "no-actions" "A service beside those of the models has no actions."
    ActionName "action-name" "An action has the name of a standard RPC, or of the hook `present`."
    UnknownShape "unknown-shape" "No model or message has this name, so no action can speak it."
    StreamOfLists "stream-of-lists" "The side of an action that streams sends one item with each message, not a list."
    MessageField "message-field" "A field that a message of no model cannot have."
    MessageName "message-name" "A message of an action is named where it has a name, or needs one of its own."
    TimeLimit "time-limit" "A time limit is a number with its unit."
    ReferenceCycle "reference-cycle" "Models that require each other, so that no first row could be stored."
    Renamed "renamed" "A `was` that names something which is there still, which two claim, or which never was."
    SchemaChange "schema-change" "A change of the schema that cannot be migrated, or that loses data."
    BreakingChange "breaking-change" "A change of the API that clients who know the last version would notice: socio.lock has what was published."
    ProtoRefused "proto-refused" "A proto that cannot be imported."
}
