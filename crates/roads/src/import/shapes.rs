//! Stitching OpenStreetMap relations into rings.
