//! The service of the tests, in the async façade.

use futures_util::future::BoxFuture;
use socio_runtime::aio::{Database, DuplexContext, ReadContext, Service, WriteContext};
use socio_runtime::generated::aio::{self as rt, Rpc};
use socio_runtime::generated::{read_message, write_message};
use socio_runtime::{Action, Adapter, Config, Context, Result, async_to_sync, sync_to_async};

use crate::blog::MIGRATIONS;
use crate::chat::{BRIEF, Even, KIB, Probe, SERVICE, refused};

#[derive(Clone)]
struct Chat {
    database: Database,
    probe: Probe,
}

impl Service for Chat {
    fn database(&self) -> &Database {
        &self.database
    }
}

impl Chat {
    async fn twice(&self, _cx: &Context, text: String) -> Result<String> {
        Ok(text.repeat(2))
    }

    /// Counts as far as it is asked; a number below zero is an error behind the last.
    async fn count(&self, cx: WriteContext<i64>, to: i64) -> Result<()> {
        for number in 1..=to.abs() {
            cx.write(number).await?;
        }
        if to < 0 { Err(refused()) } else { Ok(()) }
    }

    /// Adds the numbers up, and counts what is not valid as a thousand.
    async fn total(&self, cx: ReadContext<Even>) -> Result<i64> {
        let mut total = 0;
        loop {
            match cx.read().await {
                Ok(Some(number)) => total += number.0,
                Ok(None) => return Ok(total),
                Err(_) => total += 1000,
            }
        }
    }

    async fn echo(&self, cx: DuplexContext<String, String>) -> Result<()> {
        while let Some(line) = cx.read().await? {
            cx.write(line).await?;
        }
        self.probe.end(Ok(()))
    }

    /// One task reads and one writes.
    async fn halves(&self, cx: DuplexContext<String, String>) -> Result<()> {
        let (reader, writer) = cx.split();
        let (lines, mut said) = tokio::sync::mpsc::channel(1);
        let read = tokio::spawn(async move {
            while let Some(line) = reader.read().await? {
                let _ = lines.send(line).await;
            }
            Ok(())
        });
        while let Some(line) = said.recv().await {
            writer.write(line).await?;
        }
        read.await.expect("no panic")
    }

    async fn flood(&self, cx: WriteContext<Vec<u8>>) -> Result<()> {
        loop {
            let written = cx.write(vec![0; KIB]).await;
            if written.is_err() {
                return self.probe.end(written);
            }
            self.probe.count();
        }
    }

    /// Reads without answering.
    async fn silent(&self, cx: DuplexContext<String, String>) -> Result<()> {
        let result = async {
            while cx.read().await?.is_some() {}
            Ok(())
        };
        self.probe.end(result.await)
    }

    async fn listen(&self, cx: WriteContext<i64>) -> Result<()> {
        let mut news = self.probe.topic.listen();
        loop {
            match news.recv().await {
                Ok(Some(number)) => cx.write(number).await?,
                end => return self.probe.end(end.map(drop)),
            }
        }
    }

    async fn follow(&self, cx: WriteContext<i64>) -> Result<()> {
        cx.write(0).await?;
        cx.forward(self.probe.topic.listen().filter(|number| *number > 0))
    }

    async fn hand_over(&self, cx: WriteContext<i64>, to: i64) -> Result<()> {
        cx.forward(futures_util::stream::iter((1..=to).map(Ok)))
    }

    async fn panics(&self, cx: WriteContext<i64>, here: bool) -> Result<()> {
        cx.write(1).await?;
        if here {
            panic!("a secret")
        }
        sync_to_async(|| panic!("a secret")).await
    }

    async fn headers(&self, cx: WriteContext<i64>, number: i64) -> Result<()> {
        cx.context().answer_with("first", "1")?;
        cx.context().trail_with("last", "2")?;
        cx.write(number).await?;
        assert!(cx.context().answer_with("late", "3").is_err());
        if number < 0 { Err(refused()) } else { Ok(()) }
    }

    async fn headers_of_one(&self, cx: &Context, number: i64) -> Result<i64> {
        cx.answer_with("first", "1")?;
        cx.trail_with("last", "2")?;
        if number < 0 {
            Err(refused())
        } else {
            Ok(number)
        }
    }

    /// Says goodbye once the server stops.
    async fn goodbye(&self, cx: WriteContext<String>) -> Result<()> {
        cx.write("hello".to_owned()).await?;
        cx.context().stopping().await;
        cx.write("goodbye".to_owned()).await
    }

    /// Waits in the other colour.
    async fn across(&self, cx: WriteContext<i64>) -> Result<()> {
        cx.write(1).await?;
        let action = cx.context().action();
        let there = sync_to_async(move || {
            let here = Context::current().map(|cx| cx.action());
            assert_eq!(here, Some(action));
            async_to_sync(std::future::pending::<Result<()>>())
        });
        self.probe.end(there.await)
    }
}

/// The table, as the generator writes it.
pub fn adapter(config: &Config, probe: Probe) -> BoxFuture<'_, Adapter> {
    Box::pin(async move {
        let database = Database::open(config, MIGRATIONS).await.unwrap();
        table(Chat { database, probe })
    })
}

fn table(chat: Chat) -> Adapter {
    let table = vec![
        Rpc::unary(Action::Custom("Twice"), |chat: Chat, cx, message| {
            Box::pin(async move {
                let text = read_message(message)?;
                write_message(chat.twice(&cx, text).await?)
            })
        }),
        Rpc::writes(Action::Custom("Count"), |chat, cx, message| {
            Box::pin(async move { chat.count(cx, read_message(message)?).await })
        }),
        Rpc::reads(Action::Custom("Total"), |chat, cx| {
            Box::pin(async move { write_message(chat.total(cx).await?) })
        }),
        Rpc::duplex(Action::Custom("Echo"), |chat, cx| {
            Box::pin(async move { chat.echo(cx).await })
        }),
        Rpc::duplex(Action::Custom("Halves"), |chat, cx| {
            Box::pin(async move { chat.halves(cx).await })
        }),
        Rpc::writes(Action::Custom("Flood"), |chat, cx, _| {
            Box::pin(async move { chat.flood(cx).await })
        }),
        Rpc::duplex(Action::Custom("Silent"), |chat, cx| {
            Box::pin(async move { chat.silent(cx).await })
        }),
        Rpc::duplex(Action::Custom("Brief"), |chat: Chat, cx| {
            Box::pin(async move { chat.silent(cx).await })
        })
        .time_limit(BRIEF),
        Rpc::writes(Action::Custom("Listen"), |chat, cx, _| {
            Box::pin(async move { chat.listen(cx).await })
        }),
        Rpc::writes(Action::Custom("Follow"), |chat, cx, _| {
            Box::pin(async move { chat.follow(cx).await })
        }),
        Rpc::writes(Action::Custom("HandOver"), |chat, cx, message| {
            Box::pin(async move { chat.hand_over(cx, read_message(message)?).await })
        }),
        Rpc::writes(Action::Custom("Panics"), |chat, cx, message| {
            Box::pin(async move { chat.panics(cx, read_message(message)?).await })
        }),
        Rpc::writes(Action::Custom("Headers"), |chat, cx, message| {
            Box::pin(async move { chat.headers(cx, read_message(message)?).await })
        }),
        Rpc::unary(Action::Custom("HeadersOfOne"), |chat, cx, message| {
            Box::pin(async move {
                let number = read_message(message)?;
                write_message(chat.headers_of_one(&cx, number).await?)
            })
        }),
        Rpc::writes(Action::Custom("Goodbye"), |chat, cx, _| {
            Box::pin(async move { chat.goodbye(cx).await })
        }),
        Rpc::writes(Action::Custom("Across"), |chat, cx, _| {
            Box::pin(async move { chat.across(cx).await })
        }),
    ];
    rt::adapter(chat, &SERVICE, table)
}
