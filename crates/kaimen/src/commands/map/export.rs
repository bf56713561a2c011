//! `kaimen map export`.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use kaimen_roads::{RoadMap, export::export};

use crate::commands::output::say;
use crate::commands::whole_file::{WholeFile, same_file};

/// Write the road graph of a map file as two tables, for other programs.
///
/// Nodes: node,lon,lat. Edges: from,to,metres,car_seconds,ebike_seconds,foot_seconds, one row for each direction that
/// is open to anybody; a cell is empty where the direction is closed to that means of travel. Seconds have three
/// places and are exact. Turn restrictions are not in the tables: to compare times, import with `--without-turns`.
/// Existing tables are replaced, and only when both new ones are whole.
#[derive(Args)]
#[command(after_help = "Example:
  kaimen map export wujin.map --nodes nodes.csv --edges edges.csv")]
pub(crate) struct Export {
    /// Map file, made by `kaimen map import`.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Table of nodes to write.
    #[arg(long, value_name = "CSV")]
    nodes: PathBuf,
    /// Table of edges to write.
    #[arg(long, value_name = "CSV")]
    edges: PathBuf,
}

impl Export {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let Self { file, nodes, edges } = self;
        if nodes == edges {
            bail!("--nodes and --edges name the same file: give two");
        }
        if same_file(&file, &nodes) || same_file(&file, &edges) {
            bail!("a table would replace the map file {}: give it another name", file.display());
        }
        let map = RoadMap::open(&file)?;
        let (mut node_table, mut edge_table) = (WholeFile::create(&nodes)?, WholeFile::create(&edges)?);
        export(&map, &mut node_table, &mut edge_table)
            .context("cannot write the tables: check that the disk has room")?;
        node_table.finish()?;
        edge_table.finish()?;
        node_table.keep()?;
        edge_table.keep()?;
        say(&format!("{} nodes to {}, edges to {}", map.node_count(), nodes.display(), edges.display()))
    }
}
