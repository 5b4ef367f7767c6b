//! The handlers on the contexts of the runtime.

use std::net::SocketAddr;

use socio_runtime::generated::{aio as rt, blocking as rt_sync, read_message, write_message};
use socio_runtime::{
    Action, Adapter, Config, Routes, ServiceMeta, TestServer, Topic, aio, blocking,
};

use crate::{Message, Result, SIZE};

static SERVICE: ServiceMeta = ServiceMeta::new("bench.Streams");

const WRITE: Action = Action::Custom("Write");
const READ: Action = Action::Custom("Read");
const BOTH: Action = Action::Custom("Both");
const UNARY: Action = Action::Custom("Unary");
const IDLE: Action = Action::Custom("Idle");
const DEAF: Action = Action::Custom("Deaf");

#[derive(Clone)]
struct Futures(aio::Database);

impl aio::Service for Futures {
    fn database(&self) -> &aio::Database {
        &self.0
    }
}

#[derive(Clone)]
struct Functions(blocking::Database);

impl blocking::Service for Functions {
    fn database(&self) -> &blocking::Database {
        &self.0
    }
}

pub async fn serve_async() -> Result<SocketAddr> {
    served(async |config| {
        let service = Futures(aio::Database::open(config, &[]).await?);
        let table = vec![
            rt::Rpc::unary(UNARY, |_, _, message| {
                Box::pin(async move { write_message(read_message::<Message>(message)?) })
            }),
            rt::Rpc::writes(IDLE, |_, cx: aio::WriteContext<Message>, _| {
                Box::pin(async move {
                    let _cx = cx;
                    Topic::<()>::default().listen().recv().await.map(drop)
                })
            }),
            rt::Rpc::reads(DEAF, |_, _cx: aio::ReadContext<Message>| {
                Box::pin(async move {
                    Topic::<()>::default().listen().recv().await?;
                    write_message(0_u64)
                })
            }),
            rt::Rpc::writes(WRITE, |_, cx: aio::WriteContext<Message>, message| {
                Box::pin(async move {
                    for _ in 0..read_message::<u64>(message)? {
                        cx.write(vec![7; SIZE]).await?;
                    }
                    Ok(())
                })
            }),
            rt::Rpc::reads(READ, |_, cx: aio::ReadContext<Message>| {
                Box::pin(async move {
                    let mut count = 0_u64;
                    while cx.read().await?.is_some() {
                        count += 1;
                    }
                    write_message(count)
                })
            }),
            rt::Rpc::duplex(BOTH, |_, cx: aio::DuplexContext<Message, Message>| {
                Box::pin(async move {
                    while let Some(message) = cx.read().await? {
                        cx.write(message).await?;
                    }
                    Ok(())
                })
            }),
        ];
        Ok(rt::adapter(service, &SERVICE, table))
    })
    .await
}

pub async fn serve_sync() -> Result<SocketAddr> {
    served(async |config| {
        let service = Functions(blocking::Database::open(config, &[])?);
        let table = vec![
            rt_sync::Rpc::unary(UNARY, |_, _, message| {
                write_message(read_message::<Message>(message)?)
            }),
            rt_sync::Rpc::writes(IDLE, |_, _cx: blocking::WriteContext<Message>, _| {
                Topic::<()>::default().listen().blocking_recv().map(drop)
            }),
            rt_sync::Rpc::reads(DEAF, |_, _cx: blocking::ReadContext<Message>| {
                Topic::<()>::default().listen().blocking_recv()?;
                write_message(0_u64)
            }),
            rt_sync::Rpc::writes(WRITE, |_, cx: blocking::WriteContext<Message>, message| {
                for _ in 0..read_message::<u64>(message)? {
                    cx.write(vec![7; SIZE])?;
                }
                Ok(())
            }),
            rt_sync::Rpc::reads(READ, |_, cx: blocking::ReadContext<Message>| {
                let mut count = 0_u64;
                while cx.read()?.is_some() {
                    count += 1;
                }
                write_message(count)
            }),
            rt_sync::Rpc::duplex(BOTH, |_, cx: blocking::DuplexContext<Message, Message>| {
                while let Some(message) = cx.read()? {
                    cx.write(message)?;
                }
                Ok(())
            }),
        ];
        Ok(rt_sync::adapter(service, &SERVICE, table))
    })
    .await
}

async fn served(adapter: impl AsyncFnOnce(&Config) -> Result<Adapter>) -> Result<SocketAddr> {
    let routes = async |config: &Config| {
        let adapter = adapter(config).await.expect("a database of its own");
        Ok(Routes::new(&[]).service(adapter))
    };
    let server = TestServer::start(routes).await;
    let server = server.map_err(|error| error.to_string())?;
    let address = server.address();
    // It serves until the process ends.
    std::mem::forget(server);
    Ok(address)
}
