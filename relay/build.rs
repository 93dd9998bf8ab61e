//! Tells Cargo which files the binary embeds without a `mod` line. It must not generate anything.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed=../www/demo");
}
