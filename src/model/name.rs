//! A name and every form of it that generated code needs, derived in one place.

use heck::{ToLowerCamelCase, ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// A name of the spec. Forms are computed, never stored beside it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    pub fn new(typed: impl Into<String>) -> Self {
        Self(typed.into())
    }

    /// As it stands in the spec.
    pub fn as_typed(&self) -> &str {
        &self.0
    }

    /// `BlogPost`.
    pub fn pascal(&self) -> String {
        self.0.to_upper_camel_case()
    }

    /// `blogPost`.
    pub fn camel(&self) -> String {
        self.0.to_lower_camel_case()
    }

    /// `blog_post`.
    pub fn snake(&self) -> String {
        self.0.to_snake_case()
    }

    /// `BLOG_POST`.
    pub fn shouty(&self) -> String {
        self.0.to_shouty_snake_case()
    }
}
