//! What a family's description says of errors: the same for all its operations, so it is added in this one place, with the
//! very bodies that are sent. An operation may describe a status itself; then that stays.

use super::example;
use crate::error::Failure;
use crate::family::Family;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder, Schema};

/// Adds to every operation what may go wrong with each.
pub(super) fn describe_errors(document: &mut OpenApi, family: Family) {
    for (path, item) in &mut document.paths.paths {
        let PathItem { get, put, post, delete, patch, .. } = item;
        for operation in [get, put, post, delete, patch].into_iter().flatten() {
            describe_one(operation, family, path);
        }
    }
}

fn describe_one(operation: &mut Operation, family: Family, path: &str) {
    let with_body = operation.request_body.is_some();
    let always = [
        (Failure::InvalidApiKey, "The key is missing, malformed, unknown, revoked or of another API."),
        (
            Failure::InsufficientScope("read"),
            "The workspace's tier does not include the API, or the key was made for less than this.",
        ),
        (
            Failure::RateLimitExceeded,
            "The key's requests are used up for now, or those of an address without a valid key.",
        ),
        (Failure::Internal, "The server failed."),
        (
            Failure::Unavailable("The request took too long and was given up".into()),
            "The account that is needed does not work now, or the server is stopping or too slow.",
        ),
    ];
    let body = [
        (Failure::validation("The body is not valid JSON"), "The body is wrong."),
        (Failure::PayloadTooLarge, "The body is too large."),
        (Failure::UnsupportedMediaType, "The body is sent as something else than it should be."),
    ];
    for (failure, description) in always.into_iter().chain(body.into_iter().filter(|_| with_body)) {
        let status = failure.status().as_u16().to_string();
        let response = || refusal(family, &failure, path, description).into();
        operation.responses.responses.entry(status).or_insert_with(response);
    }
}

fn refusal(family: Family, failure: &Failure, path: &str, description: &str) -> Response {
    let schema = RefOr::<Schema>::Ref(Ref::from_schema_name("ErrorOut"));
    let content = ContentBuilder::new().schema(Some(schema)).example(Some(example(family, failure, path))).build();
    ResponseBuilder::new().description(description).content("application/json", content).build()
}
