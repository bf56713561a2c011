//! HTTP: api, resident pages, console, officer page, live stream
