//! A service of one's own beside the generated ones, as tonic has it.

use tonic::{Request, Response, Status};

tonic::include_proto!("own.v1");

pub struct Echo;

#[tonic::async_trait]
impl notes_server::Notes for Echo {
    async fn echo(&self, request: Request<Note>) -> Result<Response<Note>, Status> {
        Ok(Response::new(request.into_inner()))
    }
}
