//! As much of HTTP as the bench needs, on bare connections.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

pub struct Event {
    pub name: String,
    pub data: String,
}

pub struct Stream(BufReader<TcpStream>);

/// Opens the live stream.
pub async fn listen(address: SocketAddr, token: &str) -> Stream {
    let mut connection = TcpStream::connect(address).await.unwrap();
    let request = format!("GET /api/stream HTTP/1.1\r\nhost: {address}\r\ncookie: kaimen={token}\r\n\r\n");
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut stream = Stream(BufReader::new(connection));
    let first = stream.line().await.unwrap();
    assert!(first.contains("200"), "{first}");
    while !stream.line().await.unwrap().is_empty() {}
    stream
}

impl Stream {
    async fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        match self.0.read_line(&mut line).await {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(line.trim_end().to_owned()),
        }
    }

    /// The next event; lengths of chunks and blank lines are passed over.
    pub async fn next(&mut self) -> Option<Event> {
        let mut name = String::new();
        loop {
            let line = self.line().await?;
            if let Some(text) = line.strip_prefix("event: ") {
                name = text.to_owned();
            } else if let Some(text) = line.strip_prefix("data: ") {
                return Some(Event { name, data: text.to_owned() });
            }
        }
    }
}

/// Posts JSON on a connection of its own.
pub async fn post(address: SocketAddr, token: &str, csrf: &str, path: &str, body: &Value) -> Value {
    let mut connection = TcpStream::connect(address).await.unwrap();
    let body = body.to_string();
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\ncookie: kaimen={token}\r\nx-csrf-token: {csrf}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 201"), "{head} {body}");
    serde_json::from_str(body).unwrap()
}
