//! What a map file holds, for people and programs.

use anyhow::Context;
use kaimen_roads::places::Places;
use kaimen_roads::source::PointKind;
use kaimen_roads::{Bounds, RoadMap};
use serde::Serialize;

/// What a map file holds.
#[derive(Serialize)]
pub(super) struct Summary {
    name: String,
    attribution: String,
    bounds: Bounds,
    kilometres: f64,
    nodes: u32,
    segments: u32,
    arcs: Arcs,
    stations: usize,
    hospitals: usize,
    places: usize,
    bytes: u64,
}

/// Open directions of segments by means of travel.
#[derive(Serialize)]
struct Arcs {
    car: u32,
    ebike: u32,
    foot: u32,
}

impl Summary {
    pub(super) fn of(map: &RoadMap) -> anyhow::Result<Self> {
        let places = Places::of(map).context("the places of the map")?;
        let info = map.info().clone();
        let [car, ebike, foot] = info.arcs;
        Ok(Self {
            name: info.name,
            attribution: info.attribution,
            bounds: info.bounds,
            kilometres: info.kilometres,
            nodes: info.nodes,
            segments: info.segments,
            arcs: Arcs { car, ebike, foot },
            stations: places.landmarks(PointKind::Police).len(),
            hospitals: places.landmarks(PointKind::Hospital).len(),
            places: places.len(),
            bytes: info.file_bytes,
        })
    }

    /// One line each.
    pub(super) fn lines(&self) -> String {
        let Self { name, kilometres, nodes, segments, stations, hospitals, places, bytes, .. } = self;
        let Arcs { car, ebike, foot } = self.arcs;
        let Bounds { west, south, east, north } = self.bounds;
        let credit = if self.attribution.is_empty() { "none given" } else { &self.attribution };
        format!(
            "name        {name}\n\
             roads       {kilometres:.1} km\n\
             nodes       {nodes}\n\
             segments    {segments}\n\
             arcs        {car} car, {ebike} e-bike, {foot} foot\n\
             stations    {stations}\n\
             hospitals   {hospitals}\n\
             names       {places} places that can be searched\n\
             box         {west:.5},{south:.5} to {east:.5},{north:.5} (longitude,latitude)\n\
             credit      {credit}\n\
             bytes       {bytes}"
        )
    }
}
