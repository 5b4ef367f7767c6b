//! Moments and durations as messages, decimals as text: in, out, in filters, and refused.

#[path = "../src/generated/clients.rs"]
mod clients;
#[path = "fixtures/mod.rs"]
#[allow(dead_code, reason = "this file needs only some fixtures")]
mod fixtures;

use std::error::Error;

use clients::kept_controller_client::KeptControllerClient;
use clients::lap_controller_client::LapControllerClient;
use socio_runtime::TestServer;
use socio_runtime::aio::Database;
use socio_runtime::types::{ProtoDuration, ProtoTimestamp, Timestamp};
use tonic::Status;
use tonic::transport::Channel;
use typed_async::generated::{self, proto};
use typed_async::services;

type Outcome = Result<(), Box<dyn Error>>;

/// Runs the services over a new database.
async fn serve() -> Result<(TestServer, Database), Box<dyn Error>> {
    let mut opened = None;
    let server = TestServer::start(async |config| {
        let database = Database::open(config, generated::MIGRATIONS).await?;
        opened = Some(database.clone());
        Ok(services::register(&fixtures::app::app(database).await))
    })
    .await?;
    Ok((server, opened.ok_or("the database was not opened")?))
}

async fn request(database: &Database, n: u16) -> Result<proto::LapRequest, Box<dyn Error>> {
    Ok(fixtures::lap::draft(database, n).await?.into())
}

fn at(text: &str) -> Result<Option<ProtoTimestamp>, Box<dyn Error>> {
    let at: Timestamp = text.parse()?;
    Ok(Some(at.into()))
}

fn span(seconds: i64, nanos: i32) -> Option<ProtoDuration> {
    Some(ProtoDuration { seconds, nanos })
}

fn refused<T>(answer: Result<T, Status>) -> Result<String, Box<dyn Error>> {
    match answer {
        Ok(_) => Err("the call succeeded".into()),
        Err(status) => Ok(status.message().to_owned()),
    }
}

/// The names of the laps that a filter finds, a page of a cursor.
async fn found(
    client: &mut LapControllerClient<Channel>,
    filters: &str,
) -> Result<Vec<String>, Box<dyn Error>> {
    let mut request = tonic::Request::new(proto::LapListRequest {});
    request.metadata_mut().insert("filters", filters.parse()?);
    let page = client.list(request).await?.into_inner();
    Ok(page.results.into_iter().map(|lap| lap.name).collect())
}

#[tokio::test]
async fn what_is_written_is_answered() -> Outcome {
    let (server, database) = serve().await?;
    let mut client = LapControllerClient::new(server.channel().await?);
    let mut lap = request(&database, 0).await?;
    lap.price = String::from("12.5");
    lap.at = at("0001-01-01T00:00:00Z")?;
    lap.at_null = at("9999-12-31T23:59:59.999999Z")?;
    lap.span = span(-1, -500_000_000);
    lap.prices = vec![String::from("1"), String::from("2.50")];
    lap.moments = vec![ProtoTimestamp::default()];
    lap.spans = vec![
        ProtoDuration::default(),
        ProtoDuration {
            seconds: 1,
            nanos: 2000,
        },
    ];
    let made = client.create(lap.clone()).await?.into_inner();
    let id = made.id.unwrap_or_default();
    let key = proto::LapRetrieveRequest { id };
    let read = client.retrieve(key).await?.into_inner();
    assert_eq!(made, read);
    assert_eq!(read.price, "12.50");
    assert_eq!(
        (read.price_null, read.price_default.as_deref()),
        (None, Some("12.500"))
    );
    assert_eq!((read.at, read.at_null), (lap.at, lap.at_null));
    assert_eq!(read.at_default, at("9999-12-31T23:59:59.999999Z")?);
    assert_eq!((read.span, read.span_null), (lap.span, None));
    assert_eq!(read.span_default, span(93_784, 500_000_000));
    assert_eq!(read.prices, ["1.00", "2.50"]);
    assert_eq!((read.moments, read.spans), (lap.moments, lap.spans));
    assert!(
        read.created_at
            .is_some_and(|at| at.seconds > 0 && at.nanos % 1000 == 0)
    );

    let mut part = proto::LapPartialUpdateRequest {
        id: Some(id),
        at_null: lap.at,
        span: span(60, 999),
        ..Default::default()
    };
    part.partial_update_fields = ["at_null", "span"].map(String::from).to_vec();
    let changed = client.partial_update(part).await?.into_inner();
    assert_eq!((changed.at_null, changed.span), (lap.at, span(60, 0)));
    assert_eq!(changed.price, "12.50");
    Ok(())
}

#[tokio::test]
async fn what_is_unset_or_out_of_range_is_told_by_field() -> Outcome {
    let (server, database) = serve().await?;
    let mut client = LapControllerClient::new(server.channel().await?);
    let valid = request(&database, 0).await?;
    let mut wrong = valid.clone();
    wrong.price = String::from("1.234");
    wrong.at = Some(ProtoTimestamp {
        seconds: 253_402_300_800,
        nanos: 0,
    });
    wrong.at_secret = None;
    wrong.span = span(i64::MAX, 0);
    wrong.prices = vec![String::from("1"), String::new()];
    wrong.moments = vec![ProtoTimestamp {
        seconds: 0,
        nanos: -1,
    }];
    let said = refused(client.create(wrong).await)?;
    let parts = [
        r#""price": [{"message": "Ensure that there are no more than 2 decimal places.", "code": "max_decimal_places"}]"#,
        r#""at": [{"message": "Datetime value out of range.", "code": "overflow"}]"#,
        r#""at_secret": [{"message": "This field may not be null.", "code": "null"}]"#,
        r#""span": [{"message": "The number of days must be between -3652500 and 3652500.", "code": "overflow"}]"#,
        r#""prices": {"1": [{"message": "A valid number is required.", "code": "invalid"}]}"#,
        r#""moments": {"0": [{"message": "Timestamp has wrong nanos: 0 to 999999999 are allowed.", "code": "invalid"}]}"#,
    ];
    assert_eq!(said, format!("{{{}}}", parts.join(", ")));

    let id = client.create(valid).await?.into_inner().id;
    let mut part = proto::LapPartialUpdateRequest {
        id,
        ..Default::default()
    };
    part.partial_update_fields = ["at", "at_null"].map(String::from).to_vec();
    let said = refused(client.partial_update(part).await)?;
    assert_eq!(
        said,
        r#"{"at": [{"message": "This field may not be null.", "code": "null"}]}"#
    );
    Ok(())
}

#[tokio::test]
async fn filters_are_text_whatever_travels() -> Outcome {
    let (server, database) = serve().await?;
    let mut client = LapControllerClient::new(server.channel().await?);
    for (n, (price, moment, seconds)) in [
        ("1.50", "2024-02-29T23:00:00Z", 60),
        ("-2", "2026-01-31T12:00:00.5Z", 90),
    ]
    .into_iter()
    .enumerate()
    {
        let mut lap = request(&database, n.try_into()?).await?;
        lap.name = format!("lap {n}");
        lap.price = String::from(price);
        lap.at = at(moment)?;
        lap.span = span(seconds, 0);
        client.create(lap).await?;
    }
    for (filters, names) in [
        ("{}", &["lap 0", "lap 1"][..]),
        (r#"{"price": "1.5"}"#, &["lap 0"]),
        (r#"{"price__in": [1.5, "-2.00"]}"#, &["lap 0", "lap 1"]),
        (r#"{"at": "2026-01-31T14:00:00.5+02:00"}"#, &["lap 1"]),
        (r#"{"at__year": 2024}"#, &["lap 0"]),
        (r#"{"span__lt": "00:01:30"}"#, &["lap 0"]),
        (r#"{"at_null__isnull": true}"#, &["lap 0", "lap 1"]),
    ] {
        assert_eq!(found(&mut client, filters).await?, names, "{filters}");
    }
    Ok(())
}

/// A service may keep to the other form.
#[tokio::test]
async fn a_service_may_send_what_django_socio_grpc_does() -> Outcome {
    let (server, _database) = serve().await?;
    let mut client = KeptControllerClient::new(server.channel().await?);
    let kept = proto::KeptRequest {
        price: 1.5,
        at: String::from("2026-01-31"),
        span: String::from("90"),
        ..Default::default()
    };
    let made = client.create(kept).await?.into_inner();
    assert_eq!(made.price, 1.5);
    assert_eq!(
        (made.at.as_str(), made.span.as_str()),
        ("2026-01-31T00:00:00Z", "00:01:30")
    );
    Ok(())
}
