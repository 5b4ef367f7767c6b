//! Options that fit the type of their field, and each other.

use std::ops::Range;

use super::Build;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::grammar::RULES_OF_ELEMENTS;
use crate::model::{Bound, DefaultValue, Field, FieldType, Rules, texts};
use crate::spec::Node;

/// Every contradiction in the long form of a field.
pub(super) fn check(build: &mut Build, node: &Node, field: &Field) {
    let list = matches!(field.ty, FieldType::Array(_));
    if list {
        of_elements(build, node, field);
    }
    let text = list || field.ty.is_text();
    let demands: [(&str, bool, &str); 19] = [
        (
            "blank",
            text,
            "`blank` is for text: it allows the empty one",
        ),
        ("trim", text, "`trim` is for text"),
        ("min_length", text, "`min_length` is for text"),
        ("regex", text, "`regex` is for text"),
        ("example", text, "`example` is for text"),
        ("examples", text, "`examples` are for text"),
        (
            "choices",
            text || matches!(field.ty, FieldType::Int32 | FieldType::Int64),
            "`choices` are for text and whole numbers: use an enum, or `min` and `max`",
        ),
        (
            "on_delete",
            matches!(field.ty, FieldType::Reference { .. }),
            "`on_delete` is for references",
        ),
        ("unique", !list, "a list cannot be unique"),
        ("index", !list, "a list cannot be indexed"),
        (
            "null",
            !list,
            "a list is empty rather than null: a message cannot leave it unset",
        ),
        (
            "default",
            !list,
            "a list has no default: unset, it is empty",
        ),
        (
            "unique",
            !field.primary_key,
            "a primary key is unique already",
        ),
        (
            "default",
            !field.primary_key,
            "a primary key has no default",
        ),
        (
            "write_only",
            !field.primary_key,
            "a primary key cannot be write-only",
        ),
        (
            "index",
            !field.unique && !field.primary_key,
            "a unique field is indexed already",
        ),
        (
            "unique",
            !field.write_only,
            "a write-only field cannot be unique: the error would tell its values",
        ),
        (
            "read_only",
            !field.write_only,
            "`read_only` and `write_only` leave nothing",
        ),
        (
            "immutable",
            !field.read_only,
            "a read-only field is not written at all",
        ),
    ];
    for (key, fits, message) in demands {
        if let (Some(at), false) = (said(node, key, field), fits) {
            let found = Diagnostic::new(Code::OptionMisfit, at.span.clone(), message);
            let found = found.help(format!("remove `{key}`"));
            build.report(found.fix(node.without(key)));
        }
    }
    bounds(build, node, field);
    default(build, node, field);
    if field.ty.is_text() {
        examples(build, node, field);
    }
}

/// Tests need values: of a unique field several, where there are several.
fn examples(build: &mut Build, node: &Node, field: &Field) {
    for key in ["example", "examples"] {
        let Some(given) = node.get(key) else { continue };
        let items = given.items().unwrap_or(std::slice::from_ref(given));
        let wrong = items.iter().find_map(|item| {
            let broken = texts::broken(field, item.scalar()?)?;
            Some((item, broken))
        });
        if let Some((item, broken)) = wrong {
            build.error(
                Code::RulesContradict,
                &item.span,
                format!("the example {broken}"),
                "mend one of them",
            );
            return;
        }
    }
    let (Some(at), true) = (node.get("regex"), field.rules.choices.is_empty()) else {
        return;
    };
    let found = texts::of(field);
    let wanted = if field.unique { 3 } else { 1 };
    match (found.texts.size(), found.complete) {
        (0, true) => build.error(
            Code::RulesContradict,
            &at.span,
            "no text fits both the regex and the other rules of the field",
            "change one of them",
        ),
        (size, false) if size < wanted => {
            let message = match size {
                0 => "no text for the tests can be made from this regex",
                _ => "too few texts for the tests of a unique field can be made from this regex",
            };
            let help = format!("add `examples: [..]` with {wanted} or more values that match");
            build.error(Code::NoExample, &at.span, message, help);
        }
        _ => {}
    }
}

/// Rules that stand beside a list instead of inside it.
fn of_elements(build: &mut Build, node: &Node, field: &Field) {
    for key in RULES_OF_ELEMENTS.iter().map(|rule| rule.name) {
        if let Some(node) = said(node, key, field) {
            let message = format!("`{key}` is for the elements of the list");
            let help = format!("write it with their type: `type: [{{ type: …, {key}: … }}]`");
            build.error(Code::OptionMisfit, &node.span, message, help);
        }
    }
}

/// Where an option is given: a flag that is off is not (but `trim`, which is on by itself),
/// and a default may stand with the type.
fn said<'a>(node: &'a Node, key: &str, field: &Field) -> Option<&'a Node> {
    match (key, node.get(key)) {
        ("default", None) if field.default.is_some() => node.get("type"),
        ("default" | "trim", value) => value,
        (_, value) => value.filter(|value| value.scalar() != Some("false")),
    }
}

fn number(bound: &Bound) -> f64 {
    match bound {
        // Far from where a difference could be lost.
        Bound::Integer(v) => *v as f64,
        Bound::Float(v) => *v,
        Bound::Decimal(v) => v.parse().unwrap_or(f64::NAN),
    }
}

fn is_out(rules: &Rules, value: f64) -> bool {
    let low = rules.min.as_ref().is_some_and(|min| value < number(min));
    let high = rules.max.as_ref().is_some_and(|max| value > number(max));
    low || high
}

fn bounds(build: &mut Build, node: &Node, field: &Field) {
    let rules = &field.rules;
    if let (Some(min), Some(max), Some(at)) = (&rules.min, &rules.max, node.get("max"))
        && number(min) > number(max)
    {
        build.error(
            Code::RulesContradict,
            &at.span,
            "`max` is less than `min`",
            "no value could fit",
        );
    }
    if let Some(at) = node.get("choices")
        && rules.numbers.iter().any(|n| is_out(rules, *n as f64))
    {
        let message = "a choice is out of `min` and `max`";
        build.error(
            Code::RulesContradict,
            &at.span,
            message,
            "change one of them",
        );
    }
    if let Some(max) = field.max_length() {
        lengths(build, node, rules, max);
    }
}

/// Texts that are longer than their type.
fn lengths(build: &mut Build, node: &Node, rules: &Rules, max: u32) {
    if let (Some(least), Some(at)) = (rules.min_length, node.get("min_length"))
        && least > max
    {
        let message = format!("the text holds at most {max} characters");
        build.error(
            Code::RulesContradict,
            &at.span,
            message,
            "lower `min_length`",
        );
    }
    if let Some(at) = node.get("choices")
        && rules
            .choices
            .iter()
            .any(|choice| choice.chars().count() > max as usize)
    {
        let message = format!("a choice is longer than {max} characters");
        build.error(
            Code::RulesContradict,
            &at.span,
            message,
            "lengthen the type",
        );
    }
}

/// A default that its own field would refuse.
fn default(build: &mut Build, node: &Node, field: &Field) {
    let Some(default) = &field.default else {
        return;
    };
    let at = node
        .get("default")
        .or_else(|| node.get("type"))
        .unwrap_or(node);
    let rules = &field.rules;
    let value = match default {
        DefaultValue::Integer(v) => Some(*v as f64),
        DefaultValue::Float(v) => Some(*v),
        DefaultValue::Text(v) if matches!(field.ty, FieldType::Decimal { .. }) => v.parse().ok(),
        _ => None,
    };
    if value.is_some_and(|value| is_out(rules, value)) {
        build.error(
            Code::RulesContradict,
            &at.span,
            "the default is out of `min` and `max`",
            "change one of them",
        );
    }
    if let DefaultValue::Integer(value) = default
        && !rules.numbers.is_empty()
        && !rules.numbers.contains(value)
    {
        let numbers: Vec<_> = rules.numbers.iter().map(i64::to_string).collect();
        let help = format!("one of: {}", numbers.join(", "));
        build.error(
            Code::RulesContradict,
            &at.span,
            "the default is none of the choices",
            help,
        );
    }
    if let DefaultValue::Text(text) = default {
        default_text(build, node, &at.span, field, text);
    }
}

fn default_text(build: &mut Build, node: &Node, at: &Range<usize>, field: &Field, text: &str) {
    let rules = &field.rules;
    if !rules.choices.is_empty() && rules.choices.iter().all(|choice| choice != text) {
        let help = format!("one of: {}", rules.choices.join(", "));
        build.error(
            Code::RulesContradict,
            at,
            "the default is none of the choices",
            help,
        );
    }
    if text.is_empty() && field.ty.is_text() && !field.blank {
        let message = "the default is blank, which the field refuses";
        let help = "add `blank: true`, or remove the default";
        let found = Diagnostic::new(Code::RulesContradict, at.clone(), message).help(help);
        build.report(found.fix(node.without("default")));
    }
    if rules
        .min_length
        .is_some_and(|least| text.chars().count() < least as usize)
    {
        build.error(
            Code::RulesContradict,
            at,
            "the default is shorter than `min_length`",
            "lengthen it",
        );
    }
    let regex = rules
        .regex
        .as_ref()
        .and_then(|regex| regex::Regex::new(regex).ok());
    if regex.is_some_and(|regex| !regex.is_match(text)) {
        build.error(
            Code::RulesContradict,
            at,
            "the default does not match the regex",
            "mend one of them",
        );
    }
}
