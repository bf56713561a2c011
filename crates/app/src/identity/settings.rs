//! What the bureau says about its identity provider.

use openidconnect::reqwest::{Certificate, Url};
use openidconnect::{ClientId, ClientSecret, IssuerUrl, RedirectUrl};

/// Where the provider sends browsers back to, under kaimen's own address.
const BACK: &str = "/sign-in/identity/back";

/// What is registered at the provider, and what is taken from its answers.
pub struct Settings {
    /// Issuer of the provider, exactly as it calls itself.
    pub provider: String,
    /// Address of kaimen as browsers see it, such as `https://kaimen.example`.
    pub address: String,
    /// Name of kaimen at the provider.
    pub client: String,
    /// Secret of kaimen at the provider.
    pub secret: String,
    /// Name of the provider as people know it; a general one where none is given.
    pub name: Option<String>,
    /// Claim that holds the username of an account.
    pub claim: String,
    /// Values of `amr` or `acr` that say that more than one factor was used (RFC 8176).
    pub strong: Vec<String>,
    /// Further authorities for certificates, as PEM.
    pub authorities: Option<Vec<u8>>,
}

/// What is wrong with the settings.
#[derive(Debug, thiserror::Error)]
pub enum Wrong {
    /// Not an address.
    #[error("{0} is not an address: write it as https://HOST/PATH")]
    NotAnAddress(String),
    /// Anybody on the way could read and change what is said.
    #[error("{0} must begin with https://; http:// is for this machine alone, such as http://127.0.0.1:3000")]
    NotSecure(String),
    /// More than an origin.
    #[error("{0} must be an address without path, such as https://kaimen.example")]
    NotAnOrigin(String),
    /// Something is missing.
    #[error("{0} must not be empty")]
    Empty(&'static str),
    /// The file with authorities cannot be understood.
    #[error("the certificates of the provider are not PEM: {0}")]
    Certificates(String),
}

/// Settings that make sense.
pub(crate) struct Checked {
    pub(crate) issuer: IssuerUrl,
    pub(crate) client: ClientId,
    pub(crate) secret: ClientSecret,
    pub(crate) back: RedirectUrl,
    /// Address of kaimen without a slash at the end.
    pub(crate) address: String,
    pub(crate) name: Option<String>,
    pub(crate) claim: String,
    pub(crate) strong: Vec<String>,
    pub(crate) authorities: Vec<Certificate>,
}

impl Settings {
    pub(crate) fn check(self) -> Result<Checked, Wrong> {
        for (value, name) in
            [(&self.client, "the client id"), (&self.secret, "the client secret"), (&self.claim, "the claim")]
        {
            if value.trim().is_empty() {
                return Err(Wrong::Empty(name));
            }
        }
        secure(&self.provider)?;
        let own = secure(&self.address)?;
        if own.path() != "/" || own.query().is_some() || own.fragment().is_some() || !own.username().is_empty() {
            return Err(Wrong::NotAnOrigin(self.address));
        }
        let address = own.as_str().trim_end_matches('/').to_owned();
        let wrong = |_| Wrong::NotAnAddress(address.clone());
        Ok(Checked {
            issuer: IssuerUrl::new(self.provider.clone()).map_err(|_| Wrong::NotAnAddress(self.provider))?,
            back: RedirectUrl::new(format!("{address}{BACK}")).map_err(wrong)?,
            client: ClientId::new(self.client),
            secret: ClientSecret::new(self.secret),
            address,
            name: self.name.filter(|name| !name.trim().is_empty()),
            claim: self.claim,
            strong: self.strong,
            authorities: match self.authorities {
                Some(pem) => Certificate::from_pem_bundle(&pem).map_err(|e| Wrong::Certificates(e.to_string()))?,
                None => Vec::new(),
            },
        })
    }
}

fn secure(address: &str) -> Result<Url, Wrong> {
    let url = Url::parse(address).map_err(|_| Wrong::NotAnAddress(address.to_owned()))?;
    if is_secure(&url) { Ok(url) } else { Err(Wrong::NotSecure(address.to_owned())) }
}

/// HTTPS, or HTTP that never leaves the machine.
pub(crate) fn is_secure(url: &Url) -> bool {
    let loopback = || {
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
    };
    match url.scheme() {
        "https" => url.has_host(),
        "http" => loopback(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(provider: &str, address: &str) -> Result<Checked, Wrong> {
        let settings = Settings {
            provider: provider.to_owned(),
            address: address.to_owned(),
            client: "kaimen".to_owned(),
            secret: "secret".to_owned(),
            name: None,
            claim: "preferred_username".to_owned(),
            strong: Vec::new(),
            authorities: None,
        };
        settings.check()
    }

    #[test]
    fn only_secure_addresses_are_taken() {
        for good in ["https://id.example/realm", "http://127.0.0.1:3000", "http://[::1]:3000", "http://localhost:3000"]
        {
            assert!(settings(good, "https://kaimen.example").is_ok(), "{good}");
        }
        for bad in
            ["http://id.example", "http://10.0.0.1", "http://127.0.0.1.example", "ftp://id.example", "id.example", ""]
        {
            assert!(settings(bad, "https://kaimen.example").is_err(), "{bad}");
            assert!(settings("https://id.example", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_own_address_is_an_origin() {
        let checked = settings("https://id.example", "https://kaimen.example/").unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(checked.back.as_str(), "https://kaimen.example/sign-in/identity/back");
        assert!(settings("https://id.example", "https://kaimen.example/path").is_err());
        assert!(settings("https://id.example", "https://kaimen.example/?a=b").is_err());
    }

    #[test]
    fn nothing_is_left_empty_and_certificates_are_certificates() {
        let full = || Settings {
            provider: "https://id.example".to_owned(),
            address: "https://kaimen.example".to_owned(),
            client: "kaimen".to_owned(),
            secret: "secret".to_owned(),
            name: None,
            claim: "sub".to_owned(),
            strong: Vec::new(),
            authorities: None,
        };
        assert!(matches!(Settings { client: " ".to_owned(), ..full() }.check(), Err(Wrong::Empty(_))));
        assert!(matches!(Settings { secret: String::new(), ..full() }.check(), Err(Wrong::Empty(_))));
        assert!(matches!(Settings { claim: String::new(), ..full() }.check(), Err(Wrong::Empty(_))));
        let garbage = b"-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n".to_vec();
        assert!(matches!(Settings { authorities: Some(garbage), ..full() }.check(), Err(Wrong::Certificates(_))));
    }
}
