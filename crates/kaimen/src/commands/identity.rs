//! Options about the bureau's identity provider.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use kaimen_app::identity::Settings;

/// Where the secret is looked for when no file is named. There is no option for it: other users of the machine can
/// read command lines.
const SECRET: &str = "KAIMEN_IDENTITY_SECRET";

#[derive(Args)]
#[command(next_help_heading = "Identity provider of the bureau (OpenID Connect)")]
pub(crate) struct Identity {
    /// Issuer of the provider, exactly as it calls itself, such as `https://id.example/realms/bureau`.
    #[arg(long = "identity-provider", value_name = "URL", env = "KAIMEN_IDENTITY_PROVIDER")]
    provider: Option<String>,
    /// Client id of kaimen at the provider. Its secret is read from KAIMEN_IDENTITY_SECRET or from a file.
    #[arg(long = "identity-client", value_name = "ID", env = "KAIMEN_IDENTITY_CLIENT")]
    client: Option<String>,
    /// File with the client secret; a line end after it is not part of it.
    #[arg(long = "identity-secret-file", value_name = "FILE", env = "KAIMEN_IDENTITY_SECRET_FILE")]
    secret_file: Option<PathBuf>,
    /// Name of the provider on the button, as people know it.
    #[arg(long = "identity-name", value_name = "NAME", env = "KAIMEN_IDENTITY_NAME")]
    name: Option<String>,
    /// Claim that holds the username: the first sign-in links the account of that name.
    #[arg(
        long = "identity-claim",
        value_name = "CLAIM",
        env = "KAIMEN_IDENTITY_CLAIM",
        default_value = "preferred_username"
    )]
    claim: String,
    /// Values of the claims amr and acr that say that more than one factor was used.
    #[arg(
        long = "identity-strong",
        value_name = "VALUES",
        env = "KAIMEN_IDENTITY_STRONG",
        value_delimiter = ',',
        default_value = "mfa,hwk,otp"
    )]
    strong: Vec<String>,
    /// Certificates (PEM) of the authority that signs the provider's, where it is the bureau's own.
    #[arg(long = "identity-authority", value_name = "FILE", env = "KAIMEN_IDENTITY_AUTHORITY")]
    authority: Option<PathBuf>,
}

impl Identity {
    /// The settings; none where no provider is named.
    pub(crate) fn settings(self, address: Option<String>) -> anyhow::Result<Option<Settings>> {
        let Some(provider) = self.provider.filter(|provider| !provider.is_empty()) else {
            if self.client.is_some() || self.secret_file.is_some() {
                bail!("there are settings of an identity provider, but none is named: add --identity-provider");
            }
            return Ok(None);
        };
        let address = address.context(
            "the identity provider sends browsers back to kaimen: say by --origin where they find it, such as \
             https://kaimen.example",
        )?;
        let client = self.client.context("kaimen needs a name at the identity provider: add --identity-client")?;
        let secret = match self.secret_file {
            Some(file) => String::from_utf8(read(&file)?)
                .with_context(|| format!("the secret {} is not text", file.display()))?
                .trim_end_matches(['\r', '\n'])
                .to_owned(),
            None => std::env::var(SECRET).ok().with_context(|| {
                format!("kaimen needs its secret at the identity provider: set {SECRET} or name --identity-secret-file")
            })?,
        };
        let authorities = self.authority.as_deref().map(read).transpose()?;
        let Self { name, claim, strong, .. } = self;
        Ok(Some(Settings { provider, address, client, secret, name, claim, strong, authorities }))
    }
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let shown = file.display();
    std::fs::read(file).with_context(|| format!("cannot read {shown}; check that the file exists and may be read"))
}
