//! Types, defaults and options of fields.

use crate::{Case, each_is_fixed};

fn with_field(field: &str) -> String {
    format!(
        "enums:\n  Status: [draft, live]\nmodels:\n  Author: {{ fields: {{ name: text }} }}\n  Thing:\n    fields:\n      f: {field}\n"
    )
}

/// What Rust, Python, SQL and Django call the types.
#[rustfmt::skip]
const FOREIGN: &[Case] = &[
    ("integer", "int32"),
    ("int", "int32"),
    ("i32", "int32"),
    ("IntegerField()", "int32"),
    ("models.PositiveSmallIntegerField(default=0)", "int32"),
    ("bigint", "int64"),
    ("u64 = 7", "int64 = 7"),
    ("BIGSERIAL", "int64"),
    ("str", "text"),
    ("TextField", "text"),
    ("boolean = true", "bool = true"),
    ("BooleanField", "bool"),
    ("varchar(40)", "string(40)"),
    ("varchar(40)? = x", "string(40)? = x"),
    ("VARCHAR(40) NOT NULL", "string(40)"),
    ("character varying(40)", "string(40)"),
    ("varchar", "string(100)"),
    ("CharField(max_length=10)", "string(10)"),
    ("models.CharField(max_length=10, null=True)", "string(10)?"),
    ("String", "string(100)"),
    ("STRING(20)", "string(20)"),
    ("numeric(10,2)", "\"decimal(10,2)\""),
    ("\"numeric(10, 2)? = 1.50\"", "\"decimal(10,2)? = 1.50\""),
    ("money", "\"decimal(10,2)\""),
    ("DecimalField(max_digits=10, decimal_places=2)", "\"decimal(10,2)\""),
    ("DecimalField(decimal_places=2, max_digits=10)", "\"decimal(10,2)\""),
    ("timestamp", "datetime"),
    ("timestamp with time zone", "datetime"),
    ("DateTime<Utc>", "datetime"),
    ("chrono::NaiveDate", "date"),
    ("double precision", "double"),
    ("f64", "double"),
    ("f32?", "float?"),
    ("jsonb", "json"),
    ("serde_json::Value", "json"),
    ("HashMap<String, String>", "json"),
    ("bytea", "bytes"),
    ("Vec<u8>", "bytes"),
    ("interval", "duration"),
    ("UUIDField", "uuid"),
    ("inet", "ip"),
    ("EmailField(max_length=254)", "email(254)"),
    ("Option<i64>", "int64?"),
    ("Vec<String>", "[string(100)]"),
    ("string(10)[]", "[string(10)]"),
    ("decimal(10,2)[]", "[\"decimal(10,2)\"]"),
    ("int[]", "[int32]"),
    ("'[int32]?'", "[int32]"),
    ("ForeignKey(Author)", "Author"),
    ("ForeignKey('blog.Author', on_delete=models.CASCADE, null=True)", "Author?"),
    ("OneToOneField(to=Author)", "Author"),
    ("ManyToManyField(Author)", "[Author]"),
    ("Author[]", "[Author]"),
    ("Status[]", "[Status]"),
];

#[test]
fn types_of_other_languages() {
    each_is_fixed(FOREIGN, with_field);
}

#[rustfmt::skip]
const TYPES: &[Case] = &[
    ("strin(100)", "string(100)"),
    ("srting", "string(100)"),
    ("Autor", "Author"),
    ("Author(3)", "Author"),
    ("Statu = draft", "Status = draft"),
    ("int46?", "int64?"),
    ("string", "string(100)"),
    ("string(0)", "string(100)"),
    ("string(x) = a", "string(100) = a"),
    ("string(20", "string(20)"),
    ("int32(11)", "int32"),
    ("decimal", "\"decimal(10,2)\""),
    ("decimal(10)", "\"decimal(10,2)\""),
    ("decimal(30,2)", "\"decimal(18,2)\""),
    ("\"decimal(2,5)\"", "\"decimal(7,5)\""),
    ("decimal(0,0)", "\"decimal(10,2)\""),
    ("decimal(4294967295,4294967295)", "\"decimal(18,18)\""),
    ("[int32?]", "[int32]"),
    ("[\"decimal(4,2) = 1\"]", "[\"decimal(4,2)\"]"),
    ("[varchar(40)]", "[string(40)]"),
    ("{ type: varchar(40), blank: true }", "{ type: string(40), blank: true }"),
    ("{ min: 1 }", "{ type: int64, min: 1 }"),
    ("{ type: decimal(10,2) }", "{ type: \"decimal(10,2)\" }"),
    ("[decimal(10,2)]", "[\"decimal(10,2)\"]"),
    ("{ type: [decimal(10, 2)], comment: a }", "{ type: [\"decimal(10, 2)\"], comment: a }"),
    ("{ type: \"decimal(10,2)\", comment: see (a, b) }", "{ type: \"decimal(10,2)\", comment: \"see (a, b)\" }"),
];

#[test]
fn types_that_are_nearly_right() {
    each_is_fixed(TYPES, with_field);
}

#[rustfmt::skip]
const DEFAULTS: &[Case] = &[
    ("string(5) = \"\"", "{ type: string(5), blank: true, default: \"\" }"),
    ("string(5)? = ''", "{ type: string(5), null: true, blank: true, default: \"\" }"),
    ("email? = null", "email?"),
    ("string(9) = null", "string(9)?"),
    ("int32 = ~", "int32?"),
    ("Status = NULL", "Status?"),
    ("text =", "text"),
    ("text? =", "text?"),
    ("string(5) = \"abc\"", "string(5) = abc"),
    ("'string(5) = \"a, b\"'", "\"string(5) = a, b\""),
    ("Status = 'draft'", "Status = draft"),
    ("Status = drft", "Status = draft"),
    ("{ type: Status, default: liv }", "{ type: Status, default: live }"),
    ("bool = True", "bool = true"),
    ("{ type: bool, default: flase }", "{ type: bool, default: false }"),
    ("{ type: text, default: '' }", "{ type: text }"),
];

#[test]
fn defaults() {
    each_is_fixed(DEFAULTS, with_field);
}

#[rustfmt::skip]
const OPTIONS: &[Case] = &[
    ("{ type: text, uniqe: true }", "{ type: text, unique: true }"),
    ("{ type: text, unique: yes }", "{ type: text, unique: true }"),
    ("{ type: text, unique: False }", "{ type: text, unique: false }"),
    ("{ type: int32, blank: true }", "{ type: int32 }"),
    ("{ blank: true, type: int32 }", "{ type: int32 }"),
    ("{ type: string(20), min: 3 }", "{ type: string(20), min_length: 3 }"),
    ("{ type: string(20), choices: red }", "{ type: string(20), choices: [red] }"),
    ("{ type: Author, on_delete: models.CASCADE }", "{ type: Author, on_delete: cascade }"),
    ("{ type: Author, on_delete: PROTECT }", "{ type: Author, on_delete: restrict }"),
    ("{ type: Author, on_delete: set_null }", "{ type: Author?, on_delete: set_null }"),
    ("{ type: slug?, primary_key: true }", "{ type: slug, primary_key: true }"),
    ("{ type: slug, null: true, primary_key: true }", "{ type: slug, primary_key: true }"),
    ("\n        type: int32\n        blank: true\n        comment: a", "\n        type: int32\n        comment: a"),
];

#[test]
fn options() {
    each_is_fixed(OPTIONS, with_field);
}
