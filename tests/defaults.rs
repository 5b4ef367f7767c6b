//! Values in a spec are read as the runtime reads those of clients: there is one grammar for both.

use cargo_socio::model::{self, DefaultValue, Overrides};
use cargo_socio::spec;
use socio_runtime::grammar;

/// The default of a field of this type, where the text is one.
fn default(ty: &str, text: &str) -> Option<DefaultValue> {
    let source = format!(
        "models:\n  Thing:\n    fields:\n      f: {{ type: \"{ty}\", default: {text:?} }}\n"
    );
    let spec = spec::load("socio.yaml", &source).expect("YAML");
    let project = model::build(&spec, &Overrides::default()).ok()?;
    let fields = &project.models[0].fields;
    let field = fields.iter().find(|field| field.name.as_typed() == "f");
    field.and_then(|field| field.default.clone())
}

#[test]
fn every_form_that_a_client_may_write_is_a_default() {
    for text in ["2026-01-31", "20260131", "2026-W05-6", "2026-1-31"] {
        let day = DefaultValue::Text(String::from("2026-01-31"));
        assert_eq!(default("date", text), Some(day), "{text}");
    }
    for text in ["08:30", "8:30:00", "08:30:00,0", "T0830", "08:30Z"] {
        let at = grammar::time("08:30").map(DefaultValue::Time);
        assert_eq!(default("time", text), at, "{text}");
    }
    for text in [
        "2026-01-31",
        "2026-01-31T00:00Z",
        "2026-01-31 02:00:00+02:00",
        "2026-01-30T22:00-0200",
    ] {
        let at = grammar::datetime("2026-01-31T00:00:00Z").ok();
        let at = at.map(DefaultValue::DateTime);
        assert_eq!(default("datetime", text), at, "{text}");
    }
    for text in [
        "26:00:00",
        "1 02:00:00",
        "1 day, 2:00:00",
        "P1DT2H",
        "93600",
    ] {
        let micros = DefaultValue::Integer(93_600_000_000);
        assert_eq!(default("duration", text), Some(micros), "{text}");
    }
    for text in ["::1", "0:0:0:0:0:0:0:1", "::1%eth0"] {
        let address = DefaultValue::Text(String::from("::1"));
        assert_eq!(default("ip", text), Some(address), "{text}");
    }
    let token = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    for text in [
        token,
        "{6BA7B8109DAD11D180B400C04FD430C8}",
        &format!("urn:uuid:{token}"),
    ] {
        let token = DefaultValue::Text(String::from(token));
        assert_eq!(default("uuid", text), Some(token), "{text}");
    }
    for text in ["12.50", "-9999.9", "1e3", "+5"] {
        let number = DefaultValue::Text(text.to_owned());
        assert_eq!(default("decimal(6,2)", text), Some(number), "{text}");
    }
}

#[test]
fn what_no_client_may_write_is_no_default() {
    for (ty, texts) in [
        (
            "date",
            &["2023-02-29", "10000-01-01", " 2026-01-31", "x"][..],
        ),
        ("time", &["24:00", "08:30:60", "x"]),
        (
            "datetime",
            &["0001-01-01T00:00+05:00", "2026-01-31T08:30[UTC]", "x"],
        ),
        ("duration", &["P1Y", "9999999999999 days", " ", "x"]),
        ("ip", &["01.2.3.4", "1.2.3", "x"]),
        ("uuid", &["6ba7b810", "x"]),
        (
            "decimal(6,2)",
            &["12345", "1.234", "1e5", "1.500", "NaN", "1_0"],
        ),
    ] {
        for text in texts {
            assert_eq!(default(ty, text), None, "{ty}: {text}");
        }
    }
}
