//! Generated release servers against the hand-written one.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;

use crate::load::{Call, Client, ROWS, connections, load};
use crate::process::Server;
use crate::project::{Bench, Hook, Mode};
use crate::table::{Table, median, short};
use crate::{Options, Result, Synchronous};

const IN_FLIGHT: [usize; 3] = [1, 10, 50];

/// Creates come last, so that the others see as many rows on each server.
const CALLS: [Call; 5] = [
    Call::Retrieve,
    Call::List,
    Call::Stream,
    Call::Update,
    Call::Create,
];

/// A server that takes part, and in which calls.
struct Contender {
    name: String,
    binary: PathBuf,
    env: &'static [(&'static str, &'static str)],
    /// Of the address of its database.
    parameters: &'static str,
    calls: &'static [Call],
}

fn contenders(bench: &Bench, options: &Options) -> Result<Vec<Contender>> {
    let parameters = options.synchronous.parameters();
    let made = |name: &str, project: &str, mode, hook, calls| -> Result<Contender> {
        let binary = bench.server(project, mode, hook)?.release()?;
        let env: &[_] = &[];
        Ok(Contender {
            name: name.to_owned(),
            binary,
            env,
            parameters,
            calls,
        })
    };
    let writes = &CALLS[3..];
    let create = &CALLS[4..];
    let binary = bench.handwritten()?.release()?;
    let by_hand = |name: &str, env, calls| Contender {
        name: name.to_owned(),
        binary: binary.clone(),
        env,
        parameters,
        calls,
    };
    let mut contenders = vec![
        by_hand("hand-written", &[], &CALLS),
        made(
            "async",
            "generated-async",
            Mode::Async,
            Hook::Nothing,
            &CALLS,
        )?,
        made("sync", "generated-sync", Mode::Sync, Hook::Nothing, &CALLS)?,
        made(
            "async, override",
            "override-async",
            Mode::Async,
            Hook::Default,
            create,
        )?,
        made(
            "async, waiting override",
            "waiting-async",
            Mode::Async,
            Hook::Waiting,
            create,
        )?,
        made(
            "sync, override",
            "override-sync",
            Mode::Sync,
            Hook::Default,
            create,
        )?,
        by_hand(
            "hand-written, group commit",
            &[("GROUP_COMMIT", "64")],
            writes,
        ),
    ];
    contenders.extend(options.beside.iter().map(|binary| Contender {
        name: binary.display().to_string(),
        binary: binary.clone(),
        env: &[],
        // It may be one from before there were any.
        parameters: "",
        calls: &CALLS,
    }));
    Ok(contenders)
}

/// Of a call at a number in flight, for each server: calls per second of each round, and processor time and calls in all.
struct Cell {
    call: Call,
    in_flight: usize,
    rates: Vec<Vec<f64>>,
    cpu: Vec<(f64, f64)>,
}

/// The calls whose names begin as the options say, at each of the servers.
pub fn run(bench: &Bench, options: &Options) -> Result<()> {
    let contenders = contenders(bench, options)?;
    let (rounds, time) = if options.quick { (3, 300) } else { (9, 600) };
    let time = Duration::from_millis(time);
    let cell = |call| {
        IN_FLIGHT.map(|in_flight| Cell {
            call,
            in_flight,
            rates: vec![Vec::new(); contenders.len()],
            cpu: vec![(0.0, 0.0); contenders.len()],
        })
    };
    let asked = CALLS
        .into_iter()
        .filter(|call| call.name().starts_with(&options.only));
    let mut cells: Vec<Cell> = asked.flat_map(cell).collect();
    let mut memory = vec![Vec::new(); contenders.len()];
    let runtime = tokio::runtime::Runtime::new()?;
    for n in 0..rounds {
        eprintln!("servers, round {} of {rounds}", n + 1);
        runtime.block_on(round(bench, &contenders, n, time, &mut cells, &mut memory))?;
    }
    print(options.synchronous, &contenders, &cells);
    let mut rows = Table::new("Memory after a round, MiB", &["server", "resident"]);
    for (contender, memory) in contenders.iter().zip(&memory) {
        rows.row([contender.name.clone(), short(median(memory))]);
    }
    rows.print();
    Ok(())
}

/// Every call at every number in flight, on one server after the other, each over a fresh database.
async fn round(
    bench: &Bench,
    contenders: &[Contender],
    round: usize,
    time: Duration,
    cells: &mut [Cell],
    memory: &mut [Vec<f64>],
) -> Result<()> {
    let mut servers: Vec<(Server, Vec<Client>)> = Vec::new();
    for (n, contender) in contenders.iter().enumerate() {
        let database = bench.work.join(format!("round-{n}.db"));
        let Contender {
            binary,
            parameters,
            env,
            ..
        } = contender;
        let server = seeded(binary, &database, parameters, env)?;
        let clients = connections(server.address, IN_FLIGHT[2]).await?;
        servers.push((server, clients));
    }
    for cell in cells {
        for turn in 0..contenders.len() {
            // Nobody is always the first.
            let n = (turn + round) % contenders.len();
            if !contenders[n].calls.contains(&cell.call) {
                continue;
            }
            let (server, clients) = &servers[n];
            let clients = &clients[..cell.in_flight.min(clients.len())];
            load(clients, cell.call, cell.in_flight, time / 10).await?;
            let before = server.cpu();
            let (rate, done) = load(clients, cell.call, cell.in_flight, time).await?;
            cell.rates[n].push(rate);
            cell.cpu[n].0 += server.cpu() - before;
            cell.cpu[n].1 += done;
        }
    }
    for ((server, _), memory) in servers.iter().zip(memory) {
        memory.push(server.memory());
    }
    Ok(())
}

/// A server over a database of its own with an author and as many posts as the calls expect.
pub fn seeded(
    binary: &Path,
    database: &Path,
    parameters: &str,
    env: &[(&str, &str)],
) -> Result<Server> {
    for end in ["", "-wal", "-shm"] {
        let file = PathBuf::from(format!("{}{end}", database.display()));
        if file.exists() {
            fs::remove_file(file)?;
        }
    }
    // It makes the tables itself.
    drop(Server::start(binary, database, parameters, env)?);
    let mut db = Connection::open(database)?;
    let seed = db.transaction()?;
    seed.execute("INSERT INTO author (name) VALUES ('Ada')", [])?;
    let post = "INSERT INTO post (title, body, status, published_at, author_id)
        VALUES ('A post of the first ' || ?1, ?2, 'draft', iif(?1 % 2, '2026-11-01T12:30:00.000000Z', NULL), 1)";
    let body = "What it says, at the length of a message. ".repeat(3);
    for n in 0..ROWS as i64 {
        seed.prepare_cached(post)?.execute((n, &body))?;
    }
    seed.commit()?;
    db.close().map_err(|(_, error)| error)?;
    Server::start(binary, database, parameters, env)
}

fn print(synchronous: Synchronous, contenders: &[Contender], cells: &[Cell]) {
    let names = contenders.iter().map(|contender| contender.name.as_str());
    let heads: Vec<&str> = ["calls, in flight"].into_iter().chain(names).collect();
    let label = |cell: &Cell| format!("{}, {}", cell.call.name(), cell.in_flight);
    let table = |title: &str, value: &dyn Fn(&Cell, usize) -> f64| {
        let mut rows = Table::new(title, &heads);
        for cell in cells {
            let base = value(cell, 0);
            let figures = (0..contenders.len()).map(|n| match value(cell, n) {
                v if v.is_nan() => String::new(),
                v if n == 0 => short(v),
                v => format!("{} ({:.2})", short(v), v / base),
            });
            rows.row([label(cell)].into_iter().chain(figures));
        }
        rows.print();
    };
    let title =
        format!("Servers, {synchronous}: per second (ratio to the hand-written; more is better)");
    table(&title, &|cell, n| median(&cell.rates[n]));
    let title = "Servers: µs of the server's processor per call or row (ratio; less is better)";
    table(title, &|cell, n| cell.cpu[n].0 * 1e6 / cell.cpu[n].1);
}
