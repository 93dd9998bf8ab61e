//! `/accounts`: listed and switched, with and without a device.

use crate::device::Device;
use crate::server::{OK, Server};
use buzzchat::protocol::{Command, Outcome};
use serde_json::{Value, json};

const BASES: [&str; 2] = ["/api/v1", "/v1"];

async fn create(server: &Server, name: &str) -> String {
    match server.decide(Command::CreateAccount { name: name.into() }).await {
        Outcome::Account { account } => account,
        other => panic!("{other:?}"),
    }
}

async fn active(server: &Server) -> Value {
    let answer = server.get("/v1/accounts").await;
    let accounts = answer.data()["accounts"].as_array().unwrap().clone();
    accounts.into_iter().find(|account| account["isActive"] == json!(true)).unwrap()["id"].clone()
}

#[tokio::test]
async fn accounts_are_listed_as_documented() {
    let server = Server::start().await;
    let sale = create(&server, "Summer Sale").await;
    let listed = json!({ "accounts": [
        { "id": "acc_1", "name": "Main", "isActive": true },
        { "id": sale, "name": "Summer Sale", "isActive": false }
    ] });
    for base in BASES {
        assert_eq!(server.get(&format!("{base}/accounts")).await.data(), &listed);
    }
}

#[tokio::test]
async fn a_switch_changes_which_settings_and_counters_are_seen() {
    let server = Server::start().await;
    let sale = create(&server, "Summer Sale").await;
    for (base, account) in [("/api/v1", sale.as_str()), ("/v1", "acc_1"), ("/v1", sale.as_str())] {
        let answer = server.post(&format!("{base}/accounts/switch"), json!({ "accountId": account })).await;
        assert_eq!((answer.status, answer.body), (OK, json!({ "success": true, "message": "Account switched" })));
        assert_eq!(active(&server).await, json!(account));
    }
    server.patch(json!({ "welcomeMessage": "Sale, {username}!" })).await;
    server.post("/v1/accounts/switch", json!({ "accountId": "acc_1" })).await;
    let settings = server.get("/v1/settings").await;
    assert_eq!(settings.data()["welcomeMessage"], "Welcome to the stream, {username}!");
    assert_eq!(server.get(&format!("/v1/analytics?account={sale}")).await.data()["totalMessages"], 0);
}

#[tokio::test]
async fn a_connected_device_makes_the_switch() {
    let server = Server::start().await;
    let sale = create(&server, "Summer Sale").await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    let body = json!({ "accountId": sale });
    let (answer, command) = tokio::join!(server.post("/v1/accounts/switch", body), joined.execute_next());
    assert_eq!(answer.status, OK);
    assert_eq!(command, Command::SwitchAccount { account: sale.clone() });
    assert_eq!(active(&server).await, json!(sale));
}

#[tokio::test]
async fn switches_that_are_refused() {
    let server = Server::start().await;
    for base in BASES {
        let path = format!("{base}/accounts/switch");
        let unknown = server.post(&path, json!({ "accountId": "acc_9" })).await;
        assert_eq!(unknown.error(404, "NOT_FOUND"), "Account not found");
        for body in [json!({}), json!({ "accountId": 1 }), json!({ "accountId": null }), json!({ "account": "acc_1" })]
        {
            server.post(&path, body).await.error(400, "VALIDATION_ERROR");
        }
    }
    assert_eq!(active(&server).await, json!("acc_1"));
}
