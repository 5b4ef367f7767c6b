//! The table of settings: every variable that a server reads. Reading, `--help`, `--print-config` and
//! the documentation are made from it.

use std::net::SocketAddr;
use std::time::Duration;

use super::database_url;
use super::setting::{Setting, Value};
use crate::server::{LogFormat, is_log_filter};

/// The longest time that a setting may be: a year, which fits every clock.
const LONGEST: u32 = 365 * 24 * 3600;

/// In the order in which they are read, so that what comes later wins: LISTEN over PORT.
pub(super) static SETTINGS: [Setting; 20] = [
    Setting {
        name: "PORT",
        meaning: "the port, on all addresses of the machine; LISTEN wins",
        default: "not set",
        example: "8080",
        value: Value::Number {
            unit: "port",
            least: 0,
            most: 65535,
            put: |config, number| {
                config.listen = SocketAddr::from(([0, 0, 0, 0], number as u16));
            },
        },
        show: |_| None,
        secret: false,
    },
    Setting {
        name: "LISTEN",
        meaning: "address and port; port 0 takes a free one",
        default: "127.0.0.1:50051",
        example: "127.0.0.1:50051",
        value: Value::Text {
            form: "an address and a port",
            put: |config, text| {
                config.listen = text.parse().ok()?;
                Some(())
            },
        },
        show: |config| Some(config.listen.to_string()),
        secret: false,
    },
    Setting {
        name: "DATABASE_URL",
        meaning: "the database; with ?synchronous=normal behind it, writes are acknowledged before they are on the disk",
        default: "what the program names",
        example: "sqlite:blog.db",
        value: Value::Text {
            form: database_url::FORM,
            put: |config, text| {
                database_url::SqliteUrl::read(text)?;
                config.database_url = text.to_owned();
                Some(())
            },
        },
        show: |config| Some(database_url::without_secrets(&config.database_url)),
        secret: true,
    },
    Setting {
        name: "MIGRATE_AT_START",
        meaning: "whether the server brings its database up to date when it starts; else it does not start while a migration is pending",
        default: "true",
        example: "true",
        value: Value::Text {
            form: "true or false",
            put: |config, text| {
                config.migrate_at_start = text.parse().ok()?;
                Some(())
            },
        },
        show: |config| Some(config.migrate_at_start.to_string()),
        secret: false,
    },
    Setting {
        name: "WORKERS",
        meaning: "threads that run blocking work",
        default: "twice the cores, at least 4",
        example: "8",
        value: Value::Number {
            unit: "threads",
            least: 1,
            most: 1024,
            put: |config, number| config.workers = number as usize,
        },
        show: |config| Some(config.workers.to_string()),
        secret: false,
    },
    Setting {
        name: "QUEUE",
        meaning: "calls that may wait for a worker; more are refused with RESOURCE_EXHAUSTED",
        default: "1024",
        example: "1024",
        value: Value::Number {
            unit: "calls",
            least: 0,
            most: 100_000,
            put: |config, number| config.queue = number as usize,
        },
        show: |config| Some(config.queue.to_string()),
        secret: false,
    },
    Setting {
        name: "REQUEST_TIMEOUT_SECONDS",
        meaning: "limit of a call whose client set none",
        default: "60",
        example: "60",
        value: Value::Number {
            unit: "seconds",
            least: 1,
            most: LONGEST,
            put: |config, number| config.request_timeout = seconds(number),
        },
        show: |config| Some(config.request_timeout.as_secs().to_string()),
        secret: false,
    },
    Setting {
        name: "SORT_MEMORY_BYTES",
        meaning: "memory for the keys of all streams that no index brings in their order; who finds it used up waits, and is refused with RESOURCE_EXHAUSTED at the end",
        default: "67108864",
        example: "67108864",
        value: Value::Number {
            unit: "bytes",
            least: 1 << 16,
            most: 1 << 31,
            put: |config, number| config.sort_memory = number as usize,
        },
        show: |config| Some(config.sort_memory.to_string()),
        secret: false,
    },
    Setting {
        name: "STREAM_THREADS",
        meaning: "handlers of streams that may run at once in sync mode, each on a thread of its own; more are refused with RESOURCE_EXHAUSTED",
        default: "1024",
        example: "1024",
        value: Value::Number {
            unit: "threads",
            least: 0,
            most: 65536,
            put: |config, number| config.stream_threads = number as usize,
        },
        show: |config| Some(config.stream_threads.to_string()),
        secret: false,
    },
    Setting {
        name: "STREAM_IDLE_SECONDS",
        meaning: "how long a stream that a handler reads or writes may go without a message either way; 0 is without limit",
        default: "3600",
        example: "3600",
        value: Value::Number {
            unit: "seconds",
            least: 0,
            most: LONGEST,
            put: |config, number| config.stream_idle = seconds(number),
        },
        show: |config| Some(config.stream_idle.as_secs().to_string()),
        secret: false,
    },
    Setting {
        name: "DRAIN_SECONDS",
        meaning: "how long open calls may finish after SIGTERM or SIGINT",
        default: "10",
        example: "10",
        value: Value::Number {
            unit: "seconds",
            least: 0,
            most: LONGEST,
            put: |config, number| config.drain = seconds(number),
        },
        show: |config| Some(config.drain.as_secs().to_string()),
        secret: false,
    },
    Setting {
        name: "MAX_MESSAGE_BYTES",
        meaning: "the largest message that a client may send; a larger one is refused with RESOURCE_EXHAUSTED",
        default: "4194304",
        example: "4194304",
        value: Value::Number {
            unit: "bytes",
            least: 1024,
            most: 1 << 30,
            put: |config, number| config.max_message = number as usize,
        },
        show: |config| Some(config.max_message.to_string()),
        secret: false,
    },
    Setting {
        name: "MAX_METADATA_BYTES",
        meaning: "the most metadata that a call may have; more is refused before it reaches a service",
        default: "16384",
        example: "16384",
        value: Value::Number {
            unit: "bytes",
            least: 1024,
            most: 1 << 20,
            put: |config, number| config.max_metadata = number,
        },
        show: |config| Some(config.max_metadata.to_string()),
        secret: false,
    },
    Setting {
        name: "HANDSHAKE_SECONDS",
        meaning: "how long a client that has connected may take until it speaks HTTP/2",
        default: "10",
        example: "10",
        value: Value::Number {
            unit: "seconds",
            least: 1,
            most: LONGEST,
            put: |config, number| config.handshake = seconds(number),
        },
        show: |config| Some(config.handshake.as_secs().to_string()),
        secret: false,
    },
    Setting {
        name: "CONNECTION_IDLE_SECONDS",
        meaning: "how long a connection may be without an open call; 0 is without limit",
        default: "3600",
        example: "3600",
        value: Value::Number {
            unit: "seconds",
            least: 0,
            most: LONGEST,
            put: |config, number| config.connection_idle = seconds(number),
        },
        show: |config| Some(config.connection_idle.as_secs().to_string()),
        secret: false,
    },
    Setting {
        name: "CONNECTION_AGE_SECONDS",
        meaning: "how old a connection may become, so that clients spread over new servers; its open calls may finish; 0 is without limit",
        default: "0",
        example: "3600",
        value: Value::Number {
            unit: "seconds",
            least: 0,
            most: LONGEST,
            put: |config, number| config.connection_age = seconds(number),
        },
        show: |config| Some(config.connection_age.as_secs().to_string()),
        secret: false,
    },
    Setting {
        name: "KEEPALIVE_SECONDS",
        meaning: "how often a silent connection is asked whether its client is still there; 0 is never",
        default: "60",
        example: "60",
        value: Value::Number {
            unit: "seconds",
            least: 0,
            most: LONGEST,
            put: |config, number| config.keepalive = seconds(number),
        },
        show: |config| Some(config.keepalive.as_secs().to_string()),
        secret: false,
    },
    Setting {
        name: "RUST_LOG",
        meaning: "which lines are logged",
        default: "info",
        example: "info",
        value: Value::Text {
            form: "a log filter",
            put: |config, text| {
                config.log.filter = is_log_filter(text).then(|| text.to_owned())?;
                Some(())
            },
        },
        show: |config| Some(config.log.filter.clone()),
        secret: false,
    },
    Setting {
        name: "LOG_FORMAT",
        meaning: "how a line of the log is written; json is one object a line",
        default: "text on a terminal, else json",
        example: "json",
        value: Value::Text {
            form: "text or json",
            put: |config, text| {
                config.log.format = LogFormat::parse(text)?;
                Some(())
            },
        },
        show: |config| Some(config.log.format.name().to_owned()),
        secret: false,
    },
    Setting {
        name: "NO_COLOR",
        meaning: "set to anything, the log on a terminal has no colours",
        default: "not set",
        example: "1",
        value: Value::Text {
            form: "any text",
            put: |config, _| {
                config.log.colours = false;
                Some(())
            },
        },
        show: |config| (!config.log.colours).then(|| String::from("1")),
        secret: false,
    },
];

fn seconds(number: u32) -> Duration {
    Duration::from_secs(number.into())
}
