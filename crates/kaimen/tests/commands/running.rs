//! The program while it serves.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::http::Client;
use crate::support::{Run, kaimen};

/// Longest time that anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server; it is killed when the test ends.
pub struct Server {
    child: Child,
    /// Where it listens, on this machine.
    pub address: SocketAddr,
    /// What it said up to then.
    pub said: String,
}

fn spawn(folder: &Path, arguments: &str) -> Child {
    spawn_saying(folder, arguments, "warn,kaimen=info")
}

fn spawn_saying(folder: &Path, arguments: &str, log: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_kaimen"))
        .env("KAIMEN_LOG", log)
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(File::create(folder.join("stderr.txt")).unwrap())
        .spawn()
        .unwrap()
}

impl Server {
    /// Runs `kaimen serve` with `town.map` on a free port; a password is enough to sign in.
    pub fn serve(folder: &Path, arguments: &str) -> Self {
        let free = if arguments.contains("--listen") { "" } else { "--listen 127.0.0.1:0" };
        Self::start(
            folder,
            &format!("serve --map town.map {free} --require-second-factor=no {arguments}"),
            "kaimen serves at ",
        )
    }

    /// Runs `kaimen demo` on a free port, without anything that happens by itself.
    pub fn demo(folder: &Path, arguments: &str) -> Self {
        Self::start(folder, &format!("demo --still --listen 127.0.0.1:0 {arguments}"), "Ctrl-C stops it")
    }

    /// Runs `kaimen demo` with a simulated day on a free port.
    pub fn simulated_day(folder: &Path, speed: u32) -> Self {
        let arguments =
            format!("demo --listen 127.0.0.1:0 --map town.map --simulated-day {speed} --calls-per-hour 120");
        Self::start(folder, &arguments, "Ctrl-C stops it")
    }

    /// Runs `kaimen serve` with `town.map` on a free port, writing to `stderr.txt` all that it can say.
    pub fn talking(folder: &Path, arguments: &str) -> Self {
        let arguments = format!("serve --map town.map --listen 127.0.0.1:0 --require-second-factor=no {arguments}");
        let child = spawn_saying(folder, &arguments, "trace");
        Self::begun(child, folder, &arguments, "kaimen serves at ")
    }

    fn start(folder: &Path, arguments: &str, until: &'static str) -> Self {
        Self::begun(spawn(folder, arguments), folder, arguments, until)
    }

    fn begun(mut child: Child, folder: &Path, arguments: &str, until: &'static str) -> Self {
        let out = child.stdout.take().unwrap();
        let (tell, told) = mpsc::channel();
        // Reads on to the end, so that the server can always write.
        thread::spawn(move || BufReader::new(out).lines().map_while(Result::ok).try_for_each(|line| tell.send(line)));
        let mut said = String::new();
        while !said.contains(until) {
            let Ok(line) = told.recv_timeout(PATIENCE) else {
                let _ = child.kill();
                panic!("kaimen {arguments} did not start: {said} {}", errors(folder));
            };
            said.push_str(&line);
            said.push('\n');
        }
        let word = said.split_whitespace().find_map(|word| word.strip_prefix("http://")).unwrap();
        let mut address: SocketAddr = word.parse().unwrap();
        if address.ip().is_unspecified() {
            address.set_ip([127, 0, 0, 1].into());
        }
        Self { child, address, said }
    }

    /// A browser that nobody has signed in with.
    pub fn client(&self) -> Client {
        Client::new(self.address)
    }

    /// A browser in which somebody has signed in.
    pub fn signed_in(&self, username: &str, password: &str) -> Client {
        let mut client = self.client();
        let answer = client.sign_in(username, password);
        assert_eq!(answer.status, 303, "{answer:?}");
        client
    }

    /// Tells it to stop and says how it ended and after what time.
    pub fn stop(mut self, signal: &str) -> (ExitStatus, Duration) {
        let asked = Instant::now();
        let sent = Command::new("sh").arg("-c").arg(format!("kill -{signal} {}", self.child.id())).status().unwrap();
        assert!(sent.success());
        (ended(&mut self.child, "the server"), asked.elapsed())
    }

    /// Ends it without a word of warning.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What it wrote to standard error.
pub fn errors(folder: &Path) -> String {
    fs::read_to_string(folder.join("stderr.txt")).unwrap()
}

fn ended(child: &mut Child, what: &str) -> ExitStatus {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if begun.elapsed() > PATIENCE {
            let _ = child.kill();
            panic!("{what} runs on");
        }
        thread::sleep(Duration::from_millis(10));
    }
}

/// A command that must end with code 1 and one line that holds the words and says nothing twice.
pub fn refused(folder: &Path, arguments: &str, words: &str) {
    let mut child = spawn(folder, arguments);
    let code = ended(&mut child, arguments).code().unwrap_or(-1);
    let run = Run { code, out: String::new(), err: errors(folder) };
    run.failed(1, words);
    one_line(&run);
}

/// Checks that the message is one line and says nothing twice.
pub fn one_line(run: &Run) {
    assert_eq!(run.err.trim_end().lines().count(), 1, "{run:?}");
    let message = run.err.trim_end().strip_prefix("kaimen: ").unwrap_or_else(|| panic!("{run:?}"));
    assert!(!message.starts_with(char::is_uppercase), "{message}");
    let parts: Vec<&str> = message.split(": ").collect();
    for (at, part) in parts.iter().enumerate() {
        assert!(!parts[..at].contains(part), "{part:?} is said twice: {message}");
    }
}

/// Makes an account with `town.map` and gives its password.
pub fn account(folder: &Path, username: &str, role: &str, more: &str) -> String {
    let name = "--name Somebody";
    let run = kaimen(folder, &format!("account add --map town.map --username {username} {name} --role {role} {more}"));
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    let line = run.out.trim_end();
    assert_eq!(line.lines().count(), 1);
    line.strip_prefix(&format!("account {username} made; password: ")).unwrap().to_owned()
}
