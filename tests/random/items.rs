//! Generated Rust parses, and no module has two items of one name.

use std::collections::HashSet;

use syn::{Fields, Item, UseTree};

use crate::stages::{Failure, Files};

pub fn check(files: &Files) -> Result<(), Failure> {
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
        let parsed =
            syn::parse_file(text).map_err(|e| Failure::new("syn", format!("`{path}`: {e}")))?;
        let twin = module(&parsed.items);
        twin.map_err(|name| Failure::new("twins", format!("`{path}` has `{name}` twice")))?;
    }
    Ok(())
}

/// The names of a module: one set for types and modules, one for values.
#[derive(Default)]
struct Scope {
    types: HashSet<String>,
    values: HashSet<String>,
}

impl Scope {
    fn ty(&mut self, name: &impl ToString) -> Result<(), String> {
        let name = name.to_string();
        if self.types.insert(name.clone()) {
            Ok(())
        } else {
            Err(name)
        }
    }

    fn value(&mut self, name: &impl ToString) -> Result<(), String> {
        let name = name.to_string();
        if self.values.insert(name.clone()) {
            Ok(())
        } else {
            Err(name)
        }
    }

    /// What a `use` brings, whatever it is.
    fn imported(&mut self, tree: &UseTree) -> Result<(), String> {
        match tree {
            UseTree::Path(path) => self.imported(&path.tree),
            UseTree::Group(group) => group.items.iter().try_for_each(|tree| self.imported(tree)),
            UseTree::Name(name) if name.ident == "self" => Ok(()),
            UseTree::Name(name) => self.ty(&name.ident),
            UseTree::Rename(rename) if rename.rename == "_" => Ok(()),
            UseTree::Rename(rename) => self.ty(&rename.rename),
            UseTree::Glob(_) => Ok(()),
        }
    }
}

fn module(items: &[Item]) -> Result<(), String> {
    let mut scope = Scope::default();
    for item in items {
        match item {
            Item::Const(item) if item.ident != "_" => scope.value(&item.ident)?,
            Item::Static(item) => scope.value(&item.ident)?,
            Item::Fn(item) => scope.value(&item.sig.ident)?,
            Item::Struct(item) => {
                scope.ty(&item.ident)?;
                fields(&item.fields)?;
            }
            Item::Enum(item) => {
                scope.ty(&item.ident)?;
                let mut variants = Scope::default();
                item.variants
                    .iter()
                    .try_for_each(|variant| variants.ty(&variant.ident))?;
            }
            Item::Trait(item) => scope.ty(&item.ident)?,
            Item::Type(item) => scope.ty(&item.ident)?,
            Item::Mod(item) => {
                scope.ty(&item.ident)?;
                module(item.content.as_ref().map_or(&[], |(_, items)| items))?;
            }
            Item::Use(item) => scope.imported(&item.tree)?,
            _ => {}
        }
    }
    Ok(())
}

fn fields(fields: &Fields) -> Result<(), String> {
    let mut names = Scope::default();
    fields
        .iter()
        .filter_map(|field| field.ident.as_ref())
        .try_for_each(|name| names.value(name))
}
