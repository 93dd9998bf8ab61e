//! The real relay as a process of its own, which can be killed. It asserts nothing.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// A server process that is killed when it is dropped.
pub(crate) struct Process {
    pub(crate) child: Child,
    pub(crate) address: SocketAddr,
}

/// The binary: another one than the tests' own where `BUZZCHAT_RELAY` names it.
fn relay() -> Command {
    let binary = std::env::var_os("BUZZCHAT_RELAY");
    Command::new(binary.unwrap_or_else(|| env!("CARGO_BIN_EXE_buzzchat-relay").into()))
}

impl Process {
    /// Starts a server on any free port, and waits until it listens.
    pub(crate) fn start(data: &Path, flags: &[&str]) -> Self {
        let mut command = relay();
        command.args(["serve", "--listen", "127.0.0.1:0"]).args(flags).arg("--data").arg(data);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("BuzzChat relay listens on http://");
        let address = address.unwrap_or_else(|| panic!("the relay says {line:?}")).parse().unwrap();
        Self { child, address }
    }

    /// Runs a command of the command line on the same data.
    pub(crate) fn command(data: &Path, words: &[&str]) -> Output {
        relay().args(words).arg("--data").arg(data).output().unwrap()
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
