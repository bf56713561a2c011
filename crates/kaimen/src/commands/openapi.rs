//! `kaimen openapi`.

use clap::Args;

use super::output::say_json;

/// Print the description of the HTTP interface (OpenAPI 3.1, JSON).
#[derive(Args)]
#[command(after_help = "Examples:
  kaimen openapi > openapi.json

It is made from the program itself, so it always fits this version.")]
pub(crate) struct Openapi {}

impl Openapi {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        say_json(&kaimen_web::document())
    }
}
