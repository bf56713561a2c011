//! From where somebody signs in: device, network, and the session that the browser had before.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use kaimen_app::device;
use kaimen_app::session::Visit;

use crate::Web;

/// The visit behind a request.
pub(crate) struct Visitor(pub(crate) Visit);

impl FromRequestParts<Web> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Infallible> {
        let agent = parts.headers.get("user-agent").and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        Ok(Self(Visit {
            device: device::label(agent),
            network: network_of(&parts.extensions, &parts.headers, web.secure),
            former: web.session_token(&parts.headers),
        }))
    }
}

/// The network from which a request came; empty where it is not known.
pub(crate) fn network_of(extensions: &Extensions, headers: &HeaderMap, is_behind_proxy: bool) -> String {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    // The proxy writes the last entry; whatever stands before it comes from the sender and proves nothing.
    let address = if is_behind_proxy { forwarded(headers).or(peer) } else { peer };
    address.map(network).unwrap_or_default()
}

fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    last.rsplit(',').next()?.trim().parse().ok()
}

/// An address as far as tries are counted together: one home has one IPv4 address, or one IPv6 network of 64 bits.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(four) => four.to_string(),
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_what_the_proxy_wrote_counts() {
        let mut headers = HeaderMap::new();
        assert_eq!(forwarded(&headers), None);
        headers.append("x-forwarded-for", HeaderValue::from_static("10.0.0.1, 192.0.2.7"));
        assert_eq!(forwarded(&headers).map(network).as_deref(), Some("192.0.2.7"));
        headers.append("x-forwarded-for", HeaderValue::from_static("198.51.100.3"));
        assert_eq!(forwarded(&headers).map(network).as_deref(), Some("198.51.100.3"));
    }

    #[test]
    fn neighbours_in_one_network_count_together() {
        assert_eq!(network("2001:db8:1:2:3::4".parse().unwrap()), network("2001:db8:1:2::9".parse().unwrap()));
        assert_ne!(network("2001:db8:1:2::4".parse().unwrap()), network("2001:db8:1:3::4".parse().unwrap()));
        assert_eq!(network("::ffff:192.0.2.7".parse().unwrap()), "192.0.2.7");
    }
}
