//! A model as the command line spells it.

use super::Failure;
use crate::model::short;

/// The parts of a model, as options
#[derive(clap::Args, Debug, Default, Clone)]
pub struct ModelArgs {
    /// A field as `NAME:TYPE`, the type as in socio.yaml: 'title:string(200)', 'author:Author?',
    /// 'code:{ type: string(8), unique: true }'
    #[arg(long = "field", value_name = "NAME:TYPE")]
    pub fields: Vec<String>,
    /// The generic service: ModelService (the default), ReadOnlyModelService, CreateService …
    #[arg(long)]
    pub generic: Option<String>,
    /// A mixin beside the generic: StreamModelMixin or stream, …
    #[arg(long = "mixin")]
    pub mixins: Vec<String>,
}

/// The service of a model for which none is named.
const DEFAULT_GENERIC: &str = "ModelService";

impl ModelArgs {
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.generic.is_none() && self.mixins.is_empty()
    }

    /// The model's entry below `models:`, as a block without indentation.
    pub fn yaml(&self, name: &str) -> Result<String, Failure> {
        if self.fields.is_empty() {
            let help = "add --field 'title:string(200)', once for each field";
            return Err(Failure::new(format!("`{name}` has no fields"), help));
        }
        let mut text = format!("{}:\n  fields:\n", scalar(name));
        for field in &self.fields {
            let Some((name, ty)) = field.split_once(':') else {
                let help = "write NAME:TYPE, as 'title:string(200)'";
                return Err(Failure::new(format!("--field {field} has no type"), help));
            };
            text += &format!("    {}: {}\n", scalar(name.trim()), ty_scalar(ty.trim()));
        }
        match (self.generic.as_deref(), self.mixins.as_slice()) {
            (None, []) => {}
            (Some(generic), []) => text += &format!("  service: {}\n", scalar(generic)),
            (generic, mixins) => {
                // In the spec, mixins alone are all there is.
                let generic = scalar(generic.unwrap_or(DEFAULT_GENERIC));
                text += &format!("  service:\n    generic: {generic}\n");
                let mixins: Vec<_> = mixins.iter().map(|mixin| scalar(mixin)).collect();
                text += &format!("    mixins: [{}]\n", mixins.join(", "));
            }
        }
        Ok(text)
    }
}

/// A spec of these models.
pub fn spec_text(models: &[(String, ModelArgs)]) -> Result<String, Failure> {
    let mut text = String::from("models:\n");
    for (name, args) in models {
        for line in args.yaml(name)?.lines() {
            text += &format!("  {line}\n");
        }
    }
    Ok(text)
}

/// A list type (`[Tag]`) and the long form are YAML of their own; all else is one scalar.
fn ty_scalar(ty: &str) -> String {
    if ty.starts_with('{') && ty.ends_with('}') {
        return ty.to_owned();
    }
    if !short::is_list(ty) {
        return scalar(ty);
    }
    let element = ty[1..ty.len() - 1].trim();
    // Between brackets a comma would part `decimal(8,2)`, but not `{ type: int32, min: 1 }`.
    if !element.starts_with('{') && element.contains([',', '?', '{', '[']) {
        format!("[{}]", serde_json::Value::from(element))
    } else {
        format!("[{element}]")
    }
}

/// Plain where YAML reads it back as it is, else quoted.
fn scalar(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.contains(['\n', '\r', '\t'])
        && !text.ends_with([':', ' ']);
    if plain {
        text.to_owned()
    } else {
        // A JSON string is a double-quoted YAML scalar.
        serde_json::Value::from(text).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::ModelArgs;

    #[test]
    fn types_are_quoted_where_yaml_needs_it() {
        let fields = [
            "price:decimal(8,2)",
            "prices:[decimal(8,2)]",
            "tags:[Tag]",
            "scores:[{ type: int32, min: 1 }]",
            "note:text? = a: b",
        ];
        let args = ModelArgs {
            fields: fields.map(String::from).to_vec(),
            ..ModelArgs::default()
        };
        let text = args.yaml("Item").unwrap_or_default();
        for line in [
            "price: decimal(8,2)\n",
            "prices: [\"decimal(8,2)\"]\n",
            "tags: [Tag]\n",
            "scores: [{ type: int32, min: 1 }]\n",
            "note: \"text? = a: b\"\n",
        ] {
            assert!(text.contains(line), "{line} is missing in:\n{text}");
        }
    }
}
