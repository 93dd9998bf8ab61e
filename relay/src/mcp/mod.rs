//! The Model Context Protocol: the relay's tools at `/mcp`, and `buzzchat-mcp`, which hands them on over stdio.
//!
//! Tools call `service`, as the REST handlers do; nothing here decides what they decide.

mod arguments;
mod bridge;
mod endpoint;
mod schema;
mod server;
mod tools;

pub use bridge::{McpOptions, run};
pub(crate) use endpoint::route;

/// Where the tools are served.
pub(crate) const MCP: &str = "/mcp";
