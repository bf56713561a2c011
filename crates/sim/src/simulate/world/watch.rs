//! Where units drive, for somebody who looks on.

use kaimen_roads::Coordinate;

use super::World;

/// A drive of a unit. It may be cut short by its next one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Move {
    /// Unit.
    pub unit: u32,
    /// Leaves, milliseconds.
    pub depart: i64,
    /// Is there, milliseconds.
    pub arrive: i64,
    /// From where.
    pub from: Coordinate,
    /// Where to.
    pub to: Coordinate,
    /// Whether to a call.
    pub to_call: bool,
}

impl World<'_> {
    /// Notes every drive from now on.
    pub(in super::super) fn watched(mut self) -> Self {
        self.record.moves = Some(Vec::new());
        self
    }

    pub(super) fn note(&mut self, one: Move) {
        if let Some(moves) = &mut self.record.moves {
            moves.push(one);
        }
    }
}
