//! What breaks clients or loses data is named, and done by those who agree to it.

use crate::home::Home;

/// A shop whose items have a state, an owner and an action.
const SPEC: &str = "\
enums:
  State: [open, sold]
models:
  Owner:
    fields:
      name: text?
  Item:
    fields:
      title: string(40) = none
      count: int32 = 1
      state: State = open
      tags: [int32]
    service:
      generic: ModelService
      actions:
        Sell: { request: { price: int32 }, response: Item }
messages:
  Line: { fields: { text: string(9) } }
services:
  Lobby: { actions: { Chat: { request: Line, response: Line } } }
";

fn shop() -> Home {
    let home = Home::new();
    home.write("shop.yaml", SPEC);
    let said = home.socio(&["new", "shop", "--spec", "shop.yaml", "--vcs", "none"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(home.in_shop(&["generate"]).code, 0);
    home
}

/// An edit is refused by name of its rule, at its place, and nothing is written.
fn breaks(home: &Home, from: &str, to: &str, parts: &[&str]) {
    let spec = home.read("shop/socio.yaml");
    assert!(spec.contains(from), "{from} is not in\n{spec}");
    home.write("shop/socio.yaml", &spec.replace(from, to));
    let before = home.tree();
    let said = home.in_shop(&["generate"]);
    assert_eq!(said.code, 1, "{from} → {to}: {}", said.err);
    for part in parts {
        assert!(
            said.err.contains(part),
            "{part} is missing in:\n{}",
            said.err
        );
    }
    assert!(home.tree() == before, "something was written");
    home.write("shop/socio.yaml", &spec);
}

#[test]
fn what_clients_would_notice_is_named_by_its_rule() {
    let home = shop();
    let removed = [
        "error[breaking-change]",
        "field `count` of ItemPartialUpdateRequest, ItemRequest and ItemResponse is removed (FIELD_NO_DELETE)",
        "loses its values",
    ];
    breaks(&home, "      count: int32 = 1\n", "", &removed);
    let wider = ["`int32` to `int64` (FIELD_WIRE_JSON_COMPATIBLE_TYPE)"];
    breaks(&home, "count: int32", "count: int64", &wider);
    let other = ["`string` to `int32` (FIELD_SAME_TYPE)", "socio.yaml:11:7"];
    breaks(
        &home,
        "title: string(40) = none",
        "title: int32 = 0",
        &other,
    );
    let list = ["`optional int32` to `repeated int32` (FIELD_SAME_CARDINALITY)"];
    breaks(&home, "count: int32 = 1", "count: [int32]", &list);
    let member = ["member `SOLD` of State is removed (ENUM_VALUE_NO_DELETE)"];
    breaks(&home, "[open, sold]", "[open]", &member);
    let named = ["field `price` of ItemSellRequest", "FIELD_SAME_TYPE"];
    breaks(&home, "price: int32", "price: text", &named);
    let was = "price: int32 }, response: Item";
    let asked = ["field `price` of ItemSellRequest becomes `amount` (FIELD_SAME_JSON_NAME)"];
    let amount = "amount: { type: int32, was: price } }, response: Item";
    breaks(&home, was, amount, &asked);
    let line =
        ["field `text` of LineRequest and LineResponse becomes `body` (FIELD_SAME_JSON_NAME)"];
    breaks(
        &home,
        "text: string(9)",
        "body: { type: string(9), was: text }",
        &line,
    );
}

#[test]
fn services_and_their_rpcs_are_kept() {
    let home = shop();
    let fewer = ["RPC ItemController.Destroy is removed (RPC_NO_DELETE)"];
    breaks(
        &home,
        "generic: ModelService",
        "generic: ReadOnlyModelService",
        &fewer,
    );
    let gone = ["RPC ItemController.Sell is removed (RPC_NO_DELETE)"];
    let action = "      actions:\n        Sell: { request: { price: int32 }, response: Item }\n";
    breaks(&home, action, "", &gone);
    let answers = ["RPC_SAME_RESPONSE_TYPE", "where it was `ItemResponse`"];
    breaks(&home, ", response: Item }", " }", &answers);
    breaks(
        &home,
        "Sell: {",
        "Sell: { stream: server,",
        &["RPC_SAME_SERVER_STREAMING"],
    );
    let (from, to) = (SPEC.find("    service:"), SPEC.find("messages:"));
    let service = &SPEC[from.expect("a service")..to.expect("messages")];
    let model = ["service ItemController is removed (PACKAGE_SERVICE_NO_DELETE)"];
    breaks(&home, service, "    service: false\n", &model);
}

#[test]
fn what_was_agreed_to_is_done_and_not_asked_again() {
    let home = shop();
    let spec = home.read("shop/socio.yaml");
    let was = "name: { type: string(40), default: none, was: title }";
    let edited = spec.replace("title: string(40) = none", was);
    home.write("shop/socio.yaml", &edited);
    let said = home.in_shop(&["generate"]);
    let renamed = "becomes `name` (FIELD_SAME_JSON_NAME)";
    assert!(said.code == 1 && said.err.contains(renamed), "{}", said.err);
    assert_eq!(home.in_shop(&["generate", "--allow-breaking"]).code, 0);
    assert_eq!(home.in_shop(&["generate", "--check"]).code, 0);

    home.write(
        "shop/socio.yaml",
        &edited.replace("      count: int32 = 1\n", ""),
    );
    let said = home.in_shop(&["generate", "--allow-breaking"]);
    assert!(
        said.code == 1 && said.err.contains("--allow-lossy"),
        "{}",
        said.err
    );
    let both = ["generate", "--allow-breaking", "--allow-lossy"];
    assert_eq!(home.in_shop(&both).code, 0);
    assert_eq!(home.in_shop(&["plan", "--check"]).code, 0);
}

#[test]
fn what_is_added_or_only_differs_inside_is_never_refused() {
    let home = shop();
    for (from, to) in [
        ("name: text?", "name: text?\n      age: int32?"),
        ("[open, sold]", "[open, sold, lost]"),
        ("string(40) = none", "string(90) = none"),
        ("title: string(90) = none", "title: string(90)?"),
        (
            "generic: ModelService",
            "generic: ModelService\n      mixins: [stream]",
        ),
        ("models:\n", "models:\n  Shop: { fields: { name: text } }\n"),
    ] {
        let spec = home.read("shop/socio.yaml");
        assert!(spec.contains(from), "{from} is not in\n{spec}");
        home.write("shop/socio.yaml", &spec.replace(from, to));
        let said = home.in_shop(&["generate"]);
        assert_eq!(said.code, 0, "{from} → {to}: {}", said.err);
    }
}
