//! How values travel.

/// Which types of protobuf carry a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wire {
    /// Those of Django Socio gRPC.
    #[default]
    Dsg,
    /// The same, but a decimal is text, a date-time a `google.protobuf.Timestamp` and a duration a
    /// `google.protobuf.Duration`.
    Typed,
}

impl Wire {
    /// As a spec names them.
    pub const NAMES: [(&str, Self); 2] = [("dsg", Self::Dsg), ("typed", Self::Typed)];
}
