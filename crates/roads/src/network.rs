//! Exits and entries of positions: how something mid-segment reaches the nodes.
