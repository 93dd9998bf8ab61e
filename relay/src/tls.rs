//! Which cryptography TLS uses. Nothing here opens a connection.

/// Makes one provider the process's own. Call it before the first HTTPS client is made; calling it again changes nothing.
pub fn install() {
    // An error says that a provider is there already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
