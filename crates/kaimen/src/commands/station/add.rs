//! `kaimen station add`.

use clap::Args;
use kaimen_app::Caller;
use kaimen_roads::Coordinate;

use super::{Where, named};
use crate::commands::output::say;
use crate::server::chain;

/// Add a station, or a post or room below one.
#[derive(Args)]
#[command(after_help = "Example:
  kaimen station add --name 湖塘中心警务室 --below 湖塘派出所 --at 119.945,31.70 \\
      --map wujin.map --data /var/lib/kaimen

Start a running server anew afterwards.")]
pub(crate) struct Add {
    /// Name as on the sign.
    #[arg(long, value_name = "TEXT")]
    name: String,
    /// Station above it; without it, it stands by itself and has charge of the places nearest to it.
    #[arg(long, value_name = "NAME")]
    below: Option<String>,
    /// Where it is, in degrees.
    #[arg(long, value_name = "LON,LAT", value_parser = coordinate, allow_hyphen_values = true)]
    at: Coordinate,
    #[command(flatten)]
    place: Where,
}

impl Add {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        tokio::runtime::Runtime::new()?.block_on(async {
            let app = self.place.open().await?;
            let parent = self.below.as_deref().map(|name| named(&app, name)).transpose()?;
            app.add_station(&Caller::system(), &self.name, self.at, parent).await.map_err(chain)?;
            app.drain().await;
            say(&format!("added: {}", self.name))
        })
    }
}

fn coordinate(text: &str) -> Result<Coordinate, String> {
    let wrong = || "write degrees east and north, such as 119.945,31.70".to_owned();
    let (lon, lat) = text.split_once(',').ok_or_else(wrong)?;
    let (lon, lat) = (lon.trim().parse().map_err(|_| wrong())?, lat.trim().parse().map_err(|_| wrong())?);
    Coordinate::new(lon, lat).ok_or_else(wrong)
}
