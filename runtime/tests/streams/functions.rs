//! The service of the tests, in the sync façade.

use std::time::Duration;

use futures_util::future::BoxFuture;
use socio_runtime::blocking::{Database, DuplexContext, ReadContext, Service, WriteContext};
use socio_runtime::generated::blocking::{self as rt, Rpc};
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
    fn twice(&self, _cx: &Context, text: String) -> Result<String> {
        Ok(text.repeat(2))
    }

    /// Counts as far as it is asked; a number below zero is an error behind the last.
    fn count(&self, cx: WriteContext<i64>, to: i64) -> Result<()> {
        for number in 1..=to.abs() {
            cx.write(number)?;
        }
        if to < 0 { Err(refused()) } else { Ok(()) }
    }

    /// Adds the numbers up, and counts what is not valid as a thousand.
    fn total(&self, cx: ReadContext<Even>) -> Result<i64> {
        let mut total = 0;
        loop {
            match cx.read() {
                Ok(Some(number)) => total += number.0,
                Ok(None) => return Ok(total),
                Err(_) => total += 1000,
            }
        }
    }

    fn echo(&self, cx: DuplexContext<String, String>) -> Result<()> {
        while let Some(line) = cx.read()? {
            cx.write(line)?;
        }
        self.probe.end(Ok(()))
    }

    /// One thread reads and one writes.
    fn halves(&self, cx: DuplexContext<String, String>) -> Result<()> {
        let (reader, writer) = cx.split();
        let (lines, said) = std::sync::mpsc::sync_channel(1);
        std::thread::scope(|scope| {
            let read = scope.spawn(move || {
                while let Some(line) = reader.read()? {
                    let _ = lines.send(line);
                }
                Ok(())
            });
            for line in said {
                writer.write(line)?;
            }
            read.join().expect("no panic")
        })
    }

    fn flood(&self, cx: WriteContext<Vec<u8>>) -> Result<()> {
        loop {
            let written = cx.write(vec![0; KIB]);
            if written.is_err() {
                return self.probe.end(written);
            }
            self.probe.count();
        }
    }

    /// Reads without answering.
    fn silent(&self, cx: DuplexContext<String, String>) -> Result<()> {
        let result = || {
            while cx.read()?.is_some() {}
            Ok(())
        };
        self.probe.end(result())
    }

    fn listen(&self, cx: WriteContext<i64>) -> Result<()> {
        let mut news = self.probe.topic.listen();
        loop {
            match news.blocking_recv() {
                Ok(Some(number)) => cx.write(number)?,
                end => return self.probe.end(end.map(drop)),
            }
        }
    }

    fn follow(&self, cx: WriteContext<i64>) -> Result<()> {
        cx.write(0)?;
        cx.forward(self.probe.topic.listen().filter(|number| *number > 0))
    }

    fn hand_over(&self, cx: WriteContext<i64>, to: i64) -> Result<()> {
        cx.forward((1..=to).map(Ok))
    }

    fn panics(&self, cx: WriteContext<i64>, here: bool) -> Result<()> {
        cx.write(1)?;
        if here {
            panic!("a secret")
        }
        async_to_sync(async { panic!("a secret") })
    }

    fn headers(&self, cx: WriteContext<i64>, number: i64) -> Result<()> {
        cx.context().answer_with("first", "1")?;
        cx.context().trail_with("last", "2")?;
        cx.write(number)?;
        assert!(cx.context().answer_with("late", "3").is_err());
        if number < 0 { Err(refused()) } else { Ok(()) }
    }

    fn headers_of_one(&self, cx: &Context, number: i64) -> Result<i64> {
        cx.answer_with("first", "1")?;
        cx.trail_with("last", "2")?;
        if number < 0 {
            Err(refused())
        } else {
            Ok(number)
        }
    }

    /// Says goodbye once the server stops.
    fn goodbye(&self, cx: WriteContext<String>) -> Result<()> {
        cx.write("hello".to_owned())?;
        while !cx.context().is_stopping() {
            std::thread::sleep(Duration::from_millis(1));
        }
        cx.write("goodbye".to_owned())
    }

    /// Waits in the other colour.
    fn across(&self, cx: WriteContext<i64>) -> Result<()> {
        cx.write(1)?;
        let action = cx.context().action();
        let there = async_to_sync(async move {
            let here = Context::current().map(|cx| cx.action());
            assert_eq!(here, Some(action));
            sync_to_async(move || {
                let here = Context::current().map(|cx| cx.action());
                assert_eq!(here, Some(action));
                Ok(())
            })
            .await?;
            std::future::pending::<Result<()>>().await
        });
        self.probe.end(there)
    }
}

/// The table, as the generator writes it.
pub fn adapter(config: &Config, probe: Probe) -> BoxFuture<'_, Adapter> {
    Box::pin(async move {
        let database = Database::open(config, MIGRATIONS).unwrap();
        table(Chat { database, probe })
    })
}

fn table(chat: Chat) -> Adapter {
    let table = vec![
        Rpc::unary(Action::Custom("Twice"), |chat: Chat, cx, message| {
            let text = read_message(message)?;
            write_message(chat.twice(&cx, text)?)
        }),
        Rpc::writes(Action::Custom("Count"), |chat, cx, message| {
            chat.count(cx, read_message(message)?)
        }),
        Rpc::reads(Action::Custom("Total"), |chat, cx| {
            write_message(chat.total(cx)?)
        }),
        Rpc::duplex(Action::Custom("Echo"), |chat, cx| chat.echo(cx)),
        Rpc::duplex(Action::Custom("Halves"), |chat, cx| chat.halves(cx)),
        Rpc::writes(Action::Custom("Flood"), |chat, cx, _| chat.flood(cx)),
        Rpc::duplex(Action::Custom("Silent"), |chat, cx| chat.silent(cx)),
        Rpc::duplex(Action::Custom("Brief"), |chat: Chat, cx| chat.silent(cx)).time_limit(BRIEF),
        Rpc::writes(Action::Custom("Listen"), |chat, cx, _| chat.listen(cx)),
        Rpc::writes(Action::Custom("Follow"), |chat, cx, _| chat.follow(cx)),
        Rpc::writes(Action::Custom("HandOver"), |chat, cx, message| {
            chat.hand_over(cx, read_message(message)?)
        }),
        Rpc::writes(Action::Custom("Panics"), |chat, cx, message| {
            chat.panics(cx, read_message(message)?)
        }),
        Rpc::writes(Action::Custom("Headers"), |chat, cx, message| {
            chat.headers(cx, read_message(message)?)
        }),
        Rpc::unary(Action::Custom("HeadersOfOne"), |chat, cx, message| {
            let number = read_message(message)?;
            write_message(chat.headers_of_one(&cx, number)?)
        }),
        Rpc::writes(Action::Custom("Goodbye"), |chat, cx, _| chat.goodbye(cx)),
        Rpc::writes(Action::Custom("Across"), |chat, cx, _| chat.across(cx)),
    ];
    rt::adapter(chat, &SERVICE, table)
}
