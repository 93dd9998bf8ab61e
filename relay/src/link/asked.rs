//! What a device asks for the person in front of it, answered by the services of the API, for the workspace it is paired
//! with and no other (`docs/decisions/0009-paired-devices-manage-webhooks.md`).

use crate::app::App;
use crate::error::Failure;
use crate::service::keys;
use crate::service::webhooks::{Desk, Page, Trial};
use crate::store::{Delivery, Webhook, WebhookChange};
use crate::tier::Tier;
use crate::webhook::{Announcement, OwnHeaders, Style};
use buzzchat::protocol::{Answer, Ask, DeliveryState, DeliveryView, WebhookView};

/// What of a question a refusal may begin with.
const FIELDS: [&str; 2] = ["url", "events"];

pub(super) async fn answer(app: &App, workspace: &str, ask: Ask) -> Answer {
    match carry_out(app, workspace, ask).await {
        Ok(answer) => answer,
        Err(failure) => {
            let message = failure.message();
            let field = FIELDS.iter().find(|field| message.split(' ').next() == Some(**field));
            Answer::Refused { field: field.map(|field| (*field).to_owned()), message }
        }
    }
}

/// The answer to whoever asks too much at once.
pub(super) fn busy() -> Answer {
    Answer::refused("The relay still works on earlier questions: try again in a moment")
}

async fn carry_out(app: &App, workspace: &str, ask: Ask) -> Result<Answer, Failure> {
    let store = app.hub().store();
    if store.tier(workspace).await? < Tier::Business {
        return Err(Failure::InsufficientTier);
    }
    let desk = Desk { store, webhooks: app.webhooks(), workspace, style: Style::Buzzchat };
    match ask {
        Ask::SignIn => return Ok(Answer::SignIn { code: keys::sign_in_code(store, workspace).await? }),
        Ask::Webhooks => return list(&desk).await,
        Ask::AddWebhook { url, events } => {
            let (webhook, secret) = desk.create(&url, events, &OwnHeaders::default()).await?;
            tracing::info!(workspace, webhook = webhook.id, "a device made a webhook");
            return Ok(Answer::Added { secret: secret.reveal().to_owned() });
        }
        Ask::SwitchWebhook { webhook, active } => {
            desk.change(&webhook, WebhookChange { active: Some(active), ..WebhookChange::default() }).await?;
        }
        Ask::DeleteWebhook { webhook } => desk.delete(&webhook).await?,
        Ask::TestWebhook { webhook } => {
            let Trial { delivered, status, millis, problem } = desk.test(&webhook, Announcement::sample).await?;
            return Ok(Answer::Tested { delivered, status, millis, problem });
        }
    }
    Ok(Answer::Done)
}

async fn list(desk: &Desk<'_>) -> Result<Answer, Failure> {
    let mut webhooks = Vec::new();
    for webhook in desk.list().await? {
        let Page { deliveries, .. } = desk.deliveries(&webhook.id, 1, None).await?;
        webhooks.push(seen(webhook, deliveries.into_iter().next().map(|(delivery, _)| delivery)));
    }
    let events = desk.style.events().into_iter().map(str::to_owned).collect();
    Ok(Answer::Webhooks { webhooks, events })
}

fn seen(webhook: Webhook, last: Option<Delivery>) -> WebhookView {
    let Webhook { id, url, events, active, disabled_reason, .. } = webhook;
    WebhookView { id, url, events, active, problem: told(disabled_reason), last: last.map(delivery_seen) }
}

fn delivery_seen(Delivery { state, attempts, created, last, .. }: Delivery) -> DeliveryView {
    let state = match state.as_str() {
        "delivered" => DeliveryState::Delivered,
        "failed" => DeliveryState::Failed,
        _ => DeliveryState::Pending,
    };
    let at = if attempts > 0 { last.at } else { created };
    DeliveryView { state, at, status: last.status, problem: told(last.problem) }
}

fn told(problem: String) -> Option<String> {
    Some(problem).filter(|problem| !problem.is_empty())
}
