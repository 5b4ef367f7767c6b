//! RPCs whose handlers read and write on their context, of all kinds, in both façades.

#[path = "../blog/mod.rs"]
mod blog;

mod chat;
mod client;
mod endings;
mod flows;
mod functions;
mod futures;
mod isolation;
mod metadata;
mod news;

/// Each test in both façades.
macro_rules! both {
    ($($test:ident),* $(,)?) => {$(
        mod $test {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn futures() {
                let test = super::$test(crate::futures::adapter);
                tokio::time::timeout(crate::client::LONG, test).await.unwrap();
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn functions() {
                let test = super::$test(crate::functions::adapter);
                tokio::time::timeout(crate::client::LONG, test).await.unwrap();
            }
        }
    )*};
}
pub(crate) use both;
