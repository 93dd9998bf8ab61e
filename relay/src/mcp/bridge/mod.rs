//! `buzzchat-mcp`: a server on stdin and stdout that hands every call on to a relay. It keeps no state of the relay's, so a
//! relay may go away and come back while a client stays connected. Nothing but the protocol is written to stdout.

mod options;
mod relay;

pub use options::McpOptions;

use super::server::{about, refused};
use super::tools;
use crate::error::Failure;
use crate::scopes::Scopes;
use relay::{Relay, Trouble};
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ErrorCode, ErrorData, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::{RequestContext, ServerInitializeError};
use rmcp::transport::io::stdio_pipes;
use rmcp::{RoleServer, ServerHandler, ServiceExt};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};

/// Serves until the client hangs up.
///
/// # Errors
/// When the relay's address cannot be used, or the client does not speak the protocol.
pub async fn run(options: McpOptions) -> Result<(), Box<dyn Error + Send + Sync>> {
    let bridge = Bridge { relay: Relay::new(options)?, listed_alone: AtomicBool::new(false) };
    match bridge.serve(stdio_pipes()).await {
        Ok(service) => service.waiting().await.map(drop).map_err(Into::into),
        // A client that only looked whether the program starts.
        Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

struct Bridge {
    relay: Relay,
    /// Whether the client was given the tools without the relay being asked, which may be more than its key may use.
    listed_alone: AtomicBool,
}

impl Bridge {
    /// Asks the relay, unless the client takes its question back.
    async fn ask<T: DeserializeOwned>(
        &self,
        method: &str,
        params: Value,
        context: &RequestContext<RoleServer>,
    ) -> Result<T, Trouble> {
        let answer = tokio::select! {
            answer = self.relay.ask(method, params) => answer?,
            () = context.ct.cancelled() => return Err(Trouble::Broken("the call was cancelled".into())),
        };
        if method != LIST && self.listed_alone.swap(false, Ordering::Relaxed) {
            // The client may take no such notice; it keeps the list it has.
            let _ = context.peer.notify_tool_list_changed().await;
        }
        serde_json::from_value(answer).map_err(|error| Trouble::Broken(error.to_string()))
    }
}

const LIST: &str = "tools/list";

impl ServerHandler for Bridge {
    fn get_info(&self) -> ServerConfig {
        let mut info = about();
        info.capabilities = ServerCapabilities::builder().enable_tools().enable_tool_list_changed().build();
        info
    }

    /// A client asks for the tools once, when it starts, and often before the relay does: it gets them all then.
    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        match self.ask(LIST, json!({}), &context).await {
            Ok(listed) => Ok(listed),
            Err(Trouble::Away(why)) => {
                tracing::warn!("{why}");
                self.listed_alone.store(true, Ordering::Relaxed);
                Ok(ListToolsResult::with_all_items(tools::listed(Scopes::ALL)))
            }
            Err(trouble) => Err(protocol_error(trouble)),
        }
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        tools::find(name).map(|spec| spec.tool().clone())
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let params = json!({ "name": request.name, "arguments": request.arguments.unwrap_or_default() });
        match self.ask::<CallToolResult>("tools/call", params, &context).await {
            Ok(result) => Ok(result.into()),
            Err(Trouble::Away(why)) => Ok(refused(&Failure::Unavailable(why)).into()),
            Err(Trouble::Refused { envelope, .. }) => {
                Ok(CallToolResult::error(vec![ContentBlock::text(envelope.to_string())]).into())
            }
            Err(trouble) => Err(protocol_error(trouble)),
        }
    }
}

fn protocol_error(trouble: Trouble) -> ErrorData {
    tracing::warn!("{trouble}");
    match trouble {
        Trouble::Protocol(error) => error,
        trouble => ErrorData::new(ErrorCode::INTERNAL_ERROR, trouble.to_string(), None),
    }
}
