//! Replays of recorded days through the live decision code
