//! Lays the browser's core beside the binary's sources, if it is built, and tells Cargo which files are embedded
//! without a `mod` line. It must not build the core: the relay is to compile with cargo alone.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed=../www");
    println!("cargo::rerun-if-changed=../extension/ui");
    println!("cargo::rerun-if-changed=../_locales");
    let core = Path::new("../extension/pkg");
    // Cargo would run this again at every build if it had to watch what is not there.
    let watched = if core.exists() { core } else { Path::new("../extension") };
    println!("cargo::rerun-if-changed={}", watched.display());
    let embedded = Path::new(&env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?).join("pkg");
    if embedded.exists() {
        fs::remove_dir_all(&embedded)?;
    }
    fs::create_dir_all(&embedded)?;
    for name in ["buzzchat.js", "buzzchat_bg.wasm"] {
        let file = core.join(name);
        if file.exists() {
            fs::copy(&file, embedded.join(name))?;
        }
    }
    Ok(())
}
