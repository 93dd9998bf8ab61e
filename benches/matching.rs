//! What matching costs.

fn main() {}
