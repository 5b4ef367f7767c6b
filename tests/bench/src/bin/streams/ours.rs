//! The handlers on the contexts of the runtime.

use std::net::SocketAddr;

use socio_runtime::{
    Action, Adapter, Config, Draft, FieldMeta, Input, Kind, Listing, ModelMeta, Raw, Record,
    Resource, Routes, Row, ServiceMeta, StartupError, TestServer, aio, blocking, read_message,
    write_message,
};

use crate::{Message, Result, SIZE};

static META: ModelMeta = ModelMeta::new(
    "Note",
    "note",
    &[FieldMeta::new("id", Kind::Int64).key()],
    &[],
);

static SERVICE: ServiceMeta = ServiceMeta {
    name: "bench.Streams",
    model: &META,
    listing: Listing::PLAIN,
};

const WRITE: Action = Action::Custom("Write");
const READ: Action = Action::Custom("Read");
const BOTH: Action = Action::Custom("Both");

#[derive(Clone)]
struct Note(i64);

impl Record for Note {
    type Key = i64;
    fn meta() -> &'static ModelMeta {
        &META
    }
    fn read(row: &mut Row<'_>) -> socio_runtime::Result<Self> {
        row.read().map(Self)
    }
    fn key(&self) -> i64 {
        self.0
    }
}

#[derive(Clone, Default)]
struct NoteDraft;

impl Draft for NoteDraft {
    fn into_inputs(self) -> Vec<Input<Raw>> {
        vec![Input::Unset]
    }
}

impl Resource for Note {
    type Record = Self;
    type Draft = NoteDraft;
    type Response = ();
    fn respond(_: Self) {}
}

#[derive(Clone)]
struct Futures(aio::Database);

impl aio::Service for Futures {
    type Resource = Note;
    fn database(&self) -> &aio::Database {
        &self.0
    }
}

#[derive(Clone)]
struct Functions(blocking::Database);

impl blocking::Service for Functions {
    type Resource = Note;
    fn database(&self) -> &blocking::Database {
        &self.0
    }
}

pub async fn serve_async() -> Result<SocketAddr> {
    served(|config| {
        let service = Futures(aio::Database::open(config, &[])?);
        let table = vec![
            aio::Rpc::writes(WRITE, |_, cx: aio::WriteContext<Message>, message| {
                Box::pin(async move {
                    for _ in 0..read_message::<u64>(message)? {
                        cx.write(vec![7; SIZE]).await?;
                    }
                    Ok(())
                })
            }),
            aio::Rpc::reads(READ, |_, cx: aio::ReadContext<Message>| {
                Box::pin(async move {
                    let mut count = 0_u64;
                    while cx.read().await?.is_some() {
                        count += 1;
                    }
                    write_message(count)
                })
            }),
            aio::Rpc::duplex(BOTH, |_, cx: aio::DuplexContext<Message, Message>| {
                Box::pin(async move {
                    while let Some(message) = cx.read().await? {
                        cx.write(message).await?;
                    }
                    Ok(())
                })
            }),
        ];
        Ok(aio::adapter(service, &SERVICE, table))
    })
    .await
}

pub async fn serve_sync() -> Result<SocketAddr> {
    served(|config| {
        let service = Functions(blocking::Database::open(config, &[])?);
        let table = vec![
            blocking::Rpc::writes(WRITE, |_, cx: blocking::WriteContext<Message>, message| {
                for _ in 0..read_message::<u64>(message)? {
                    cx.write(vec![7; SIZE])?;
                }
                Ok(())
            }),
            blocking::Rpc::reads(READ, |_, cx: blocking::ReadContext<Message>| {
                let mut count = 0_u64;
                while cx.read()?.is_some() {
                    count += 1;
                }
                write_message(count)
            }),
            blocking::Rpc::duplex(BOTH, |_, cx: blocking::DuplexContext<Message, Message>| {
                while let Some(message) = cx.read()? {
                    cx.write(message)?;
                }
                Ok(())
            }),
        ];
        Ok(blocking::adapter(service, &SERVICE, table))
    })
    .await
}

async fn served(
    adapter: impl FnOnce(&Config) -> Result<Adapter, StartupError>,
) -> Result<SocketAddr> {
    let failed = |error: StartupError| error.to_string();
    let server = TestServer::start(|config| Ok(Routes::new(&[]).service(adapter(config)?)));
    let server = server.await.map_err(failed)?;
    let address = server.address();
    // It serves until the process ends.
    std::mem::forget(server);
    Ok(address)
}
