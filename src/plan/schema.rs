//! The tables of a project, as SQL.

use sea_query::{
    Alias, ColumnDef, ColumnType, Expr, ExprTrait, ForeignKey, ForeignKeyAction, Func, Index,
    SqliteQueryBuilder, StringLen, Table, TableCreateStatement,
};

use crate::model::{AutoValue, Field, FieldType, Model, OnDelete, Project};

/// The first migration: every table.
pub fn up(project: &Project) -> String {
    let mut out = String::new();
    for model in &project.models {
        out.push_str(&table(project, model).to_string(SqliteQueryBuilder));
        out.push_str(";\n");
        for index in indexes(model) {
            out.push_str(&index);
            out.push_str(";\n");
        }
    }
    out
}

/// Undoes [`up`], the last table first.
pub fn down(project: &Project) -> String {
    let drop = |model: &Model| {
        let sql = Table::drop()
            .table(Alias::new(&model.table))
            .to_string(SqliteQueryBuilder);
        format!("{sql};\n")
    };
    project.models.iter().rev().map(drop).collect()
}

fn table(project: &Project, model: &Model) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(Alias::new(&model.table));
    for field in &model.fields {
        table.col(column(project, field));
        if let FieldType::Reference {
            model: target,
            on_delete,
        } = &field.ty
        {
            let target = &project.models[*target];
            let action = match on_delete {
                OnDelete::Cascade => ForeignKeyAction::Cascade,
                OnDelete::Restrict => ForeignKeyAction::Restrict,
                OnDelete::SetNull => ForeignKeyAction::SetNull,
            };
            let mut key = ForeignKey::create();
            key.from(Alias::new(&model.table), Alias::new(&field.column))
                .to(Alias::new(&target.table), Alias::new(&target.key().column))
                .on_delete(action);
            table.foreign_key(&mut key);
        }
    }
    for group in &model.unique_together {
        let mut index = Index::create();
        index.unique();
        for position in group {
            index.col(Alias::new(&model.fields[*position].column));
        }
        table.index(&mut index);
    }
    table
}

fn column(project: &Project, field: &Field) -> ColumnDef {
    let mut column =
        ColumnDef::new_with_type(Alias::new(&field.column), column_type(project, &field.ty));
    if !field.null {
        column.not_null();
    }
    if field.primary_key {
        column.primary_key();
        if field.auto == Some(AutoValue::Increment) {
            // Never reuses the key of a deleted row.
            column.auto_increment();
        }
    }
    if field.unique {
        column.unique_key();
    }
    let own = || Expr::col(Alias::new(&field.column));
    match &field.ty {
        FieldType::String { max } => {
            column.check(Expr::expr(Func::char_length(own())).lte(*max));
        }
        FieldType::Enum(index) => {
            let members = project.enums[*index]
                .members
                .iter()
                .map(|member| member.stored.clone());
            column.check(own().is_in(members));
        }
        FieldType::Bool => {
            column.check(own().is_in([0, 1]));
        }
        _ => {}
    }
    column
}

fn column_type(project: &Project, ty: &FieldType) -> ColumnType {
    match ty {
        FieldType::Bool | FieldType::Int32 | FieldType::Int64 | FieldType::Decimal { .. } => {
            ColumnType::Integer
        }
        FieldType::Float | FieldType::Double => ColumnType::custom("REAL"),
        FieldType::Bytes => ColumnType::custom("BLOB"),
        FieldType::Reference { model, .. } => {
            column_type(project, &project.models[*model].key().ty)
        }
        FieldType::String { .. } => ColumnType::String(StringLen::None),
        _ => ColumnType::Text,
    }
}

fn indexes(model: &Model) -> Vec<String> {
    let referring = |field: &Field| matches!(field.ty, FieldType::Reference { .. });
    let single = model
        .fields
        .iter()
        .enumerate()
        .filter(|(_, f)| (f.index || referring(f)) && !f.unique);
    let groups = single
        .map(|(position, _)| vec![position])
        .chain(model.indexes.iter().cloned());
    groups
        .map(|group| {
            let columns: Vec<_> = group
                .iter()
                .map(|position| model.fields[*position].column.as_str())
                .collect();
            let mut index = Index::create();
            index
                .name(format!("{}_{}_idx", model.table, columns.join("_")))
                .table(Alias::new(&model.table));
            for column in columns {
                index.col(Alias::new(column));
            }
            index.to_string(SqliteQueryBuilder)
        })
        .collect()
}
