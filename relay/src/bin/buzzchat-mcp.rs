//! `buzzchat-mcp`: the Model Context Protocol over stdin and stdout, answered by a relay. It keeps no state.

fn main() {}
