//! The `ChatController` service: streams both ways, and a topic between its clients.

use socio_runtime::Topic;
use socio_runtime::blocking::prelude::*;

use crate::App;
use crate::generated::enums::RoomEvent;
use crate::generated::messages::{ChatJoinRequest, ChatJoinResponse};
use crate::generated::services::chat::ChatService;

#[derive(Clone)]
pub struct Chat {
    database: Database,
    rooms: Topic<ChatJoinResponse>,
}

impl Chat {
    pub fn new(app: &App) -> Self {
        Self {
            database: app.database.clone(),
            rooms: app.rooms.clone(),
        }
    }
}

impl Service for Chat {
    fn database(&self) -> &Database {
        &self.database
    }
}

impl ChatService for Chat {
    /// The first message says who joins which room; each may say something there. Who ends the stream
    /// leaves the room.
    fn join(&self, cx: DuplexContext<ChatJoinRequest, ChatJoinResponse>) -> Result<()> {
        let Some(first) = cx.read()? else {
            return Ok(());
        };
        let room = first.room.clone();
        let mut heard = self.rooms.listen().filter(move |event| event.room == room);
        let guest = Guest::joins(self.rooms.clone(), first);
        let id = guest.id;
        let (reader, writer) = cx.split();
        // It ends with the call, too: `read` fails then.
        let talking = std::thread::spawn(move || talk(reader, guest));
        while let Some(event) = heard.blocking_recv()? {
            let is_last = event.guest == id && event.event == RoomEvent::Left;
            writer.write(event)?;
            if is_last {
                break;
            }
        }
        let talked = talking.join();
        talked.unwrap_or_else(|_| Err(Error::internal("the reader panicked")))
    }
}

fn talk(reader: ReadContext<ChatJoinRequest>, guest: Guest) -> Result<()> {
    while let Some(line) = reader.read()? {
        guest.says(line.text);
    }
    Ok(())
}

/// Somebody in a room. Dropped, however the call ends, it leaves.
struct Guest {
    id: types::Uuid,
    room: String,
    author: String,
    rooms: Topic<ChatJoinResponse>,
}

impl Guest {
    fn joins(rooms: Topic<ChatJoinResponse>, first: ChatJoinRequest) -> Self {
        let guest = Self {
            id: types::Uuid::new_v4(),
            room: first.room,
            author: first.author,
            rooms,
        };
        guest.tell(RoomEvent::Joined, String::new());
        guest.says(first.text);
        guest
    }

    fn says(&self, text: String) {
        if !text.is_empty() {
            self.tell(RoomEvent::Said, text);
        }
    }

    fn tell(&self, event: RoomEvent, text: String) {
        self.rooms.publish(ChatJoinResponse {
            room: self.room.clone(),
            guest: self.id,
            author: self.author.clone(),
            event,
            text,
        });
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.tell(RoomEvent::Left, String::new());
    }
}
