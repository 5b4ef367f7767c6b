//! The table.

use super::{Form, Lookups, Make, RustType, Storage, TypeInfo, make};
use crate::model::FieldType;

#[rustfmt::skip]
const TEXT: Form = Form { proto: "string", rust: RustType::Text };

/// Every type of a field that is not made of others.
#[rustfmt::skip]
pub const TYPES: [TypeInfo; 19] = [
    TypeInfo {
        name: "bool", example: "bool", make: Make::Plain(|| FieldType::Bool), is: |ty| matches!(ty, FieldType::Bool),
        dsg: Form { proto: "bool", rust: RustType::Plain("bool") }, typed: None, record: RustType::Plain("bool"), kind: "Bool", sqlite: Storage::Integer, lookups: Lookups::Equality,
        hint: "`true` or `false`",
        synonyms: &["boolean", "bit", "booleanfield", "nullbooleanfield"],
        beside: "",
    },
    TypeInfo {
        name: "int32", example: "int32", make: Make::Plain(|| FieldType::Int32), is: |ty| matches!(ty, FieldType::Int32),
        dsg: Form { proto: "int32", rust: RustType::Plain("i32") }, typed: None, record: RustType::Plain("i32"), kind: "Int32", sqlite: Storage::Integer, lookups: Lookups::Ordered,
        hint: "a whole number that the type can hold, as `100`",
        synonyms: &["integer", "int", "int4", "i32", "i16", "i8", "u16", "u8", "int16", "smallint", "int2", "tinyint", "mediumint", "sint32", "integerfield", "smallintegerfield", "positiveintegerfield", "positivesmallintegerfield", "number"],
        beside: " or `int64`",
    },
    TypeInfo {
        name: "int64", example: "int64", make: Make::Plain(|| FieldType::Int64), is: |ty| matches!(ty, FieldType::Int64),
        dsg: Form { proto: "int64", rust: RustType::Plain("i64") }, typed: None, record: RustType::Plain("i64"), kind: "Int64", sqlite: Storage::Integer, lookups: Lookups::Ordered,
        hint: "a whole number that the type can hold, as `100`",
        synonyms: &["bigint", "int8", "i64", "long", "u64", "u32", "uint64", "uint32", "sint64", "usize", "isize", "serial", "bigserial", "bigintegerfield", "positivebigintegerfield", "autofield", "bigautofield"],
        beside: "",
    },
    TypeInfo {
        name: "float", example: "float", make: Make::Plain(|| FieldType::Float), is: |ty| matches!(ty, FieldType::Float),
        dsg: Form { proto: "float", rust: RustType::Plain("f32") }, typed: None, record: RustType::Plain("f32"), kind: "Float", sqlite: Storage::Real, lookups: Lookups::Ordered,
        hint: "a number, as `99.5`",
        synonyms: &["f32", "real", "float4", "float32"],
        beside: " or `double`",
    },
    TypeInfo {
        name: "double", example: "double", make: Make::Plain(|| FieldType::Double), is: |ty| matches!(ty, FieldType::Double),
        dsg: Form { proto: "double", rust: RustType::Plain("f64") }, typed: None, record: RustType::Plain("f64"), kind: "Double", sqlite: Storage::Real, lookups: Lookups::Ordered,
        hint: "a number, as `99.5`",
        synonyms: &["f64", "float8", "float64", "doubleprecision", "floatfield"],
        beside: "",
    },
    TypeInfo {
        name: "decimal", example: "decimal(10,2)", make: Make::From(make::decimal), is: |ty| matches!(ty, FieldType::Decimal { .. }),
        dsg: Form { proto: "double", rust: RustType::Plain("f64") }, typed: Some(TEXT), record: RustType::Plain("rt::types::Decimal"), kind: "Decimal", sqlite: Storage::Integer, lookups: Lookups::Ordered,
        hint: "digits, with no more places than the type has, as `9.50`",
        synonyms: &["numeric", "money", "bigdecimal", "decimalfield", "dec"],
        beside: " with its digits and decimal places",
    },
    TypeInfo {
        name: "string", example: "string(100)", make: Make::From(make::string), is: |ty| matches!(ty, FieldType::String { .. }),
        dsg: TEXT, typed: None, record: RustType::Text, kind: "String", sqlite: Storage::Text, lookups: Lookups::Text,
        hint: "lengthen the type, or shorten it",
        synonyms: &["varchar", "char", "character", "charactervarying", "nvarchar", "varchar2", "bpchar", "charfield"],
        beside: " with its longest length, or `text`",
    },
    TypeInfo {
        name: "text", example: "text", make: Make::Plain(|| FieldType::Text), is: |ty| matches!(ty, FieldType::Text),
        dsg: TEXT, typed: None, record: RustType::Text, kind: "Text", sqlite: Storage::Text, lookups: Lookups::Text,
        hint: "one value, as text",
        synonyms: &["str", "textfield", "clob", "longtext", "mediumtext", "tinytext", "citext"],
        beside: ", or `string(100)` with its longest length",
    },
    TypeInfo {
        name: "bytes", example: "bytes", make: Make::Plain(|| FieldType::Bytes), is: |ty| matches!(ty, FieldType::Bytes),
        dsg: Form { proto: "bytes", rust: RustType::Bytes }, typed: None, record: RustType::Bytes, kind: "Bytes", sqlite: Storage::Blob, lookups: Lookups::Equality,
        hint: "this type has no defaults: remove it",
        synonyms: &["bytea", "blob", "longblob", "binary", "varbinary", "binaryfield", "bytearray"],
        beside: "",
    },
    TypeInfo {
        name: "uuid", example: "uuid", make: Make::Plain(|| FieldType::Uuid), is: |ty| matches!(ty, FieldType::Uuid),
        dsg: TEXT, typed: None, record: RustType::Plain("rt::types::Uuid"), kind: "Uuid", sqlite: Storage::Text, lookups: Lookups::Equality,
        hint: "a uuid, as `123e4567-e89b-12d3-a456-426614174000`",
        synonyms: &["guid", "uniqueidentifier", "uuidfield", "uuid4", "uuid7"],
        beside: "",
    },
    TypeInfo {
        name: "date", example: "date", make: Make::Plain(|| FieldType::Date), is: |ty| matches!(ty, FieldType::Date),
        dsg: TEXT, typed: None, record: RustType::Plain("rt::types::Date"), kind: "Date", sqlite: Storage::Text, lookups: Lookups::Date,
        hint: "a date, as `2026-01-31`",
        synonyms: &["datefield", "naivedate", "localdate"],
        beside: "",
    },
    TypeInfo {
        name: "time", example: "time", make: Make::Plain(|| FieldType::Time), is: |ty| matches!(ty, FieldType::Time),
        dsg: TEXT, typed: None, record: RustType::Plain("rt::types::Time"), kind: "Time", sqlite: Storage::Text, lookups: Lookups::Time,
        hint: "a time, as `12:30:00`",
        synonyms: &["timefield", "naivetime", "localtime"],
        beside: "",
    },
    TypeInfo {
        name: "datetime", example: "datetime", make: Make::Plain(|| FieldType::DateTime), is: |ty| matches!(ty, FieldType::DateTime),
        dsg: TEXT, typed: Some(Form { proto: "google.protobuf.Timestamp", rust: RustType::Plain("rt::types::ProtoTimestamp") }), record: RustType::Plain("rt::types::Timestamp"), kind: "DateTime", sqlite: Storage::Text, lookups: Lookups::DateTime,
        hint: "a date and a time, as `2026-01-31T12:30:00Z`",
        synonyms: &["timestamp", "timestamptz", "timestampwithtimezone", "timestampwithouttimezone", "datetime2", "datetimefield", "naivedatetime", "offsetdatetime", "primitivedatetime", "instant", "zoned"],
        beside: "",
    },
    TypeInfo {
        name: "duration", example: "duration", make: Make::Plain(|| FieldType::Duration), is: |ty| matches!(ty, FieldType::Duration),
        dsg: TEXT, typed: Some(Form { proto: "google.protobuf.Duration", rust: RustType::Plain("rt::types::ProtoDuration") }), record: RustType::Plain("rt::types::Duration"), kind: "Duration", sqlite: Storage::Integer, lookups: Lookups::Ordered,
        hint: "hours, minutes and seconds, as `01:30:00`",
        synonyms: &["interval", "timedelta", "durationfield"],
        beside: "",
    },
    TypeInfo {
        name: "json", example: "json", make: Make::Plain(|| FieldType::Json), is: |ty| matches!(ty, FieldType::Json),
        dsg: Form { proto: "google.protobuf.Struct", rust: RustType::Plain("rt::types::ProtoStruct") }, typed: None, record: RustType::Plain("rt::types::Json"), kind: "Json", sqlite: Storage::Text, lookups: Lookups::Presence,
        hint: "only `{}` is supported",
        synonyms: &["jsonb", "jsonfield", "object", "dict", "map", "struct", "hashmap", "value", "any"],
        beside: "",
    },
    TypeInfo {
        name: "email", example: "email", make: Make::From(make::email), is: |ty| matches!(ty, FieldType::Email),
        dsg: TEXT, typed: None, record: RustType::Text, kind: "Email", sqlite: Storage::Text, lookups: Lookups::Text,
        hint: "lengthen the type, or shorten it",
        synonyms: &["emailfield", "mail"],
        beside: "",
    },
    TypeInfo {
        name: "url", example: "url", make: Make::From(make::url), is: |ty| matches!(ty, FieldType::Url),
        dsg: TEXT, typed: None, record: RustType::Text, kind: "Url", sqlite: Storage::Text, lookups: Lookups::Text,
        hint: "lengthen the type, or shorten it",
        synonyms: &["urlfield", "uri", "link"],
        beside: "",
    },
    TypeInfo {
        name: "slug", example: "slug", make: Make::From(make::slug), is: |ty| matches!(ty, FieldType::Slug),
        dsg: TEXT, typed: None, record: RustType::Text, kind: "Slug", sqlite: Storage::Text, lookups: Lookups::Text,
        hint: "lengthen the type, or shorten it",
        synonyms: &["slugfield"],
        beside: "",
    },
    TypeInfo {
        name: "ip", example: "ip", make: Make::Plain(|| FieldType::Ip), is: |ty| matches!(ty, FieldType::Ip),
        dsg: TEXT, typed: None, record: RustType::Plain("rt::types::IpAddr"), kind: "Ip", sqlite: Storage::Text, lookups: Lookups::Equality,
        hint: "an address, as `192.0.2.1`",
        synonyms: &["inet", "cidr", "ipaddr", "ipaddress", "genericipaddressfield", "ipaddressfield"],
        beside: "",
    },
];
