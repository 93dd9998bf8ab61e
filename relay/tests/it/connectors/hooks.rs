//! Where services call: who knows no secret learns nothing and is soon not heard.

use crate::server::{Server, read};
use buzzchat_relay::messaging::Channel;
use reqwest::Method;

#[tokio::test]
async fn who_guesses_at_a_line_s_address_learns_nothing_and_is_soon_not_heard() {
    let server = Server::start().await;
    let sandbox = server.app.messaging().line_for("default", Channel::Imessage, None).await.unwrap();
    let guesses = [format!("/hooks/{}/", sandbox.id), format!("/hooks/{}/secret", sandbox.id), "/hooks/lin_x/y".into()];
    for guess in guesses {
        for method in [Method::GET, Method::POST] {
            assert_eq!(read(server.request(method, &guess)).await.status, 404, "{guess}");
        }
    }
    // A minute of the limit may end meanwhile.
    let mut statuses = Vec::new();
    for _ in 0..60 {
        statuses.push(read(server.request(Method::POST, "/hooks/lin_x/y")).await.status);
    }
    assert!(statuses.contains(&429), "{statuses:?}");
    assert_eq!(server.get("/api/v1/settings").await.status, 200, "a good key is heard all the same");
}
