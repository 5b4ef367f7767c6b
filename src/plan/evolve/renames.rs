//! What was called otherwise: the lock under the new names, and the steps that rename tables and columns.

use crate::model::{Enum, Field, FieldType, Link, MemberValue, Model, Name, Project};
use crate::plan::lock::{SchemaLock, StoredMember};
use crate::plan::migration::Refused;
use crate::plan::names::NamesLock;

use super::Change;
use super::sqlite::is_row_number;

/// A member of an enum that is stored otherwise from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    pub table: String,
    pub column: String,
    pub from: StoredMember,
    pub to: StoredMember,
}

impl Mapping {
    /// The way back.
    pub fn reversed(self) -> Self {
        Self {
            from: self.to,
            to: self.from,
            ..self
        }
    }
}

/// The schema that was, under the names of today.
#[derive(Debug, Default)]
pub struct Renamed {
    pub schema: SchemaLock,
    /// What leads there, in this order.
    pub steps: Vec<Change>,
    pub members: Vec<Mapping>,
    /// Old names that there never were.
    pub refused: Vec<Refused>,
}

/// Renames what the spec says was called otherwise, unless that was done before.
pub fn schema(project: &Project, names: &NamesLock, before: &SchemaLock) -> Renamed {
    let mut renamed = Renamed {
        schema: before.clone(),
        ..Renamed::default()
    };
    // A project that is new was never called anything.
    if before.tables.is_empty() {
        return renamed;
    }
    for model in &project.models {
        renamed.model(project, names, model);
    }
    for model in &project.models {
        for link in &model.links {
            renamed.link(project, model, link);
        }
        for field in &model.fields {
            renamed.field(project, model, field);
        }
    }
    for one in &project.enums {
        renamed.enum_members(project, one);
    }
    renamed
}

/// The name that a model had, or has.
fn old_model(project: &Project, model: &Model) -> Name {
    let name = model.name.as_typed();
    let old = project.renames.models.get(name);
    Name::new(old.map_or(name, String::as_str))
}

/// The name that a field had, if it had another one.
fn old_field<'a>(project: &'a Project, model: &Model, name: &Name) -> Option<&'a str> {
    let fields = project.renames.fields.get(model.name.as_typed())?;
    fields.get(name.as_typed()).map(String::as_str)
}

impl Renamed {
    fn model(&mut self, project: &Project, names: &NamesLock, model: &Model) {
        let name = model.name.as_typed();
        let Some(old) = project.renames.models.get(name) else {
            return;
        };
        if !names.files.contains_key(old) && !names.files.contains_key(name) {
            let what = format!("there was no model `{old}` that could have become `{name}`");
            self.refuse(&model.table, None, what);
        }
        self.table(&Name::new(old.as_str()).snake(), &model.table, project);
    }

    fn link(&mut self, project: &Project, model: &Model, link: &Link) {
        let target = &project.models[link.target];
        let (own, other) = (old_model(project, model), old_model(project, target));
        let field = old_field(project, model, &link.name);
        let old_table = match project.renames.models.get(model.name.as_typed()) {
            // Its table was called by its name, or is called as it was.
            Some(old) => [Name::new(old.as_str()).snake(), model.table.clone()],
            None => [model.table.clone(), model.table.clone()],
        };
        let name = field.unwrap_or(link.name.as_typed());
        if field.is_some() || own != model.name {
            for table in old_table {
                self.table(&format!("{table}_{name}"), &link.table, project);
            }
        }
        let (own, other) = Link::columns(&own, &other);
        let columns = [link.own.as_str(), link.other.as_str()];
        self.column(&link.table, &own, &link.own, &columns);
        self.column(&link.table, &other, &link.other, &columns);
        if field.is_some_and(|_| self.schema.table(&link.table).is_none()) {
            self.refuse_field(model, &link.name, name);
        }
    }

    fn field(&mut self, project: &Project, model: &Model, field: &Field) {
        let Some(old) = old_field(project, model, &field.name) else {
            return;
        };
        let (plain, reference) = (old.to_owned(), format!("{old}_id"));
        let candidates = match field.ty {
            FieldType::Reference { .. } => [reference, plain],
            _ => [plain, reference],
        };
        let columns: Vec<&str> = model
            .fields
            .iter()
            .map(|field| field.column.as_str())
            .collect();
        for candidate in candidates {
            if self.column(&model.table, &candidate, &field.column, &columns) {
                return;
            }
        }
        let known = self.schema.table(&model.table);
        if known.is_some_and(|table| table.column(&field.column).is_none()) {
            self.refuse_field(model, &field.name, old);
        }
    }

    /// Renames a table, where it is there, and is nobody's today.
    fn table(&mut self, from: &str, to: &str, project: &Project) {
        let mut today = project.models.iter().flat_map(|model| {
            let links = model.links.iter().map(|link| &link.table);
            links.chain([&model.table])
        });
        let is_there = self.schema.table(from).is_some();
        if from == to || !is_there || today.any(|table| table == from) {
            return;
        }
        if self.schema.table(to).is_some() {
            self.rename_table(to, &format!("{to}__old"));
        }
        self.rename_table(from, to);
    }

    fn rename_table(&mut self, from: &str, to: &str) {
        for table in &mut self.schema.tables {
            if table.name == from {
                to.clone_into(&mut table.name);
            }
            for column in &mut table.columns {
                if let Some(target) = column
                    .references
                    .as_mut()
                    .filter(|target| target.table == from)
                {
                    to.clone_into(&mut target.table);
                }
            }
        }
        self.steps.push(Change::RenameTable {
            from: from.to_owned(),
            to: to.to_owned(),
        });
    }

    /// Renames a column, where it is there, and is none of the columns of today. Whether it did.
    fn column(&mut self, table: &str, from: &str, to: &str, today: &[&str]) -> bool {
        let Some(known) = self.schema.table(table) else {
            return false;
        };
        if from == to || known.column(from).is_none() || today.contains(&from) {
            return false;
        }
        if let Some(name) = [from, to].into_iter().find(|name| is_row_number(name)) {
            self.refused.push(Refused {
                table: table.to_owned(),
                column: Some(to.to_owned()),
                what: format!("table `{table}`: SQLite cannot rename a column `{name}`"),
                instead: format!("leave the column as it is: write `column: {from}` beside `was`"),
            });
            return true;
        }
        if known.column(to).is_some() {
            self.rename_column(table, to, &format!("{to}__old"));
        }
        self.rename_column(table, from, to);
        true
    }

    fn rename_column(&mut self, table: &str, from: &str, to: &str) {
        let renamed = |name: &mut String| {
            if name == from {
                to.clone_into(name);
            }
        };
        for known in &mut self.schema.tables {
            for column in &mut known.columns {
                if known.name == table {
                    renamed(&mut column.name);
                }
                if let Some(target) = column
                    .references
                    .as_mut()
                    .filter(|target| target.table == table)
                {
                    renamed(&mut target.column);
                }
            }
            if known.name == table {
                let indexes = known.indexes.iter_mut();
                indexes
                    .flat_map(|index| index.columns.iter_mut().chain(&mut index.descending))
                    .for_each(renamed);
            }
        }
        self.steps.push(Change::RenameColumn {
            table: table.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
        });
    }

    /// Members whose text is their name are stored otherwise under another one.
    fn enum_members(&mut self, project: &Project, one: &Enum) {
        let Some(olds) = project.renames.members.get(one.name.as_typed()) else {
            return;
        };
        let position = project
            .enums
            .iter()
            .position(|other| other.name == one.name);
        let columns = project.models.iter().flat_map(|model| {
            let fields = model.fields.iter();
            let fields = fields
                .filter(|field| matches!(field.ty, FieldType::Enum(at) if Some(at) == position));
            fields.map(|field| (&model.table, &field.column))
        });
        for (table, column) in columns {
            for (new, old) in olds {
                self.member(one, (table, column), (new, old));
            }
        }
    }

    fn member(
        &mut self,
        one: &Enum,
        (table, column): (&String, &String),
        (new, old): (&str, &str),
    ) {
        let proto = Name::new(new).shouty();
        let member = one.members.iter().find(|member| member.proto == proto);
        let known = self
            .schema
            .table(table)
            .and_then(|table| table.column(column));
        let (Some(member), Some(known)) = (member, known) else {
            return;
        };
        let from = StoredMember::Text(old.to_owned());
        let to = match &member.stored {
            MemberValue::Text(text) => StoredMember::Text(text.clone()),
            // What is stored is written apart from the name.
            MemberValue::Integer(_) => return,
        };
        if known.members.contains(&from) && !known.members.contains(&to) {
            self.members.push(Mapping {
                table: table.clone(),
                column: column.clone(),
                from,
                to,
            });
        }
    }

    fn refuse_field(&mut self, model: &Model, field: &Name, old: &str) {
        let name = field.as_typed();
        let what = format!("there was no field `{old}` that could have become `{name}`");
        self.refuse(&model.table, Some(name), what);
    }

    fn refuse(&mut self, table: &str, column: Option<&str>, what: String) {
        self.refused.push(Refused {
            table: table.to_owned(),
            column: column.map(str::to_owned),
            what: format!("table `{table}`: {what}"),
            instead: String::from("remove `was`, or name what it was called in the last version"),
        });
    }
}
