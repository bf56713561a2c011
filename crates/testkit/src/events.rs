//! Server-sent events, read one by one: a live stream has no end that a test could wait for.

use std::time::Duration;

use axum::body::Body;
use axum::http::HeaderMap;
use http_body_util::BodyExt;
use serde_json::Value;
use tokio::time::timeout;

/// How long a test waits for the next event.
const PATIENCE: Duration = Duration::from_secs(15);

/// Beats after which nothing else will come.
const MOST_BEATS: u32 = 4;

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its name.
    pub name: String,
    /// Its number, where it has one.
    pub id: Option<i64>,
    /// What it carries; null where it carries nothing.
    pub data: Value,
}

/// An open stream.
pub struct Events {
    /// Headers of the answer.
    pub headers: HeaderMap,
    body: Body,
    read: String,
    /// Beats since anything else came.
    beats: u32,
}

impl Events {
    pub(crate) fn new(headers: HeaderMap, body: Body) -> Self {
        Self { headers, body, read: String::new(), beats: 0 }
    }

    /// The next event; `None` at the end of the stream.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((frame, rest)) = self.read.split_once("\n\n") {
                let event = event(frame);
                self.read = rest.to_owned();
                self.beats = if event.name == "beat" { self.beats + 1 } else { 0 };
                assert!(self.beats <= MOST_BEATS, "nothing but beats for a long time");
                return Some(event);
            }
            let frame = timeout(PATIENCE, self.body.frame()).await.expect("no event for a long time")?;
            if let Ok(data) = frame.unwrap().into_data() {
                self.read.push_str(std::str::from_utf8(&data).unwrap());
            }
        }
    }

    /// The next event of this name; beats and positions in between are passed over, anything else is an error.
    pub async fn expect(&mut self, name: &str) -> Event {
        loop {
            let event = self.next().await.unwrap_or_else(|| panic!("the stream ended before {name}"));
            if event.name == name {
                return event;
            }
            assert!(matches!(event.name.as_str(), "beat" | "positions"), "{event:?} instead of {name}");
        }
    }

    /// Every event up to the next beat, which is not among them.
    pub async fn until_beat(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await.filter(|event| event.name != "beat") {
            events.push(event);
        }
        events
    }
}

fn event(frame: &str) -> Event {
    let mut event = Event { name: String::new(), id: None, data: Value::Null };
    for (field, value) in frame.lines().filter_map(|line| line.split_once(':')) {
        let value = value.trim_start();
        match field {
            "event" => event.name = value.to_owned(),
            "id" => event.id = Some(value.parse().unwrap()),
            "data" if !value.is_empty() => event.data = serde_json::from_str(value).unwrap(),
            _ => {}
        }
    }
    event
}
