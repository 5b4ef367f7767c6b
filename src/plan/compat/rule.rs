//! The rules that changes of an API break, by the names that buf has for them.

use serde::Serialize;

/// What a change does to clients that exist, from the mildest to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Impact {
    /// None of them notices.
    Safe,
    /// Those that speak protobuf do not notice; those that name fields do, as JSON and field masks do.
    BreaksJson,
    /// What they send is not understood, or what they are sent, or they call what is not there.
    BreaksWire,
}

impl Impact {
    /// For people.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::BreaksJson => "breaks JSON",
            Self::BreaksWire => "breaks the wire",
        }
    }
}

/// The table: one row a rule.
macro_rules! rules {
    ($($variant:ident $name:literal $impact:ident $fix:literal)*) => {
        /// A rule that is broken.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Rule {
            $($variant,)*
        }

        impl Rule {
            /// As buf names it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// What breaking it does to clients.
            pub const fn impact(self) -> Impact {
                match self {
                    $(Self::$variant => Impact::$impact,)*
                }
            }

            /// What does the same without breaking anything, as far as anything does.
            pub const fn fix(self) -> &'static str {
                match self {
                    $(Self::$variant => $fix,)*
                }
            }
        }
    };
}

rules! {
    Package "FILE_SAME_PACKAGE" BreaksWire "set `package` back: clients call services by it"
    ServiceGone "PACKAGE_SERVICE_NO_DELETE" BreaksWire "keep the service, under its name, for those who call it"
    RpcGone "RPC_NO_DELETE" BreaksWire "keep it for those who call it"
    RpcRequest "RPC_SAME_REQUEST_TYPE" BreaksWire "leave it as it is, and add another RPC"
    RpcResponse "RPC_SAME_RESPONSE_TYPE" BreaksWire "leave it as it is, and add another RPC"
    RpcClientStream "RPC_SAME_CLIENT_STREAMING" BreaksWire "leave it as it is, and add another RPC"
    RpcServerStream "RPC_SAME_SERVER_STREAMING" BreaksWire "leave it as it is, and add another RPC"
    FieldGone "FIELD_NO_DELETE" BreaksWire "keep it for those who read or write it; where it has another name now, say `was: OLD_NAME` at the new one"
    FieldName "FIELD_SAME_JSON_NAME" BreaksJson "keep the name"
    FieldType "FIELD_SAME_TYPE" BreaksWire "keep the type, and add a field of the new one beside it"
    // Bytes of the one are bytes of the other: their JSON is not.
    FieldWidth "FIELD_WIRE_JSON_COMPATIBLE_TYPE" BreaksJson "keep the type, and add a field of the new one beside it"
    FieldLabel "FIELD_SAME_CARDINALITY" BreaksWire "keep it as it is, and add a field beside it"
    FieldOneOf "FIELD_SAME_ONEOF" BreaksWire "keep it where it is, and add a field beside it"
    MemberGone "ENUM_VALUE_NO_DELETE" BreaksWire "keep it for those who read or write it; where it has another name now, say `was: OLD_NAME` at the new one"
    MemberName "ENUM_VALUE_SAME_NAME" BreaksJson "keep the name"
}
