//! What a content script tells of its chat, as the engine hears it. A page is not believed about its site.

use super::host::Host;
use super::ports::{complain, read};
use crate::protocol::{Input, PageMessage};
use std::rc::Rc;
use wasm_bindgen::JsValue;

impl Host {
    /// A message of a page that said hello.
    pub(super) fn page_message(self: &Rc<Self>, page: String, site: Option<&str>, message: &JsValue) {
        let message: PageMessage = match read(message) {
            Ok(message) => message,
            Err(error) => return complain("a page", &error),
        };
        let stream = message.stream();
        let input = match message {
            PageMessage::Attached { can_write, reason, .. } => {
                let adapters = self.adapters.borrow();
                let adapter = site.and_then(|site| adapters.for_site(site));
                let (Some(adapter), Some(stream)) = (adapter, stream) else { return };
                if stream.site != adapter.site {
                    return;
                }
                Input::PageAttached { page, stream, limits: adapter.limits.clone(), can_write, reason: told(reason) }
            }
            PageMessage::Detached => Input::PageDetached { page },
            PageMessage::Lines { first, lines } => Input::Lines { page, first, lines },
            PageMessage::Outcome { id, state, reason } => Input::LineOutcome { page, id, state, reason: told(reason) },
            PageMessage::Typing { active } => Input::Typing { page, active },
            PageMessage::Health { reading, can_write, reason } => {
                Input::Health { page, reading, can_write, reason: told(reason) }
            }
            PageMessage::Quick { id } => Input::Quick { page, id },
            PageMessage::Report { id, report } => return self.ports.borrow_mut().reported(id, report),
            PageMessage::Hello { .. } | PageMessage::Beat => return,
        };
        self.submit(input);
    }
}

/// A page with nothing to say sends an empty reason.
fn told(reason: Option<String>) -> Option<String> {
    reason.filter(|reason| !reason.is_empty())
}
