//! No secret in the log, however much is written there.

use std::io::Write;
use std::net::TcpStream;
use std::path::Path;

use kaimen_testkit::{Backend, Database};
use serde_json::json;

use crate::running::{Server, account, errors};
use crate::support::town_map;

const CONTACT: &str = "13812345678";
const SUMMARY: &str = "zeugin-der-tat";
const NOTE: &str = "wohnt-im-hinterhaus";
const WRONG: &str = "falsches-passwort";

#[test]
fn nothing_that_is_secret_is_logged_on_sqlite() {
    let folder = town_map();
    talks_of_no_secret(folder.path(), "");
}

#[test]
fn nothing_that_is_secret_is_logged_on_postgresql() {
    let folder = town_map();
    let Some(database) = Database::make(Backend::Postgres, folder.path()) else { return };
    talks_of_no_secret(folder.path(), &format!("--database {}", database.url()));
}

fn talks_of_no_secret(folder: &Path, more: &str) {
    let password = account(folder, "desk", "duty_desk", more);
    let server = Server::talking(folder, more);
    assert_eq!(server.client().sign_in("desk", WRONG).status, 422);
    let mut secrets = vec![password.clone(), WRONG.to_owned()];
    let desk = server.signed_in("desk", &password);
    secrets.extend(desk.secrets());

    let place = json!({ "text": "Station One", "lon": -70.99, "lat": 42.01 });
    let call = json!({ "place": place, "kind": "noise", "summary": SUMMARY, "contact": CONTACT });
    let taken = desk.act("/api/calls", &call).json();
    let [number, code] = ["receipt_no", "verify_code"].map(|field| taken[field].as_str().unwrap().to_owned());
    let address = format!("/api/calls/{}", taken["call"]["id"].as_str().unwrap());
    assert_eq!(desk.get(&address).json()["call"]["contact"], CONTACT, "the contact was opened");
    assert_eq!(desk.act(&format!("{address}/note"), &json!({ "text": NOTE })).status, 200);
    // Refused bodies are the likeliest to be written down.
    let broken = json!({ "place": SUMMARY, "kind": "noise", "contact": [CONTACT], "summary": 7 });
    assert_eq!(desk.act("/api/calls", &broken).status, 422);
    assert_eq!(desk.act(&format!("{address}/note"), &json!({ "text": [NOTE] })).status, 422);

    // This alone is a line of the talkative log, so that the test cannot pass on a silent one.
    TcpStream::connect(server.address).unwrap().write_all(b"no request\r\n\r\n").unwrap();

    let resident = server.client();
    assert_eq!(resident.form("/zh/receipt", &format!("number={number}&code=000000")).status, 422);
    let opened = resident.form("/zh/receipt", &format!("number={number}&code={code}"));
    assert_eq!(opened.status, 303, "{opened:?}");
    let cookie = opened.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    secrets.push(cookie.split_once('=').unwrap().1.to_owned());
    let page = resident.send("GET", "/zh/receipt", &format!("cookie: {cookie}\r\n"), "").unwrap();
    assert!(page.body.contains(&number), "{page:?}");
    secrets.extend([number, code, CONTACT.to_owned(), SUMMARY.to_owned(), NOTE.to_owned()]);
    assert_eq!(server.stop("TERM").0.code(), Some(0));

    let log = errors(folder);
    assert!(log.contains("DEBUG") && log.contains("a connection was broken off"), "the log says all it can: {log}");
    for secret in secrets {
        let line = log.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "{secret} is in the log");
    }
}
