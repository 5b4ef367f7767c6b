//! What the contract suite does not try: stored integers, elements of lists, parts of dates.

#[path = "../src/generated/clients.rs"]
mod clients;
#[path = "fixtures/mod.rs"]
#[allow(dead_code, reason = "this file needs only some fixtures")]
mod fixtures;

use std::error::Error;

use clients::thing_controller_client::ThingControllerClient;
use socio_runtime::TestServer;
use socio_runtime::aio::Database;
use tonic::Status;
use tonic::transport::Channel;
use types_async::generated::proto::level::Enum as Level;
use types_async::generated::{self, proto};
use types_async::services;

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

async fn request(database: &Database) -> Result<proto::ThingRequest, Box<dyn Error>> {
    // As many as there are rows: each differs from them.
    let all = socio_runtime::QuerySet::<generated::models::thing::Thing>::all();
    let n = u16::try_from(database.repository().count(all).await?)?;
    Ok(fixtures::thing::draft(database, n).await?.into())
}

/// The levels of the things that a filter finds, the highest first.
async fn found(
    client: &mut ThingControllerClient<Channel>,
    filters: &str,
) -> Result<Vec<i32>, Box<dyn Error>> {
    let mut request = tonic::Request::new(proto::ThingListRequest {});
    let metadata = request.metadata_mut();
    metadata.insert("filters", filters.parse()?);
    metadata.insert("pagination", "{\"ordering\": \"-level\"}".parse()?);
    let page = client.list(request).await?.into_inner();
    Ok(page
        .results
        .iter()
        .filter_map(|thing| thing.level)
        .collect())
}

fn refused<T>(answer: Result<T, Status>) -> Result<String, Box<dyn Error>> {
    match answer {
        Ok(_) => Err("the call succeeded".into()),
        Err(status) => Ok(status.message().to_owned()),
    }
}

#[tokio::test]
async fn members_travel_by_number_and_are_found_by_what_is_stored() -> Outcome {
    let (server, database) = serve().await?;
    let mut client = ThingControllerClient::new(server.channel().await?);
    let (low, high, none) = (Level::Low as i32, Level::High as i32, Level::None as i32);
    for level in [high, none] {
        let mut request = request(&database).await?;
        request.level = Some(level);
        request.worst = Some(high);
        request.levels = vec![none, low];
        let thing = client.create(request).await?.into_inner();
        assert_eq!((thing.level, thing.worst), (Some(level), Some(high)));
        assert_eq!(thing.levels, [none, low]);
    }
    let unset = client.create(request(&database).await?).await?.into_inner();
    assert_eq!((unset.level, unset.worst), (Some(low), Some(0)));

    for (filters, levels) in [
        ("{}", &[high, low, none][..]),
        ("{\"level\": 20}", &[high]),
        ("{\"level\": \"LOW\"}", &[low]),
        ("{\"level__in\": \"10,-1\"}", &[low, none]),
        ("{\"level__gte\": 10}", &[high, low]),
    ] {
        assert_eq!(found(&mut client, filters).await?, levels, "{filters}");
    }
    let number_on_the_wire = found(&mut client, "{\"level\": 2}").await;
    assert!(number_on_the_wire.is_err_and(|e| e.to_string().contains("invalid_choice")));

    let mut unknown = request(&database).await?;
    unknown.level = Some(20);
    let said = refused(client.create(unknown).await)?;
    assert!(said.contains("invalid_choice"), "{said}");
    Ok(())
}

#[tokio::test]
async fn each_wrong_element_is_named_by_its_position() -> Outcome {
    let (server, database) = serve().await?;
    let mut client = ThingControllerClient::new(server.channel().await?);
    let mut wrong = request(&database).await?;
    wrong.scores = vec![0, 5, 11];
    wrong.codes = vec![
        String::from("abc"),
        String::from("ABC"),
        String::from("abcd"),
    ];
    wrong.levels = vec![0, 9];
    let said = refused(client.create(wrong).await)?;
    for part in [
        r#""scores": {"0": [{"message": "Ensure this value is greater than or equal to 1.", "code": "min_value"}], "2": [{"message": "Ensure this value is less than or equal to 10.", "code": "max_value"}]}"#,
        r#""codes": {"1": [{"message": "Enter a valid value.", "code": "invalid"}], "2": [{"message": "Ensure this field has no more than 3 characters.", "code": "max_length"}]}"#,
        r#""levels": {"0": [{"message": "This field may not be null.", "code": "null"}], "1": [{"message": "\"9\" is not a valid choice.", "code": "invalid_choice"}]}"#,
    ] {
        assert!(said.contains(part), "{part} is missing in {said}");
    }
    let mut right = request(&database).await?;
    right.scores = vec![1, 10];
    right.codes = Vec::new();
    let thing = client.create(right).await?.into_inner();
    assert_eq!((thing.scores, thing.codes), (vec![1, 10], Vec::new()));
    Ok(())
}

#[tokio::test]
async fn parts_of_dates_are_compared() -> Outcome {
    let (server, database) = serve().await?;
    let mut client = ThingControllerClient::new(server.channel().await?);
    for stamp in ["2024-02-29T23:00:00Z", "2026-12-01T00:00:00Z"] {
        let mut request = request(&database).await?;
        request.stamp = String::from(stamp);
        client.create(request).await?;
    }
    for (filters, count) in [
        ("{\"stamp__year\": 2024}", 1),
        ("{\"stamp__year__gte\": 2024}", 2),
        ("{\"stamp__year__gte\": 2025}", 1),
        ("{\"stamp__month__in\": [1, 2]}", 1),
        ("{\"opens__hour__lt\": 9}", 2),
        ("{\"opens__hour__lt\": 8}", 0),
    ] {
        assert_eq!(found(&mut client, filters).await?.len(), count, "{filters}");
    }
    Ok(())
}

#[tokio::test]
async fn time_has_both_its_ends() -> Outcome {
    let (server, database) = serve().await?;
    let mut client = ThingControllerClient::new(server.channel().await?);
    let ends = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"];
    for stamp in ends {
        let mut request = request(&database).await?;
        request.stamp = String::from(stamp);
        let thing = client.create(request).await?.into_inner();
        assert_eq!(thing.stamp, stamp);
        assert_eq!(thing.end.as_deref(), Some(ends[1]));
    }
    for (filters, count) in [
        ("{\"stamp__lte\": \"0001-01-01\"}", 1),
        ("{\"stamp__gte\": \"9999-12-31T23:59:59.999999Z\"}", 1),
        ("{\"end\": \"9999-12-31T23:59:59,999999\"}", 2),
    ] {
        assert_eq!(found(&mut client, filters).await?.len(), count, "{filters}");
    }
    let mut beyond = request(&database).await?;
    beyond.stamp = String::from("0001-01-01T00:00:00+05:00");
    let said = refused(client.create(beyond).await)?;
    assert_eq!(
        said,
        r#"{"stamp": [{"message": "Datetime value out of range.", "code": "overflow"}]}"#
    );
    Ok(())
}

#[tokio::test]
async fn choices_lengths_and_lists_that_are_not_empty() -> Outcome {
    let (server, database) = serve().await?;
    let mut client = ThingControllerClient::new(server.channel().await?);
    let mut wrong = request(&database).await?;
    wrong.grade = 7;
    wrong.step = Some(0);
    wrong.short = String::from("longer than 8");
    wrong.link = Some(format!("http://a.bc/{}", "x".repeat(1989)));
    wrong.marks = Vec::new();
    let said = refused(client.create(wrong.clone()).await)?;
    let parts = [
        r#""link": [{"message": "Ensure this field has no more than 2000 characters.", "code": "max_length"}]"#,
        r#""short": [{"message": "Ensure this field has no more than 8 characters.", "code": "max_length"}, {"message": "Enter a valid \"slug\" consisting of letters, numbers, underscores or hyphens.", "code": "invalid"}]"#,
        r#""grade": [{"message": "\"7\" is not a valid choice.", "code": "invalid_choice"}]"#,
        r#""step": [{"message": "\"0\" is not a valid choice.", "code": "invalid_choice"}]"#,
        r#""marks": [{"message": "This list may not be empty.", "code": "empty"}]"#,
    ];
    assert_eq!(said, format!("{{{}}}", parts.join(", ")));

    wrong.link = Some(format!("http://a.bc/{}", "x".repeat(1987)));
    (wrong.grade, wrong.step, wrong.short) = (5, Some(i64::MAX), String::from("short"));
    wrong.marks = vec![String::from(" a")];
    let said = refused(client.create(wrong.clone()).await)?;
    assert_eq!(
        said,
        r#"{"marks": [{"message": "Invalid pk \" a\" - object does not exist.", "code": "does_not_exist"}]}"#
    );
    wrong.marks = request(&database).await?.marks;
    let thing = client.create(wrong).await?.into_inner();
    assert_eq!((thing.grade, thing.step), (5, Some(i64::MAX)));
    Ok(())
}
