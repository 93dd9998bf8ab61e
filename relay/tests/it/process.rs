//! The real relay as a process of its own, which can be killed. It asserts nothing.

use crate::database;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The command line on this data. The binary is another one than the tests' own where `BUZZCHAT_RELAY` names it.
pub(crate) fn relay(data: &Path, arguments: &[&str]) -> Command {
    let binary = std::env::var_os("BUZZCHAT_RELAY").unwrap_or_else(|| env!("CARGO_BIN_EXE_buzzchat-relay").into());
    let mut command = Command::new(binary);
    command.args(arguments).arg("--data").arg(data).stderr(Stdio::piped()).stdout(Stdio::piped());
    if let Some(url) = database::url(data) {
        command.env("BUZZCHAT_DATABASE_URL", url);
    }
    command
}

/// A server process that is killed when it is dropped.
pub(crate) struct Process {
    pub(crate) child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) url: String,
}

impl Process {
    /// Starts a server on any free port, and waits until it listens.
    pub(crate) fn start(data: &Path, flags: &[&str]) -> Self {
        let mut command = relay(data, &["serve", "--listen", "127.0.0.1:0"]);
        command.args(flags);
        Self::start_with(command)
    }

    pub(crate) fn start_with(mut command: Command) -> Self {
        buzzchat_relay::tls::install();
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("BuzzChat relay listens on ");
        let url = url.unwrap_or_else(|| panic!("the relay says {line:?}")).to_owned();
        let address = url.trim_start_matches("http://").parse().unwrap();
        Self { child, address, url }
    }

    /// SIGKILL: nothing is written on the way out. Returns once the process is gone.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        // It may have ended by itself, which shows elsewhere.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}
