//! SQLite: pooled readers, and one thread that writes.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use rusqlite::Connection;
use tokio::sync::{Semaphore, oneshot};
use tonic::Status;

/// A write, which answers what to do once it is known whether the commit succeeded.
type Job = Box<dyn FnOnce(&Connection) -> Reply + Send>;
type Reply = Box<dyn FnOnce(bool)>;

pub struct Store {
    path: PathBuf,
    readers: Mutex<Vec<Connection>>,
    writer: Sender<Job>,
    /// How many longer reads run at once; more only take turns on the cores.
    long_reads: Arc<Semaphore>,
}

impl Store {
    pub fn open(
        path: impl AsRef<Path>,
        synchronous: &str,
        group: usize,
    ) -> rusqlite::Result<Arc<Self>> {
        let path = path.as_ref().to_owned();
        let db = connect(&path)?;
        db.pragma_update(None, "synchronous", synchronous)?;
        db.execute_batch(include_str!("schema.sql"))?;
        let (writer, jobs) = channel();
        thread::spawn(move || write(&db, &jobs, group));
        Ok(Arc::new(Self {
            path,
            readers: Mutex::default(),
            writer,
            long_reads: Arc::new(Semaphore::new(4)),
        }))
    }

    /// Reads on this thread.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Status> {
        let pooled = self.readers().pop();
        let db = match pooled {
            Some(db) => db,
            None => connect(&self.path).map_err(internal)?,
        };
        let result = read(&db);
        self.readers().push(db);
        result.map_err(internal)
    }

    /// Reads on a thread that may block, for what is more than a look-up.
    pub async fn read_apart<T: Send + 'static>(
        self: &Arc<Self>,
        read: impl FnOnce(&Self) -> Result<T, Status> + Send + 'static,
    ) -> Result<T, Status> {
        let store = self.clone();
        let turn = self.long_reads.clone().acquire_owned().await;
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            read(&store)
        });
        done.await
            .map_err(|_| Status::internal("Internal error."))?
    }

    fn readers(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One statement on the writer's thread.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<rusqlite::Result<T>, Status> {
        let (answer, answered) = oneshot::channel();
        let job = move |db: &Connection| -> Reply {
            let result = work(db);
            Box::new(move |committed| {
                if committed {
                    let _ = answer.send(result);
                }
            })
        };
        let gone = || Status::unavailable("The database did not commit.");
        self.writer.send(Box::new(job)).map_err(|_| gone())?;
        answered.await.map_err(|_| gone())
    }
}

/// One statement commits itself; several that wait already share a commit.
fn write(db: &Connection, jobs: &Receiver<Job>, group: usize) {
    while let Ok(first) = jobs.recv() {
        let rest: Vec<Job> = jobs.try_iter().take(group - 1).collect();
        if rest.is_empty() {
            first(db)(true);
            continue;
        }
        if let Err(error) = run(db, "BEGIN IMMEDIATE") {
            // Dropped unrun: their callers are told.
            tracing::error!(%error, "begin");
            continue;
        }
        let replies: Vec<Reply> = std::iter::once(first)
            .chain(rest)
            .map(|job| job(db))
            .collect();
        let committed = !db.is_autocommit() && run(db, "COMMIT").is_ok();
        for reply in replies {
            reply(committed);
        }
    }
}

fn run(db: &Connection, sql: &str) -> rusqlite::Result<usize> {
    db.prepare_cached(sql)?.execute([])
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let db = Connection::open(path)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "busy_timeout", 5000)?;
    db.pragma_update(None, "mmap_size", 256 << 20)?;
    Ok(db)
}

pub fn internal(error: rusqlite::Error) -> Status {
    tracing::error!(%error, "internal error");
    Status::internal("Internal error.")
}
