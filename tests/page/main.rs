//! The core for web pages, in a page.
#![cfg(target_family = "wasm")]

use buzzchat::page::Drafts;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn a_draft_is_there_again_until_it_is_cleared() {
    let drafts = Drafts::new();
    assert_eq!(drafts.read("field"), "");
    drafts.write("field", "half a sen");
    drafts.write("other", "x");
    assert_eq!(Drafts::new().read("field"), "half a sen");
    drafts.clear("field");
    assert_eq!((drafts.read("field"), drafts.read("other")), (String::new(), "x".into()));
    drafts.clear("other");
}
