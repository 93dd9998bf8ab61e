//! Where a webhook may go, judged by what its address says. What its name leads to is judged when it is called.

use super::address::may_be_called;
use thiserror::Error;
use url::{Host, Url};

/// The longest address taken.
const MAX_LENGTH: usize = 2_048;
/// Below this, ports belong to services that are no webhook receivers.
const FIRST_FREE_PORT: u16 = 1_024;

/// How strict the relay is about receivers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Receivers may be without TLS, and on this computer or its own network.
    pub allow_local: bool,
}

/// The address of a receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    url: Url,
}

/// Why an address is refused; a sentence for whoever sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TargetError {
    /// It cannot be read.
    #[error("The address must be a complete URL with a host, such as https://example.com")]
    Unreadable,
    /// It is longer than anybody needs.
    #[error("The address must be at most {MAX_LENGTH} characters long")]
    TooLong,
    /// It is sent in the open, or by no protocol of the web.
    #[error("The address must begin with https://")]
    Insecure,
    /// It carries a name or a password.
    #[error("The address must not contain a user name or a password")]
    Credentials,
    /// It carries a fragment, which is never sent.
    #[error("The address must not contain a fragment (#)")]
    Fragment,
    /// The port belongs to something else.
    #[error("The port must be 443, 8443 or at least {FIRST_FREE_PORT}")]
    Port,
    /// It does not lead across the internet.
    #[error("The address must lead to a public host")]
    NotPublic,
}

impl Target {
    /// Reads an address as a browser would, and judges what came of it.
    ///
    /// # Errors
    /// Says which rule it breaks.
    pub fn parse(url: &str, policy: Policy) -> Result<Self, TargetError> {
        if url.len() > MAX_LENGTH {
            return Err(TargetError::TooLong);
        }
        // A browser leaves these out silently; who sends them means to be misread.
        if url.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\') {
            return Err(TargetError::Unreadable);
        }
        let target = Self { url: Url::parse(url).map_err(|_| TargetError::Unreadable)? };
        target.check(policy)?;
        Ok(target)
    }

    /// The address in its canonical spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// Judges it again: it may have been stored when the rules were laxer.
    pub(super) fn check(&self, policy: Policy) -> Result<(), TargetError> {
        let url = &self.url;
        if !(url.scheme() == "https" || policy.allow_local && url.scheme() == "http") {
            return Err(TargetError::Insecure);
        }
        // Escapes make it longer than what was sent.
        if url.as_str().len() > MAX_LENGTH {
            return Err(TargetError::TooLong);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(TargetError::Credentials);
        }
        if url.fragment().is_some() {
            return Err(TargetError::Fragment);
        }
        let public = match url.host().ok_or(TargetError::Unreadable)? {
            Host::Domain(name) => policy.allow_local || is_public(name),
            Host::Ipv4(address) => may_be_called(address.into(), policy),
            Host::Ipv6(address) => may_be_called(address.into(), policy),
        };
        if !public {
            return Err(TargetError::NotPublic);
        }
        self.check_port()
    }

    fn check_port(&self) -> Result<(), TargetError> {
        match self.url.port_or_known_default() {
            // Only whom plain HTTP is allowed gets as far as 80.
            Some(80) if self.url.scheme() == "http" => Ok(()),
            Some(443 | FIRST_FREE_PORT..) => Ok(()),
            _ => Err(TargetError::Port),
        }
    }

    pub(super) fn url(&self) -> Url {
        self.url.clone()
    }
}

/// Whether a name can mean a host of the internet. What it really leads to is only seen when it is looked up.
fn is_public(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    let Some((_, last)) = name.rsplit_once('.') else { return false };
    !["localhost", "local", "internal"].contains(&last)
}

#[cfg(test)]
mod tests {
    use super::{Policy, Target, TargetError};

    const STRICT: Policy = Policy { allow_local: false };
    const LOCAL: Policy = Policy { allow_local: true };

    fn parse(url: &str, policy: Policy) -> Result<String, TargetError> {
        Target::parse(url, policy).map(|target| target.as_str().to_owned())
    }

    #[test]
    fn receivers_of_the_internet_are_taken() {
        for url in [
            "https://example.com/",
            "https://example.com/hook?token=a%20b",
            "https://hooks.example.co.uk:8443/x",
            "https://example.com:1024/",
            "https://8.8.8.8/",
            "https://[2606:4700::1111]:65535/",
            "https://xn--bcher-kva.example/",
            "https://example.com./",
        ] {
            assert_eq!(parse(url, STRICT).as_deref(), Ok(url), "{url}");
        }
        assert_eq!(parse("HTTPS://Bücher.Example:443", STRICT).as_deref(), Ok("https://xn--bcher-kva.example/"));
    }

    #[test]
    fn every_rule_has_its_sentence() {
        let long = format!("https://example.com/{}", "a".repeat(2_029));
        // Every ü is sent as six characters.
        let escaped = format!("https://example.com/{}", "ü".repeat(400));
        for (url, error) in [
            ("", TargetError::Unreadable),
            ("example.com/hook", TargetError::Unreadable),
            ("https://", TargetError::Unreadable),
            ("https://exa mple.com/", TargetError::Unreadable),
            ("https://example.com/\n", TargetError::Unreadable),
            ("https://example.com:99999/", TargetError::Unreadable),
            ("http://example.com/", TargetError::Insecure),
            ("ftp://example.com/", TargetError::Insecure),
            ("file:///etc/passwd", TargetError::Insecure),
            ("data:text/plain,x", TargetError::Insecure),
            ("https://user@example.com/", TargetError::Credentials),
            ("https://:word@example.com/", TargetError::Credentials),
            ("https://example.com/#here", TargetError::Fragment),
            ("https://example.com:22/", TargetError::Port),
            ("https://example.com:80/", TargetError::Port),
            ("https://example.com:0/", TargetError::Port),
            (&long, TargetError::TooLong),
            (&escaped, TargetError::TooLong),
        ] {
            assert_eq!(parse(url, STRICT), Err(error), "{url}");
        }
        assert!(parse(&long[..long.len() - 1], STRICT).is_ok(), "2,048 characters are taken");
    }

    #[test]
    fn who_tests_at_home_reaches_home_and_nothing_stranger() {
        for url in [
            "http://localhost/",
            "http://127.0.0.1:9000/x",
            "http://receiver:8080/",
            "https://[::1]/",
            "http://192.168.1.7/",
        ] {
            assert_eq!(parse(url, LOCAL).as_deref(), Ok(url), "{url}");
            assert!(parse(url, STRICT).is_err(), "{url}");
        }
        for (url, error) in [
            ("http://169.254.169.254/latest/meta-data", TargetError::NotPublic),
            ("http://0.0.0.0/", TargetError::NotPublic),
            ("http://localhost:25/", TargetError::Port),
            ("http://user@localhost/", TargetError::Credentials),
            ("unix://localhost/run/docker.sock", TargetError::Insecure),
        ] {
            assert_eq!(parse(url, LOCAL), Err(error), "{url}");
        }
    }

    #[test]
    fn an_address_stored_under_laxer_rules_is_judged_again() {
        let target = Target::parse("http://127.0.0.1:9000/", LOCAL).unwrap();
        assert_eq!(target.check(LOCAL), Ok(()));
        assert_eq!(target.check(STRICT), Err(TargetError::Insecure));
    }
}
