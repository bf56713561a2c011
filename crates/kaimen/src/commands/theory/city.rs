//! A city as files describe it.

use anyhow::{Context, bail, ensure};
use kaimen_plan::{City, Line};
use serde_json::{Map, Value, json};

use super::read::{member, optional};

/// A city, and what it takes to drive in it.
pub(super) struct Described {
    pub(super) city: City,
    /// By unit and atom.
    pub(super) travel: Option<Vec<Vec<f64>>>,
}

impl Described {
    pub(super) fn read(from: &Map<String, Value>) -> anyhow::Result<Self> {
        let units: usize = member(from, "n_units")?;
        let service_rates: Vec<f64> = member(from, "service_rates")?;
        let atom_rates: Vec<f64> = member(from, "atom_rates")?;
        let preferences: Vec<Vec<u32>> = member(from, "preferences")?;
        let count = service_rates.len();
        ensure!(count == units, "n_units is {units}, but there are {count} service_rates");
        let travel: Option<Vec<Vec<f64>>> = optional(from, "travel_time_unit_by_atom")?;
        if let Some(rows) = &travel {
            let atoms = atom_rates.len();
            ensure!(
                rows.len() == units && rows.iter().all(|row| row.len() == atoms),
                "travel_time_unit_by_atom needs a row of {atoms} times for each of the {units} units"
            );
        }
        let line = line(from.get("line_capacity").context("line_capacity is missing")?)?;
        Ok(Self { city: City::new(atom_rates, preferences, service_rates, line)?, travel })
    }

    /// The city of three units of Larson and Odoni's textbook, section 5.4.3, atoms 3, 5, 6 and 7 to 10 taken together.
    pub(super) fn of_the_textbook() -> anyhow::Result<Self> {
        let city = json!({
            "n_units": 3, "line_capacity": "inf", "service_rates": [1.0, 1.0, 1.0],
            "atom_rates": [0.25, 0.25, 0.25, 0.35, 0.4],
            "preferences": [[0, 1, 2], [0, 1, 2], [0, 2, 1], [1, 0, 2], [2, 0, 1]],
        });
        Self::read(super::read::object(&city)?)
    }
}

fn line(value: &Value) -> anyhow::Result<Line> {
    match (value.as_str(), value.as_u64().and_then(|length| u32::try_from(length).ok())) {
        (Some("inf"), _) => Ok(Line::Endless),
        (Some("zero"), _) => Ok(Line::UpTo(0)),
        (_, Some(length)) => Ok(Line::UpTo(length)),
        _ => bail!("line_capacity is {value}, where \"zero\", \"inf\" or a whole number is needed"),
    }
}
