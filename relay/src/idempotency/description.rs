//! What the API's description says of `Idempotency-Key`: the same for every POST.

use super::MAX_KEY;
use crate::error::{ErrorOut, Failure};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, Header, OpenApi, Ref, RefOr, Required, Response, ResponseBuilder, Schema};

/// Adds the header, and what may come of it, to every POST of a description. `said` is what its family says of a failure.
pub(crate) fn describe(document: &mut OpenApi, said: impl Fn(&Failure) -> Value) {
    for item in document.paths.paths.values_mut() {
        if let Some(post) = &mut item.post {
            describe_one(post, &said);
        }
    }
}

fn describe_one(post: &mut Operation, said: &dyn Fn(&Failure) -> Value) {
    post.parameters.get_or_insert_default().push(key().into());
    let responses = &mut post.responses.responses;
    for (_, response) in responses.iter_mut().filter(|(status, _)| status.starts_with('2')) {
        if let RefOr::T(response) = response {
            response.headers.insert("Idempotent-Replayed".into(), replayed().into());
        }
    }
    responses
        .entry("400".into())
        .or_insert_with(|| refusal("The request is wrong.", said(&Failure::validation(super::WRONG_KEY))).into());
    responses.entry("409".into()).or_insert_with(|| {
        refusal(
        "The `Idempotency-Key` was used for another body; or its request was cut short by the server's end, and is not carried out again.",
        said(&Failure::Conflict(super::UNKNOWN_END)),
    ).into()
    });
}

fn key() -> Parameter {
    let text = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(MAX_KEY))
        .pattern(Some("^[!-~]+$"));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(KEY))
        .schema(Some(Schema::from(text.build())))
        .example(Some(json!("8e03978e-40d5-43e8-bc93-6894a57f9324")))
        .build()
}

fn replayed() -> Header {
    HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["true"])).build()))
        .description(Some("Only there where this is the answer to an earlier request with the same `Idempotency-Key`."))
        .build()
}

fn refusal(description: &str, example: Value) -> Response {
    let schema = RefOr::<Schema>::Ref(Ref::from_schema_name(ErrorOut::name()));
    let content = ContentBuilder::new().schema(Some(schema)).example(Some(example)).build();
    ResponseBuilder::new().description(description).content("application/json", content).build()
}

const KEY: &str = "\
    Send the request again with the same key, and it is carried out once: for a day the same answer comes again, byte \
    for byte, with `Idempotent-Replayed: true`. Kept is every answer but 401, 403, 429 and 503, after which the same key \
    tries anew; after a 500 nobody knows what was done, and it is refused with 409. A second request waits for the first. One key belongs to one body: with another body it is refused.";
