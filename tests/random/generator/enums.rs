//! Enums in every form.

use cargo_socio::model::Name;

use super::models::Draft;
use super::names::FieldNames;
use super::yaml::{Yaml, list, map, text};

impl Draft {
    pub(super) fn one_enum(&mut self) -> (String, Yaml) {
        let name = self.names.type_name(&mut self.rng);
        let mut taken = FieldNames::with(&["unspecified", "enum", "values"]);
        let count = self.rng.usize(1..6);
        let members: Vec<String> = (0..count).map(|_| taken.field(&mut self.rng, "")).collect();
        let is_integer = self.chance(25);
        let comment = text(self.pick(&["what it is", "it's \"so\""]));
        let values = if is_integer {
            let first = self.rng.i64(-3..50);
            let numbered = members.iter().zip(first..);
            let member = |(name, n): (&String, i64)| match n % 3 {
                0 => (
                    name.clone(),
                    map([("value", Yaml::Number(n)), ("comment", comment.clone())]),
                ),
                _ => (name.clone(), Yaml::Number(n)),
            };
            Yaml::Map(numbered.map(member).collect())
        } else if self.chance(40) {
            let endings = ["", " 1", "'s", "\"", " ä"];
            let member = |(n, name): (usize, &String)| {
                (name.to_uppercase(), text(format!("{n}{}", endings[n % 5])))
            };
            Yaml::Map(members.iter().enumerate().map(member).collect())
        } else {
            list(members.iter().map(String::as_str))
        };
        let node = if self.chance(25) {
            map([("values", values), ("comment", comment)])
        } else {
            values
        };
        self.enums.push((name.clone(), members, is_integer));
        (name, node)
    }

    /// Gives some enums in long form a placement of their own; the first alone may be plain, since
    /// plain enums share the names of their members.
    pub(super) fn place(&mut self, enums: &mut [(String, Yaml)]) {
        for (at, (name, node)) in enums.iter_mut().enumerate() {
            let Yaml::Map(entries) = node else {
                continue;
            };
            let is_long = entries.iter().any(|(key, _)| key == "values");
            if !is_long || !self.chance(50) {
                continue;
            }
            let members = &self.enums[at].1;
            let prefix = Name::new(&**name).snake();
            let plain = at == 0
                && members.iter().all(|member| {
                    let member = Name::new(&**member);
                    // Nor is it a type of the package, nor what prost makes of another member.
                    member.pascal() != member.shouty() && !member.snake().starts_with(&prefix)
                });
            let placement = match plain {
                true => self.pick(&["global_scope", "in_message"]),
                false => self.pick(&["global_scope_wrapped", "in_message_wrapped"]),
            };
            entries.push((String::from("placement"), text(placement)));
        }
    }
}
