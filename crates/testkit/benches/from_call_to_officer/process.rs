//! The released binary from outside: time from its start to its first answer, and its memory.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

pub fn start_and_memory(folder: &Path) {
    let binary = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/release/kaimen");
    if !binary.exists() {
        println!("skipped: no released binary for start and memory; `make bench` builds it");
        return;
    }
    let data = folder.join("demo");
    let address = "127.0.0.1:18765";
    let start = |keep: bool| {
        let begun = Instant::now();
        let mut command = Command::new(&binary);
        command.arg("demo").arg("--map").arg(folder.join("bench.map")).arg("--data").arg(&data);
        command.args(["--listen", address]);
        if keep {
            command.args(["--keep", "--still"]);
        }
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while !answers(address) {
            assert!(begun.elapsed() < Duration::from_secs(60), "the server does not answer");
            std::thread::sleep(Duration::from_millis(2));
        }
        (child, begun.elapsed())
    };
    // The first start fills the database and moves 191 units for a while; the second is a start with everything ready.
    let (mut child, first) = start(false);
    std::thread::sleep(Duration::from_secs(20));
    let memory = resident(child.id());
    child.kill().unwrap();
    child.wait().unwrap();
    let (mut child, second) = start(true);
    child.kill().unwrap();
    child.wait().unwrap();
    println!(
        "start to first answer:   {:.0} ms with a new database, {:.0} ms with the last one",
        first.as_secs_f64() * 1e3,
        second.as_secs_f64() * 1e3
    );
    println!("memory, 191 units moving for 20 s: {memory}");
}

fn answers(address: &str) -> bool {
    let Ok(mut connection) = TcpStream::connect(address) else { return false };
    let request = format!("GET /health HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    let mut answer = String::new();
    connection.write_all(request.as_bytes()).is_ok()
        && connection.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}

/// Resident memory in all and without the mapped map file, as the kernel counts it.
fn resident(process: u32) -> String {
    let Ok(status) = std::fs::read_to_string(format!("/proc/{process}/status")) else { return "unknown here".into() };
    let line = |name: &str| {
        let found = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        let kilobytes: f64 = found.split_whitespace().nth(1).and_then(|word| word.parse().ok()).unwrap_or(0.0);
        kilobytes / 1024.0
    };
    format!("{:.0} MB resident, of it {:.0} MB mapped from files", line("VmRSS"), line("RssFile"))
}
