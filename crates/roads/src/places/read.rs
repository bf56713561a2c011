//! Reads the sections, trusting nothing in them.

use super::{Entry, PlaceKind, Places, PlacesError, fold::fold, pack::NONE};
use crate::geo::Coordinate;

/// Reads both sections.
pub(super) fn read(places: &[u8], junctions: &[u8]) -> Result<Places, PlacesError> {
    if places.is_empty() {
        return Ok(Places::default());
    }
    let (spots, rest) = junctions.as_chunks::<8>();
    if !rest.is_empty() {
        return Err(PlacesError("junctions"));
    }
    let junctions: Vec<Coordinate> = spots.iter().map(|spot| Cursor(spot).coordinate()).collect::<Result<_, _>>()?;
    let mut cursor = Cursor(places);
    let count = cursor.number()?;
    // Nothing is set aside by the number alone: a damaged one must not exhaust the memory.
    let mut entries = Vec::new();
    for _ in 0..count {
        entries.push(cursor.entry(count, junctions.len())?);
    }
    if !cursor.0.is_empty() {
        return Err(PlacesError("length"));
    }
    let is_area = |entry: &Entry| matches!(entry.kind, PlaceKind::City | PlaceKind::Town | PlaceKind::Village);
    let areas = (0u32..).zip(&entries).filter(|(_, entry)| is_area(entry)).map(|(number, _)| number).collect();
    Ok(Places { entries, junctions, areas })
}

/// What is left to read.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], PlacesError> {
        let (head, rest) = self.0.split_first_chunk::<N>().ok_or(PlacesError("cut off"))?;
        self.0 = rest;
        Ok(*head)
    }

    fn number(&mut self) -> Result<u32, PlacesError> {
        Ok(u32::from_le_bytes(self.take()?))
    }

    fn coordinate(&mut self) -> Result<Coordinate, PlacesError> {
        let lon = f64::from(i32::from_le_bytes(self.take()?)) / 1e7;
        let lat = f64::from(i32::from_le_bytes(self.take()?)) / 1e7;
        Coordinate::new(lon, lat).ok_or(PlacesError("coordinate"))
    }

    fn text(&mut self) -> Result<&'a str, PlacesError> {
        let length = usize::from(u16::from_le_bytes(self.take()?));
        let (text, rest) = self.0.split_at_checked(length).ok_or(PlacesError("cut off"))?;
        self.0 = rest;
        std::str::from_utf8(text).map_err(|_| PlacesError("name"))
    }

    fn entry(&mut self, count: u32, known: usize) -> Result<Entry, PlacesError> {
        let [kind] = self.take()?;
        let kind = kind_of(kind).ok_or(PlacesError("kind"))?;
        let at = self.coordinate()?;
        let within = match self.number()? {
            NONE => None,
            area if area < count => Some(area),
            _ => return Err(PlacesError("town")),
        };
        let name = self.text()?.to_owned();
        let mut junctions = Vec::new();
        for _ in 0..self.number()? {
            let junction = self.number()?;
            if junction as usize >= known {
                return Err(PlacesError("junction"));
            }
            junctions.push(junction);
        }
        Ok(Entry { folded: fold(&name), name, kind, at, within, junctions })
    }
}

/// The kind behind its number in the file: 0 street, then the kinds of points in their order.
fn kind_of(number: u8) -> Option<PlaceKind> {
    use PlaceKind::{City, Hospital, Place, Police, School, Street, Town, Village};
    [Street, City, Town, Village, Police, Hospital, School, Place].get(usize::from(number)).copied()
}
