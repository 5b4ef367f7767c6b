//! Names that follow from the spec's names: where two meet, one steps aside. socio.lock keeps
//! what was chosen, so that a later model never moves a file of an older one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::catalogue;
use crate::model::ident::{file_stem, is_prelude, rust_ident};
use crate::model::scope::Scope;
use crate::model::{Mode, Model, Name, Project};

/// The chosen names that files and tables were made under.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamesLock {
    /// Model → the name of its files: `Post` → `post`.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    /// The same of services beside those of the models.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub services: BTreeMap<String, String>,
}

/// The names that a project's files have and use.
#[derive(Debug, Clone)]
pub struct Names {
    pub models: Vec<ModelNames>,
    pub services: Vec<ServiceNames>,
}

/// The names of a service beside those of the models.
#[derive(Debug, Clone, Serialize)]
pub struct ServiceNames {
    /// `Lobby`.
    pub name: String,
    /// The type of the user's service: `Lobby`.
    pub plural: String,
    /// Its files, without their ending: `lobby`.
    pub file: String,
    pub module: String,
}

/// The names of one model in Rust.
#[derive(Debug, Clone, Serialize)]
pub struct ModelNames {
    /// The record: `Post`.
    pub record: String,
    /// `PostDraft`.
    pub draft: String,
    /// Its files, without their ending: `post`.
    pub file: String,
    /// Its modules: `post`, `r#type`.
    pub module: String,
    /// The description in its module, beside the columns: `META`.
    pub meta: String,
    /// The type of the user's service: `Posts`.
    pub plural: String,
    /// What the user's files call the record: `Post`, or `ResultRecord`.
    pub alias: String,
    /// What the user's file calls the record in an import: `Post`, `Result as ResultRecord`.
    pub import: String,
    /// What the user's file calls the trait of the RPCs: `PostService`, or `RecordControllerService`
    /// where the prelude has a trait of that name.
    pub service_trait: String,
    /// The same in an import: `PostService`, `RecordService as RecordControllerService`.
    pub service_trait_import: String,
}

/// Modules that rustc warns of: they are the names of a crate's own root.
const ROOTS: [&str; 2] = ["lib", "main"];
/// File names that Windows keeps for devices, whatever their ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
/// The same with a digit behind: `com1`.
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

/// The names of every model and service, and what the lock keeps of them.
pub fn choose(project: &Project, before: &NamesLock) -> (Names, NamesLock) {
    let mut files = Scope::without_case();
    for name in catalogue::beside_models() {
        files.reserve(name, "a file beside the models'");
    }
    for root in ROOTS {
        files.reserve(root, "the root of a crate");
    }
    for device in DEVICES {
        files.reserve(device, "a device");
    }
    for device in NUMBERED_DEVICES {
        for digit in 0..10 {
            files.reserve(&format!("{device}{digit}"), "a device");
        }
    }
    let models = project.models.iter().map(|model| &model.name);
    let services = project.services.iter().map(|service| &service.name);
    for (names, kept) in [
        (models.collect::<Vec<_>>(), &before.files),
        (services.collect(), &before.services),
    ] {
        for file in names.iter().filter_map(|name| kept.get(name.as_typed())) {
            files.reserve(file, "a file of a model or a service");
        }
    }
    let mut lock = NamesLock::default();
    let models = project.models.iter().map(|model| {
        let file = file(&mut files, &model.name, &before.files, &mut lock.files);
        names(model, file, project.mode)
    });
    let models = models.collect();
    let services = project.services.iter().map(|service| {
        let (kept, chosen) = (&before.services, &mut lock.services);
        let file = file(&mut files, &service.name, kept, chosen);
        service_names(&service.name, file, project.mode)
    });
    let services = services.collect();
    (Names { models, services }, lock)
}

/// The file that a name was given before, or a free one, which the lock keeps from then on.
fn file(
    files: &mut Scope,
    name: &Name,
    before: &BTreeMap<String, String>,
    chosen: &mut BTreeMap<String, String>,
) -> String {
    let kept = before.get(name.as_typed()).cloned();
    let file = kept.unwrap_or_else(|| {
        let ident = rust_ident(&name.snake());
        files.choose(file_stem(&ident))
    });
    chosen.insert(name.as_typed().to_owned(), file.clone());
    file
}

fn service_names(name: &Name, file: String, mode: Mode) -> ServiceNames {
    let name = name.pascal();
    let mut own = Scope::exact();
    let template = format!("src/services/service.{}.rs.j2", mode.as_str());
    for word in catalogue::words(&template) {
        own.reserve(word, "a name that the file uses");
    }
    own.reserve(&format!("{name}Service"), "the trait");
    let spellings = [rust_ident(&name), format!("{name}Rpcs")];
    let spellings = spellings.into_iter().filter(|name| !is_prelude(name));
    ServiceNames {
        plural: own.choose_of(spellings),
        module: rust_ident(&file),
        name,
        file,
    }
}

fn names(model: &Model, file: String, mode: Mode) -> ModelNames {
    let name = model.name.pascal();
    let record = rust_ident(&name);
    let mut module = Scope::exact();
    let fields = model.fields.iter().map(|field| field.name.shouty());
    let links = model.links.iter().map(|link| link.name.shouty());
    for constant in fields.chain(links) {
        module.reserve(&constant, "a column");
    }
    let mut own = Scope::exact();
    // The two forms of a file use the same names.
    for word in ["src/services/model", "tests/fixtures/model"]
        .map(|template| format!("{template}.{}.rs.j2", mode.as_str()))
        .iter()
        .flat_map(|template| catalogue::words(template))
    {
        own.reserve(word, "a name that the file uses");
    }
    for word in catalogue::prelude() {
        own.reserve(word, "a name of the prelude");
    }
    let spellings = [record.clone(), format!("{name}Record")];
    let alias = own.choose_of(spellings.into_iter().filter(|name| !is_prelude(name)));
    let rpcs = format!("{name}Service");
    let service_trait = own.choose_of([rpcs.clone(), format!("{name}ControllerService")]);
    ModelNames {
        draft: format!("{name}Draft"),
        module: rust_ident(&file),
        meta: module.choose("META"),
        plural: own.choose(&plural(&name)),
        import: imported(&record, &alias),
        service_trait_import: imported(&rpcs, &service_trait),
        service_trait,
        record,
        file,
        alias,
    }
}

/// A name as `use` takes it in under another.
fn imported(name: &str, alias: &str) -> String {
    match alias == name {
        true => name.to_owned(),
        false => format!("{name} as {alias}"),
    }
}

/// `Post` → `Posts`, `Category` → `Categories`.
fn plural(name: &str) -> String {
    match name.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if name.ends_with(['s', 'x']) || name.ends_with("ch") || name.ends_with("sh") => {
            format!("{name}es")
        }
        _ => format!("{name}s"),
    }
}
