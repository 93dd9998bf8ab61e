//! The command line of `buzzchat-mcp`.

use clap::Parser;
use std::net::IpAddr;
use url::{Host, Url};

/// BuzzChat's tools for a model, over stdin and stdout.
///
/// Start it from an MCP client, such as Claude Desktop; it hands every call on to a BuzzChat relay.
#[derive(Parser)]
#[command(name = "buzzchat-mcp", version)]
pub struct McpOptions {
    /// The API key
    ///
    /// Everybody on this computer may see the arguments of a program, but not its environment: without this option the key
    /// is taken from BUZZCHAT_API_KEY.
    #[arg(long, env = "BUZZCHAT_API_KEY", hide_env_values = true, value_name = "KEY", value_parser = read_key)]
    pub(super) api_key: String,
    /// The relay's address
    #[arg(long, env = "BUZZCHAT_URL", default_value = "http://127.0.0.1:4117", value_parser = read_url)]
    pub(super) url: Url,
}

impl McpOptions {
    /// Whether the key would travel readable over a network.
    pub(super) fn is_exposed(&self) -> bool {
        self.url.scheme() == "http" && !self.is_local()
    }

    /// Whether the relay is on this computer.
    pub(super) fn is_local(&self) -> bool {
        match self.url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
            Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
            None => false,
        }
    }
}

fn read_key(text: &str) -> Result<String, String> {
    let key = text.trim();
    if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("an API key begins with bz_live_ and has neither spaces nor line breaks".into());
    }
    Ok(key.to_owned())
}

fn read_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text.trim()).map_err(|error| error.to_string())?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err("the relay's address begins with http:// or https://".into());
    }
    Ok(url)
}
