//! Databases, fixed clock, small district, HTTP client for tests
