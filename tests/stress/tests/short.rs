//! The short form of the suite, against debug servers of both modes.

use socio_stress::{SERVERS, Scale, build, run};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_servers_bear_what_the_guide_promises() {
    let servers = build(false).expect("the examples build");
    for (name, server) in SERVERS.iter().zip(servers) {
        if let Err(error) = run(name, &server, Scale::SHORT).await {
            panic!("{name}: {error}");
        }
    }
}
