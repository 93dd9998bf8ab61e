//! Who has an attribute.

use super::{Elitbuzz, OTHER, PHONE, refused, refused_as_wrong, success};
use buzzchat_relay::messaging::{Channel, Person};
use serde_json::{Value, json};

impl Elitbuzz {
    async fn note(&self, person: &Person, name: &str, value: &str) {
        let store = self.server.app.hub().store();
        store.set_attributes(person, &[(name.to_owned(), value.to_owned())]).await.unwrap();
    }

    /// The ids of those who are found.
    async fn found(&self, name: &str, value: &str) -> Vec<String> {
        let answer = self.get(&format!("/users?attribute_name={name}&attribute_value={value}")).await;
        let users = success(&answer)["users"].as_array().unwrap();
        assert_eq!(answer.body["total"], users.len());
        users.iter().map(|user| user["userId"].as_str().unwrap().to_owned()).collect()
    }
}

/// The documents' own example: the users who gave one star.
#[tokio::test]
async fn those_who_have_an_attribute_are_listed_with_all_that_is_known_of_them() {
    let elitbuzz = Elitbuzz::start().await;
    let ann = elitbuzz.hears(Channel::Whatsapp, PHONE, "Ann", "hello").await;
    let other = elitbuzz.hears(Channel::Whatsapp, OTHER, "", "hello").await;
    elitbuzz.note(&ann, "feedback", "1").await;
    elitbuzz.note(&ann, "city", "Pune\0\u{10ffff}").await;
    elitbuzz.note(&other, "feedback", "5").await;
    let answer = elitbuzz.get("/users?attribute_name=feedback&attribute_value=1").await;
    let user = json!({
        "userId": ann.id, "channelUserId": "919565428256", "channel": "whatsapp", "userName": "Ann",
        "attributes": {
            "feedback": "1", "city": "Pune\0\u{10ffff}",
            "user.user_name": "Ann", "user.phone_no": "919565428256", "user.channel": "whatsapp",
        },
    });
    let shape = json!({
        "status": { "code": 1000, "desc": "SUCCESS" }, "users": [user], "page_number": 1, "page_size": 500, "total": 1,
    });
    assert_eq!((answer.status, &answer.body), (200, &shape));
    assert_eq!(elitbuzz.found("feedback", "3").await, [""; 0]);
}

#[tokio::test]
async fn everybody_is_found_by_name_number_and_channel() {
    let elitbuzz = Elitbuzz::start().await;
    let ann = elitbuzz.hears(Channel::Whatsapp, PHONE, "Ann", "hello").await.id;
    let same = elitbuzz.hears(Channel::Imessage, PHONE, "Ann", "hello").await.id;
    let nameless = elitbuzz.hears(Channel::Whatsapp, OTHER, "", "hello").await.id;
    elitbuzz.hears(Channel::Live, "Ann", "Ann", "a viewer has no number").await;
    assert_eq!(elitbuzz.found("user.user_name", "Ann").await, [ann.clone(), same.clone()]);
    assert_eq!(
        elitbuzz.found("user.user_name", "14155552671").await,
        std::slice::from_ref(&nameless),
        "the name of who has none"
    );
    for spelling in ["919565428256", "%2B919565428256", "+919565428256"] {
        assert_eq!(elitbuzz.found("user.phone_no", spelling).await, [ann.clone(), same.clone()], "{spelling}");
    }
    assert_eq!(elitbuzz.found("user.phone_no", "nobody").await, [""; 0]);
    assert_eq!(elitbuzz.found("user.channel", "WhatsApp").await, [ann, nameless]);
    assert_eq!(elitbuzz.found("user.channel", "imessage").await, [same]);
    assert_eq!(elitbuzz.found("user.channel", "live").await, [""; 0]);
}

#[tokio::test]
async fn many_users_come_page_by_page() {
    let elitbuzz = Elitbuzz::start().await;
    let line = elitbuzz.line(Channel::Whatsapp).await;
    let mut ids = Vec::new();
    for number in 0..7 {
        let store = elitbuzz.server.app.hub().store();
        let person = store.add_person(&line, &format!("+1415555267{number}"), "", 1_000).await.unwrap();
        elitbuzz.note(&person, "vip", "yes").await;
        ids.push(person.id);
    }
    let page = async |query: &str| {
        let answer = elitbuzz.get(&format!("/users?attribute_name=vip&attribute_value=yes&{query}")).await;
        let users = success(&answer)["users"].as_array().unwrap().clone();
        assert_eq!(answer.body["total"], 7);
        assert!(users.iter().all(|user| user["attributes"]["vip"] == "yes"), "{users:?}");
        users.into_iter().map(|user| user["userId"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(page("page_number=2&page_size=3").await, ids[3..6]);
    assert_eq!(page("page_number=3&Page_size=3").await, ids[6..]);
    assert_eq!(page("page_number=9").await, ids[..0]);
}

#[tokio::test]
async fn what_is_wrong_with_a_question_is_said() {
    let elitbuzz = Elitbuzz::start().await;
    for query in [
        "attribute_name=feedback",
        "attribute_value=1",
        "attribute_name=&attribute_value=1",
        "attribute_name=feedback&attribute_value=%20",
        "attribute_name=a&attribute_name=b&attribute_value=1",
        "attribute_name=a&attribute_value=1&page_size=0",
        "attribute_name=%ff&attribute_value=1&page_size=-1",
    ] {
        refused_as_wrong(&elitbuzz.get(&format!("/users?{query}")).await);
    }
    let details = refused_as_wrong(&elitbuzz.get("/users").await).to_owned();
    assert_eq!(details, "Missing required parameter: attribute_name");
    let page = elitbuzz.get("/users?attribute_name=a&attribute_value=1&page_number=0").await;
    refused(&page, 400, 1004, "INVALID_PAGE_NUMBER");
    elitbuzz.server.app.hub().workspace("theirs").await.unwrap();
    let theirs = crate::families::bot(&elitbuzz.server, "theirs").await;
    let mine = elitbuzz.place("");
    for (address, status, code, name) in [
        (theirs, 403, 403, "FORBIDDEN"),
        (mine.replace("/customer/", "/customer/9"), 400, 1002, "INVALID_BOT_OR_CUSTOMER_ID"),
    ] {
        let answer = elitbuzz.get_at(&format!("{address}/users?attribute_name=a&attribute_value=1")).await;
        refused(&answer, status, code, name);
    }
}

/// What hostile values do: nothing.
#[tokio::test]
async fn values_are_compared_and_never_run() {
    let elitbuzz = Elitbuzz::start().await;
    let ann = elitbuzz.hears(Channel::Whatsapp, PHONE, "Ann", "hello").await;
    elitbuzz.note(&ann, "a'b", "%").await;
    assert_eq!(elitbuzz.found("a'b", "%25").await, [ann.id]);
    for (name, value) in [("a%27b", "x%27%20OR%201=1--"), ("%25", "%25"), ("a_b", "%25"), ("%00", "%00")] {
        assert_eq!(elitbuzz.found(name, value).await, [""; 0], "{name} {value}");
    }
    assert_eq!(elitbuzz.get("/users?attribute_name=a%27b&attribute_value=%25").await.body["total"], Value::from(1));
}
