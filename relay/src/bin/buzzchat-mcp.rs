//! The binary for MCP clients that start their servers: reads the command line and leaves the rest to the library. Standard
//! output belongs to the protocol.

use buzzchat_relay::mcp::{McpOptions, run};
use clap::Parser;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    buzzchat_relay::tls::install();
    let options = McpOptions::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,rmcp=warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false).init();
    match run(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("buzzchat-mcp: {error}");
            ExitCode::FAILURE
        }
    }
}
