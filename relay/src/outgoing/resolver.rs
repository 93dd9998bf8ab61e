//! Looks names up and keeps only the addresses that may be called. Literal addresses never come by here: the target's check is theirs.

use super::Policy;
use super::address::may_be_called;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::SocketAddr;
use std::sync::Arc;
use thiserror::Error;

/// The same words for a name that leads nowhere and for one that leads inside: nobody learns which names exist in here.
#[derive(Debug, Error)]
#[error("the name leads to no address that may be called")]
pub(super) struct Nowhere;

/// Asks another resolver and filters what it says, every time it is asked: a name may lead elsewhere by now.
pub(super) struct Filtered {
    policy: Policy,
    names: Arc<dyn Resolve>,
}

impl Filtered {
    pub(super) fn new(policy: Policy, names: Arc<dyn Resolve>) -> Self {
        Self { policy, names }
    }
}

impl Resolve for Filtered {
    fn resolve(&self, name: Name) -> Resolving {
        let (policy, found) = (self.policy, self.names.resolve(name));
        Box::pin(async move {
            let found = found.await.map_err(|_| Nowhere)?;
            let callable: Vec<SocketAddr> = found.filter(|address| may_be_called(address.ip(), policy)).collect();
            if callable.is_empty() {
                return Err(Nowhere.into());
            }
            Ok(Box::new(callable.into_iter()) as Addrs)
        })
    }
}

/// The operating system's.
pub(super) struct System;

impl Resolve for System {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            // The caller puts its own port in place of 0.
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(Box::new(found.collect::<Vec<_>>().into_iter()) as Addrs)
        })
    }
}
