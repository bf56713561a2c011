//! `kaimen station place`.

use clap::Args;
use kaimen_app::Caller;

use super::{Where, named};
use crate::commands::output::say;
use crate::server::chain;

/// Put a station, post or room below another, or make it stand by itself.
#[derive(Args)]
#[command(after_help = "Examples:
  kaimen station place 邹区警务站 --below 邹区派出所 --map wujin.map --data /var/lib/kaimen
  kaimen station place 邹区警务站 --map wujin.map --data /var/lib/kaimen

Without --below it stands by itself. A station cannot be put below itself or below what stands
below it. Start a running server anew afterwards.")]
pub(crate) struct Place {
    /// Name of what is placed.
    name: String,
    /// Station above it.
    #[arg(long, value_name = "NAME")]
    below: Option<String>,
    #[command(flatten)]
    at: Where,
}

impl Place {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        tokio::runtime::Runtime::new()?.block_on(async {
            let app = self.at.open().await?;
            let station = named(&app, &self.name)?;
            let parent = self.below.as_deref().map(|name| named(&app, name)).transpose()?;
            app.place_station(&Caller::system(), station, parent).await.map_err(chain)?;
            app.drain().await;
            say(&match self.below {
                Some(above) => format!("{} stands below {above}", self.name),
                None => format!("{} stands by itself", self.name),
            })
        })
    }
}
