//! Values that the server makes, for rows stored by an RPC and for rows stored by hand alike.

use crate::{Auto, FieldMeta, ModelMeta, Timestamp, Value};

/// Assigned values, by the positions of their columns.
type Values = Vec<(usize, Value)>;

/// What a new row has in a column that nobody assigned: a key, a moment, the default. `None` where
/// the database counts, or somebody has to say it.
pub(crate) fn at_insert(meta: &ModelMeta, index: usize) -> Option<Value> {
    let field = &meta.fields[index];
    match field.auto {
        Some(Auto::Uuid) => return Some(Value::Uuid(uuid::Uuid::now_v7())),
        Some(Auto::CreatedAt | Auto::UpdatedAt) => return Some(now()),
        Some(Auto::Increment) => return None,
        None => {}
    }
    match field.default {
        // The shape's default gives way to null, the model's does not.
        Some(_) if field.null && shape_default(meta, index).is_some() => Some(Value::Null),
        Some(default) => Some(default()),
        None if field.null => Some(Value::Null),
        None if field.read_only => None,
        None if field.kind.is_text() && field.blank => Some(Value::Text(String::new())),
        None => None,
    }
}

/// What a change of a row writes into a column that nobody assigned.
pub(crate) fn at_update(field: &FieldMeta) -> Option<Value> {
    matches!(field.auto, Some(Auto::UpdatedAt)).then(now)
}

/// A default that stands for an unset field in every write. A field of a unique set has one:
/// Django REST Framework needs a value of each of them to look for the set.
pub(crate) fn shape_default(meta: &ModelMeta, index: usize) -> Option<fn() -> Value> {
    let default = meta.fields[index].default?;
    let in_set = meta.unique_together.iter().any(|set| set.contains(&index));
    in_set.then_some(default)
}

/// Adds what a new row needs besides what is assigned.
pub(crate) fn complete_insert(meta: &ModelMeta, values: &mut Values) {
    add(meta, values, |index| {
        // A column that is left out is NULL by itself.
        at_insert(meta, index).filter(|value| *value != Value::Null)
    });
}

/// Adds what a changed row needs besides what is assigned.
pub(crate) fn complete_update(meta: &ModelMeta, values: &mut Values) {
    add(meta, values, |index| at_update(&meta.fields[index]));
}

fn add(meta: &ModelMeta, values: &mut Values, made: impl Fn(usize) -> Option<Value>) {
    for index in 0..meta.fields.len() {
        if !values.iter().any(|(assigned, _)| *assigned == index) {
            values.extend(made(index).map(|value| (index, value)));
        }
    }
}

fn now() -> Value {
    Value::Timestamp(Timestamp::now())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;

    static META: ModelMeta = ModelMeta::new(
        "Note",
        "note",
        &[
            FieldMeta::new("id", Kind::Uuid).auto(Auto::Uuid),
            FieldMeta::new("title", Kind::Text),
            FieldMeta::new("mood", Kind::Text).default(|| Value::Text("fine".into())),
            FieldMeta::new("body", Kind::Text).nullable(),
            FieldMeta::new("created_at", Kind::DateTime).auto(Auto::CreatedAt),
            FieldMeta::new("updated_at", Kind::DateTime).auto(Auto::UpdatedAt),
        ],
        &[],
    );

    fn assigned(values: &Values) -> Vec<usize> {
        let mut columns: Vec<_> = values.iter().map(|(index, _)| *index).collect();
        columns.sort_unstable();
        columns
    }

    #[test]
    fn what_is_assigned_stays_and_the_rest_is_made() {
        let title = (1, Value::Text("t".into()));
        let mut values = vec![title.clone(), (4, Value::Null)];
        complete_insert(&META, &mut values);
        assert_eq!(assigned(&values), [0, 1, 2, 4, 5]);
        assert_eq!(values[..2], [title.clone(), (4, Value::Null)]);
        let mut values = vec![title];
        complete_update(&META, &mut values);
        assert_eq!(assigned(&values), [1, 5]);
    }
}
