//! The service of a model: its RPCs and how its lists may be narrowed.

use Rpc::{Create, Destroy, List, PartialUpdate, Retrieve, Stream, Update};

use super::{Action, Lookup, Name, PageStyle, Transport};

#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// The service's name without `Controller`; the model's unless told.
    pub name: Name,
    /// In the order Create, List, Stream, Retrieve, Update, PartialUpdate, Destroy.
    pub rpcs: Vec<Rpc>,
    /// RPCs of the user's own; they follow those.
    pub actions: Vec<Action>,
    pub listing: Listing,
}

impl Service {
    pub fn offers(&self, rpc: Rpc) -> bool {
        self.rpcs.contains(&rpc)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rpc {
    Create,
    List,
    Stream,
    Retrieve,
    Update,
    PartialUpdate,
    Destroy,
}

/// Django Socio gRPC's bundles, by its names.
pub const GENERICS: [(&str, &[Rpc]); 9] = [
    ("CreateService", &[Create]),
    ("ListService", &[List]),
    ("StreamService", &[Stream]),
    ("RetrieveService", &[Retrieve]),
    ("DestroyService", &[Destroy]),
    ("UpdateService", &[Update]),
    ("ListCreateService", &[List, Create]),
    ("ReadOnlyModelService", &[Retrieve, List]),
    (
        "ModelService",
        &[Create, Retrieve, Update, Destroy, List, PartialUpdate],
    ),
];

/// Its mixins, by short name and class name.
pub const MIXINS: [(&str, &str, Rpc); 7] = [
    ("create", "CreateModelMixin", Create),
    ("list", "ListModelMixin", List),
    ("stream", "StreamModelMixin", Stream),
    ("retrieve", "RetrieveModelMixin", Retrieve),
    ("update", "UpdateModelMixin", Update),
    ("partial_update", "PartialUpdateModelMixin", PartialUpdate),
    ("destroy", "DestroyModelMixin", Destroy),
];

/// What a model says that has no service.
pub const NO_SERVICE: [&str; 2] = ["false", "none"];

/// How `ordering` names every field that has an order.
pub const ALL: &str = "all";

/// What clients may ask of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    pub filters: Vec<Filter>,
    /// Names of the text fields that `search` looks at, also through relations.
    pub search: Vec<String>,
    /// Names of the fields that `ordering` may name, also through references.
    pub ordering: Vec<String>,
    /// The same; `-` before a name sorts downwards.
    pub default_ordering: Vec<String>,
    pub pagination: Option<Pagination>,
    pub settings: ListSettings,
}

/// How lists are asked, of one service or of all.
#[derive(Debug, Clone, PartialEq)]
pub struct ListSettings {
    /// Unknown filters and orderings are errors rather than ignored.
    pub strict_filters: bool,
    pub transport: Transport,
    pub metadata_keys: MetadataKeys,
}

/// The keys of the metadata that filters and pages are in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetadataKeys {
    pub filters: String,
    pub pagination: String,
}

impl Default for ListSettings {
    fn default() -> Self {
        Self {
            strict_filters: false,
            transport: Transport::MetadataStrict,
            metadata_keys: MetadataKeys {
                filters: String::from("filters"),
                pagination: String::from("pagination"),
            },
        }
    }
}

impl Listing {
    /// Nothing to ask for.
    pub fn plain(settings: ListSettings) -> Self {
        Self {
            filters: Vec::new(),
            search: Vec::new(),
            ordering: Vec::new(),
            default_ordering: Vec::new(),
            pagination: None,
            settings,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// `title`, or through relations `author__name`.
    pub path: String,
    /// The position of the field, where it is one of the model itself.
    pub field: Option<usize>,
    pub lookups: Vec<Lookup>,
}

/// How a list is cut into pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pagination {
    pub style: PageStyle,
    /// With limit and offset, the default limit.
    pub page_size: u32,
    pub max_page_size: Option<u32>,
}
