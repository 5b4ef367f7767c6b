//! A chat room: who is in it hears what is said, and who comes and goes.

use crate::clients::chat_controller_client::ChatControllerClient;
use actions_async::generated::proto::room_event::Enum as RoomEvent;
use actions_async::generated::proto::{ChatJoinRequest, ChatJoinResponse};
use socio_runtime::TestServer;
use tokio::sync::mpsc;
use tonic::codegen::tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status, Streaming};

use crate::{Outcome, serve};

/// What one client says and hears.
struct Guest {
    room: &'static str,
    author: &'static str,
    says: mpsc::Sender<ChatJoinRequest>,
    hears: Streaming<ChatJoinResponse>,
}

impl Guest {
    async fn joins(
        server: &TestServer,
        room: &'static str,
        author: &'static str,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let (says, said) = mpsc::channel(8);
        let mut client = ChatControllerClient::new(server.channel().await?);
        let hears = client.join(ReceiverStream::new(said)).await?.into_inner();
        let mut guest = Self {
            room,
            author,
            says,
            hears,
        };
        guest.says("").await?;
        guest.hears(author, RoomEvent::Joined, "").await?;
        Ok(guest)
    }

    async fn says(&self, text: &str) -> Outcome {
        let line = ChatJoinRequest {
            room: self.room.to_owned(),
            author: self.author.to_owned(),
            text: Some(text.to_owned()),
        };
        Ok(self.says.send(line).await?)
    }

    async fn hears(&mut self, author: &str, event: RoomEvent, text: &str) -> Outcome {
        let heard = self.hears.message().await?.ok_or("the stream has ended")?;
        assert_eq!(heard.room, self.room);
        assert_eq!((heard.author.as_str(), heard.event()), (author, event));
        assert_eq!(heard.text.as_deref(), Some(text));
        Ok(())
    }
}

#[tokio::test]
async fn a_room_hears_what_is_said_in_it() -> Outcome {
    let (server, _app) = serve().await?;
    let mut ann = Guest::joins(&server, "hall", "Ann").await?;
    let mut bob = Guest::joins(&server, "hall", "Bob").await?;
    let mut cem = Guest::joins(&server, "cellar", "Cem").await?;
    ann.hears("Bob", RoomEvent::Joined, "").await?;
    ann.says("Hello, Bob").await?;
    for guest in [&mut ann, &mut bob] {
        guest.hears("Ann", RoomEvent::Said, "Hello, Bob").await?;
    }
    bob.says("Hello, Ann").await?;
    ann.hears("Bob", RoomEvent::Said, "Hello, Ann").await?;
    // The other room has heard nothing of it.
    cem.says("Nobody here?").await?;
    cem.hears("Cem", RoomEvent::Said, "Nobody here?").await?;
    Ok(())
}

#[tokio::test]
async fn who_ends_the_stream_leaves_the_room() -> Outcome {
    let (server, app) = serve().await?;
    let mut ann = Guest::joins(&server, "hall", "Ann").await?;
    let bob = Guest::joins(&server, "hall", "Bob").await?;
    ann.hears("Bob", RoomEvent::Joined, "").await?;
    let Guest {
        says, mut hears, ..
    } = bob;
    drop(says);
    let left = hears.message().await?.ok_or("the stream has ended")?;
    assert_eq!(left.event(), RoomEvent::Left);
    assert_eq!(hears.message().await?, None);
    ann.hears("Bob", RoomEvent::Left, "").await?;
    assert_eq!(app.rooms.listeners(), 1);
    Ok(())
}

/// Without a word, as a client whose machine is switched off.
#[tokio::test]
async fn the_others_hear_of_a_client_that_is_gone() -> Outcome {
    let (server, _app) = serve().await?;
    let mut ann = Guest::joins(&server, "hall", "Ann").await?;
    let bob = Guest::joins(&server, "hall", "Bob").await?;
    ann.hears("Bob", RoomEvent::Joined, "").await?;
    drop(bob);
    ann.hears("Bob", RoomEvent::Left, "").await
}

#[tokio::test]
async fn a_line_that_is_too_long_ends_the_call_of_its_client_alone() -> Outcome {
    let (server, _app) = serve().await?;
    let mut ann = Guest::joins(&server, "hall", "Ann").await?;
    let mut bob = Guest::joins(&server, "hall", "Bob").await?;
    ann.hears("Bob", RoomEvent::Joined, "").await?;
    bob.says(&"long ".repeat(200)).await?;
    bob.hears("Bob", RoomEvent::Left, "").await?;
    let refused: Option<Status> = bob.hears.message().await.err();
    let refused = refused.ok_or("the line was taken")?;
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert!(refused.message().contains("text"), "{refused}");
    ann.hears("Bob", RoomEvent::Left, "").await
}
