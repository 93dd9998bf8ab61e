//! What the operator decides: where data lies, where the server listens, how long it waits. It reads no files.

use std::path::PathBuf;
use std::time::Duration;

/// The workspace every command works on unless told otherwise.
pub const DEFAULT_WORKSPACE: &str = "default";

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// From connecting to the first frame.
    pub hello: Duration,
    /// Without a word from a device.
    pub silence: Duration,
    /// For a reply on a link that is up.
    pub reply: Duration,
    /// For a device to come back when its link drops under a command.
    pub reconnect: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            hello: Duration::from_secs(5),
            silence: Duration::from_secs(60),
            reply: Duration::from_secs(10),
            reconnect: Duration::from_secs(5),
        }
    }
}

/// The folder that keeps everything, where the operator named none: the platform's place for application data.
#[must_use]
pub fn default_data_dir() -> PathBuf {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = || set("HOME").unwrap_or_default();
    let base = if cfg!(windows) {
        set("LOCALAPPDATA").unwrap_or_else(home)
    } else if cfg!(target_os = "macos") {
        home().join("Library/Application Support")
    } else {
        set("XDG_DATA_HOME").unwrap_or_else(|| home().join(".local/share"))
    };
    base.join("buzzchat")
}
