//! Where the protos define enums: there where the plugins of Django Socio gRPC put them.

use std::collections::BTreeSet;
use std::fs;

use cargo_socio::model::{self, Overrides};
use cargo_socio::plan::lock::WireLock;
use cargo_socio::plan::published::Published;
use cargo_socio::plan::{self, Before, RuntimeSource, Target};
use cargo_socio::{render, spec};
use prost_types::{DescriptorProto, EnumDescriptorProto};

/// The protos of things with a colour, and what the lock remembers of them.
fn protos(top: &str, colour: &str) -> (Vec<(String, String)>, WireLock) {
    let text = format!(
        "project: a\n{top}enums:\n  DarkColour: {colour}\nmodels:\n  Thing:\n    fields:\n      \
         name: text\n      colour: DarkColour = red\n      others: [DarkColour]\n"
    );
    let spec = spec::load("socio.yaml", &text).expect("YAML");
    let project = model::build(&spec, &Overrides::default());
    let project = project.unwrap_or_else(|found| panic!("{found}"));
    let target = Target {
        runtime: RuntimeSource::Vendored,
        joins_workspace: false,
    };
    let plan = plan::plan(&project, &Before::default(), &text, &target).expect("a new project");
    let files = plan.files.into_iter();
    let files: Vec<_> = files.filter(|file| file.path.ends_with(".proto")).collect();
    let made = render::render(&files).expect("texts").into_iter();
    let text = |file: render::RenderedFile| {
        let text = String::from_utf8(file.content).expect("UTF-8");
        (file.path.trim_start_matches("proto/").to_owned(), text)
    };
    (made.map(text).collect(), plan.wire)
}

fn members(name: String, of: &EnumDescriptorProto) -> String {
    let members = of.value.iter();
    let members: Vec<_> = members
        .map(|member| format!("{}={}", member.name(), member.number()))
        .collect();
    format!("{name}: {}", members.join(" "))
}

fn within(found: &mut BTreeSet<String>, outer: &str, message: &DescriptorProto) {
    let name = format!("{outer}.{}", message.name());
    found.extend(
        message
            .enum_type
            .iter()
            .map(|of| members(format!("{name}.{}", of.name()), of)),
    );
    for field in &message.field {
        if field.name() == "colour" {
            found.insert(format!("{name}.colour is {}", field.type_name()));
        }
    }
    for nested in &message.nested_type {
        within(found, &name, nested);
    }
}

/// What the protos define of the enum, as a compiler reads them.
fn declared(protos: &[(String, String)]) -> BTreeSet<String> {
    let home = tempfile::tempdir().expect("a folder");
    for (path, text) in protos {
        let path = home.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    let paths = protos.iter().map(|(path, _)| path);
    let files = protox::compile(paths, [home.path()]).unwrap_or_else(|error| panic!("{error:?}"));
    let mut found = BTreeSet::new();
    for file in files.file.iter().filter(|file| file.package() == "a.v1") {
        let plain = file.enum_type.iter();
        found.extend(plain.map(|of| members(of.name().to_owned(), of)));
        for message in &file.message_type {
            within(&mut found, "", message);
        }
    }
    found
}

#[test]
fn each_placement_defines_the_enum_where_it_says() {
    let messages = ["PartialUpdateRequest", "Request", "Response"];
    let in_each = |of: fn(&str) -> [String; 2]| -> BTreeSet<String> {
        messages.iter().flat_map(|message| of(message)).collect()
    };
    let field = |message: &str, ty: &str| format!(".Thing{message}.colour is .a.v1.{ty}");
    let with_one = |definition: &str, ty: &str| -> BTreeSet<String> {
        let fields = messages.iter().map(|message| field(message, ty));
        fields.chain([definition.to_owned()]).collect()
    };
    for (placement, expected) in [
        (
            "global_scope_wrapped",
            with_one(
                ".DarkColour.Enum: ENUM_UNSPECIFIED=0 RED=1 BLUE=2",
                "DarkColour.Enum",
            ),
        ),
        (
            "global_scope",
            with_one(
                "DarkColour: DARK_COLOUR_UNSPECIFIED=0 RED=1 BLUE=2",
                "DarkColour",
            ),
        ),
        (
            "in_message",
            in_each(|m| {
                [
                    format!(".Thing{m}.DarkColour: DARK_COLOUR_UNSPECIFIED=0 RED=1 BLUE=2"),
                    format!(".Thing{m}.colour is .a.v1.Thing{m}.DarkColour"),
                ]
            }),
        ),
        (
            "in_message_wrapped",
            in_each(|m| {
                [
                    format!(".Thing{m}.DarkColour.Enum: ENUM_UNSPECIFIED=0 RED=1 BLUE=2"),
                    format!(".Thing{m}.colour is .a.v1.Thing{m}.DarkColour.Enum"),
                ]
            }),
        ),
    ] {
        let long = format!("{{ values: [red, blue], placement: {placement}, comment: a shade }}");
        let (said_of_one, lock) = protos("", &long);
        assert_eq!(declared(&said_of_one), expected, "{placement}");
        let top = format!("enum_placement: {placement}\n");
        let (said_of_all, _) = protos(&top, "[red, blue]");
        assert_eq!(declared(&said_of_all), expected, "{placement}");
        let all: String = said_of_one.iter().map(|(_, text)| text.as_str()).collect();
        assert!(all.contains("// a shade\n"), "{all}");

        // Whoever has clients of such a proto goes on from its numbers.
        let mut published = Published::default();
        for (path, text) in &said_of_one {
            published
                .read(path, text)
                .unwrap_or_else(|found| panic!("{found}"));
        }
        assert_eq!(published.wire.enums, lock.enums, "{placement}");
    }
}
