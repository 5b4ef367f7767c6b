// What examples that answer messages stand in: a crate of the mode `blocking` with a service.
// It is no module of this crate: each example includes it.

#[allow(dead_code)]
mod blog {
    include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/blog.rs"));
}

#[allow(unused_imports)]
mod generated {
    include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/generated.rs"));

    pub mod proto {
        pub struct PostResponse {
            pub id: Option<i64>,
            pub title: String,
            pub body: Option<String>,
        }

        impl socio_runtime::generated::Shape for PostResponse {
            type Record = crate::blog::Post;

            fn of(record: crate::blog::Post) -> Self {
                Self {
                    id: Some(record.id),
                    title: record.title,
                    body: record.body,
                }
            }
        }
    }

    pub mod services {
        pub mod post {
            use crate::blog::Post;
            use crate::generated::proto::PostResponse;
            use socio_runtime::generated as rt;

            /// But for the RPCs, which the examples leave as they are.
            pub trait PostService: rt::blocking::RecordService<Record = Post> {
                fn present(&self, cx: &rt::Context, records: Vec<Post>) -> rt::Result<Vec<PostResponse>> {
                    rt::blocking::rpcs::present(self, cx, records)
                }
            }
        }
    }
}
