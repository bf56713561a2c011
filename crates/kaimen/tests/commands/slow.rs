//! Whoever is slow on purpose is hung up on, and nobody else waits for it.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use crate::running::Server;
use crate::support::town_map;

/// Sends `start`, then a byte every half second; answers what came back and after how many seconds it was over.
fn dribble(address: SocketAddr, start: &str) -> (String, f32) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    stream.write_all(start.as_bytes()).unwrap();
    let (begun, mut answer, mut buffer) = (Instant::now(), Vec::new(), [0; 4096]);
    while begun.elapsed() < Duration::from_secs(60) {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => answer.extend_from_slice(&buffer[..read]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => break,
        }
        if !start.is_empty() && stream.write_all(b"x").is_err() {
            break;
        }
    }
    (String::from_utf8_lossy(&answer).into_owned(), begun.elapsed().as_secs_f32())
}

/// Asks for pages without end and takes none; answers after how many seconds the server had enough.
fn never_reads(address: SocketAddr) -> f32 {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_write_timeout(Some(Duration::from_millis(200))).unwrap();
    let asked = "GET /zh/sign-in HTTP/1.1\r\nhost: x\r\n\r\n".repeat(100);
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(90) {
        match stream.write_all(asked.as_bytes()) {
            Err(error) if !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => break,
            _ => {}
        }
    }
    begun.elapsed().as_secs_f32()
}

#[test]
fn slow_senders_and_slow_readers_are_hung_up_on() {
    let folder = town_map();
    let server = Server::serve(folder.path(), "");
    let address = server.address;
    let form = "content-type: application/x-www-form-urlencoded\r\ncontent-length: 1000\r\n\r\nnumber=";
    let head = |path: &str, rest: &str| format!("POST {path} HTTP/1.1\r\nhost: x\r\n{rest}");
    let (page, api) = (head("/en/receipt", form), head("/api/calls", "cookie: kaimen=x\r\ncontent-length: 9\r\n\r\n{"));
    thread::scope(|scope| {
        let silent = scope.spawn(|| dribble(address, ""));
        let headers = scope.spawn(|| dribble(address, "GET /health HTTP/1.1\r\nhost: x\r\nx-long: "));
        let body = scope.spawn(|| dribble(address, &page));
        let refused = scope.spawn(|| dribble(address, &api));
        let reader = scope.spawn(|| never_reads(address));
        let idle = scope.spawn(|| dribble(address, "GET /health HTTP/1.1\r\nhost: x\r\n\r\n"));

        let (answer, seconds) = silent.join().unwrap();
        assert!(answer.is_empty() && (5.0..20.0).contains(&seconds), "{seconds} {answer}");
        let (answer, seconds) = headers.join().unwrap();
        assert!(!answer.contains("200 OK") && (5.0..20.0).contains(&seconds), "{seconds} {answer}");
        let (answer, seconds) = idle.join().unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && seconds < 20.0, "{seconds} {answer}");
        let (answer, seconds) = body.join().unwrap();
        assert!(answer.starts_with("HTTP/1.1 408") && (15.0..30.0).contains(&seconds), "{seconds} {answer}");
        assert!(answer.contains("did not arrive in time") && answer.contains("content-security-policy"), "{answer}");
        let (answer, seconds) = refused.join().unwrap();
        assert!(answer.starts_with("HTTP/1.1 401") && seconds < 20.0, "nobody is waited for without session: {answer}");
        // Meanwhile, and afterwards, others are served.
        assert_eq!(server.client().get("/health").body, "ok");
        let seconds = reader.join().unwrap();
        assert!((15.0..60.0).contains(&seconds), "{seconds}");
    });
    assert_eq!(server.client().get("/health").body, "ok");
}

#[test]
fn heads_of_requests_have_a_limit() {
    let folder = town_map();
    let server = Server::serve(folder.path(), "");
    for head in [format!("x-long: {}\r\n", "x".repeat(40_000)), "x-many: x\r\n".repeat(100)] {
        let answer = server.client().send("GET", "/health", &head, "");
        let status = answer.map(|answer| answer.status);
        // The rest of the head may be cut off before the answer is read.
        assert!(!matches!(status, Ok(200..=399)), "{status:?}");
    }
    let long = server.client().send("GET", &format!("/zh/{}", "x".repeat(40_000)), "", "");
    assert!(!matches!(long.map(|answer| answer.status), Ok(200..=399)));
    let health = server.client().get("/health");
    assert_eq!((health.status, health.body.as_str(), health.header("server")), (200, "ok", None), "and says no more");
}
