//! Services beside those of the models, and the actions of all.

use serde::Serialize;

use super::super::names::{ModelNames, Names, ServiceNames};
use super::super::rust::actions::{ActionView, Speaker};
use super::super::sample::{self, Plot, actions::CaseView};
use crate::model::api::{Api, Home, Service};
use crate::model::{Action, Project};

/// A service beside those of the models.
#[derive(Debug, Serialize)]
pub struct OwnServiceView {
    #[serde(flatten)]
    pub names: ServiceNames,
    pub model: Option<OfModel>,
    /// What its module imports of the generated ones.
    pub modules: String,
    pub actions: Vec<ActionView>,
}

/// The model that a service is for.
#[derive(Debug, Serialize)]
pub struct OfModel {
    pub module: String,
    pub record: String,
    pub meta: String,
}

/// What the templates of one such service see.
#[derive(Debug, Serialize)]
pub struct ServiceFile<'a> {
    pub project: super::ProjectNames<'a>,
    pub service: &'a OwnServiceView,
}

/// The calls of the actions of one service.
#[derive(Debug, Serialize)]
pub struct CasesView {
    /// `Post`, of `PostController`.
    pub name: String,
    /// The module of its client: `post` in `post_controller_client`.
    pub client: String,
    pub file: String,
    pub module: String,
    /// The record of its model, where it has one: `models::post::Post`.
    pub record: Option<String>,
    pub cases: Vec<CaseView>,
    pub uses_fixture: bool,
    pub uses_sample: bool,
    /// Whether some message can be refused.
    pub refuses: bool,
    /// Whether some action answers a stream.
    pub streams: bool,
    /// Whether some action reads a stream.
    pub reads_streams: bool,
}

/// What the template of those calls sees.
#[derive(Debug, Serialize)]
pub struct CasesFile<'a> {
    pub project: super::ProjectNames<'a>,
    pub facade: &'static str,
    pub service: &'a CasesView,
}

pub fn own(project: &Project, api: &Api, names: &Names) -> Vec<OwnServiceView> {
    let services = project.services.iter().zip(&names.services);
    let own = services.zip(api.services.iter().filter(|service| is_own(service)));
    own.map(|((service, own), served)| {
        let speaker = Speaker {
            project,
            api,
            names: &names.models,
            of: &format!("{}Service", own.name),
        };
        let actions = speaker.methods(served, &service.actions);
        let model = service.model.map(|model| &names.models[model]);
        OwnServiceView {
            names: own.clone(),
            modules: modules(&actions, model.is_some(), false),
            model: model.map(|names| OfModel {
                module: names.module.clone(),
                record: names.record.clone(),
                meta: names.meta.clone(),
            }),
            actions,
        }
    })
    .collect()
}

fn is_own(service: &Service) -> bool {
    matches!(service.home, Home::Service(_))
}

/// The import of those generated modules that the methods name.
pub fn modules(actions: &[ActionView], models: bool, proto: bool) -> String {
    let named = |module: &str| {
        actions.iter().any(|action| {
            let texts = [&action.parameters, &action.answer, &action.result];
            let mut texts = texts.into_iter().chain(&action.steps);
            texts.any(|text| text.contains(module))
        })
    };
    let used = [
        ("messages", named("messages::")),
        ("models", models || named("models::")),
        ("proto", proto || named("proto::")),
    ];
    let used: Vec<&str> = used
        .into_iter()
        .filter_map(|(module, used)| used.then_some(module))
        .collect();
    match used.as_slice() {
        [one] => (*one).to_owned(),
        [] => String::new(),
        several => format!("{{{}}}", several.join(", ")),
    }
}

/// The calls of all actions, a service after the other.
pub fn cases(project: &Project, api: &Api, names: &Names) -> Vec<CasesView> {
    let plot = Plot {
        project,
        api,
        names: &names.models,
    };
    let services = api.services.iter().filter_map(|service| {
        let (name, file, module, actions): (_, _, _, &[Action]) = match service.home {
            Home::Model(at) => {
                let (model, names) = (&project.models[at], &names.models[at]);
                let actions = &model.service.as_ref()?.actions;
                (&model.name, &names.file, &names.module, actions)
            }
            Home::Service(at) => {
                let (own, names) = (&project.services[at], &names.services[at]);
                (&own.name, &names.file, &names.module, &own.actions)
            }
            Home::Messages => return None,
        };
        let cases = sample::actions::cases(plot, service, actions);
        let sent = |word: &str| {
            cases.iter().any(|case| {
                let invalid = case.invalid.as_ref().map(|invalid| &invalid.request);
                case.request.contains(word) || invalid.is_some_and(|text| text.contains(word))
            })
        };
        let (uses_fixture, uses_sample) = (sent("fixture!"), sent("sample::"));
        (!cases.is_empty()).then(|| CasesView {
            name: name.pascal(),
            client: name.snake(),
            file: file.clone(),
            module: module.clone(),
            record: service.model.map(|at| {
                let ModelNames { module, record, .. } = &names.models[at];
                format!("models::{module}::{record}")
            }),
            uses_fixture,
            uses_sample,
            refuses: cases.iter().any(|case| case.invalid.is_some()),
            streams: cases.iter().any(|case| case.server_streams),
            reads_streams: cases.iter().any(|case| case.client_streams),
            cases,
        })
    });
    services.collect()
}
