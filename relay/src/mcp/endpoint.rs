//! `/mcp`: one request, one answer in JSON. Who may call is decided before the protocol sees a byte; what the transport
//! refuses leaves in the API's envelope, what the protocol refuses as JSON-RPC.

use super::server::ToolServer;
use crate::api::{MAX_BODY, read_body};
use crate::app::App;
use crate::auth::Caller;
use crate::error::Failure;
use crate::guard::Hosts;
use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any};
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use serde_json::{Value, json};
use std::sync::Arc;

type Service = StreamableHttpService<ToolServer, NeverSessionManager>;

/// The longest refusal of the transport that is read.
const MAX_REFUSAL: usize = 4 * 1024;
/// JSON-RPC: this is no JSON.
const PARSE_ERROR: i32 = -32700;
/// JSON-RPC: this is no request.
const INVALID_REQUEST: i32 = -32600;

/// The route's methods.
pub(crate) fn route(hosts: &Hosts) -> MethodRouter<App> {
    let service = service(hosts);
    any(async move |State(app): State<App>, request: Request| answer(&app, service, request).await)
}

/// No sessions: every request stands alone, so a restart of the server is not noticed.
fn service(hosts: &Hosts) -> Service {
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(MAX_BODY)
        .with_allowed_hosts(hosts.names())
        .with_allowed_origins(hosts.origins())
        .enforce_origin_validation();
    StreamableHttpService::new(|| Ok(ToolServer), Arc::default(), config)
}

async fn answer(app: &App, service: Service, mut request: Request) -> Result<Response, Failure> {
    let caller = request.extensions_mut().remove::<Caller>().ok_or(Failure::InvalidApiKey)?;
    if request.method() != Method::POST {
        let mut refusal = Failure::MethodNotAllowed.into_response();
        refusal.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
        return Ok(refusal);
    }
    let is_json = crate::api::is_json(request.headers());
    request.extensions_mut().insert(Arc::new(caller));
    request.extensions_mut().insert(app.clone());
    // We answer in JSON whatever a client names; the transport would turn those away that name too little.
    let both = HeaderValue::from_static("application/json, text/event-stream");
    request.headers_mut().insert(header::ACCEPT, both);
    request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let (parts, body) = request.into_parts();
    let bytes = read_body(Request::from_parts(parts.clone(), body), app).await?;
    if !is_json {
        return Err(Failure::UnsupportedMediaType);
    }
    let message = match serde_json::from_slice::<Value>(&bytes) {
        Ok(message) if message.is_object() => message,
        Ok(_) => return Ok(rpc_error(&Value::Null, INVALID_REQUEST, "One message at a time, as an object")),
        Err(_) => return Ok(rpc_error(&Value::Null, PARSE_ERROR, "The body is not valid JSON")),
    };
    let response = service.handle(Request::from_parts(parts, Body::from(bytes))).await;
    translated(response.map(Body::new), &message).await
}

/// The transport's own refusals are plain text; nothing leaves in that shape.
async fn translated(response: Response, message: &Value) -> Result<Response, Failure> {
    let is_json = crate::api::is_json(response.headers());
    match response.status() {
        status if status.is_success() || is_json => Ok(response),
        StatusCode::FORBIDDEN => Err(Failure::Forbidden("This server does not answer under this name")),
        StatusCode::PAYLOAD_TOO_LARGE => Err(Failure::PayloadTooLarge),
        StatusCode::BAD_REQUEST | StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            let why = to_bytes(response.into_body(), MAX_REFUSAL).await.unwrap_or_default();
            let id = message.get("id").filter(|id| id.is_string() || id.is_number()).unwrap_or(&Value::Null);
            tracing::debug!(why = %String::from_utf8_lossy(&why), "an MCP message was refused");
            Ok(rpc_error(
                id,
                INVALID_REQUEST,
                "This is no message of the Model Context Protocol, or of no known version",
            ))
        }
        status => {
            tracing::error!(%status, "the MCP transport failed");
            Err(Failure::Internal)
        }
    }
}

fn rpc_error(id: &Value, code: i32, message: &str) -> Response {
    let error = json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } });
    (StatusCode::BAD_REQUEST, Json(error)).into_response()
}
