//! What the health service says of the services.

use std::sync::Arc;
use std::time::Duration;

use tonic_health::ServingStatus;
use tonic_health::pb::health_server::{Health as Protocol, HealthServer};
use tonic_health::server::{HealthReporter, health_reporter};

use crate::sqlite::Sqlite;

/// How often the databases are looked at.
const LOOK: Duration = Duration::from_secs(1);

/// The services serve as long as their databases can be reached.
pub(super) struct Health {
    reporter: HealthReporter,
    /// Those of the services, and the empty one, which stands for the server.
    names: Vec<&'static str>,
    databases: Vec<Arc<Sqlite>>,
}

impl Health {
    pub(super) async fn new(
        services: &[&'static str],
        databases: Vec<Arc<Sqlite>>,
    ) -> (Self, HealthServer<impl Protocol>) {
        let (reporter, service) = health_reporter();
        let health = Self {
            reporter,
            names: services.iter().copied().chain([""]).collect(),
            databases,
        };
        health.set(ServingStatus::Serving).await;
        (health, service)
    }

    /// Looks at the databases, without end.
    pub(super) async fn watch(&self) {
        let mut before = true;
        loop {
            tokio::time::sleep(LOOK).await;
            let reached = self.reached().await;
            if reached == before {
                continue;
            }
            before = reached;
            let status = match reached {
                true => ServingStatus::Serving,
                false => ServingStatus::NotServing,
            };
            tracing::warn!("health is {status}");
            self.set(status).await;
        }
    }

    pub(super) async fn stop(&self) {
        self.set(ServingStatus::NotServing).await;
    }

    async fn reached(&self) -> bool {
        let databases = self.databases.clone();
        let look = move || databases.iter().all(|database| database.is_reached());
        // A runtime that ends has no thread for it: then nobody asks, either.
        tokio::task::spawn_blocking(look).await.unwrap_or(true)
    }

    async fn set(&self, status: ServingStatus) {
        for name in &self.names {
            self.reporter.set_service_status(*name, status).await;
        }
    }
}
