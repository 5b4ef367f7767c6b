//! What people do to a spec over the years, one edit at a time.

use cargo_socio::model::Name;
use fastrand::Rng;

use crate::generator::yaml::{Yaml, list, map, text};

type Entries = Vec<(String, Yaml)>;

/// Types that a field may get, new or in place of its own.
const TYPES: [&str; 20] = [
    "bool",
    "int32",
    "int64",
    "double",
    "decimal(9,2)",
    "decimal(4,1)",
    "string(3)",
    "string(90)",
    "text",
    "email",
    "slug",
    "bytes",
    "uuid",
    "date",
    "time",
    "datetime",
    "duration",
    "json",
    "ip",
    "float",
];

/// One edit, and what it is; nothing where it found nothing to do.
pub fn edit(root: &mut Yaml, rng: &mut Rng, n: usize) -> Option<String> {
    match rng.u32(0..16) {
        0..2 => rename_field(root, rng, n),
        2 => drop_field(root, rng),
        3..5 => add_field(root, rng, n),
        5..8 => change_type(root, rng),
        8 => flip(root, rng, "unique"),
        9 => flip(root, rng, "index"),
        10 => flip(root, rng, "null"),
        11 => on_delete(root, rng),
        12 | 13 => members(root, rng, n),
        14 => rename_model(root, rng, n),
        _ => add_or_drop_model(root, rng, n),
    }
}

/// The mapping below a key.
pub fn below<'y>(node: &'y mut Yaml, key: &str) -> Option<&'y mut Entries> {
    let Yaml::Map(entries) = node else {
        return None;
    };
    let (_, found) = entries.iter_mut().find(|(name, _)| name == key)?;
    match found {
        Yaml::Map(entries) => Some(entries),
        _ => None,
    }
}

fn any<'e>(entries: &'e mut Entries, rng: &mut Rng) -> Option<&'e mut (String, Yaml)> {
    let count = entries.len();
    (count > 0).then(|| &mut entries[rng.usize(0..count)])
}

fn any_model<'y>(root: &'y mut Yaml, rng: &mut Rng) -> Option<&'y mut (String, Yaml)> {
    any(below(root, "models")?, rng)
}

/// A field in its long form.
fn any_field<'y>(root: &'y mut Yaml, rng: &mut Rng) -> Option<(String, &'y mut Entries)> {
    let (_, model) = any_model(root, rng)?;
    let (name, node) = any(below(model, "fields")?, rng)?;
    *node = Yaml::Map(long(node));
    match node {
        Yaml::Map(entries) => Some((name.clone(), entries)),
        _ => None,
    }
}

/// `text? = a` as `{ type: text, null: true, default: a }`.
fn long(node: &Yaml) -> Entries {
    let written = match node {
        Yaml::Map(entries) => return entries.clone(),
        Yaml::Text(written) => written,
        other => return vec![(String::from("type"), other.clone())],
    };
    let (ty, default) = match written.split_once(" = ") {
        Some((ty, default)) => (ty, Some(default)),
        None => (written.as_str(), None),
    };
    let mut entries = vec![(String::from("type"), text(ty.trim_end_matches('?')))];
    if ty.ends_with('?') {
        entries.push((String::from("null"), text("true")));
    }
    entries.extend(default.map(|default| (String::from("default"), text(default))));
    entries
}

fn set(entries: &mut Entries, key: &str, value: Yaml) {
    entries.retain(|(name, _)| name != key);
    entries.push((key.to_owned(), value));
}

/// What depends on the type of a field.
fn forget_rules(entries: &mut Entries) {
    let kept = [
        "type",
        "null",
        "primary_key",
        "column",
        "was",
        "unique",
        "index",
    ];
    entries.retain(|(key, _)| kept.contains(&key.as_str()));
}

fn rename_field(root: &mut Yaml, rng: &mut Rng, n: usize) -> Option<String> {
    let (_, model) = any_model(root, rng)?;
    let (name, node) = any(below(model, "fields")?, rng)?;
    let mut entries = long(node);
    // A column of its own name stays, and one that was renamed before has its first name.
    if entries
        .iter()
        .any(|(key, _)| key == "was" || key == "column")
    {
        return None;
    }
    let (old, new) = (name.clone(), format!("renamed{n}"));
    entries.push((String::from("was"), text(&*old)));
    *node = Yaml::Map(entries);
    name.clone_from(&new);
    in_groups(model, &old, Some(&new));
    Some(format!("{old} is renamed"))
}

fn drop_field(root: &mut Yaml, rng: &mut Rng) -> Option<String> {
    let (_, model) = any_model(root, rng)?;
    let fields = below(model, "fields")?;
    if fields.len() < 2 {
        return None;
    }
    let (name, _) = fields.remove(rng.usize(0..fields.len()));
    in_groups(model, &name, None);
    Some(format!("{name} is dropped"))
}

/// Groups follow a name, or go with it.
fn in_groups(model: &mut Yaml, old: &str, new: Option<&str>) {
    let Yaml::Map(entries) = model else { return };
    let is_group = |key: &str| key == "indexes" || key == "unique_together";
    for (_, groups) in entries.iter_mut().filter(|(key, _)| is_group(key)) {
        let Yaml::List(groups) = groups else { continue };
        let has = |group: &Yaml| matches!(group, Yaml::List(names) if names.contains(&text(old)));
        match new {
            None => groups.retain(|group| !has(group)),
            Some(new) => {
                for group in groups.iter_mut().filter(|group| has(group)) {
                    let Yaml::List(names) = group else { continue };
                    for name in names.iter_mut().filter(|name| **name == text(old)) {
                        *name = text(new);
                    }
                }
            }
        }
    }
    entries.retain(|(key, groups)| !is_group(key) || *groups != Yaml::List(Vec::new()));
}

fn add_field(root: &mut Yaml, rng: &mut Rng, n: usize) -> Option<String> {
    let models = below(root, "models")?;
    let target = models[rng.usize(0..models.len())].0.clone();
    let (_, model) = any(models, rng)?;
    let node = match rng.u32(0..10) {
        0 => text("int32 = 7"),
        1 => text("string(20) = it's"),
        2 => text("bool = true"),
        3 => text("decimal(6,3) = 1.5"),
        4 => list(["int32"]),
        5 => list([target]),
        6 => text(format!("{target}?")),
        7 => map([
            ("type", text("slug")),
            ("null", text("true")),
            ("unique", text("true")),
        ]),
        8 => map([("type", text("date?")), ("index", text("true"))]),
        _ => text(format!("{}?", TYPES[rng.usize(0..TYPES.len())])),
    };
    let what = format!("added{n} is new: {node:?}");
    below(model, "fields")?.push((format!("added{n}"), node));
    Some(what)
}

fn change_type(root: &mut Yaml, rng: &mut Rng) -> Option<String> {
    let ty = TYPES[rng.usize(0..TYPES.len())];
    let (name, entries) = any_field(root, rng)?;
    forget_rules(entries);
    // Some become lists of what they were.
    let is_scalar = matches!(&entries[0], (key, Yaml::Text(_)) if key == "type");
    let becomes = match (rng.u32(0..5), entries.iter().find(|(key, _)| key == "type")) {
        (0, Some((_, was))) if is_scalar => Yaml::List(vec![was.clone()]),
        _ => text(ty),
    };
    let what = format!("{name} becomes {becomes:?}");
    set(entries, "type", becomes);
    Some(what)
}

fn flip(root: &mut Yaml, rng: &mut Rng, option: &str) -> Option<String> {
    let (name, entries) = any_field(root, rng)?;
    let was = entries
        .iter()
        .any(|(key, value)| key == option && *value == text("true"));
    set(entries, option, text((!was).to_string()));
    if option == "null" && was && rng.bool() {
        let ty = entries.iter().find(|(key, _)| key == "type");
        let default = match ty {
            Some((_, Yaml::Text(ty))) if ty.starts_with("int") => "3",
            Some((_, Yaml::Text(ty))) if ty == "text" => "filled",
            _ => return Some(format!("{name} is never null")),
        };
        forget_rules(entries);
        set(entries, "default", text(default));
    }
    Some(format!("{option} of {name} is {}", !was))
}

fn on_delete(root: &mut Yaml, rng: &mut Rng) -> Option<String> {
    let rule = ["cascade", "restrict", "set_null"][rng.usize(0..3)];
    let (name, entries) = any_field(root, rng)?;
    set(entries, "on_delete", text(rule));
    Some(format!("{name} has {rule}"))
}

fn members(root: &mut Yaml, rng: &mut Rng, n: usize) -> Option<String> {
    let (name, node) = any(below(root, "enums")?, rng)?;
    let mut all: Vec<String> = match node {
        Yaml::List(members) => members
            .iter()
            .filter_map(|member| match member {
                Yaml::Text(member) => Some(member.clone()),
                _ => None,
            })
            .collect(),
        _ => return None,
    };
    let at = rng.usize(0..all.len());
    match rng.u32(0..3) {
        0 => all.push(format!("added{n}")),
        1 => {
            all.remove(at);
        }
        _ => {
            let old = std::mem::replace(&mut all[at], format!("renamed{n}"));
            let members = all.iter().map(|member| {
                let node = match *member == format!("renamed{n}") {
                    true => map([("value", text(&**member)), ("was", text(&*old))]),
                    false => text(&**member),
                };
                (member.clone(), node)
            });
            *node = Yaml::Map(members.collect());
            return Some(format!("member {old} of {name} is renamed"));
        }
    }
    *node = list(all);
    Some(format!("members of {name} change"))
}

fn rename_model(root: &mut Yaml, rng: &mut Rng, n: usize) -> Option<String> {
    let (name, model) = any_model(root, rng)?;
    let Yaml::Map(entries) = model else {
        return None;
    };
    if entries.iter().any(|(key, _)| key == "was") {
        return None;
    }
    entries.push((String::from("was"), text(&**name)));
    let (old, new) = (name.clone(), Name::new(format!("renamed{n}")).pascal());
    name.clone_from(&new);
    for (_, model) in below(root, "models")? {
        for (_, field) in below(model, "fields").into_iter().flatten() {
            follow(field, &old, &new);
        }
    }
    Some(format!("{old} is renamed"))
}

/// A type with the new name of a model.
fn follow(node: &mut Yaml, old: &str, new: &str) {
    match node {
        Yaml::Text(written) => {
            let end = written.find(['?', ' ']).unwrap_or(written.len());
            if written[..end] == *old {
                written.replace_range(..end, new);
            }
        }
        Yaml::List(items) => items.iter_mut().for_each(|item| follow(item, old, new)),
        Yaml::Map(entries) => {
            let types = entries.iter_mut().filter(|(key, _)| key == "type");
            types.for_each(|(_, ty)| follow(ty, old, new));
        }
        Yaml::Number(_) => {}
    }
}

fn add_or_drop_model(root: &mut Yaml, rng: &mut Rng, n: usize) -> Option<String> {
    let models = below(root, "models")?;
    if models.len() > 1 && rng.bool() {
        let (name, _) = models.remove(rng.usize(0..models.len()));
        return Some(format!("{name} is dropped"));
    }
    let target = models[rng.usize(0..models.len())].0.clone();
    let fields = map([("label", text("string(30)")), ("of", text(target))]);
    models.push((format!("Added{n}"), map([("fields", fields)])));
    Some(format!("Added{n} is new"))
}
