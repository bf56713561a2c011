//! The exported network and the questions, read from their tables.

use std::{fs, io, path::Path};

/// Rows without the heading.
fn rows<T>(path: &Path, read: impl Fn(&[&str]) -> Option<T>) -> io::Result<Vec<T>> {
    let text = fs::read_to_string(path)?;
    let rows = text.lines().skip(1).map(|line| read(&line.split(',').collect::<Vec<_>>()));
    rows.collect::<Option<_>>().ok_or_else(|| io::Error::other(format!("{} has another shape", path.display())))
}

/// One direction of a road that is open to cars.
pub struct Edge {
    pub from: usize,
    pub to: usize,
    pub metres: f64,
    pub ms: usize,
}

/// Rows that are open to cars.
pub fn edges(path: &Path) -> io::Result<Vec<Edge>> {
    let all = rows(path, |cells| {
        let [from, to, metres, seconds, ..] = cells else { return None };
        if seconds.is_empty() {
            return Some(None);
        }
        let ms = seconds.replace('.', "").parse().ok()?;
        Some(Some(Edge { from: from.parse().ok()?, to: to.parse().ok()?, metres: metres.parse().ok()?, ms }))
    })?;
    Ok(all.into_iter().flatten().collect())
}

/// A unit or a call on its road: `along` in 65,535ths of the way from one end to the other.
pub struct Place {
    pub lon: f64,
    pub lat: f64,
    segment: u32,
    along: usize,
    from: usize,
    to: usize,
    forward: Option<usize>,
    backward: Option<usize>,
}

const END: usize = 65_535;

/// Part of a time, to the nearest millisecond.
fn share(ms: usize, along: usize) -> usize {
    (ms * along + END / 2) / END
}

impl Place {
    /// Junctions to which it can leave, with the milliseconds.
    pub fn exits(&self) -> Vec<(usize, usize)> {
        self.ends(self.forward.map(|ms| share(ms, END - self.along)), self.backward.map(|ms| share(ms, self.along)))
    }

    /// Junctions from which it can be reached, with the milliseconds.
    pub fn entries(&self) -> Vec<(usize, usize)> {
        self.ends(self.backward.map(|ms| share(ms, END - self.along)), self.forward.map(|ms| share(ms, self.along)))
    }

    /// At an end of its road it stands at the junction.
    fn ends(&self, at_to: Option<usize>, at_from: Option<usize>) -> Vec<(usize, usize)> {
        match self.along {
            0 => vec![(self.from, 0)],
            END => vec![(self.to, 0)],
            _ => at_to.map(|ms| (self.to, ms)).into_iter().chain(at_from.map(|ms| (self.from, ms))).collect(),
        }
    }

    /// Milliseconds to another place on the same road without leaving it.
    pub fn direct(&self, other: &Self) -> Option<usize> {
        if self.segment != other.segment {
            return None;
        }
        let part = self.along.abs_diff(other.along);
        let forward = self.forward.filter(|_| other.along >= self.along);
        let backward = self.backward.filter(|_| self.along >= other.along);
        forward.into_iter().chain(backward).map(|ms| share(ms, part)).min()
    }

    /// Metres in a straight line, on a plane around the two: right to a thousandth within a district.
    pub fn metres_to(&self, other: &Self) -> f64 {
        let narrow = ((self.lat + other.lat) / 2.0).to_radians().cos();
        let degree = 6_371_008.8_f64.to_radians();
        ((self.lon - other.lon) * narrow * degree).hypot((self.lat - other.lat) * degree)
    }
}

/// Units or calls.
pub fn places(path: &Path) -> io::Result<Vec<Place>> {
    let open = |cell: &str| if cell.is_empty() { Some(None) } else { cell.parse().ok().map(Some) };
    rows(path, |cells| {
        let [_, lon, lat, segment, along, from, to, forward, backward] = cells else { return None };
        Some(Place {
            lon: lon.parse().ok()?,
            lat: lat.parse().ok()?,
            segment: segment.parse().ok()?,
            along: along.parse().ok()?,
            from: from.parse().ok()?,
            to: to.parse().ok()?,
            forward: open(forward)?,
            backward: open(backward)?,
        })
    })
}

/// The three nearest of each call on its road as (milliseconds, unit), as found by ours.
pub fn answers(path: &Path) -> io::Result<Vec<Vec<(usize, usize)>>> {
    let rows = rows(path, |cells| {
        let [standing, _, _, unit, ms] = cells else { return None };
        Some((*standing == "road").then_some((ms.parse().ok()?, unit.parse().ok()?)))
    })?;
    Ok(rows.into_iter().flatten().collect::<Vec<_>>().chunks(3).map(<[_]>::to_vec).collect())
}
