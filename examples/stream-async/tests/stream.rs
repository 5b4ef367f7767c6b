//! A long stream arrives whole, filtered and rounded, and a client may leave it early.

#[path = "../src/generated/clients.rs"]
mod clients;

use std::error::Error;

use clients::reading_controller_client::ReadingControllerClient;
use socio_runtime::aio::Database;
use socio_runtime::{Changes, TestServer};
use stream_async::generated::models::reading::{CELSIUS, Reading, SENSOR};
use stream_async::generated::proto::ReadingStreamRequest;
use stream_async::{App, generated, services};

#[tokio::test]
async fn a_client_takes_what_it_wants_of_a_stream() -> Result<(), Box<dyn Error>> {
    let mut opened = None;
    let server = TestServer::start(async |config| {
        let database = Database::open(config, generated::MIGRATIONS).await?;
        Ok(services::register(&App::new(
            opened.insert(database).clone(),
        )))
    })
    .await?;
    let database = opened.ok_or("the database was not opened")?;
    let mut tx = database.begin().await?;
    for n in 0..2_000 {
        let sensor = if n % 2 == 0 { "cellar" } else { "attic" };
        let mut reading = Changes::<Reading>::default();
        reading.set(SENSOR, sensor).set(CELSIUS, 20.04);
        tx.insert(reading).await?;
    }
    tx.commit().await?;
    let mut client = ReadingControllerClient::new(server.channel().await?);

    let mut request = tonic::Request::new(ReadingStreamRequest {});
    let filters = "{\"sensor\": \"cellar\"}".parse()?;
    request.metadata_mut().insert("filters", filters);
    let mut stream = client.stream(request).await?.into_inner();
    let mut count = 0;
    while let Some(reading) = stream.message().await? {
        assert_eq!((reading.sensor.as_str(), reading.celsius), ("cellar", 20.0));
        count += 1;
    }
    assert_eq!(count, 1_000);

    // Leaving early holds nothing back: the next call is answered at once.
    let mut left = client.stream(ReadingStreamRequest {}).await?.into_inner();
    assert!(left.message().await?.is_some());
    drop(left);
    let mut next = client.stream(ReadingStreamRequest {}).await?.into_inner();
    assert!(next.message().await?.is_some());
    Ok(())
}
