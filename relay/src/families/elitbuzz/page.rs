//! Pages of lists, counted as the documents count them: from 1, of 500 unless less is asked for.

use super::error::Refusal;
use crate::error::Failure;
use serde::Deserialize;

/// As much as a page has, and as much as it may have.
const MAX_PAGE: u64 = 500;

/// Which page is asked for. What is blank counts as left out.
#[derive(Debug, Deserialize)]
pub(super) struct PageIn {
    page_number: Option<String>,
    page_size: Option<String>,
    /// As the documents write it in one place.
    #[serde(rename = "Page_size")]
    capital_page_size: Option<String>,
}

/// A page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// Which, from 1.
    pub(super) number: u64,
    /// How many it has at most.
    pub(super) size: u64,
}

impl PageIn {
    pub(super) fn read(&self) -> Result<Page, Refusal> {
        let number = match given(&self.page_number) {
            Some(text) => positive(text).ok_or_else(Refusal::page)?,
            None => 1,
        };
        let size = match given(&self.page_size).or(given(&self.capital_page_size)) {
            Some(text) => {
                positive(text).ok_or_else(|| Failure::validation("page_size must be a positive integer value"))?
            }
            None => MAX_PAGE,
        };
        Ok(Page { number, size: size.min(MAX_PAGE) })
    }
}

impl Page {
    /// The first one, as large as one may be.
    pub(super) const FIRST: Self = Self { number: 1, size: MAX_PAGE };

    /// How many are passed over.
    pub(super) fn offset(self) -> u64 {
        (self.number - 1).saturating_mul(self.size)
    }
}

/// What a parameter holds, if that is anything.
pub(super) fn given(parameter: &Option<String>) -> Option<&str> {
    parameter.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

/// As large as the description says numbers may be.
fn positive(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number| (1..=u64::MAX >> 1).contains(number))
}

#[cfg(test)]
mod tests {
    use super::{Page, PageIn};
    use crate::families::query::read;

    #[test]
    fn pages_begin_with_one_and_have_five_hundred_at_most() {
        let page = |query: &str| read::<PageIn>(&format!("/x?{query}").parse().unwrap()).unwrap().read().ok();
        let is = |number, size| Some(Page { number, size });
        let cases = [
            ("", is(1, 500)),
            ("page_number=&page_size=", is(1, 500)),
            ("page_number=3&page_size=50", is(3, 50)),
            ("Page_size=20", is(1, 20)),
            ("page_size=501", is(1, 500)),
            ("page_number=0", None),
            ("page_number=-1", None),
            ("page_number=1.5", None),
            ("page_number=one", None),
            ("page_size=0", None),
            ("page_size=many", None),
            ("page_size=9223372036854775808", None),
        ];
        for (query, expected) in cases {
            assert_eq!(page(query), expected, "{query}");
        }
        assert_eq!((is(3, 50).unwrap().offset(), is(u64::MAX, 500).unwrap().offset()), (100, u64::MAX));
    }
}
