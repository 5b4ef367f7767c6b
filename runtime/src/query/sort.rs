//! What rows are sorted by.

use crate::{Kind, ModelMeta};

/// A direction of sorting by a column of the row, or of a row that its foreign keys lead to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Sort {
    /// The foreign keys on the way, each by its position in its model.
    pub through: Vec<usize>,
    pub field: usize,
    pub descending: bool,
}

impl Sort {
    /// By a column of the row itself.
    pub fn by(field: usize, descending: bool) -> Self {
        let through = Vec::new();
        Self {
            through,
            field,
            descending,
        }
    }

    /// Whether it is by the primary key, after which nothing is left to sort.
    pub fn is_by_key(&self, meta: &ModelMeta) -> bool {
        self.through.is_empty() && self.field == meta.key_index()
    }

    /// Whether both are by the same column, whatever their directions.
    pub fn is_by_column_of(&self, other: &Self) -> bool {
        self.field == other.field && self.through == other.through
    }

    pub fn reversed(mut self) -> Self {
        self.descending = !self.descending;
        self
    }

    /// Whether the column may be empty, or the way to it.
    pub fn may_be_null(&self, meta: &'static ModelMeta) -> bool {
        let mut meta = meta;
        for step in &self.through {
            let field = &meta.fields[*step];
            match field.kind {
                Kind::Reference(target) if !field.null => meta = target,
                _ => return true,
            }
        }
        meta.fields[self.field].null
    }
}

/// An order that leaves no two rows in the same place: it ends with the primary key.
pub(crate) fn total(meta: &ModelMeta, order: &[Sort]) -> Vec<Sort> {
    let mut total = order.to_vec();
    if !order.iter().any(|sort| sort.is_by_key(meta)) {
        total.push(Sort::by(meta.key_index(), false));
    }
    total
}
