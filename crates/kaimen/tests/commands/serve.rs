//! `kaimen serve` and `kaimen account add`.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use kaimen_testkit::{Backend, Database};

use crate::running::{Server, account, one_line, refused};
use crate::support::{kaimen, names, town_map};

const ADD: &str = "account add --map town.map --name Somebody";

#[test]
fn an_account_is_made_once_and_its_password_signs_in() {
    let folder = town_map();
    let password = account(folder.path(), "desk", "duty_desk", "");
    assert!(password.len() >= 16, "{password}");
    for (arguments, words) in [
        ("--username desk --role duty_desk", "no account was made: --username: in use"),
        ("--username Desk --role duty_desk", "no account was made: --username: small letters"),
    ] {
        let run = kaimen(folder.path(), &format!("{ADD} {arguments}"));
        run.failed(1, words);
        one_line(&run);
    }
    for role in ["community_officer", "station_chief"] {
        kaimen(folder.path(), &format!("{ADD} --username other --role {role}"))
            .failed(2, "this role belongs to a unit or station");
    }
    kaimen(folder.path(), &format!("{ADD} --username other --role boss"))
        .failed(2, "use one of duty_desk, bureau_command");

    let server = Server::serve(folder.path(), "");
    assert!(!server.said.contains("nobody can sign in"), "{}", server.said);
    let answer = server.client().sign_in("desk", "wrong");
    assert_eq!((answer.status, answer.header("set-cookie")), (422, None));
    let mut client = server.client();
    let answer = client.sign_in("desk", &password);
    assert_eq!((answer.status, answer.header("location")), (303, Some("/zh/console")));
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.starts_with("kaimen=") && cookie.contains("HttpOnly") && !cookie.contains("Secure"), "{cookie}");
    assert_eq!(client.get("/health").body, "ok");

    // While the server runs, a further account can sign in at once.
    let further = account(folder.path(), "command", "bureau_command", "");
    server.signed_in("command", &further);
}

fn stops_and_comes_back(folder: &Path, more: &str) {
    let password = account(folder, "desk", "duty_desk", more);
    let server = Server::serve(folder, more);
    let client = server.signed_in("desk", &password);
    let answer = client.take_call("one", "first").unwrap();
    assert_eq!(answer.status, 201, "{answer:?}");
    let call = answer.json();
    // A live stream never ends by itself and must not hold the server up.
    let stream = client.stream();
    let (status, time) = server.stop("TERM");
    assert!(time < Duration::from_secs(5), "{time:?}");
    assert_eq!(status.code(), Some(0));
    drop(stream);

    let server = Server::serve(folder, more);
    let client = client.moved(server.address);
    assert_eq!(client.summaries(), ["first"]);
    let number = call["call"]["number"].as_str().unwrap();
    assert_eq!(client.get(&format!("/api/calls?q={number}")).json()[0]["id"], call["call"]["id"]);
    let again = client.take_call("one", "first").unwrap();
    assert_eq!((again.status, again.json()), (201, call));
    server.signed_in("desk", &password);
    let (status, time) = server.stop("INT");
    assert!(time < Duration::from_secs(5), "{time:?}");
    assert_eq!(status.code(), Some(0));
}

#[test]
fn a_signal_stops_it_and_a_restart_knows_everything() {
    let folder = town_map();
    stops_and_comes_back(folder.path(), "");
    assert_eq!(kaimen(folder.path(), "audit verify").code, 0);
}

#[test]
fn a_second_server_on_the_folder_is_refused() {
    let folder = town_map();
    let first = Server::serve(folder.path(), "");
    refused(folder.path(), "serve --map town.map --listen 127.0.0.1:0", "a server is running on kaimen-data already");
    assert_eq!(first.client().get("/health").body, "ok");
    first.kill();
    assert_eq!(Server::serve(folder.path(), "").stop("TERM").0.code(), Some(0));
}

#[test]
fn it_serves_on_postgresql() {
    let folder = town_map();
    let Some(database) = Database::make(Backend::Postgres, folder.path()) else { return };
    let more = format!("--database {}", database.url());
    stops_and_comes_back(folder.path(), &more);
    let run = kaimen(folder.path(), &format!("audit verify {more}"));
    assert_eq!(run.code, 0, "{run:?}");
    let server = Server::serve(folder.path(), &more);
    let second = format!("serve --map town.map --listen 127.0.0.1:0 --data second {more}");
    refused(folder.path(), &second, "secret.key is not the one that this database was filled with");
    fs::copy(folder.path().join("kaimen-data/secret.key"), folder.path().join("second/secret.key")).unwrap();
    fs::copy(folder.path().join("kaimen-data/keys"), folder.path().join("second/keys")).unwrap();
    refused(folder.path(), &second, "another kaimen already works on this database");
    drop(server);
    assert!(!folder.path().join("kaimen-data/kaimen.sqlite").exists());
    let statement = "UPDATE audit SET actor = actor || 'x' WHERE seq = 2";
    let psql = Command::new("psql").args([database.url(), "-qc", statement]).status();
    match psql {
        Ok(status) => {
            assert!(status.success());
            kaimen(folder.path(), &format!("audit verify {more}")).failed(3, "row 2 was changed");
        }
        Err(_) => eprintln!("skipped: psql is not there"),
    }
}

#[test]
fn others_reach_it_only_behind_https_and_then_cookies_are_bound_to_it() {
    let folder = town_map();
    let password = account(folder.path(), "desk", "duty_desk", "");
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:8080"] {
        refused(folder.path(), &format!("serve --map town.map --listen {address}"), "--behind-https");
    }
    let server = Server::serve(folder.path(), "--listen 0.0.0.0:0 --behind-https");
    let answer = server.client().sign_in("desk", &password);
    assert_eq!(answer.status, 303);
    let cookie = answer.header("set-cookie").unwrap();
    for words in ["HttpOnly", "Secure", "Path=/", "SameSite=Lax"] {
        assert!(cookie.contains(words), "{cookie}");
    }
    assert!(cookie.starts_with("__Host-kaimen=") && !cookie.contains("Domain"), "{cookie}");
    kaimen(folder.path(), "serve --map town.map --listen localhost:80").failed(2, "such as 127.0.0.1:8080");
}

#[test]
fn it_says_how_to_make_the_first_account() {
    let folder = town_map();
    let server = Server::serve(folder.path(), "--data new/folder");
    assert!(server.said.contains("kaimen account add"), "{}", server.said);
    let made = names(&folder.path().join("new/folder"));
    for file in ["kaimen.sqlite", "secret.key", "checkpoint.key"] {
        assert!(made.iter().any(|name| name == file), "{made:?}");
    }
}

#[test]
fn whatever_is_wrong_is_said_in_one_line() {
    let folder = town_map();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("file", b"text");
    write("unknown.json", b"{\"rest_secs\": 1}");
    write("number.json", b"{\"rest_seconds\": -1}");
    write("cut.json", b"{\"rest_seconds\":");
    let mut bytes = fs::read(folder.path().join("town.map")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    write("damaged.map", &bytes);
    for data in ["none", "short"] {
        fs::create_dir(folder.path().join(data)).unwrap();
    }
    write("none/kaimen.sqlite", &[7; 8192]);
    write("short/secret.key", b"short");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap();
    let before = names(folder.path());
    let serve = "serve --listen 127.0.0.1:0 --map";
    for (arguments, words) in [
        (format!("{serve} none.map"), "make the map first"),
        (format!("{serve} damaged.map"), "damaged"),
        (format!("{serve} file"), "not a kaimen map file"),
        (format!("{serve} town.map --data file"), "file is not a folder: name the data folder with --data"),
        (format!("{serve} town.map --data /proc/none"), "cannot be made; name one that may be written"),
        (format!("{serve} town.map --data none"), "none/kaimen.sqlite cannot be used; check that it is whole"),
        (format!("{serve} town.map --data short"), "short/secret.key cannot be used; restore it from the backup"),
        (format!("{serve} town.map --policy none.json"), "check that the file exists"),
        (format!("{serve} town.map --policy unknown.json"), "unknown field `rest_secs`"),
        (format!("{serve} town.map --policy number.json"), "line 1 column"),
        (format!("{serve} town.map --policy cut.json"), "makes no sense; correct it"),
        (format!("{serve} town.map --database mysql://localhost/x"), "--database cannot be used"),
        (format!("{serve} town.map --database sqlite://none/none/x"), "--database cannot be used"),
        (format!("serve --map town.map --listen {port}"), "choose a free address of this machine with --listen"),
        ("audit verify --data none".to_owned(), "none/kaimen.sqlite cannot be used"),
        ("audit verify --data nowhere".to_owned(), "name the folder with --data"),
        ("account add --map none.map --username a --name b --role duty_desk".to_owned(), "make the map first"),
    ] {
        refused(folder.path(), &arguments, words);
    }
    let mut after = names(folder.path());
    // Only the folder in which there was nothing wrong was made.
    after.retain(|name| name != "stderr.txt" && name != "kaimen-data");
    assert_eq!(after, before);
}

#[test]
fn a_folder_may_have_any_name() {
    let folder = town_map();
    let data = "--data 数据%41?mode=memory#x";
    let password = account(folder.path(), "desk", "duty_desk", data);
    assert!(names(&folder.path().join("数据%41?mode=memory#x")).contains(&"kaimen.sqlite".to_owned()));
    Server::serve(folder.path(), data).signed_in("desk", &password);
    assert_eq!(kaimen(folder.path(), &format!("audit verify {data}")).code, 0);
}
