//! What Meta's webhooks say, in the shapes that its documents show.

use super::fake::NUMBER;
use serde_json::{Value, json};

pub(super) const PERSON: &str = "16505551234";

/// One change of a number, as a whole call has it.
pub(super) fn call(number: &str, more: Value) -> Value {
    json!({ "object": "whatsapp_business_account", "entry": [entry(number, more)] })
}

pub(super) fn entry(number: &str, more: Value) -> Value {
    let value = with(
        json!({
            "messaging_product": "whatsapp",
            "metadata": { "display_phone_number": "15550783881", "phone_number_id": number },
        }),
        more,
    );
    json!({ "id": "102290129340398", "changes": [{ "value": value, "field": "messages" }] })
}

/// A message of a person called Sheena, with whatever its type has.
pub(super) fn message(id: &str, kind: &str, part: Value) -> Value {
    let mut message = json!({ "from": PERSON, "id": id, "timestamp": "1749416383", "type": kind });
    message[kind] = part;
    message
}

/// An object, with more in it.
fn with(mut object: Value, more: Value) -> Value {
    let Value::Object(more) = more else { panic!("{more} is no object") };
    object.as_object_mut().unwrap().extend(more);
    object
}

pub(super) fn said(messages: &[Value]) -> Value {
    let contacts = json!([{ "profile": { "name": "Sheena Nelson 🎁" }, "wa_id": PERSON }]);
    call(NUMBER, json!({ "contacts": contacts, "messages": messages }))
}

/// What became of a message of ours.
pub(super) fn status(id: &str, status: &str, ours: &str) -> Value {
    json!({
        "id": id,
        "status": status,
        "timestamp": "1750263773",
        "recipient_id": PERSON,
        "biz_opaque_callback_data": ours,
        "pricing": { "billable": true, "pricing_model": "PMP", "type": "regular", "category": "utility" },
    })
}

pub(super) fn failed(id: &str, ours: &str, code: i64, title: &str, details: &str) -> Value {
    let mut status = status(id, "failed", ours);
    status["errors"] = json!([{
        "code": code, "title": title, "message": title, "error_data": { "details": details },
        "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
    }]);
    status
}

pub(super) fn became(statuses: &[Value]) -> Value {
    call(NUMBER, json!({ "statuses": statuses }))
}

/// A message of every type, and what is kept of it: its kind, its content, and what else belongs to it.
pub(super) fn every_type(url: &str) -> Vec<(Value, &'static str, String, Value)> {
    let sha256 = "SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=";
    let file = |more| with(json!({ "mime_type": "image/jpeg", "sha256": sha256, "id": "1003383421387256" }), more);
    let media = |more| with(json!({ "mime_type": "image/jpeg", "media_id": "1003383421387256" }), more);
    let own = format!("{url}/1003383421387256");
    let lookaside = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1";
    let card = json!([{ "name": { "formatted_name": "Barbara Johnson", "first_name": "Barbara" }, "phones": [{ "phone": "+16505557890", "type": "MOBILE" }] }]);
    let list = json!({ "type": "list_reply", "list_reply": { "id": "priority_express", "title": "Priority Mail", "description": "1-2 Days" } });
    let order = json!({ "catalog_id": "194836987003835", "product_items": [] });
    vec![
        (
            message("wamid.1", "text", json!({ "body": "Does it come in another color? 日本" })),
            "text",
            "Does it come in another color? 日本".into(),
            json!({}),
        ),
        (
            message("wamid.2", "image", file(json!({ "caption": "Taj Mahal" }))),
            "image",
            own.clone(),
            media(json!({ "caption": "Taj Mahal" })),
        ),
        (message("wamid.3", "video", file(json!({ "url": lookaside }))), "video", lookaside.into(), media(json!({}))),
        (message("wamid.4", "audio", file(json!({ "voice": true }))), "audio", own.clone(), media(json!({}))),
        (
            message("wamid.5", "document", file(json!({ "filename": "a.pdf" }))),
            "document",
            own.clone(),
            media(json!({ "filename": "a.pdf" })),
        ),
        (message("wamid.6", "sticker", file(json!({ "animated": false }))), "sticker", own, media(json!({}))),
        (
            message(
                "wamid.7",
                "location",
                json!({ "latitude": 37.4418, "longitude": -122.1623, "name": "Philz Coffee", "address": "101 Forest Ave" }),
            ),
            "location",
            "37.4418,-122.1623".into(),
            json!({ "name": "Philz Coffee", "address": "101 Forest Ave" }),
        ),
        (
            message("wamid.8", "contacts", card.clone()),
            "contacts",
            "Barbara Johnson".into(),
            json!({ "contacts": card }),
        ),
        (
            message("wamid.9", "button", json!({ "payload": "no", "text": "Unsubscribe" })),
            "text",
            "Unsubscribe".into(),
            json!({ "payload": "no" }),
        ),
        (
            message("wamid.10", "interactive", list),
            "text",
            "Priority Mail".into(),
            json!({ "payload": "priority_express" }),
        ),
        (
            message("wamid.11", "reaction", json!({ "message_id": "wamid.1", "emoji": "👍" })),
            "unknown",
            "reaction".into(),
            json!({ "type": "reaction", "reaction": { "message_id": "wamid.1", "emoji": "👍" } }),
        ),
        (
            message("wamid.12", "order", order.clone()),
            "unknown",
            "order".into(),
            json!({ "type": "order", "order": order }),
        ),
        (
            message("wamid.13", "hologram", json!({ "depth": 3 })),
            "unknown",
            "hologram".into(),
            json!({ "type": "hologram", "hologram": { "depth": 3 } }),
        ),
        (
            message("wamid.14", "image", json!({ "shape": "odd" })),
            "unknown",
            "image".into(),
            json!({ "type": "image", "image": { "shape": "odd" } }),
        ),
    ]
}
