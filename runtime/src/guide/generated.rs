// What the generated module of the examples holds in either mode. It is no module of this crate.

pub const MIGRATIONS: &[socio_runtime::Migration] = &[];

pub mod models {
    pub mod author {
        pub use crate::blog::Author;
        pub use crate::blog::author::*;
    }

    pub mod post {
        pub use crate::blog::Post;
        pub use crate::blog::post::*;
    }
}
