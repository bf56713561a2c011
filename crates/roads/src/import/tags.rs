//! What OpenStreetMap tags mean.
