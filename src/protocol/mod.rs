//! Every type that crosses a boundary: between page, worker, relay, popup and store.
//!
//! Nothing here acts. A type whose wire form changes breaks a golden fixture in `tests/fixtures/protocol/`.
//! Tags are `snake_case` (facts: dotted, as the webhook events are documented), fields `camelCase`.

mod ask;
mod beacon;
mod command;
mod effect;
mod event;
mod feed;
mod frame;
mod input;
mod page;
mod picker;
mod rows;
mod seed;
mod settings;
mod stream;
mod trial;
mod view;

pub use ask::{Answer, Ask, DeliveryState, DeliveryView, WebhookView};
pub use beacon::{Beacon, BeaconLine};
pub use command::{Command, ItemEdit, KeyHash, LeftOut, Outcome, RefusalCode};
pub use effect::{Caller, Effect};
pub use event::{Entry, Event, Fact, Kind, Part};
pub use feed::{Deed, Did, FeedItem, Happening};
pub use frame::{Frame, HeardLine, NumberedEvent, OLDEST_PROTOCOL_VERSION, OpenStream, PROTOCOL_VERSION};
pub use input::Input;
pub use page::{ChatLine, FactReport, LineKind, LineState, PageMessage, PageReport, Role, TypedLine, WorkerMessage};
pub use picker::{PickedPage, PickerAnswer, PickerMessage};
pub use rows::{
    BeaconRow, CommandRow, CooldownRow, CountRow, Flight, GiveawayRow, ItemRow, LinkRow, OriginRow, OwnPageRow,
    PageRow, RepeatsRow, Row, SiteRow, SpokeRow, StreamRow, TimerRow, ViewerRow, WatchRow,
};
pub use seed::Seed;
pub(crate) use settings::MAX_QUICK_REPLIES;
pub use settings::{
    Change, ChatCommand, FaqRule, FieldError, ListItem, MatchMode, QuickReply, Settings, SettingsPatch, TimerMessage,
};
pub use stream::{LengthUnit, Limits, Stream, Window};
pub use trial::{Manner, NearRule, Trial, TriedCommand, TriedRule};
pub use view::{
    AccountView, AnalyticsView, ChatView, ClaimView, Export, GiveawayView, KeyView, LinkState, LinkView, OwnPageView,
    PageView, QueueView, SiteView, StreamView, UiMessage, UiUpdate, View, WinnerView,
};

/// Milliseconds since 1970, UTC.
pub type Millis = u64;

/// The account every workspace starts with.
pub const FIRST_ACCOUNT: &str = "acc_1";

/// The one form under which a viewer is compared: trimmed, without a leading `@`, lower case.
///
/// ```
/// assert_eq!(buzzchat::protocol::viewer_key(" @Ann_B "), "ann_b");
/// ```
#[must_use]
pub fn viewer_key(name: &str) -> String {
    name.trim().trim_start_matches('@').to_lowercase()
}
