//! Rows of integrations, what they subscribe to, and what they are told. Their webhooks' rows are in `webhooks`.

mod answers;
mod crowds;
mod rows;
mod streams;
mod subscriptions;
mod telling;

pub use answers::AnswerToken;
pub use subscriptions::Subscribed;

pub(super) use crowds::{tell_who_is_gone, tell_who_is_new};
pub(super) use telling::tell;
