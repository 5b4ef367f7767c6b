//! The fields of a message of no model, by the rules that a model's fields have.

use std::collections::HashMap;
use std::hash::Hash;

use crate::array::Element;
use crate::validate::{entry, given};
use crate::{Error, FieldMeta, Input, Raw, Stored, Value};

/// Reads the fields of a message, and keeps all that is wrong with them. Called by generated code:
/// a field is named by its position among the rules, and is `None` where it is wrong.
#[derive(Debug)]
pub struct MessageFields {
    rules: &'static [FieldMeta],
    errors: Error,
    /// What no client can be blamed for.
    failure: Option<Error>,
}

impl MessageFields {
    /// Reads by these rules, of which a position names one.
    pub fn new(rules: &'static [FieldMeta]) -> Self {
        Self {
            rules,
            errors: Error::invalid(),
            failure: None,
        }
    }

    /// A value that a message always carries.
    pub fn read<T: Stored>(&mut self, at: usize, value: impl Into<Raw>) -> Option<T> {
        self.settle(at, Input::Value(value.into()))
    }

    /// A value that a client may leave out: it is the default then, or null.
    pub fn optional<T: Stored>(&mut self, at: usize, value: Option<impl Into<Raw>>) -> Option<T> {
        self.settle(at, Input::from(value.map(Into::into)))
    }

    /// The values of a repeated field.
    pub fn list<T: Element>(&mut self, at: usize, values: Vec<impl Into<Raw>>) -> Option<Vec<T>> {
        self.settle(at, Input::Value(Raw::list(values)))
    }

    /// The entries of a map; keys and values have rules of their own.
    pub fn map<K, V, A, B>(
        &mut self,
        key: usize,
        value: usize,
        entries: HashMap<A, B>,
    ) -> Option<HashMap<K, V>>
    where
        K: Stored + Eq + Hash,
        V: Stored,
        A: Into<Raw> + ToString,
        B: Into<Raw>,
    {
        let (keys, values) = (&self.rules[key], &self.rules[value]);
        let mut read = HashMap::with_capacity(entries.len());
        let named = entries
            .into_iter()
            .map(|(key, value)| (key.to_string(), key, value));
        let mut named: Vec<_> = named.collect();
        // So that the same message has the same errors.
        named.sort_unstable_by(|(one, ..), (other, ..)| one.cmp(other));
        let mut sound = true;
        for (name, key, value) in named {
            let key = entry(keys, key.into(), &name, &mut self.errors);
            let value = entry(values, value.into(), &name, &mut self.errors);
            let pair = key.zip(value);
            let pair = pair.and_then(|(key, value)| self.typed(key).zip(self.typed(value)));
            sound &= pair.is_some();
            read.extend(pair);
        }
        sound.then_some(read)
    }

    /// A message of its own, which has to be there.
    pub fn required<T>(&mut self, field: &'static str, value: Option<T>) -> Option<T> {
        value.or_else(|| self.missing(field))
    }

    /// Nothing, where there has to be something.
    pub fn missing<T>(&mut self, field: &'static str) -> Option<T> {
        self.errors
            .add(field, "This field is required.", "required");
        None
    }

    /// All that is wrong.
    pub fn refusal(self) -> Error {
        self.failure.unwrap_or(self.errors)
    }

    fn settle<T: Stored>(&mut self, at: usize, input: Input<Raw>) -> Option<T> {
        let value = given(&self.rules[at], input, &mut self.errors)?;
        self.typed(value)
    }

    fn typed<T: Stored>(&mut self, value: Value) -> Option<T> {
        match T::from_value(value) {
            Ok(value) => Some(value),
            Err(failure) => {
                self.failure = Some(failure);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;
    use crate::types::Date;

    static RULES: [FieldMeta; 6] = [
        FieldMeta::new("room", Kind::String { max: 5 }),
        FieldMeta::new("since", Kind::Date).nullable(),
        FieldMeta::new(
            "ids",
            Kind::Array(&FieldMeta::new("ids", Kind::Int64).min(crate::Bound::Int(1))),
        ),
        FieldMeta::new("counts", Kind::String { max: 3 }),
        FieldMeta::new("counts", Kind::Int32).max(crate::Bound::Int(9)),
        FieldMeta::new("limit", Kind::Int32).default(|| Value::Int(20)),
    ];

    #[test]
    fn values_are_typed_and_what_is_left_out_is_settled() {
        let mut fields = MessageFields::new(&RULES);
        assert_eq!(
            fields.read(0, String::from(" hall ")),
            Some(String::from("hall"))
        );
        let since: Option<Option<Date>> = fields.optional(1, Some(String::from("2026-01-31")));
        assert_eq!(since, Some(Some(Date::constant(2026, 1, 31))));
        let since: Option<Option<Date>> = fields.optional(1, None::<String>);
        assert_eq!(since, Some(None));
        assert_eq!(fields.list(2, vec![1_i64, 7]), Some(vec![1_i64, 7]));
        let counts = HashMap::from([(String::from("a"), 3)]);
        assert_eq!(fields.map(3, 4, counts.clone()), Some(counts));
        assert_eq!(fields.optional(5, None::<i32>), Some(20));
    }

    #[test]
    fn everything_that_is_wrong_is_told_together() {
        let mut fields = MessageFields::new(&RULES);
        assert_eq!(fields.read::<String>(0, String::from("too long")), None);
        assert_eq!(
            fields.optional::<Option<Date>>(1, Some(String::from("soon"))),
            None
        );
        assert_eq!(fields.list::<i64>(2, vec![0_i64, 1, -1]), None);
        let counts = HashMap::from([
            (String::from("long"), 3),
            (String::from("b"), 10),
            (String::from("a"), 11),
        ]);
        assert_eq!(fields.map::<String, i32, _, _>(3, 4, counts), None);
        assert_eq!(fields.required::<()>("body", None), None);
        let text = fields.refusal().to_string();
        for part in [
            "\"room\": [{\"message\": \"Ensure this field has no more than 5 characters.\"",
            "\"since\": [{\"message\": \"Date has wrong format.",
            "\"0\": [{\"message\": \"Ensure this value is greater than or equal to 1.\"",
            "\"counts\": [{\"message\": \"a: Ensure this value is less than or equal to 9.\", \"code\": \"max_value\"}, {\"message\": \"b: ",
            "long: Ensure this field has no more than 3 characters.",
            "\"body\": [{\"message\": \"This field is required.\", \"code\": \"required\"}]",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}
