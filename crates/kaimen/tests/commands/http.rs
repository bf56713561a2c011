//! HTTP as far as these tests need it, one connection for each request.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answer {
    /// A header by its name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// A browser of one person.
#[derive(Clone)]
pub struct Client {
    address: SocketAddr,
    cookie: String,
    csrf: String,
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, cookie: String::new(), csrf: String::new() }
    }

    /// The same person after the server came back elsewhere.
    pub fn moved(&self, address: SocketAddr) -> Self {
        Self { address, ..self.clone() }
    }

    fn open(&self, method: &str, path: &str, headers: &str, body: &str) -> io::Result<TcpStream> {
        let mut stream = TcpStream::connect_timeout(&self.address, Duration::from_secs(10))?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let (address, cookie, length) = (self.address, &self.cookie, body.len());
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncookie: {cookie}\r\n\
             content-length: {length}\r\n{headers}\r\n{body}"
        )?;
        Ok(stream)
    }

    /// Sends a request and reads the whole answer; half an answer is an error.
    pub fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> io::Result<Answer> {
        let mut bytes = Vec::new();
        self.open(method, path, headers, body)?.read_to_end(&mut bytes)?;
        let broken = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let text = String::from_utf8(bytes).map_err(|_| broken())?;
        let (head, body) = text.split_once("\r\n\r\n").ok_or_else(broken)?;
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).ok_or_else(broken)?;
        let mut answer = Answer { status, head: head.to_owned(), body: body.to_owned() };
        if answer.header("transfer-encoding") == Some("chunked") {
            answer.body = unchunk(body).ok_or_else(broken)?;
        } else if answer.header("content-length").is_some_and(|length| length != body.len().to_string()) {
            return Err(broken());
        }
        Ok(answer)
    }

    /// Session token and page token.
    pub fn secrets(&self) -> [String; 2] {
        [self.cookie.split_once('=').unwrap().1.to_owned(), self.csrf.clone()]
    }

    /// Does an act.
    pub fn act(&self, path: &str, body: &Value) -> Answer {
        let headers = format!("content-type: application/json\r\nx-csrf-token: {}\r\n", self.csrf);
        self.send("POST", path, &headers, &body.to_string()).unwrap()
    }

    /// Sends a form.
    pub fn form(&self, path: &str, fields: &str) -> Answer {
        self.send("POST", path, "content-type: application/x-www-form-urlencoded\r\n", fields).unwrap()
    }

    /// Reads a page or a record.
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "", "").unwrap()
    }

    /// Begins to read the live stream.
    pub fn stream(&self) -> TcpStream {
        let mut stream = self.open("GET", "/api/stream", "", "").unwrap();
        let mut first = [0; 12];
        stream.read_exact(&mut first).unwrap();
        assert_eq!(&first, b"HTTP/1.1 200");
        stream
    }

    /// Signs in by the form and takes the page token from the console.
    pub fn sign_in(&mut self, username: &str, password: &str) -> Answer {
        let answer = self.form("/zh/sign-in", &format!("username={username}&password={password}"));
        if let Some(cookie) = answer.header("set-cookie").and_then(|cookie| cookie.split(';').next()) {
            self.cookie = cookie.to_owned();
            self.csrf = self.boot().and_then(|boot| Some(boot["csrf"].as_str()?.to_owned())).unwrap_or_default();
        }
        answer
    }

    fn boot(&self) -> Option<Value> {
        let page = self.get("/zh/console").body;
        let (_, rest) = page.split_once("<script id=\"boot\" type=\"application/json\">")?;
        serde_json::from_str(rest.split_once("</script>")?.0).ok()
    }

    /// Takes a call, under a key by which it may be sent again.
    pub fn take_call(&self, key: &str, summary: &str) -> io::Result<Answer> {
        let csrf = &self.csrf;
        let headers = format!("content-type: application/json\r\nx-csrf-token: {csrf}\r\nidempotency-key: {key}\r\n");
        let place = json!({ "text": "Station One", "lon": -70.99, "lat": 42.01 });
        let call = json!({ "place": place, "kind": "noise", "summary": summary, "contact": "138 0000 0000" });
        self.send("POST", "/api/calls", &headers, &call.to_string())
    }

    /// Summaries of the calls that the screens show, in alphabetical order.
    pub fn summaries(&self) -> Vec<String> {
        let state = self.get("/api/state").json();
        let calls = state["calls"].as_array().unwrap().iter();
        let mut summaries: Vec<String> = calls.map(|call| call["summary"].as_str().unwrap().to_owned()).collect();
        summaries.sort();
        summaries
    }
}

fn unchunk(mut rest: &str) -> Option<String> {
    let mut body = String::new();
    loop {
        let (length, after) = rest.split_once("\r\n")?;
        let length = usize::from_str_radix(length, 16).ok()?;
        if length == 0 {
            return Some(body);
        }
        body.push_str(after.get(..length)?);
        rest = after.get(length..)?.strip_prefix("\r\n")?;
    }
}
