//! Validated assignments.

use std::marker::PhantomData;

use super::{Column, IntoStored, Link};
use crate::validate::{Write, validate, value};
use crate::{Draft, ModelMeta, Raw, Record, Result, Stored, Value};

/// Validated assignments to columns, on their way into the database.
///
/// ```
/// # mod blog { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/blog.rs")); }
/// # use blog::*;
/// use socio_runtime::Changes;
///
/// let mut changes = Changes::default();
/// changes.set(post::TITLE, "Rust").set(post::BODY, None);
/// assert_eq!(changes.get(post::TITLE).as_deref(), Some("Rust"));
/// assert_eq!(changes.get(post::BODY), Some(None));
/// assert_eq!(changes.get(post::WORDS), None);
/// ```
#[derive(Debug)]
pub struct Changes<M> {
    assigned: Assigned,
    of: PhantomData<fn() -> M>,
}

/// What a write assigns, the type of the record forgotten.
#[derive(Debug, Clone, Default)]
pub(crate) struct Assigned {
    /// By the positions of their columns.
    pub values: Vec<(usize, Value)>,
    /// The keys that many-to-many relations will point to, by position.
    pub links: Vec<(usize, Vec<Value>)>,
}

impl Assigned {
    /// Plain values are a column's; lists are those of links, whose positions follow.
    pub fn new(meta: &ModelMeta, all: Vec<(usize, Value)>) -> Self {
        let mut values = Vec::with_capacity(all.len());
        let mut links = Vec::new();
        for (position, value) in all {
            match value {
                Value::List(keys) => links.push((position - meta.fields.len(), keys)),
                value => values.push((position, value)),
            }
        }
        Self { values, links }
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && self.links.is_empty()
    }
}

impl<M> From<Assigned> for Changes<M> {
    fn from(assigned: Assigned) -> Self {
        Self {
            assigned,
            of: PhantomData,
        }
    }
}

impl<M> From<Changes<M>> for Assigned {
    fn from(changes: Changes<M>) -> Self {
        changes.assigned
    }
}

impl<M> Clone for Changes<M> {
    fn clone(&self) -> Self {
        self.assigned.clone().into()
    }
}

impl<M> Default for Changes<M> {
    fn default() -> Self {
        Assigned::default().into()
    }
}

impl<M> Changes<M> {
    /// A draft, validated field by field as Create does.
    pub fn from_draft(draft: impl Draft<Record = M>) -> Result<Self>
    where
        M: Record,
    {
        let meta = M::meta();
        let values = validate(meta, Write::Create, draft.into_inputs())?;
        Ok(Assigned::new(meta, values).into())
    }

    /// What is to be stored in a column; `None` when it is not assigned.
    pub fn get<T: Stored, N>(&self, column: Column<M, T, N>) -> Option<T> {
        let value = self
            .assigned
            .values
            .iter()
            .find(|(index, _)| *index == column.index)?;
        T::from_value(value.1.clone()).ok()
    }

    /// Assigns a column, whatever was assigned before.
    pub fn set<T: Stored, N>(
        &mut self,
        column: Column<M, T, N>,
        value: impl IntoStored<T>,
    ) -> &mut Self {
        self.put(column.index, value.into_stored().into_value());
        self
    }

    /// Assigns a column from a value as messages carry it, by the rules of its field; also a
    /// column that clients cannot write.
    pub fn set_wire<T: Stored, N>(
        &mut self,
        column: Column<M, T, N>,
        wire: impl Into<Raw>,
    ) -> Result<&mut Self>
    where
        M: Record,
    {
        let field = &M::meta().fields[column.index];
        self.put(column.index, value(field, wire.into())?);
        Ok(self)
    }

    /// Makes a many-to-many relation point to these rows, and to no others.
    pub fn link<N: Record>(
        &mut self,
        link: Link<M, N>,
        keys: impl IntoIterator<Item = N::Key>,
    ) -> &mut Self {
        let keys = keys.into_iter().map(N::Key::into_value).collect();
        self.assigned
            .links
            .retain(|(known, _)| *known != link.position);
        self.assigned.links.push((link.position, keys));
        self
    }

    pub(crate) fn put(&mut self, index: usize, value: Value) {
        match self
            .assigned
            .values
            .iter_mut()
            .find(|(known, _)| *known == index)
        {
            Some(slot) => slot.1 = value,
            None => self.assigned.values.push((index, value)),
        }
    }

    /// Whether nothing is assigned.
    pub fn is_empty(&self) -> bool {
        self.assigned.is_empty()
    }
}
