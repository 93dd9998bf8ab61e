//! The limits' headers in the API's description: every response carries them, so they are added in this one place.

use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{OpenApi as Document, Ref, RefOr};

/// What an integer header tells, and an example of it.
type Told = (&'static str, &'static str, i64);

const ALWAYS: [Told; 3] = [
    (
        "X-RateLimit-Limit",
        "Requests in the window: the minute, or the UTC day where less of that is left. Without a valid key they are those of the caller's address.",
        60,
    ),
    ("X-RateLimit-Remaining", "Requests left in it.", 58),
    ("X-RateLimit-Reset", "When the next window begins, in seconds since 1970.", 1_706_093_400),
];
const TOO_MANY: Told = ("Retry-After", "Seconds until the next window begins.", 27);

/// Adds the headers to every response of every operation.
pub(crate) fn describe_limits(document: &mut Document) {
    let components = document.components.get_or_insert_default();
    for (name, description, example) in ALWAYS.into_iter().chain([TOO_MANY]) {
        let schema = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).build();
        let header = HeaderBuilder::new().schema(Some(schema)).description(Some(description));
        components.headers.insert(name.to_owned(), header.example(Some(example.into())).build().into());
    }
    for operation in document.paths.paths.values_mut().flat_map(operations) {
        for (status, response) in &mut operation.responses.responses {
            let RefOr::T(response) = response else { continue };
            let retry = (status == "429").then_some(TOO_MANY);
            for (name, ..) in ALWAYS.into_iter().chain(retry) {
                let header = Ref::new(format!("#/components/headers/{name}"));
                response.headers.insert(name.to_owned(), RefOr::Ref(header));
            }
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    [get, put, post, delete, patch].into_iter().flatten()
}
