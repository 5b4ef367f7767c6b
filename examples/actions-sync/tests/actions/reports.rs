//! A report of what was uploaded.

use crate::clients::reports_controller_client::ReportsControllerClient;
use actions_sync::generated::models::file::{File, NAME, SIZE, UPLOADED_AT};
use actions_sync::generated::proto::{ReportsStorageRequest, ReportsStorageResponse};
use socio_runtime::{Changes, types::Timestamp};
use tonic::Code;

use crate::{Outcome, serve};

#[tokio::test]
async fn a_report_adds_up_what_is_stored() -> Outcome {
    let (server, app) = serve().await?;
    let mut client = ReportsControllerClient::new(server.channel().await?);
    let all = ReportsStorageRequest::default();
    let none = client.storage(all.clone()).await?.into_inner();
    assert_eq!(none, ReportsStorageResponse::default());

    let files = app.database.repository::<File>();
    for (name, size, day) in [("a", 5, 1), ("b", 70, 2), ("c", 6, 3), ("d", 40, 4)] {
        let uploaded: Timestamp = format!("2026-01-0{day}T00:00:00Z").parse()?;
        let mut changes = Changes::default();
        changes
            .set(NAME, name)
            .set(SIZE, size)
            .set(UPLOADED_AT, uploaded);
        files.insert(changes)?;
    }
    let report = client.storage(all).await?.into_inner();
    assert_eq!((report.files, report.bytes), (4, 121));
    assert_eq!(report.largest, ["b", "d", "c"]);

    let since = Some(String::from("2026-01-03T00:00:00Z"));
    let report = client.storage(ReportsStorageRequest { since }).await?;
    assert_eq!(report.into_inner().bytes, 46);

    let since = Some(String::from("yesterday"));
    let refused = client.storage(ReportsStorageRequest { since }).await;
    let refused = refused.err().ok_or("it is a moment")?;
    assert_eq!(refused.code(), Code::InvalidArgument);
    Ok(())
}
