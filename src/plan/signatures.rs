//! The methods of actions, as one writes them in the file of a service.

use super::names::{self, NamesLock};
use super::rust::actions::{ActionView, Speaker};
use super::rust::rpcs::facade;
use crate::model::api::Home;
use crate::model::{self, Action, Mode, Project};

/// A method to write, and where.
#[derive(Debug)]
pub struct Signature {
    /// The path of the user's file, from the project's folder.
    pub file: String,
    /// `PostController.Publish`.
    pub action: String,
    /// `fn publish(`, which a file that has it contains.
    pub head: String,
    /// The whole of it, over the names of the prelude.
    pub text: String,
}

/// Of every action, a service after the other.
pub fn signatures(project: &Project, before: &NamesLock) -> Vec<Signature> {
    let (names, _) = names::choose(project, before);
    let api = model::derive(project);
    let speaker = Speaker {
        project,
        api: &api,
        names: &names.models,
        of: "",
    };
    let services = api.services.iter().filter_map(|service| {
        let (file, actions): (_, &[Action]) = match service.home {
            Home::Model(at) => {
                let service = project.models[at].service.as_ref()?;
                (&names.models[at].file, &service.actions)
            }
            Home::Service(at) => (&names.services[at].file, &project.services[at].actions),
            Home::Messages => return None,
        };
        let methods = speaker.methods(service, actions).into_iter();
        Some(methods.map(move |method| Signature {
            file: format!("src/services/{file}.rs"),
            action: format!("{}.{}", service.name, method.name),
            head: format!("fn {}(", method.method),
            text: text(project.mode, &method),
        }))
    });
    services.flatten().collect()
}

fn text(mode: Mode, method: &ActionView) -> String {
    let colour = match mode {
        Mode::Async => "async ",
        Mode::Sync => "",
    };
    let ActionView {
        method,
        parameters,
        answer,
        ..
    } = method;
    let text = format!("{colour}fn {method}(&self{parameters}) -> Result<{answer}>");
    let text = text.replace(&format!("rt::{}::", facade(mode)), "");
    let text = text.replace("rt::", "");
    ["messages", "models", "proto"]
        .iter()
        .fold(text, |text, module| {
            let full = format!("crate::generated::{module}::");
            text.replace(&format!("{module}::"), &full)
        })
}
