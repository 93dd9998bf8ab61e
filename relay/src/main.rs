//! The relay's binary: reads the command line, starts logging, and leaves the rest to the library.

use buzzchat_relay::cli::Cli;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    buzzchat_relay::tls::install();
    let cli = Cli::read(std::env::args_os()).unwrap_or_else(|error| error.exit());
    buzzchat_relay::logging::start(cli.log_format());
    match cli.run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("buzzchat-relay: {error}");
            ExitCode::FAILURE
        }
    }
}
